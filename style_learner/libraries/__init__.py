"""Libraries: what the developer imports, how, what they use of it, and with what else.

``observing``  from a text to the libraries it uses
``keeping``    how they are kept as observations
``book``       how often and how recently, and what usually comes together
"""
