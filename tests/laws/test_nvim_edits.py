"""The law of an editor: whatever is done around a suggestion, buffer and store never disagree.

Real Neovims, real keys, the real language server, daemon and store; only the model is a script.
"""

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.e2e.editors.lsp_process import QUICK_LSP
from tests.e2e.editors.neovims import Nvim, running_nvim
from tests.e2e.editors.scripted_model import ScriptedLamp, scripted_lamp

pytestmark = pytest.mark.neovim

TEXT = "alpha = 1\nresult = \nbeta = 2\n"

ACTS = ["accept", "accept_word", "accept_line", "dismiss", "next"]
KEYS = ["<BS>", "<Left>", "<Right>", "<CR>", "<C-o>u", "<Esc>a", "<Esc>A", "<C-w>", "x", "(", "é", " ", "make_"]

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("act"), st.sampled_from(ACTS)),
        st.tuples(st.just("key"), st.sampled_from(KEYS)),
        st.tuples(st.just("along"), st.integers(1, 6)),
        st.tuples(st.just("wait"), st.just(0)),
    ),
    min_size=1,
    max_size=8,
)

SHOWN = """
local suggestion = require('lamp.suggestion')
return { suggestion.text() or '', suggestion.visible() and suggestion.last_id or '' }
"""
TOLD_WITHIN_S = 120.0

_numbers = itertools.count()


@dataclass
class World:
    """A Neovim, its LAMP, and what was seen and done in one example."""

    nvim: Nvim
    lamp: ScriptedLamp
    seen: list[str] = field(default_factory=list)
    inserted: dict[str, str] = field(default_factory=dict)
    """What was inserted of a suggestion by accepting, by its id."""
    dismissed: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Open a new file and wait for a suggestion."""
        self.seen, self.inserted, self.dismissed = [], {}, set()
        self.nvim.keys("<C-Bslash><C-n>")
        self.nvim.edit(self.nvim.folder / "project" / f"file_{next(_numbers)}.py", TEXT)
        self.nvim.keys("2GA")
        self.wait()

    def wait(self) -> None:
        """Wait a moment for a suggestion."""
        self.nvim.lua("vim.wait(1500, require('lamp').visible, 10)")

    def buffer(self) -> str:
        return "\n".join(self.nvim.lines())

    def shown(self) -> tuple[str, str]:
        """Return what is left of the suggestion on show, and its id; empty where there is none."""
        text, suggestion_id = self.nvim.lua(SHOWN)
        return (text, suggestion_id) if suggestion_id else ("", "")

    def step(self, kind: str, what: str | int) -> None:
        """Do one thing, and keep what the buffer says afterwards."""
        text, suggestion_id = self.shown()
        before = self.buffer()
        if kind == "act":
            done = self.nvim.lua(f"return require('lamp').{what}()")
            if done and what == "dismiss":
                self.dismissed.add(suggestion_id)
            elif done and str(what).startswith("accept"):
                self._inserted(suggestion_id, text, len(self.buffer()) - len(before))
        elif kind == "key":
            self.nvim.keys(str(what))
        elif kind == "along" and text:
            for character in text[: int(what)]:
                self.nvim.keys("<lt>" if character == "<" else character)
        else:
            self.wait()
        self.seen.append(self.buffer())

    def _inserted(self, suggestion_id: str, text: str, length: int) -> None:
        assert 0 < length <= len(text)
        assert text[:length] in self.buffer()
        self.inserted[suggestion_id] = self.inserted.get(suggestion_id, "") + text[:length]

    def end(self) -> None:
        """Save and close the file: all that is known is told."""
        self.nvim.keys("<C-Bslash><C-n>")
        self.nvim.api.command("silent write")
        self.nvim.api.command("bwipeout!")


@pytest.fixture(scope="module", params=["nvim", "nvim-newest"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give a Neovim on a LAMP of its own, ready to suggest."""
    folder = tmp_path_factory.mktemp("edits")
    (folder / "project" / ".git").mkdir(parents=True)
    with (
        scripted_lamp(folder) as lamp,
        running_nvim(request.param, folder, QUICK_LSP, environment=lamp.home.environment) as nvim,
    ):
        nvim.edit(folder / "project" / "first.py", TEXT)
        nvim.keys("2GA")

        def asked_and_shown() -> bool:
            nvim.lua("require('lamp').trigger() vim.wait(2000, require('lamp').visible)")
            return bool(nvim.ghost())

        nvim.until(asked_and_shown, 90)
        yield World(nvim, lamp)


def outcomes(suggestion: dict[str, Any], *kinds: str) -> list[dict[str, Any]]:
    """Return a suggestion's outcomes of some kinds."""
    return [each for each in suggestion["outcomes"] if each["kind"] in kinds]


def told(world: World, holds: Callable[[dict[str, dict[str, Any]]], bool]) -> dict[str, dict[str, Any]]:
    """Return what the store has, as soon as ``holds`` of it."""
    until = time.monotonic() + TOLD_WITHIN_S
    while not holds(kept := world.lamp.suggestions()):
        assert time.monotonic() < until, (world.inserted, world.dismissed, world.seen, kept)
        time.sleep(0.1)
    return kept


def knows_of_all(world: World, kept: dict[str, dict[str, Any]]) -> bool:
    """Tell whether the store has every acceptance and dismissal that the buffer saw."""
    accepted = all(
        any(each["characters"] >= len(text) for each in outcomes(kept[key], "accepted", "accepted_part"))
        for key, text in world.inserted.items()
        if key in kept
    )
    return (
        accepted
        and world.inserted.keys() | world.dismissed <= kept.keys()
        and all(outcomes(kept[key], "rejected") for key in world.dismissed)
    )


@given(steps=STEPS)
@settings(
    max_examples=8,
    derandomize=True,  # the gate is the same every time
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_buffer_and_store_never_disagree(world: World, steps: list[tuple[str, str | int]]) -> None:
    """What was inserted is in the store as accepted, and what the store says was accepted or written stood there."""
    before = set(world.lamp.suggestions())
    world.begin()
    for kind, what in steps:
        world.step(kind, what)
    world.end()
    kept = told(world, lambda kept: knows_of_all(world, kept))

    for key in kept.keys() - before:
        for each in outcomes(kept[key], "accepted", "accepted_part"):
            standing = kept[key]["text"][: each["characters"]]
            assert any(standing in text for text in world.seen), (standing, world.seen)
        for each in outcomes(kept[key], "typed_over"):
            assert any(each["text"] in text for text in world.seen), (each["text"], world.seen)
