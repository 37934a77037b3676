"""What is taken out to be foreseen is never trivial, and always the same."""

from hypothesis import given
from hypothesis import strategies as st

from lamp_bench.histories.targets import PIECE_LINES, targets_in
from style_learner.sources.patches import AddedRun

LINES = st.lists(st.text(st.sampled_from("ab_1 (.)=\t"), max_size=40), min_size=1, max_size=60).map(tuple)


@given(LINES, st.integers(0, 500), st.text(max_size=4))
def test_targets_lie_in_what_was_added(lines: tuple[str, ...], first: int, seed: str) -> None:
    """A line's cursor stands inside of it, before code; a block has two to eight lines and no blank edge."""
    for target in targets_in(AddedRun("a.py", first, lines), seed):
        taken = lines[target.first_line - first : target.last_line - first + 1]

        assert taken[0][target.column].strip()
        assert taken[-1].strip()
        if target.kind == "line":
            assert len(taken) == 1
            assert taken[0][: target.column].strip()
        else:
            assert 2 <= len(taken) <= 8
            assert not taken[0][: target.column].strip()


@given(LINES, st.text(max_size=4))
def test_the_same_run_gives_the_same(lines: tuple[str, ...], seed: str) -> None:
    """A second measurement asks for the same."""
    run = AddedRun("a.py", 0, lines)

    assert list(targets_in(run, seed)) == list(targets_in(run, seed))


def test_a_long_run_gives_a_few_places() -> None:
    """One of each kind for each piece, so that a new file does not outweigh all else."""
    run = AddedRun("a.py", 0, ("total = sum(entry.amount for entry in entries)",) * (3 * PIECE_LINES))

    assert [target.kind for target in targets_in(run, "")] == ["line", "block"] * 3
