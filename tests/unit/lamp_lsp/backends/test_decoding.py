"""Bytes of tokens become text without a broken character, and stop strings cut where they first are complete."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamp_lsp.backends.decoding import StopFilter, TextAssembler

SMALL = st.text(alphabet="ab\n", max_size=24)
STOPS = st.lists(st.text(alphabet="ab\n", min_size=1, max_size=4), max_size=3)


def cut_by_reading(text: str, stops: list[str]) -> str:
    """Return what precedes the stop that is complete first, read character by character: the slow oracle."""
    for end in range(len(text) + 1):
        begins = [end - len(stop) for stop in stops if text[:end].endswith(stop)]
        if begins:
            return text[: min(begins)]
    return text


def _pieces_of(text: str, cuts: list[int]) -> list[str]:
    edges = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


@given(SMALL, STOPS, st.lists(st.integers(0, 30)))
def test_stops_cut_as_the_oracle_does_however_the_text_arrives(text: str, stops: list[str], cuts: list[int]) -> None:
    """What comes out does not depend on how the text was cut into pieces."""
    stop_filter = StopFilter(stops)

    out = "".join(stop_filter.feed(piece) for piece in _pieces_of(text, cuts)) + stop_filter.flush()

    assert out == cut_by_reading(text, stops)


@given(SMALL, STOPS)
def test_nothing_is_held_back_longer_than_a_stop_could_need(text: str, stops: list[str]) -> None:
    """What is held back is shorter than the longest stop, so that ghost text does not lag."""
    stop_filter = StopFilter(stops)

    out = "".join(stop_filter.feed(character) for character in text)

    assert stop_filter.stopped or len(text) - len(out) < max([len(stop) for stop in stops], default=1)


@given(st.text(max_size=30), st.lists(st.integers(0, 200)))
def test_characters_split_across_tokens_arrive_whole(text: str, cuts: list[int]) -> None:
    """However the bytes are cut, the text is the same and no chunk holds half a character."""
    data = text.encode()
    edges = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
    assembler = TextAssembler(())

    fed = [assembler.feed(data[start:end], -0.5) for start, end in pairwise(edges)]
    chunks = [chunk for chunk in (*fed, assembler.finish()) if chunk is not None]

    assert "".join(chunk.text for chunk in chunks) == text
    assert sum(chunk.tokens for chunk in chunks) <= len(edges) - 1


@pytest.mark.parametrize("data", [b"ok\xff", b"ok\xe2\x82"])
def test_bytes_that_are_no_text_do_not_end_the_answer(data: bytes) -> None:
    """Invalid or unfinished UTF-8 becomes the replacement character."""
    assembler = TextAssembler(())

    chunks = [assembler.feed(data, 0.0), assembler.finish()]

    assert "".join(chunk.text for chunk in chunks if chunk) == "ok\ufffd"


def test_held_text_keeps_its_log_probability() -> None:
    """A token that was held back counts when its text comes."""
    assembler = TextAssembler(["\n\n"])

    first, second = assembler.feed(b"\n", -1.0), assembler.feed(b"x", -2.0)

    assert first is None
    assert second is not None
    assert (second.text, second.logprob, second.tokens) == ("\nx", -3.0, 2)
