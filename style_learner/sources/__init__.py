"""Where evidence about a developer is found on disk, before anything is learned from it.

- ``files``: which language a file is in, and its text, whatever its encoding.
- ``git``: the ``git`` program, asked safely.
- ``patches``: what a commit added.
- ``identities``: which authors of a history are the developer.
- ``authorship``: which tracked files, and which lines of them, are the developer's.
- ``folder``: a workspace as a whole: what to learn from it, newest first, as :class:`folder.OwnFile`.
- ``configuration``: what the project's own settings ask for, as observations; ``settings`` reads each kind of file.
"""
