# ruff: noqa: INP001 a script, not a package
"""Write the documents that follow from the code: docs/settings.md, docs/commands.md and Neovim's help.

``python scripts/generate_docs.py`` writes them; ``tests/guards/`` sees that they are in step.
"""

import inspect
import runpy
import sys
import types
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from typer.core import TyperArgument, TyperGroup

from lamp_lsp.cli.menu import ENTRIES, load
from lamp_lsp.settings import PROCESS_WIDE, Settings

DOCS = Path(__file__).parent.parent / "docs"

GENERATED = "<!-- Written by scripts/generate_docs.py; change the code and run it again. -->"

SETTINGS_HEAD = """\
# Settings

Settings come from three places; later ones override earlier ones:

1. the file `settings.toml` (`lamp settings` says where it is);
2. environment variables: `LAMP_` and the setting's name in capitals, lists comma-separated;
3. the editor: `initializationOptions` and `workspace/didChangeConfiguration`, with the names used here.

Run `lamp settings` to see all settings, their values and where each comes from, and `lamp settings set KEY VALUE` to
change one. If a value is wrong, LAMP keeps working: it ignores the value and tells you which key is wrong. For a key
that it doesn't know, it names the nearest one.

Two more variables control where LAMP keeps its files. `LAMP_HOME` moves everything except the model's weights into one
folder, so that two installations can live side by side; `LAMP_MODELS` is the folder for the weights.
"""

COMMANDS_HEAD = """\
# Commands

Results go to stdout, everything else to stderr. Every command that shows something takes `--json`. Exit codes: 0,
success; 1, failure, with one sentence on stderr saying why; 2, wrong usage; 130, interrupted. Set `LAMP_DEBUG=1` to see
the traceback of an error.
"""


def settings_document() -> str:
    """Return docs/settings.md."""
    lines = [GENERATED, "", SETTINGS_HEAD]
    for key, field in Settings.model_fields.items():
        shared = " Shared by all editors; the latest change wins." if key in PROCESS_WIDE else ""
        value = f"{_kind(field.annotation)}{_bounds(field.metadata)}; default `{_toml(field.default)}`"
        lines += [f"## `{key}`", "", f"{field.description}{shared}", "", f"{value}; variable `LAMP_{key.upper()}`.", ""]
    return "\n".join(lines)


def commands_document() -> str:
    """Return docs/commands.md."""
    lines = [GENERATED, "", COMMANDS_HEAD]
    panel = ""
    for entry in ENTRIES:
        if entry.panel != panel:
            panel = entry.panel
            lines += [f"## {panel}", ""]
        lines += _described(f"lamp {entry.name}", load(entry.name))
    return "\n".join(lines)


def _described(name: str, command: Any) -> list[str]:
    """Describe a command, and the commands of a group below it."""
    arguments = " ".join(_argument(one) for one in command.params if isinstance(one, TyperArgument))
    lines = [f"### `{f'{name} {arguments}'.strip()}`", "", inspect.cleandoc(command.help or ""), ""]
    rows = [_row(one) for one in command.params if not getattr(one, "hidden", False)]
    if rows:
        lines += ["| | |", "| --- | --- |", *rows, ""]
    if isinstance(command, TyperGroup):
        for below, one in command.commands.items():
            lines += _described(f"{name} {below}", one)
    return lines


def _argument(argument: TyperArgument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    return name if argument.required else f"[{name}]"


def _row(parameter: Any) -> str:
    if isinstance(parameter, TyperArgument):
        return f"| `{_argument(parameter)}` | {parameter.help or ''} |"
    value = "" if parameter.is_flag else f" {parameter.metavar or (parameter.name or '').upper()}"
    name = ", ".join([*sorted(parameter.opts, key=len, reverse=True), *parameter.secondary_opts]) + value
    return f"| `{name}` | {parameter.help or ''}{_default(parameter)} |"


def _default(option: Any) -> str:
    default = option.default
    if option.secondary_opts:
        default = (option.opts if default else option.secondary_opts)[0]
    elif default is None or default is False or default == "":
        return ""
    shown = getattr(default, "value", default)  # of a choice
    return f" Default: `{shown}`."


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return "One of " + ", ".join(f"`{choice}`" for choice in get_args(annotation))
    if get_origin(annotation) is tuple:
        return "A list of strings"
    names: dict[Any, str] = {bool: "`true` or `false`", int: "A whole number", float: "A number", str: "A string"}
    return names[annotation]


def _bounds(metadata: list[Any]) -> str:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    found = [f"{words[name]} {getattr(one, name)}" for one in metadata for name in words if hasattr(one, name)]
    return f", {' and '.join(found)}" if found else ""


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return str(list(value))
    return f'"{value}"' if isinstance(value, str) else str(value)


DOCUMENTS = types.MappingProxyType({"settings.md": settings_document, "commands.md": commands_document})


def main() -> None:
    """Write all documents."""
    DOCS.mkdir(exist_ok=True)
    for name, written in DOCUMENTS.items():
        (DOCS / name).write_text(written(), encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")
    runpy.run_path(str(Path(__file__).parent / "generate_nvim_help.py"), run_name="__main__")


if __name__ == "__main__":
    main()
