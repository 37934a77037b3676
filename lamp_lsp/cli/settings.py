"""`lamp settings`: all settings, their values and where each comes from; and changing one."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

import typer
from rich.table import Table
from rich.text import Text

from lamp_lsp.api.messages import Answer
from lamp_lsp.cli.calls import tell_running_daemon
from lamp_lsp.cli.output import AsJson, console, print_answer, print_json, side_console
from lamp_lsp.paths import lamp_paths
from lamp_lsp.settings import SECRETS, Settings, environment_values, load_settings, save_setting, with_values

Origin = Literal["default", "file", "environment"]

app = typer.Typer(add_completion=False, invoke_without_command=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting as it is shown."""

    key: str
    value: Any
    comes_from: Origin
    meaning: str


@app.callback()
def settings(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Show all settings, their values, and where each comes from.

    Change one with `lamp settings set KEY VALUE`. `LAMP_*` variables override the file; the editor overrides both.
    """
    if context.invoked_subcommand is not None:
        return
    file = lamp_paths().settings_file
    current, problems = load_settings(file)
    shown = _shown(current)
    if as_json:
        print_json({"file": str(file), "settings": [asdict(one) for one in shown], "problems": problems})
        return
    console().print(_table(shown))
    console().print(f"File: {file}", markup=False, soft_wrap=True)
    for problem in problems:
        side_console().print(problem, style="yellow", markup=False)


@app.command("set")
def set_value(
    key: Annotated[str, typer.Argument(help="Name of the setting.")],
    value: Annotated[str, typer.Argument(help="Its new value; lists are comma-separated.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Change one setting permanently; it takes effect at once."""
    save(key, value)
    name = f"LAMP_{key.upper()}"
    overruled = f" But {name} in the environment outranks it." if name in os.environ else ""
    print_answer(Answer(message=f"{key} is set.{overruled}"), as_json=as_json)


def save(key: str, text: str) -> None:
    """Write a setting given as text into the file, and let a running daemon take it up.

    Raises:
        WrongSetting: the key or value is not one.
    """
    value = environment_values({f"LAMP_{key.upper()}": text}).get(key, text)
    understood, problems = with_values(Settings(), {key: value}, "given")
    save_setting(lamp_paths().settings_file, key, value if problems else getattr(understood, key))
    tell_running_daemon("/v1/reload")


def _shown(current: Settings) -> list[Shown]:
    in_file, in_environment = _usable(_file_values()), _usable(environment_values(os.environ))
    shown = []
    for key, field in Settings.model_fields.items():
        origin: Origin = "environment" if key in in_environment else "file" if key in in_file else "default"
        value = getattr(current, key)
        shown.append(Shown(key, "set" if key in SECRETS and value else value, origin, field.description or ""))
    return shown


def _usable(values: Mapping[str, Any]) -> set[str]:
    """Return the keys of the values that are in force."""
    return {key for key, value in values.items() if not with_values(Settings(), {key: value}, "")[1]}


def _file_values() -> dict[str, Any]:
    try:
        return tomllib.loads(lamp_paths().settings_file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _table(shown: list[Shown]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("setting", style="bold", no_wrap=True)
    table.add_column("value")
    table.add_column("from")
    table.add_column("meaning", style="dim", ratio=1)
    for one in shown:
        value = ", ".join(one.value) if isinstance(one.value, tuple) else str(one.value)
        style = "" if one.comes_from == "default" else "cyan"
        table.add_row(one.key, Text(value, style), one.comes_from, Text(one.meaning))
    return table
