"""Rules: corrections learned from what the developer made of suggestions, each with the context it holds in.

``edits``     what was replaced by what, between a suggestion and what stands now
``book``      which replacements recur, and where
``keeping``   how they are kept: as observations
``applying``  a suggestion with the rules of its context, where the parse proves it harmless
"""
