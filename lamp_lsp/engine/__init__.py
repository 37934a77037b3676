"""From a request to a suggestion.

``engine``      the stages, in order
``assembling``  what a prompt shows of the document, for the engine and its measurement alike
``model``       the one open backend
``streaming``   a suggestion as it arrives
``turns``       whose turn it is at the model
``reuse``       answers from what was already suggested
``stages``      how long each stage took
"""
