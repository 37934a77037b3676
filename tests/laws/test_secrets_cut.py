"""No secret is kept, wherever the cursor, a window or an edit cuts it, in whatever way text is kept."""

import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lamp_bench.secrets_planted import KINDS
from style_learner.learner import Learner
from style_learner.privacy.redaction import redact_joined
from style_learner.store.store import Store
from style_learner.types import ChatTurn, CursorContext, Feedback, Outcome, OutcomeKind, Retention, Suggestion

PROJECT = "/home/ada/shop"
WHOLE_ENOUGH = 10
"""Characters of a secret in a row that nothing may hold; of a short one all but the last."""


@st.composite
def cut_secrets(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """Draw a secret, and the text that holds it in three parts, each of which may hold any piece of it."""
    kind = draw(st.sampled_from(sorted(KINDS)))
    make, places = KINDS[kind]
    secret = make(Random(draw(st.integers(0, 10_000))))  # noqa: S311 - drawn by the test
    text = f"total = 0\n{draw(st.sampled_from(places)).format(secret)}\n"
    start = text.index(secret)
    first = draw(st.integers(start, start + len(secret)))
    second = draw(st.integers(first, start + len(secret)))
    return secret, text[:first], text[first:second], text[second:]


def is_in(secret: str, text: str) -> bool:
    """Whether a telling part of a secret stands in a text."""
    size = min(WHOLE_ENOUGH, len(secret) - 1)
    return any(secret[start : start + size] in text for start in range(len(secret) - size + 1))


@given(cut=cut_secrets())
@settings(deadline=None, max_examples=60)
def test_no_part_keeps_a_piece_of_what_the_whole_would_hide(cut: tuple[str, str, str, str]) -> None:
    """The texts stand one behind the other; joined or alone, redacted they hold nothing of the secret."""
    secret, *parts = cut

    redacted = redact_joined(*parts)

    assert not any(is_in(secret, part) for part in (*redacted, "".join(redacted)))
    assert [part.count("\n") for part in redacted] == [part.count("\n") for part in parts]


@given(cut=cut_secrets())
@settings(deadline=None, max_examples=60)
def test_a_secret_that_is_being_typed_is_taken_out_before_it_is_whole(cut: tuple[str, str, str, str]) -> None:
    """What stands before the cursor is kept at every key."""
    secret, before, _, _ = cut

    assert not is_in(secret, redact_joined(before, "\n")[0])


@contextmanager
def learning() -> Iterator[Learner]:
    """Give a learner on a store of its own."""
    with tempfile.TemporaryDirectory() as folder:
        learner = Learner()
        learner.open(Store.open(Path(folder) / "lamp.duckdb", None), meaning_search=False)
        try:
            yield learner
        finally:
            learner.close()


def offered(learner: Learner, identity: str, before: str, text: str, after: str) -> None:
    """Let a suggestion be shown between two texts."""
    context = CursorContext(f"{PROJECT}/cart.py", "python", before, after, PROJECT)
    learner.writer.record(
        Suggestion(
            identity, text, 1.0, "python", PROJECT, context.path, before, after, "b", "m", "personal", (), None, 1.0
        ),
        context,
    )


Way = Callable[[Learner, str, str, str], None]


def _as_a_suggestion(learner: Learner, before: str, middle: str, after: str) -> None:
    offered(learner, "one", before, middle, after)


def _beside_a_suggestion(learner: Learner, before: str, middle: str, after: str) -> None:
    offered(learner, "one", before + middle, "return 1", after)


def _typed_over(learner: Learner, before: str, middle: str, after: str) -> None:
    offered(learner, "one", before, "None", after)
    learner.writer.follow([Outcome("one", OutcomeKind.TYPED_OVER, 2.0, text=middle)], [])


def _accepted_and_edited(learner: Learner, before: str, middle: str, after: str) -> None:
    offered(learner, "one", before, "something(1)", after)
    taken = Outcome("one", OutcomeKind.ACCEPTED, 2.0, characters=12)
    learner.writer.follow([taken], [Retention("one", 30, 0.5, 6, 32.0)], {"one": middle})


def _a_document(learner: Learner, before: str, middle: str, after: str) -> None:
    learner.writer.learn_document(f"{PROJECT}/cart.py", "python", before + middle + after, PROJECT, saved=True)


def _an_unfinished_document(learner: Learner, before: str, middle: str, after: str) -> None:
    learner.writer.learn_document(f"{PROJECT}/cart.py", "python", before + middle, PROJECT, saved=True)


def _a_conversation(learner: Learner, before: str, middle: str, after: str) -> None:
    assert learner.conversations is not None
    whole = before + middle + after
    learner.conversations.keep(
        ChatTurn("t", 1.0, PROJECT, "cart.py", "python", "ask", whole, before + middle, whole, "b", "m")
    )
    learner.conversations.judge("t", "edited", reason=whole, text=whole)


def _a_word_on_a_suggestion(learner: Learner, before: str, middle: str, after: str) -> None:
    offered(learner, "one", "", "None", "")
    learner.writer.judge(Feedback("one", "good", 2.0, before + middle + after))


WAYS: tuple[Way, ...] = (
    _as_a_suggestion,
    _beside_a_suggestion,
    _typed_over,
    _accepted_and_edited,
    _a_document,
    _an_unfinished_document,
    _a_conversation,
    _a_word_on_a_suggestion,
)


@given(cut=cut_secrets(), way=st.sampled_from(WAYS))
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_kept_or_remembered_holds_a_secret(cut: tuple[str, str, str, str], way: Way) -> None:
    """Neither the export, which is all that is kept, nor what searches and n-grams are fed from."""
    secret, *parts = cut
    with learning() as learner:
        way(learner, *parts)

        kept = json.dumps(learner.records.export(), ensure_ascii=False)
        remembered = "\n".join(snippet.text for snippet in learner.advice.own_code())

    assert not is_in(secret, kept.replace("\\\\", "\\"))
    assert not is_in(secret, remembered)
