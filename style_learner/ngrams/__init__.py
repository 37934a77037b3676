"""What the developer writes after what: their tokens as a nested cache, mixed into a model's distribution.

``suffixes``  every place where a run of tokens stands, found by binary search
``readings``  how the tokens before a cursor read when more is to follow them
``nested``    counts of followers in the developer's code, the project and the file, each smoothing into the wider
``experts``   several distributions for one next token, weighted by how well each foresaw the last ones

Knows nothing of models: a token is a number that a vocabulary makes of text and turns into bytes again, a distribution
an array over the vocabulary.
"""
