"""Which tokens of a prompt are learned from."""

from style_learner.tuning.samples import Sample
from style_learner.types import CursorContext
from tests.unit.lamp_lsp.adapter.conftest import Tiny, tiny

__all__ = ["Tiny", "tiny"]

OWN = "total = 1\n"


def test_the_developers_own_lines_before_the_cursor_are_learned_from_and_no_others(tiny: Tiny) -> None:
    """The tokens right before the mark that ends the text before the cursor; of the first of them no half."""
    from lamp_lsp.adapter.training.examples import TRAINED  # noqa: PLC0415 of an extra

    context = CursorContext("/shop/a.py", "python", f"theirs = 0\n{OWN}", "end = 3\n", "/shop")
    examples = tiny.examples

    found = examples.example(Sample("1", context, "x = 2", "line", own_before=len(OWN)), TRAINED)
    none = examples.example(Sample("1", context, "x = 2", "line"), TRAINED)

    learned = b"".join(map(examples.piece, found.prompt[found.cursor - found.before : found.cursor])).decode()
    assert learned
    assert OWN.endswith(learned)
    assert examples.piece(found.prompt[found.cursor]).decode() == examples.fim.suffix
    assert none.before == 0
