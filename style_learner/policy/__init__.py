"""What may be shown: decisions about a place or a text, with the reason in words.

``gate``        places where nothing can be suggested, before a model is asked
``rejected``    what was rejected in a like place is not offered there again
``strategies``  the ways to spend a prompt's budget
``competing``   which of them is taken where: a bandit
``ranking``     several candidates, in the order in which the developer would likely write them
``features``       what is known of a suggestion before it is shown
``acceptance``      whether the developer will likely take it, learned from what became of the earlier ones
``showing``     the probability of that: a filter that begins with ``show_filter.json`` and goes on learning
``fitting``     fits that file
"""
