"""Evaluation: what personalization is worth.

``report``     acceptance and retained characters of the live user
``verdict``    what its comparison means, in a sentence
``intervals``  bootstrap intervals
``corpora``    developers' code before and after a day
``mine``       the same cut out of one's own repositories
``targets``    which part of what was added is to be foreseen
``measures``   bits per character, and arm against arm
``show_log``   logs of suggestions shown to developers, with what became of each
``filtering``  how well the show filter foresees that
"""
