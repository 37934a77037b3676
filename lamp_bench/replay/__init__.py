"""Replaying what a developer really wrote later, with LAMP beside them that learns, and with one that does not.

``passages``   the later code, in stretches that are typed, and where a suggestion is asked for
``developer``  what the developer does about a suggestion
``editor``     the client of the language server, as an editor speaks
``clock``      the developer's time, which the replay moves
``server``     the language server on it
``daemon``     the daemon on it
``home``       a LAMP of its own for a run
``typing``     one passage, typed
``course``     the runs: learning, and frozen
``journal``    what was done, kept between runs
``figures``    the two runs, compared
``table``      the result, for a person and for a program
``plot``       the learning curve as a picture
"""
