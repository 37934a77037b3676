"""The nested cache is a distribution, follows what was written, and leaves the model alone where nothing was."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.ngrams.nested import NestedCache, PersonalNgrams, TokenizedText
from tests.unit.style_learner.ngrams.vocabulary import Letters, LettersTail

SIZE = 6
UNIFORM = np.full(SIZE, -np.log(SIZE))
TOKENS = st.lists(st.integers(0, SIZE - 1), max_size=40).map(tuple)
TEXTS = st.lists(
    st.builds(TokenizedText, st.sampled_from(["/a", "/b"]), st.sampled_from(["x.py", "y.py"]), TOKENS), max_size=4
)


def cache_of(
    texts: Sequence[TokenizedText], before: Sequence[int], after: Sequence[int] = (), project: str = "/a"
) -> NestedCache:
    """Return the cache for a place whose tokens are letters, each its own."""
    letters = Letters()
    tail = LettersTail(b"".join(letters.piece(token) for token in before).decode(), letters)
    return PersonalNgrams(texts).at(project, before, after, tail)


@given(TEXTS, TOKENS, TOKENS, TOKENS)
def test_what_it_returns_is_a_distribution(
    texts: list[TokenizedText], before: tuple[int, ...], after: tuple[int, ...], written: tuple[int, ...]
) -> None:
    """However the counts lie, the probabilities add up to one."""
    mixed = cache_of(texts, before, after).after(written).mix(UNIFORM)

    assert np.exp(mixed).sum() == pytest.approx(1.0)


@given(TEXTS, TEXTS, TOKENS, TOKENS)
def test_it_matters_not_in_how_many_goes_texts_were_taken_in(
    first: list[TokenizedText], then: list[TokenizedText], before: tuple[int, ...], written: tuple[int, ...]
) -> None:
    """What came later stands beside the rest and counts as much."""
    letters = Letters()
    tail = LettersTail(b"".join(letters.piece(token) for token in before).decode(), letters)
    at_once, one_by_one = PersonalNgrams([*then, *first]), PersonalNgrams(then, PersonalNgrams(first))

    mixed = [own.at("/a", before, (), tail).after(written).mix(UNIFORM) for own in (at_once, one_by_one)]

    assert len(at_once) == len(one_by_one)
    assert mixed[0] == pytest.approx(mixed[1])


def likely(own: PersonalNgrams, token: int, after: Sequence[int] = (), unless_in: Sequence[str] = ()) -> float:
    """Return the log-probability of a token behind ``1 2`` in an open file that has no more."""
    letters = Letters()
    tail = LettersTail(b"".join(letters.piece(one) for one in (1, 2)).decode(), letters)
    return float(own.at("/a", (1, 2), after, tail, unless_in=unless_in).after(()).mix(UNIFORM)[token])


NOTHING = PersonalNgrams(())


def test_what_the_open_file_shows_says_nothing_as_it_is_stored() -> None:
    """The stored text of the place itself is left out by name, whatever else is known; other texts speak."""
    own = PersonalNgrams(
        [TokenizedText("/a", "x.py", (1, 2, 3), "x")], PersonalNgrams([TokenizedText("/a", "x.py", (1, 2, 3), "older")])
    )

    assert likely(own, 3, unless_in=["x", "older"]) == pytest.approx(likely(NOTHING, 3))
    assert likely(own, 3, unless_in=["x"]) > likely(NOTHING, 3)


def test_what_is_gone_says_nothing() -> None:
    """A text that the developer deleted is passed over from the next request on."""
    known = PersonalNgrams([TokenizedText("/a", "y.py", (1, 2, 3), "y"), TokenizedText("/a", "z.py", (1, 2, 4), "z")])
    then = PersonalNgrams((), known, gone=["y"])

    assert likely(then, 3) < likely(NOTHING, 3) < likely(then, 4)


@given(st.lists(st.integers(0, SIZE - 1), min_size=3, max_size=12).map(tuple), st.sampled_from(["/a", "/b"]))
def test_a_copy_never_foretells_the_text_below_the_cursor(below: tuple[int, ...], project: str) -> None:
    """Where a stored text goes on as the buffer does below the cursor, it is this very place, whatever its name."""
    copy = PersonalNgrams([TokenizedText(project, "copy.py", (5, 5, 1, 2, *below), "copy")])
    cache = [
        own.at("/a", (1, 2), below, LettersTail("bc", Letters())).after(()).mix(UNIFORM)[below[0]]
        for own in (copy, NOTHING)
    ]

    if (1, 2) not in pairwise(below) and 2 not in below:
        assert cache[0] == pytest.approx(cache[1])


def test_what_always_followed_becomes_likely() -> None:
    """A run that recurs with one follower all but settles it, the more the longer it is."""
    run = (1, 2, 3, 4, 1, 3, 2, 4)
    own = [TokenizedText("/a", "y.py", (*run, 5) * 5)]

    short, long = (float(np.exp(cache_of(own, before).after(()).mix(UNIFORM)[5])) for before in (run[-2:], run))

    assert 1 / SIZE < short < long
    assert long > 0.5


def test_the_file_speaks_louder_than_all_else() -> None:
    """After the same run, what this file has is likelier than what the developer has elsewhere."""
    history = TokenizedText("/b", "y.py", (1, 2, 3, 4))

    mixed = cache_of([history], (1, 2, 3, 5, 0, 1, 2, 3)).after(()).mix(UNIFORM)

    assert mixed[5] > mixed[4] > mixed[2]


def test_where_nothing_was_written_the_model_is_alone() -> None:
    """An empty history changes nothing."""
    assert np.allclose(cache_of([], ()).after(()).mix(UNIFORM), UNIFORM)
