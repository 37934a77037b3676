"""How LAMP is, in words for somebody in a browser."""

import doctest
import shlex
import sys
from typing import Any

import pytest

from jupyter_ext import status as module
from jupyter_ext.status import MOST_CHARACTERS, in_a_browser, status_in_words
from lamp_lsp.api.messages import BackendStatus, StatusResponse
from style_learner.errors import TryAgain


def status(state: str = "ready", **more: Any) -> StatusResponse:
    """Return the daemon's word, with a model in this state."""
    backend = BackendStatus.model_validate(
        {"kind": "embedded", "model": "coder", "state": state, "why": "It broke; `lamp setup` gets one."}
    )
    told = {"pid": 1, "port": 1, "version": "1", "consent": "yes", "paused": False, "embedder": "off", "store": "ready"}
    return StatusResponse.model_validate({**told, "backend": backend, **more})


def test_the_examples_run() -> None:
    """What a docstring shows is what happens."""
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("told", "state", "begins", "button"),
    [
        (status("loading"), "loading", "The model is loading", None),
        (status("missing"), "no_model", "Press “Set up”", "setup"),
        (status("failed"), "no_model", "Press “Look closer”", "doctor"),
        (TryAgain("It does not answer; `lamp doctor` says why."), "no_daemon", "Press “Look closer”", "doctor"),
        (status(paused=True), "paused", "LAMP", None),
        (status(consent="unasked"), "ready", "Allow LAMP", None),
        (status(), "ready", "coder", None),
    ],
)
def test_each_state_has_its_own_word_and_begins_with_what_to_do(
    told: Any, state: str, begins: str, button: str | None
) -> None:
    """A model that loads is not missing, a daemon that is gone is not LAMP, and what is cut off is never the remedy."""
    words = status_in_words(told)

    assert words["state"] == state
    assert words["message"].startswith(begins)
    assert len(words["message"]) <= MOST_CHARACTERS
    command = words["remedy"]["command"] if "remedy" in words else ""
    assert shlex.split(command)[-1:] == ([button] if button else [])
    assert not command or shlex.split(command)[0] == sys.executable


@pytest.mark.parametrize(
    "message",
    [
        "LAMP keeps nothing yet; `lamp setup` asks whether it may, LAMP_CONSENT=yes says so.",
        "Nothing is kept without your consent; `lamp setup` asks for it, LAMP_CONSENT=yes gives it.",
    ],
)
def test_nothing_is_told_that_a_browser_cannot_do(message: str) -> None:
    """An environment variable is out of reach there, a button is not."""
    said = in_a_browser(message)

    assert said.endswith("press Allow under LAMP in the status bar.")
    assert "LAMP_CONSENT" not in said


def test_commands_are_for_a_terminal_and_say_so_once() -> None:
    """JupyterLab has terminals; a command alone says not where it goes."""
    said = in_a_browser("None fits; `lamp model list` shows more, `lamp doctor` all.")

    assert said == "None fits; `lamp model list` in a terminal shows more, `lamp doctor` in a terminal all."
    assert in_a_browser(said) == said
