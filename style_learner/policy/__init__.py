"""What may be shown: decisions about a place or a text, with the reason in words.

``gate``      places where nothing can be suggested, before a model is asked
``rejected``  what was rejected at a place is not offered there again

A filter that leaves out what the developer would likely reject is to stand beside them: a function of
the suggestion's facts to a probability, asked after the shaping.
"""
