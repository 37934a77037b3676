"""What the developer writes after what: their tokens as a nested cache, mixed into a model's distribution.

``suffixes``  every place where a run of tokens stands, found by binary search
``nested``    counts of followers in the developer's code, the project and the file, each smoothing into the wider
``experts``   several distributions for one next token, weighted by how well each foresaw the last ones

Knows nothing of tokenizers and models: a token is a number, a distribution an array over the vocabulary.
"""
