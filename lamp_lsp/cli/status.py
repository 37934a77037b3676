"""`lamp status`: what runs, how fast, and what is learned."""

from typing import Any

import typer
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from lamp_lsp.api.messages import StatusResponse
from lamp_lsp.backends.hardware import find_hardware
from lamp_lsp.cli import wording
from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.output import AsJson, console, facts, print_json
from lamp_lsp.paths import lamp_paths
from lamp_lsp.settings import load_settings
from style_learner.profile.wording import counted

app = typer.Typer(add_completion=False)

COLOURS = {"ready": "green", "loading": "yellow", "missing": "red", "failed": "red"}


@app.command()
def status(*, as_json: AsJson = False) -> None:
    """Show the daemon, its model and speed, and how much LAMP has learned.

    Starts the daemon if it is not running.
    """
    found = ask(lambda client: client.status())
    if as_json:
        print_json(status_document(found))
    else:
        console().print(Panel(_table(found), title=f"LAMP {found.version}", expand=False, border_style="dim"))


def status_document(status: StatusResponse) -> dict[str, Any]:
    """Return the status as programs get it: ``backend`` and ``model`` are names, the rest of the model beside them."""
    values = status.model_dump()
    backend = values.pop("backend")
    head = {name: values.pop(name) for name in ("pid", "port", "version")}
    return {**head, "backend": backend.pop("kind"), "model": backend.pop("model"), **backend, **values}


def _table(status: StatusResponse) -> Table:
    backend, paths = status.backend, lamp_paths()
    settings, _ = load_settings(paths.settings_file)
    name = escape(f"{backend.model} ({backend.kind})") if backend.model else "none"
    rows = [
        ("daemon", f"process {status.pid}, port {status.port}, up {wording.span(status.uptime_s)}"),
        ("model", f"{name}: [{COLOURS[backend.state]}]{backend.state}[/]"),
        ("", escape(backend.why)),
        ("can", wording.abilities(backend) if backend.state == "ready" else ""),
        ("on the GPU", _gpu(status)),
        ("answers questions", escape(wording.assistant(status))),
        ("speed", wording.speed(backend)),
        ("allows", wording.budget(backend, settings.latency_budget_ms)),
        ("learns", wording.learning(status)),
        ("now", _now(status)),
        ("store", _store(status)),
        ("holds", _holds(status)),
        ("meaning search", status.embedder),
    ]
    table = facts()
    for label, value in rows:
        if value:
            table.add_row(label, value)
    return table


def _gpu(status: StatusResponse) -> str:
    """Say how much of the model sits on the GPU, where there is one, and what to do when it is not all of it."""
    said = wording.gpu(status.backend)
    if not said or not (status.backend.gpu_share or find_hardware().gpus):
        return ""
    advice = wording.gpu_advice(status.backend, gpu_found=True)
    return f"{said}\n[yellow]→ {escape(advice)}[/]" if advice else said


def _now(status: StatusResponse) -> str:
    progress = status.learning
    return escape(f"{progress.stage}: {progress.done} of {progress.total} in {progress.path}") if progress else ""


def _holds(status: StatusResponse) -> str:
    counts = {"snippet": status.snippets, "habit": status.habits, "suggestion": status.suggestions}
    return ", ".join(counted(count, name) for name, count in counts.items())


def _store(status: StatusResponse) -> str:
    if status.store == "off":
        return "none"
    if status.store != "ready":
        return escape(f"{status.store} {status.store_message}".strip())
    key = {"keyring": "the system's keyring", "file": "a file of yours"}.get(status.key_in, status.key_in)
    return f"encrypted, key in {key}" if status.encrypted else "not encrypted"
