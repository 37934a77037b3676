"""The command line.

``main``      the entry: runs a command, answers every error with one sentence
``menu``      the commands by name, each loaded when it is asked for
``output``    tables in colour for people, JSON for programs
``calls``     the daemon, asked from a command
``asking``    questions to the person at the terminal
``editors``   the editors on this machine, and how to connect them
``wording``   states, speeds and shares in words
``checks``    what `lamp doctor` looks at

Every other module is the command or group of its name.
"""
