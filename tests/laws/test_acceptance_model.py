"""The show filter follows from the kept facts alone."""

from pathlib import Path

from style_learner.learner import Learner
from style_learner.policy.acceptance_model import FEWEST_OUTCOMES
from style_learner.store.store import Store
from style_learner.types import CursorContext, Outcome, OutcomeKind, Suggestion

PROJECT = "/home/ada/shop"
KINDS = (OutcomeKind.ACCEPTED, OutcomeKind.REJECTED, OutcomeKind.TYPED_OVER, OutcomeKind.IGNORED)


def offered(number: int) -> tuple[Suggestion, CursorContext]:
    """Return the n-th suggestion of an afternoon's work, and its place."""
    before = "".join(f"value_{line} = {line}\n" for line in range(number + 1))
    context = CursorContext(f"{PROJECT}/cart.py", "python", before, "", PROJECT)
    suggestion = Suggestion(
        id=str(number),
        text=f"value_{number % 7}({number})",
        at=float(2 * number),
        language="python",
        project=PROJECT,
        path=context.path,
        before="".join(before.splitlines(keepends=True)[-12:]),
        after="",
        backend="b",
        model="m",
        strategy="personal",
        evidence=(),
        mean_logprob=-(number % 5) / 2 if number % 6 else None,
        latency_ms=1.0,
    )
    return suggestion, context


def test_rebuilt_is_what_was_learned_along(learner: Learner, tmp_path: Path) -> None:
    """A learner that reads the facts after a restart foresees exactly what the one that saw them come did."""
    for number in range(3 * FEWEST_OUTCOMES):
        learner.writer.record(*offered(number))
        outcome = Outcome(str(number), KINDS[number % 4 % (1 + number % 3)], 2 * number + 1.0, 4, "x = 1")
        learner.writer.follow([outcome], [])
    asked = [offered(100 + number)[0] for number in range(40)]
    levels = [share / 20 for share in range(20)]
    along = [[learner.advice.is_unlikely(one, level) for level in levels] for one in asked]
    learner.close()
    again = Learner()
    again.open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)
    rebuilt = [[again.advice.is_unlikely(one, level) for level in levels] for one in asked]
    again.close()

    assert rebuilt == along
    assert any(any(one) and not all(one) for one in along)
