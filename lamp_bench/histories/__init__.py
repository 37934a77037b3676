"""What developers wrote before one day and what they added after it.

``corpora``  histories in files
``mine``     the same cut out of one's own repositories
``targets``  which part of what was added is to be foreseen
"""
