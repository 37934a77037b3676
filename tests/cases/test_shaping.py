"""Places of all languages with what a model said there: what is shown of it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from style_learner.policy.gate import hopeless
from style_learner.shaping.extent import extent
from style_learner.shaping.finish import Shaped, Shaper
from style_learner.types import CursorContext, Indentation

CURSOR = "\u2038"
FOLDER = Path(__file__).parent / "shaping"


def cases() -> Iterator[Any]:
    """Yield the cases of all files, named by file and what they hold."""
    for file in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            yield pytest.param(case, id=f"{file.stem}: {case['name']}")


def place_of(case: dict[str, Any]) -> CursorContext:
    """Return where the case's cursor stands."""
    before, _, after = case["text"].partition(CURSOR)
    indentation = Indentation(case.get("width", 4), case.get("spaces", True))
    return CursorContext(case.get("path", "a"), case["language"], before, after, indentation=indentation)


def shaped(case: dict[str, Any], size: int) -> Shaped:
    """Shape the case's answer as it comes in pieces, until it is enough."""
    place = place_of(case)
    shaper, answer = Shaper(place, extent(place)), case["answer"]
    for start in range(0, len(answer), size):
        if shaper.feed(answer[start : start + size]):
            break
    return shaper.result(cut_short=case.get("cut_short", False))


@pytest.mark.parametrize("case", list(cases()))
def test_what_is_shown(case: dict[str, Any]) -> None:
    """At each place, the gate says what the case says, and of the answer is shown what belongs there."""
    refused = hopeless(place_of(case), invoked=case.get("by_hand", False))

    assert refused == case.get("refused")
    if refused is None:
        for size in (1, 5, 1000):
            found = shaped(case, size)

            assert (found.text, found.replaces_after) == (case["shown"], case.get("replaces", 0))
