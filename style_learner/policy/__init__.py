"""What may be shown: decisions about a place or a text, with the reason in words.

``gate``                 places where nothing can be suggested, before a model is asked
``rejected``             what was rejected in a similar place is not offered there again
``strategies``           the ways to spend a prompt's budget
``thompson_sampling``    the bandit that chooses between them
``ranking``              several candidates, in the order in which the developer would likely write them
``acceptance_features``  what is known of a suggestion before it is shown
``acceptance_model``     how likely the developer is to accept it, learned from the outcomes of earlier ones
``showing``              that probability: a filter that starts from ``show_filter.json`` and keeps learning
"""
