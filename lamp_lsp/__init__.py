"""The processes of LAMP.

``api``       messages, client, how the daemon is found and started
``daemon``    the one process that owns store, learner and model
``engine``    from request to suggestion
``backends``  the model servers
``server``    the language server
``follow``    outcomes inferred from document changes
``cli``       the command line
"""
