"""A manner, taught before the viewer's eyes: three lines are written, and the next suggestion follows them.

Which manner depends on what the model writes by itself: the developer of the scene puts texts in the other quotes.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lamp_lsp.api.client import DaemonClient
from lamp_lsp.demo.window import Answer, Window
from style_learner.errors import LampError

LANGUAGE = "python"
BEGINNINGS = ("GREETING = ", "COLOUR = ", "TITLE = ")
"""Places for one text, tried in turn until the model writes it: a line that is cut short follows no habit."""
LESSONS = (
    ("weekdays.py", "WEEKDAYS = {q}Monday{q}, {q}Tuesday{q}, {q}Wednesday{q}"),
    ("sizes.py", "SIZES = [{q}small{q}, {q}medium{q}, {q}large{q}]"),
    ("states.py", "STATES = {{{q}open{q}: 1, {q}closed{q}: 2}}"),
)
UNTAUGHT, TAUGHT = "before.py", "after.py"
OTHER = {'"': "'", "'": '"'}
LEARNS_WITHIN_S = 20.0
LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the scene asks: at the end of a file that is just begun."""

    path: str
    before: str
    language: str = LANGUAGE
    after: str = "\n"

    @property
    def opened(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Scene:
    """What there was to be seen."""

    asked: str
    """The line that was begun."""
    before: Answer
    lines: tuple[str, ...]
    """That were written in between."""
    after: Answer


async def play(folder: Path, window: Window, daemon: DaemonClient) -> Scene | None:
    """Play the scene in an empty folder; None where the model writes no text, so that there is nothing to teach.

    Raises:
        LampError: the daemon, or what it learns with, is away.
    """
    for begins in BEGINNINGS:
        before = await window.ask(Spot(UNTAUGHT, begins))
        quote = next((mark for mark in before.text if mark in OTHER), "")
        if quote:
            break
    else:
        return None
    lines = []
    for name, form in LESSONS:
        line = form.format(q=OTHER[quote])
        await window.save(name, LANGUAGE, f"{line}\n")
        lines.append(line)
    if not await _learned(folder, daemon, "single" if quote == '"' else "double"):
        return None
    return Scene(begins, before, tuple(lines), await window.ask(Spot(TAUGHT, begins)))


async def _learned(folder: Path, daemon: DaemonClient, choice: str) -> bool:
    """Wait until the lines that were saved are learned from, which happens behind the editor's back."""
    for _ in range(round(LEARNS_WITHIN_S / LOOK_EVERY_S)):
        try:
            profile = await daemon.get("/v1/profile", project=folder.as_posix())
        except LampError:
            profile = {}
        if any(_is_taught(habit, choice) for habit in profile.get("habits", ())):
            return True
        await asyncio.sleep(LOOK_EVERY_S)
    return False


def _is_taught(habit: Mapping[str, Any], choice: str) -> bool:
    """Say whether the developer's quotes are known from every line of the lesson."""
    shares: dict[str, float] = habit["shares"]
    leading = max(shares, key=lambda one: shares[one])
    return habit["feature"] == "quotes" and leading == choice and habit["origins"] >= len(LESSONS)
