"""`lamp setup`: consent, a model that fits, and the editors."""

from dataclasses import asdict, dataclass
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape

from lamp_lsp.api.messages import StatusResponse
from lamp_lsp.backends.hardware import Hardware, find_hardware
from lamp_lsp.cli import models_here
from lamp_lsp.cli.asking import confirm, somebody_there
from lamp_lsp.cli.calls import ask, settled
from lamp_lsp.cli.editors import Editor, find_editors
from lamp_lsp.cli.models_here import OllamaFound, Proposal
from lamp_lsp.cli.output import MARKS, AsJson, console, print_json, side_console
from lamp_lsp.paths import lamp_paths
from lamp_lsp.settings import Settings, load_settings
from style_learner.errors import NotAvailable, TryAgain

app = typer.Typer(add_completion=False)

CONSENT = (
    "May LAMP keep what it learns from your code and from what you accept, encrypted and on this machine alone, "
    "until you erase it or {days} days have passed?"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What setup found, and what it proposes."""

    settings: Settings
    hardware: Hardware
    ollama: OllamaFound
    proposal: Proposal
    editors: list[Editor]

    @property
    def undone(self) -> list[str]:
        """What remains to be done, in words."""
        steps = ["ask for your consent to learning"] if self.settings.consent == "ask" else []
        return [*steps, f"get {self.proposal.model}"] if self.proposal.get in {"ollama", "embedded"} else steps


@app.command()
def setup(
    *,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", metavar="", help="Consent, and install what is proposed, without asking.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Ask whether LAMP may learn, get a model that fits this machine, and show how to connect your editors.

    Without a terminal to ask on, it only says what it would do; with --yes it does it.
    """
    found = _look()
    if as_json and not yes:
        print_json(_document(found))
        return
    if not as_json:
        _say_what_was_found(found)
    if not yes and not somebody_there():
        _leave_undone(found)
        return
    say = side_console() if as_json else console()
    _settle_consent(found.settings, say, yes=yes)
    _get_model(found, say, yes=yes)
    status = ask(settled)
    if as_json:
        print_json({**_document(_look()), "backend": status.backend.model_dump(), "consent": status.consent})
    else:
        _say_how_to_go_on(found, status)
    if status.backend.state != "ready":
        raise NotAvailable(status.backend.why or "The model is not ready; `lamp doctor` says why.")


def _look() -> Found:
    settings, _ = load_settings(lamp_paths().settings_file)
    ollama, hardware = models_here.look_at_ollama(settings), find_hardware()
    return Found(settings, hardware, ollama, models_here.proposal(settings, ollama, hardware), find_editors())


def _document(found: Found) -> dict[str, Any]:
    return {
        "consent": found.settings.consent,
        "hardware": asdict(found.hardware),
        "ollama": asdict(found.ollama),
        "proposal": asdict(found.proposal),
        "editors": [asdict(editor) for editor in found.editors],
        "undone": found.undone,
    }


def _say_what_was_found(found: Found) -> None:
    ollama = f"Ollama {found.ollama.version} at {found.ollama.address}" if not found.ollama.problem else "no Ollama"
    editors = ", ".join(f"{editor.name} {editor.version}".strip() for editor in found.editors) or "no editor"
    console().print(f"Found: {escape(found.hardware.words)}; {escape(ollama)}; {escape(editors)}.")


def _leave_undone(found: Found) -> None:
    """Say what would be done, to a script that did not say yes.

    Raises:
        TryAgain: something is left to do.
    """
    console().print(found.proposal.words, markup=False)
    if found.undone:
        steps = " and ".join(found.undone)
        raise TryAgain(f"Nothing was done, for nobody is here to answer; `lamp setup --yes` would {steps}.")


def _settle_consent(settings: Settings, say: Console, *, yes: bool) -> None:
    if settings.consent == "yes":
        return
    answer = confirm(CONSENT.format(days=settings.retention_days), yes=yes, default=None)
    say.print(ask(lambda client: client.consent(answer)).message, markup=False)


def _get_model(found: Found, say: Console, *, yes: bool) -> None:
    """Get what is proposed, after a yes.

    Raises:
        NotAvailable: nothing can run a model here.
    """
    proposed = found.proposal
    if proposed.get == "impossible":
        raise NotAvailable(proposed.words)
    say.print(proposed.words, markup=False)
    if proposed.get == "nothing":
        return
    size = f" ({proposed.download_bytes / 1e9:.1f} GB)" if proposed.download_bytes else ""
    if not confirm(f"Get {proposed.model}{size}?", yes=yes, default=True):
        return
    if proposed.get == "embedded":
        models_here.fetch_embedded()
    else:
        models_here.pull(proposed.model, found.settings)


def _say_how_to_go_on(found: Found, status: StatusResponse) -> None:
    out = console()
    if status.backend.state == "ready":
        out.print(f"{MARKS['ok']} {escape(status.backend.model)} is ready ({status.backend.kind}).")
    for editor in found.editors:
        out.print(f"\n[bold]{editor.name}[/]")
        out.print(editor.connect, markup=False, soft_wrap=True)
    if not found.editors:
        out.print("\nAny editor whose language client knows inline completion: let it start `lamp lsp`.", markup=False)
    out.print("\nNext: `lamp learn PATH` learns from your code now; `lamp doctor` checks everything.", markup=False)
