"""How far a measurement is can be seen, in a terminal or out of it."""

import io

import pytest
from rich.console import Console

from lamp_bench.cli import progress


def test_without_a_terminal_a_line_a_minute_is_printed() -> None:
    """A file or CI shows within a minute what is being done, and not every step."""
    out, now = io.StringIO(), [0.0]
    note = progress._lines(Console(file=out), "opening the model", lambda: now[0])
    for step in range(200):
        now[0] = float(step)
        note("asking", step, 200)
    assert out.getvalue().splitlines() == [
        "opening the model",
        "1 min: asking 60/200",
        "2 min: asking 120/200",
        "3 min: asking 180/200",
    ]


def test_a_redirected_command_shows_it_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed goes to stderr, so that the result alone goes on."""
    monkeypatch.setattr(progress, "LINE_EVERY_S", 0.0)
    with progress.progress_bar("reading") as note:
        note("asking", 1, 2)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "asking 1/2" in shown.err
