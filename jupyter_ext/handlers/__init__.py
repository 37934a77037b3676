"""The handlers under ``{base_url}lamp/``; each reads its body, asks the daemon, shapes the answer.

``base``        who may ask, errors in words, streams of lines
``suggesting``  suggestions, outcomes, documents
``assistant``   the assistant, its conversations, feedback
``control``     status, pause, settings, consent
``data``        profile, report, page, export, forget, why
``routes``      which handler answers which address
"""
