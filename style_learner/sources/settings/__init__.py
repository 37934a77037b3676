"""What settings files of tools ask of code, in the words of the habits' catalogue.

- ``asked``: the value that every reader gives.
- ``editor``: ``.editorconfig``.
- ``python_tools``: ruff, black, isort, flake8 and others, in TOML and INI.
- ``prettier``: prettier, in JSON, YAML, TOML and JavaScript.
- ``compiled``: clang-format and rustfmt.
"""
