import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.memory.tokens import family_of, identifiers, words


@given(st.from_regex(r"[A-Za-z_]{2,20}", fullmatch=True))
def test_an_identifier_is_found_whole(name: str) -> None:
    """Every identifier is one of its own words, whatever its case."""
    assert name.lower() in list(words(name))
    assert list(identifiers(name)) == [name]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("maxRetryCount", {"max", "retry", "count"}),
        ("max_retry_count", {"max", "retry", "count"}),
        ("HTTPServer", {"http", "server"}),
        ("MAX_RETRIES", {"max", "retries"}),
        ("parse2url", {"parse", "url"}),
    ],
)
def test_an_identifier_is_found_by_its_parts(name: str, parts: set[str]) -> None:
    """Names of one thing in different cases share their parts."""
    assert parts <= set(words(name))


@pytest.mark.parametrize("text", ["np.einsum(x)", "np::einsum", "np->einsum"])
def test_a_member_is_found_with_its_owner(text: str) -> None:
    """How a library is used can be asked for."""
    assert "np.einsum" in set(words(text))


def test_encoded_data_gives_no_words() -> None:
    """Runs longer than any name are left out."""
    assert list(words("x" * 200)) == []


def test_related_languages_are_one_family() -> None:
    """TypeScript may learn from JavaScript, Python from neither."""
    assert family_of("typescript") == family_of("javascriptreact") == "javascript"
    assert family_of("c") == family_of("cpp")
    assert family_of("python") == "python"
