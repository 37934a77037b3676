"""The nested cache is a distribution, follows what was written, and leaves the model alone where nothing was."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.ngrams.nested import NestedCache, OwnTokens, Written
from style_learner.ngrams.readings import Tail
from tests.unit.style_learner.ngrams.vocabulary import Letters, Words

SIZE = 6
UNIFORM = np.full(SIZE, -np.log(SIZE))
TOKENS = st.lists(st.integers(0, SIZE - 1), max_size=40).map(tuple)
TEXTS = st.lists(
    st.builds(Written, st.sampled_from(["/a", "/b"]), st.sampled_from(["x.py", "y.py"]), TOKENS), max_size=4
)


def cache_of(
    texts: Sequence[Written], before: Sequence[int], after: Sequence[int] = (), project: str = "/a"
) -> NestedCache:
    """Return the cache for a place whose tokens are letters, each its own."""
    letters = Letters()
    tail = Tail(b"".join(letters.piece(token) for token in before).decode(), letters)
    return OwnTokens(texts).at(project, before, after, tail)


@given(TEXTS, TOKENS, TOKENS, TOKENS)
def test_what_it_returns_is_a_distribution(
    texts: list[Written], before: tuple[int, ...], after: tuple[int, ...], written: tuple[int, ...]
) -> None:
    """However the counts lie, the probabilities add up to one."""
    mixed = cache_of(texts, before, after).after(written).mix(UNIFORM)

    assert np.exp(mixed).sum() == pytest.approx(1.0)


@given(TEXTS, TEXTS, TOKENS, TOKENS)
def test_it_matters_not_in_how_many_goes_texts_were_taken_in(
    first: list[Written], then: list[Written], before: tuple[int, ...], written: tuple[int, ...]
) -> None:
    """What came later stands beside the rest and counts as much."""
    letters = Letters()
    tail = Tail(b"".join(letters.piece(token) for token in before).decode(), letters)
    at_once, one_by_one = OwnTokens([*then, *first]), OwnTokens(then, OwnTokens(first))

    mixed = [own.at("/a", before, (), tail).after(written).mix(UNIFORM) for own in (at_once, one_by_one)]

    assert len(at_once) == len(one_by_one)
    assert mixed[0] == pytest.approx(mixed[1])


def test_what_came_lately_of_the_open_file_counts_once() -> None:
    """Where the editor sends all of the file, its last saved text says nothing more; other files' does."""
    letters = Letters()
    tail = Tail(b"".join(letters.piece(token) for token in (1, 2)).decode(), letters)
    lately = [Written("/a", "x.py", (1, 2, 3, 1, 2, 3))]
    alone = OwnTokens((), OwnTokens(()))

    def likely(own: OwnTokens, whole: str) -> float:
        return float(own.at("/a", (1, 2, 3, 1, 2), (), tail, whole=whole).after(()).mix(UNIFORM)[3])

    assert likely(OwnTokens(lately, OwnTokens(())), "x.py") == pytest.approx(likely(alone, "x.py"))
    assert likely(OwnTokens(lately, OwnTokens(())), "y.py") > likely(alone, "y.py")
    assert likely(OwnTokens(lately, OwnTokens(())), "") > likely(alone, "")


@given(TEXTS, TOKENS, TOKENS)
def test_scoring_a_token_is_the_same_as_mixing_them_all(
    texts: list[Written], before: tuple[int, ...], written: tuple[int, ...]
) -> None:
    """What is measured is what is decoded with."""
    cache = cache_of(texts, before)
    mixed = cache.after(written).mix(UNIFORM)

    for token in range(SIZE):
        assert cache.after(written).logprob(token, float(UNIFORM[token])) == pytest.approx(float(mixed[token]))


def test_what_always_followed_becomes_likely() -> None:
    """A run that recurs with one follower all but settles it, the more the longer it is."""
    run = (1, 2, 3, 4, 1, 3, 2, 4)
    own = [Written("/a", "y.py", (*run, 5) * 5)]

    short, long = (float(np.exp(cache_of(own, before).after(()).mix(UNIFORM)[5])) for before in (run[-2:], run))

    assert 1 / SIZE < short < long
    assert long > 0.5


def test_the_file_speaks_louder_than_all_else() -> None:
    """After the same run, what this file has is likelier than what the developer has elsewhere."""
    history = Written("/b", "y.py", (1, 2, 3, 4))

    mixed = cache_of([history], (1, 2, 3, 5, 0, 1, 2, 3)).after(()).mix(UNIFORM)

    assert mixed[5] > mixed[4] > mixed[2]


def test_where_nothing_was_written_the_model_is_alone() -> None:
    """An empty history changes nothing."""
    assert np.allclose(cache_of([], ()).after(()).mix(UNIFORM), UNIFORM)


@pytest.mark.parametrize("typed", ["total = ", "total =", "total = pr", "\ntot"])
def test_a_cursor_within_a_token_is_no_obstacle(typed: str) -> None:
    """What followed elsewhere is foreseen wherever the developer stops: behind a blank, or within a word."""
    words = Words()
    own = OwnTokens([Written("/a", "y.py", tuple(words.tokens("total = price + 1\n") * 3))])
    cache = own.at("/a", words.tokens(typed), (), Tail(typed, words))
    (wanted,) = words.tokens(typed_next(typed))

    mixed = cache.after(()).mix(np.full(words.size, -np.log(words.size)))

    assert int(np.argmax(mixed)) == wanted


def test_behind_the_first_token_the_run_reaches_over_the_cursor() -> None:
    """Once the broken token is whole again, the lines before the cursor say what comes next."""
    words = Words()
    texts = [Written("/a", "y.py", tuple(words.tokens(text))) for text in ("a = b + c\n", "d = b - e\n")]
    cache = OwnTokens(texts).at("/a", words.tokens("a = "), (), Tail("a = ", words))
    plus, minus = words.tokens(" +")[0], words.tokens(" -")[0]

    mixed = cache.after(words.tokens("b")).mix(np.full(words.size, -np.log(words.size)))

    assert mixed[plus] > mixed[minus]


def typed_next(typed: str) -> str:
    """Return the token that goes on after ``typed`` in ``total = price + 1``."""
    return {"total = ": "price", "total =": " price", "total = pr": "ice", "\ntot": "al"}[typed]
