"""What a person sees: hidden lines of a project, asked of the real language server with and without what was learned.

``places``    a place, and the kinds of them
``code``      which lines are code, and which of them make a block
``drawing``   the places of a project as it stands
``later``     places in lines that later commits added, with the project as it stood before
``copies``    the project in a folder of its own, at one commit
``home``      a LAMP of its own
``course``    all places, each asked twice
``kept``      the answers, kept between runs
``measures``  what one answer is worth
``summary``   the measures over many places, with intervals
``table``     the result, for a person
``picture``   the result, drawn
"""
