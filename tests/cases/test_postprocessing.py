"""Places of all languages with what a model said there: what is shown of it."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from style_learner.policy.gate import skip_reason
from style_learner.postprocessing.completion_scope import completion_scope
from style_learner.postprocessing.finish import Postprocessed, Postprocessor
from style_learner.types import CursorContext, Indentation

CURSOR = "\u2038"
FOLDER = Path(__file__).parent / "postprocessing"


def cases() -> Iterator[Any]:
    """Yield the cases of all files, named by file and what they hold."""
    for file in sorted(FOLDER.glob("*.toml")):
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
            yield pytest.param(case, id=f"{file.stem}: {case['name']}")


def retrieval_query(case: dict[str, Any]) -> CursorContext:
    """Return where the case's cursor stands."""
    before, _, after = case["text"].partition(CURSOR)
    indentation = Indentation(case.get("width", 4), case.get("spaces", True))
    return CursorContext(case.get("path", "a"), case["language"], before, after, indentation=indentation)


def postprocessed(case: dict[str, Any], size: int) -> Postprocessed:
    """Shape the case's answer as it comes in pieces, until it is enough."""
    place = retrieval_query(case)
    postprocessor, answer = Postprocessor(place, completion_scope(place)), case["answer"]
    for start in range(0, len(answer), size):
        if postprocessor.feed(answer[start : start + size]):
            break
    return postprocessor.result(cut_short=case.get("cut_short", False))


@pytest.mark.parametrize("case", list(cases()))
def test_what_is_shown(case: dict[str, Any]) -> None:
    """At each place, the gate says what the case says, and of the answer is shown what belongs there."""
    refused = skip_reason(retrieval_query(case), invoked=case.get("by_hand", False))

    assert refused == case.get("refused")
    if refused is None:
        for size in (1, 5, 1000):
            found = postprocessed(case, size)

            assert (found.text, found.replaces_after) == (case["shown"], case.get("replaces", 0))
