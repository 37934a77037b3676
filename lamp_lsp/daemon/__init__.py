"""The daemon: the only process that opens the store, the learner and the model.

``main``              run it
``app``               how it is put together
``services``          its parts, as routes see them
``routes``            HTTP under ``/v1``
``learning_service``  consent, the store, learning in the background
``preferences``       the settings in force
``auth``, ``requests``, ``logs``  who may ask, and what is noted of it
"""
