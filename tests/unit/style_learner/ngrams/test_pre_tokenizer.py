"""Words and marks make up a text, and a text whose last word is only begun is read both ways."""

from hypothesis import given
from hypothesis import strategies as st

from style_learner.ngrams.pre_tokenizer import PreTokenizer, PreTokenTail
from style_learner.ngrams.suffixes import END

CODE = st.text(st.sampled_from("ab_1 \t\n.(=é😀"), max_size=60)


def text_of(words: PreTokenizer, tokens: tuple[int, ...]) -> str:
    """Return what the tokens stand for."""
    return b"".join(words.piece(token) for token in tokens).decode()


@given(CODE)
def test_words_and_marks_make_up_the_text(text: str) -> None:
    """Nothing of it is lost."""
    words = PreTokenizer()

    assert text_of(words, tuple(words.tokens(text))) == text


@given(CODE)
def test_equal_words_have_equal_numbers(text: str) -> None:
    """However often and in whatever text they stand."""
    words = PreTokenizer()

    assert words.tokens(text) == words.tokens(text)
    assert len({words.piece(token) for token in words.tokens(text)}) == len(set(words.tokens(text)))


@given(CODE, CODE)
def test_every_reading_is_of_the_same_text(before: str, written: str) -> None:
    """The run and what is begun of the next word are what stands there."""
    words = PreTokenizer()
    tail = PreTokenTail(before, words)
    whole = before[-240:] + written

    for reading in tail.readings(words.tokens(written)):
        read = text_of(words, reading.run) + reading.begun.decode()
        assert whole.endswith(read)
        assert read or not whole


def test_what_follows_a_begun_word_is_its_rest() -> None:
    """With what comes behind it, where the two make one; nothing where another was begun, or it is whole."""
    words = PreTokenizer()
    tail = PreTokenTail("x", words)
    getter, blanks, name, mark = (words.tokens(text)[0] for text in ("getter", "    ", "name", "("))

    assert words.piece(tail.rest(getter, mark, b"get")) == b"ter"
    assert words.piece(tail.rest(blanks, name, b"   ")) == b" name"
    assert tail.rest(getter, mark, b"set") == END
    assert tail.rest(getter, mark, b"getter") == END


def test_a_word_behind_blanks_takes_the_last_of_them() -> None:
    """So a cursor behind an indentation is read as the lines are that go on there."""
    words = PreTokenizer()
    line = words.tokens("x:\n\t\treturn")

    runs = [(words.piece(reading.run[-1]), reading.begun) for reading in PreTokenTail("x:\n\t\t", words).readings([])]

    assert [words.piece(token) for token in line][-2:] == [b"\t", b"\treturn"]
    assert (b"\t", b"\t") in runs
