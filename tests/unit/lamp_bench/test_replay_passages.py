"""The later code, cut into what is typed."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lamp_bench.histories.corpora import Corpus, CorpusFile, Task
from lamp_bench.replay.passages import MOST_LINES, passages_of

LINES = st.lists(st.sampled_from(["a = 1\n", "b(c, d)\n", "    return e\n", "\n", "if f:\n"]), max_size=40)


def task(prefix: str, target: str, suffix: str, date: str = "2025-01-01") -> Task:
    """Return a task in one and the same file."""
    return Task(f"{date} {target}", "ada+bank", "cart.py", "python", "line", prefix, suffix, target, date)


def corpus(history: str | None, *tasks: Task) -> Corpus:
    """Return a developer of one file."""
    files = () if history is None else (CorpusFile("ada+bank", "cart.py", history),)
    return Corpus("ada", files, tasks)


@given(LINES, LINES, LINES, st.integers(0, 5))
def test_a_passage_is_a_stretch_of_the_file(above: list[str], new: list[str], below: list[str], seed: int) -> None:
    """What stands before, what is typed and what stands after are the file; places are within, in order."""
    one = task("".join([*above, *new]), "total = sum(prices)", "\n" + "".join(below))
    [passage] = passages_of(corpus("".join(above + below), one), seed)

    assert passage.before + passage.written + passage.after == one.prefix + one.target + one.suffix
    assert one.target in passage.written
    assert passage.written.count("\n") < MOST_LINES
    assert list(passage.asks) == sorted({place for place in passage.asks if place < len(passage.written)})
    assert passages_of(corpus("".join(above + below), one), seed) == [passage]


def test_what_was_written_with_the_target_is_typed_with_it() -> None:
    """New lines around the target belong to the passage; old lines do not."""
    [passage] = passages_of(corpus("old = 1\nend = 2\n", task("old = 1\nnew = 3\n", "more = 4", "\nend = 2\n")), 0)

    assert (passage.before, passage.written, passage.after) == ("old = 1\n", "new = 3\nmore = 4", "\nend = 2\n")


def test_the_rest_of_a_line_is_typed_with_its_beginning() -> None:
    """A task that begins within a line is typed from the line's beginning."""
    [passage] = passages_of(corpus(None, task("x = 1\ny = ", "x + 1", "\nz = 3\n")), 0)

    assert (passage.before, passage.written, passage.after) == ("x = 1\n", "y = x + 1", "\nz = 3\n")


def test_what_stood_there_before_is_not_typed_again() -> None:
    """A later task whose lines an earlier version of the file had is left out."""
    first = task("x = 1\n", "y = 2", "\nz = 3\n", "2025-01-01")
    again = task("x = 1\ny = 2\n", "z = 3", "\n", "2025-02-01")

    assert [passage.id for passage in passages_of(corpus("x = 1\n", first, again), 0)] == [first.id]


def test_passages_come_in_the_order_of_their_days() -> None:
    """As they were written, whatever the order in the file."""
    early, late = task("", "x = 1", "\n", "2025-01-01"), task("", "y = 2", "\n", "2025-03-01")
    late = replace(late, path="other.py")

    assert [passage.id for passage in passages_of(corpus(None, late, early), 0)] == [early.id, late.id]
