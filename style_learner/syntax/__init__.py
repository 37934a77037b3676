"""Concrete syntax trees.

``parsing``    trees and nodes; the only module that knows the parser
``languages``  which languages are one to a learner
``imports``    what a file imports and which names that binds
"""
