"""The processes of LAMP.

``api``        messages, client, how the daemon is found and started
``daemon``     the one process that owns store, learner and model
``engine``     from request to suggestion
``backends``   the model servers
``adapter``    LoRA adapters: trained, checked, served
``assistant``  questions about code, answered by the model
``server``     the language server
``outcomes``   what became of suggestions, inferred from document changes
``cli``        the command line
``demo``       what ``lamp demo`` shows
"""
