"""From a request to a suggestion.

``asking``      what the engine is asked, and what it answers
``engine``      the stages, in order
``assembling``  how much is recalled beside a document, for the engine and its measurement alike
``choosing``    which of the model's candidates are offered, by the developer's history
``model``       the one open backend
``streaming``   a suggestion as it arrives
``turns``       whose turn it is at the model
``reuse``       answers from what was already suggested
``stages``      how long each stage took
"""
