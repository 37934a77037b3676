"""What the developer no longer does is unlearned as fast as it was learned, whatever it is and however it shows."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from style_learner.learner import Learner
from style_learner.types import CursorContext, Outcome, OutcomeKind, Suggestion

PROJECT = "/home/ada/shop"
TAUGHT = 6
"""Origins that teach the first manner, and at most so many that unteach it."""

MANNERS = {
    "quotes": ("def fN():\n    return 'some text here'\n", 'def fN():\n    return "some text here"\n'),
    "function_case": ("def load_all_N(a):\n    return a\n", "def loadAllN(a):\n    return a\n"),
    "string_building": (
        "def fN(name):\n    return f'hello {name}'\n",
        "def fN(name):\n    return 'hello {}'.format(name)\n",
    ),
    "annotated_returns": ("def fN(x) -> int:\n    return x\n", "def fN(x):\n    return x\n"),
}
"""Two ways of each; N is another number each time."""


def saved(learner: Learner, number: int, code: str) -> None:
    """Let the developer save a file of their own."""
    learner.writer.learn_document(f"{PROJECT}/file{number}.py", "python", code, PROJECT, saved=True)


def typed_over(learner: Learner, number: int, code: str) -> None:
    """Let the developer write this instead of a suggestion."""
    _outcome(learner, number, "pass", OutcomeKind.TYPED_OVER, code)


def accepted(learner: Learner, number: int, code: str) -> None:
    """Let the developer take a suggestion as it is."""
    _outcome(learner, number, code, OutcomeKind.ACCEPTED, "")


def _outcome(learner: Learner, number: int, offered: str, kind: OutcomeKind, text: str) -> None:
    place = CursorContext(f"{PROJECT}/at{number}.py", "python", f"x = {number}\n", "", PROJECT)
    one = Suggestion(
        id=str(number),
        text=offered,
        at=time.time(),
        language="python",
        project=PROJECT,
        path=place.path,
        before=place.prefix,
        after="",
        backend="b",
        model="m",
        strategy="personal",
        evidence=(),
        mean_logprob=None,
        latency_ms=1.0,
    )
    learner.writer.record(one, place)
    learner.writer.follow([replace(Outcome(one.id, kind, time.time(), len(offered)), text=text)], [])


def choice(learner: Learner, feature: str) -> str | None:
    """Return what would be acted upon."""
    return learner.advice.confident_habits("python", PROJECT).get(feature)


@pytest.mark.parametrize("feature", MANNERS)
@pytest.mark.parametrize("tell", [saved, typed_over, accepted])
def test_a_manner_is_unlearned_as_fast_as_it_was_learned(
    learner: Learner, feature: str, tell: Callable[[Learner, int, str], None]
) -> None:
    """After as many newer lessons of the other manner the first is not acted upon; a few more and the other is."""
    first, second = MANNERS[feature]
    for number in range(TAUGHT):
        tell(learner, number, first.replace("N", str(number)))
    old = choice(learner, feature)
    for number in range(TAUGHT, 2 * TAUGHT):
        tell(learner, number, second.replace("N", str(number)))
    turned = choice(learner, feature)
    for number in range(2 * TAUGHT, 4 * TAUGHT):
        tell(learner, number, second.replace("N", str(number)))

    assert old is not None
    assert turned != old
    assert choice(learner, feature) not in {None, old}
