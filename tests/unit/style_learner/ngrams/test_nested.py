"""The nested cache is a distribution, follows what was written, and leaves the model alone where nothing was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.ngrams.nested import OwnTokens, Written

SIZE = 6
UNIFORM = np.full(SIZE, -np.log(SIZE))
TOKENS = st.lists(st.integers(0, SIZE - 1), max_size=40).map(tuple)
TEXTS = st.lists(
    st.builds(Written, st.sampled_from(["/a", "/b"]), st.sampled_from(["x.py", "y.py"]), TOKENS), max_size=4
)


@given(TEXTS, TOKENS, TOKENS, TOKENS)
def test_what_it_returns_is_a_distribution(
    texts: list[Written], before: tuple[int, ...], after: tuple[int, ...], written: tuple[int, ...]
) -> None:
    """However the counts lie, the probabilities add up to one."""
    mixed = OwnTokens(texts).at("/a", before, after).after(written).mix(UNIFORM)

    assert np.exp(mixed).sum() == pytest.approx(1.0)


@given(TEXTS, TOKENS, TOKENS)
def test_scoring_a_token_is_the_same_as_mixing_them_all(
    texts: list[Written], before: tuple[int, ...], written: tuple[int, ...]
) -> None:
    """What is measured is what is decoded with."""
    cache = OwnTokens(texts).at("/a", before)
    mixed = cache.after(written).mix(UNIFORM)

    for token in range(SIZE):
        assert cache.after(written).logprob(token, float(UNIFORM[token])) == pytest.approx(float(mixed[token]))


def test_what_always_followed_becomes_likely() -> None:
    """A run that recurs with one follower all but settles it, the more the longer it is."""
    run = (1, 2, 3, 4, 1, 3, 2, 4)
    own = OwnTokens([Written("/a", "y.py", (*run, 5) * 5)])

    short, long = (float(np.exp(own.at("/a", before).after(()).mix(UNIFORM)[5])) for before in (run[-2:], run))

    assert 1 / SIZE < short < long
    assert long > 0.5


def test_the_file_speaks_louder_than_all_else() -> None:
    """After the same run, what this file has is likelier than what the developer has elsewhere."""
    history = Written("/b", "y.py", (1, 2, 3, 4))

    mixed = OwnTokens([history]).at("/a", (1, 2, 3, 5, 0, 1, 2, 3)).after(()).mix(UNIFORM)

    assert mixed[5] > mixed[4] > mixed[2]


def test_where_nothing_was_written_the_model_is_alone() -> None:
    """An empty history changes nothing."""
    assert np.allclose(OwnTokens([]).at("/a", ()).after(()).mix(UNIFORM), UNIFORM)
