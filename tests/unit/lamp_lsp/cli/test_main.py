"""The entry answers every error with one sentence and the right exit code."""

import sys
from collections.abc import Callable

import pytest

from lamp_lsp.cli import main as entry
from lamp_lsp.cli import pause
from lamp_lsp.cli.menu import ENTRIES
from lamp_lsp.version import __version__
from style_learner.errors import TryAgain


@pytest.fixture
def lamp(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> Callable[..., int]:
    """Run `lamp` in this process and return its exit code."""
    monkeypatch.setenv("LAMP_HOME", str(tmp_path))
    monkeypatch.delenv("LAMP_DEBUG", raising=False)

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["lamp", *arguments])
        with pytest.raises(SystemExit) as left:
            entry.main()
        return int(left.value.code or 0)

    return run


def fail_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `lamp pause` meet an error."""

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(pause, "ask", fail)


def test_alone_it_shows_every_command(lamp: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    """`lamp` without arguments is the help, and no error."""
    code = lamp()
    shown = capsys.readouterr().out

    assert code == 0
    assert [entry.name for entry in ENTRIES if entry.name not in shown] == []


def test_version(lamp: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    """`lamp --version` says it."""
    assert lamp("--version") == 0
    assert capsys.readouterr().out.strip() == f"lamp {__version__}"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing-like-it"],
        ["forget"],
        ["forget", "--everything", "--day", "2026-05-31"],
        ["forget", "--day", "yesterday"],
        ["learn", "/no/such/folder"],
        ["report", "--days", "0"],
        ["profile", "export", "word"],
        ["lsp", "--tcp", "nowhere"],
        ["daemon", "run", "--port", "70000"],
    ],
)
def test_wrong_usage_is_2(arguments: list[str], lamp: Callable[..., int]) -> None:
    """What cannot be understood is told apart from what failed."""
    assert lamp(*arguments) == 2


def test_an_expected_error_is_its_sentence(
    lamp: Callable[..., int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of LAMP's own errors is said as it is, on stderr."""
    fail_with(TryAgain("The daemon sleeps; wake it."), monkeypatch)
    code = lamp("pause")
    said = capsys.readouterr()

    assert (code, said.out, said.err) == (1, "", "The daemon sleeps; wake it.\n")


def test_an_unexpected_error_is_one_sentence_and_a_log(
    lamp: Callable[..., int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    """Nobody is shown a traceback; the log has it."""
    fail_with(ZeroDivisionError("what nobody foresaw"), monkeypatch)
    code = lamp("pause")
    said = capsys.readouterr().err
    log = f"{tmp_path}/logs/cli.log"

    assert (code, said.count("\n"), log in said) == (1, 1, True)
    with open(log, encoding="utf-8") as file:  # noqa: PTH123 a str is at hand
        assert "what nobody foresaw" in file.read()


def test_an_interruption_is_quiet(
    lamp: Callable[..., int], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+C ends with the exit code that shells expect, and without a word."""
    fail_with(KeyboardInterrupt(), monkeypatch)

    assert lamp("pause") == 130
    assert capsys.readouterr().err == ""
