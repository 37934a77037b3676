"""Prompts: from what was retrieved to the text a model reads.

``formats``   the marks of each model family
``budget``    how many tokens a machine and a wait allow
``window``    the part of the document that goes in
``building``  all put together
"""
