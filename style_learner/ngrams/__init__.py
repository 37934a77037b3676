"""What the developer writes after what: their tokens as a nested cache, mixed into a model's distribution.

``suffixes``        every place where a run of tokens stands, found by binary search
``token_healing``   how the tokens before a cursor read when more is to follow them
``pre_tokenizer``   text cut into words and marks, for models whose tokens are not known
``nested``          counts of followers in the developer's code, the project and the file, each smoothing into the wider
``logprob_mixing``  these counts, mixed into the top log-probabilities that a model server tells
``experts``         several distributions for one next token, weighted by how well each foresaw the last ones

Knows nothing of models: a token is a number that a vocabulary makes of text and turns into bytes again, a distribution
an array over the vocabulary.
"""
