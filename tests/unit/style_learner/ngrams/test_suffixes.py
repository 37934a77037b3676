"""The suffix array finds what a plain scan finds."""

from hypothesis import given
from hypothesis import strategies as st

from style_learner.ngrams.suffixes import DEPTH, SuffixArray

TOKENS = st.lists(st.integers(0, 3), max_size=60)


@given(TOKENS, st.lists(st.integers(0, 3), min_size=1, max_size=DEPTH))
def test_it_finds_every_occurrence_and_nothing_else(tokens: list[int], run: list[int]) -> None:
    """Short alphabets make runs recur and overlap."""
    expected = [at + len(run) for at in range(len(tokens)) if tokens[at : at + len(run)] == run]

    assert sorted(SuffixArray(tokens).after(run).tolist()) == expected
