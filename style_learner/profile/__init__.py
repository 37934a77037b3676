"""The profile as people and programs read it.

- ``profile``: the value itself, and which of its habits are sure.
- ``wording``: habits in words, as names for tables and as instructions.
- ``table``: for a person at a terminal.
- ``as_json``: for programs and other machines, with its schema (docs/profile.md).
- ``markdown``: for a document.
- ``agents``: for other assistants (``AGENTS.md``, ``.github/copilot-instructions.md``).
- ``editorconfig``, ``ruff``, ``prettier``: as settings of tools.
- ``formats``, ``files``: all of these by name, and laid into a project's own files.
- ``page``: for looking at, in an editor or a browser.
- ``edit``: for the developer's own editor, and back.
"""
