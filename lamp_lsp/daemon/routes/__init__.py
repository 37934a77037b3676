"""The daemon's HTTP routes under ``/v1``: each fetches its parts, calls one of them, shapes the answer.

``suggesting``  suggestions, reading ahead, outcomes
``learning``    documents, workspaces, folders
``assistant``   questions, answers, conversations
``data``        profile, report, export, forget
``projects``    which projects are known, and kept apart
``profile_editing``      why, feedback, the page, models, files for other tools
``control``     health, status, settings, consent, pause, shutdown
"""
