"""`lamp report`: what suggestions were worth, generic against personalized."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lamp_lsp.cli.calls import ask
from lamp_lsp.cli.output import AsJson, console, facts, print_json
from lamp_lsp.cli.wording import percent
from style_learner.evaluation.verdict import verdict
from style_learner.policy.strategies import STRATEGIES

MEANING = (
    "personalized: with what LAMP learned of you; generic: without it, drawn for this comparison. Retained: accepted "
    "characters that still stood two minutes later, of each suggestion shown."
)

app = typer.Typer(add_completion=False)


@app.command()
def report(
    days: Annotated[int, typer.Option(min=1, max=36_500, help="Look back this many days.")] = 30,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what suggestions were worth to you: acceptance, retained characters, latency.

    LAMP makes a small share of suggestions without what it learned, so that the two kinds can be compared.
    """
    figures = ask(lambda client: client.get("/v1/report", days=str(days)))
    if as_json:
        print_json({"days": days, **figures})
    else:
        console().print(_rendered(figures, days))


def _rendered(figures: dict[str, Any], days: int) -> RenderableType:
    if not figures["shown"]:
        return Text(f"No suggestion was shown in the last {days} days, so that there is nothing to report yet.")
    table = facts()
    table.add_row("suggestions", f"{figures['suggestions']} made, {figures['shown']} shown in the last {days} days")
    table.add_row("accepted", f"{figures['accepted']}: {_interval(figures['acceptance'], percent)} of those shown")
    table.add_row("retained", f"{figures['retained_characters']} characters still stood later")
    if figures["good"] or figures["bad"]:
        table.add_row("called", f"{figures['good']} good, {figures['bad']} bad")
    if figures["latency_ms"]:
        latency = figures["latency_ms"]
        table.add_row("latency", f"half within {latency['p50']:.0f} ms, 95 % within {latency['p95']:.0f} ms")
    return Group(
        table,
        Text(),
        _arms(figures["arms"]),
        Text(MEANING, style="dim"),
        *_strategies(figures["strategies"]),
        Text(),
        Text(verdict(figures)),
    )


def _strategies(found: dict[str, Any]) -> list[RenderableType]:
    """Return what each way to build a prompt was worth, once more than one was tried."""
    personal = [name for name in STRATEGIES if name in found and STRATEGIES[name].personal]
    if len(personal) < 2:  # noqa: PLR2004 with one there is nothing to compare
        return []
    meanings = (Text(f"{name}: {STRATEGIES[name].meaning}", style="dim") for name in personal)
    return [Text(), _arms(found, personal), *meanings]


def _arms(arms: dict[str, Any], names: Sequence[str] = ("personalized", "generic")) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0))
    for title in ("", "shown", "accepted (95 % interval)", "retained characters a suggestion (95 % interval)"):
        table.add_column(title)
    for name in names:
        arm = arms.get(name)
        if arm is None:
            table.add_row(name, "0", "", "")
        else:
            retained = _interval(arm["retained_characters_per_shown"], _one_digit)
            table.add_row(name, str(arm["shown"]), _interval(arm["acceptance"], percent), retained)
    return table


def _interval(found: dict[str, float] | None, form: Any) -> str:
    return f"{form(found['estimate'])} ({form(found['low'])} to {form(found['high'])})" if found else "too few to tell"


def _one_digit(value: float) -> str:
    return f"{value:.1f}"
