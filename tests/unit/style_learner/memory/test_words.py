from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.memory.words import WordIndex


def _index(texts: Mapping[int, str], family: str = "python") -> WordIndex:
    index = WordIndex(lambda identity: texts.get(int(identity, 16), ""))
    for number, text in texts.items():
        index.add(_id(number), text, family)
    index.commit()
    return index


def _id(number: int) -> str:
    return f"{number:016x}"


def _found(index: WordIndex, *words: str, family: str = "python") -> list[int]:
    return [int(one, 16) for one, _ in index.search(dict.fromkeys(words, 1.0), family, 10)]


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    """The snippet with the word that few others have comes first."""
    index = _index({1: "common", 2: "common", 3: "common", 4: "rare"})

    assert _found(index, "common", "rare")[0] == 4


def test_weights_of_the_query_count() -> None:
    """Of two equally rare words, the one asked for with more weight decides."""
    index = _index({1: "here", 2: "there"})

    assert [one for one, _ in index.search({"here": 0.2, "there": 1.0}, "python", 10)] == [_id(2), _id(1)]


def test_what_was_removed_is_not_found() -> None:
    """A removed snippet is gone after the commit, its neighbours are not."""
    index = _index({1: "word", 2: "word"})

    index.remove(_id(1), "word", "python")
    index.commit()

    assert _found(index, "word") == [2]


def test_families_do_not_mix() -> None:
    """The same word in another language is another word."""
    index = _index({1: "word"}, family="rust")

    assert _found(index, "word") == []
    assert _found(index, "word", family="rust") == [1]


def test_rarity_is_that_within_the_family() -> None:
    """A word that all of a family's snippets hold tells nothing there, however rare it is elsewhere."""
    index = _index({key: "self other" if key == 1 else "self" for key in range(1, 9)})
    for key in range(100, 200):
        index.add(_id(key), "fn", "rust")
    index.commit()

    information = index.information(["self", "other", "unknown"], "python")

    assert information["self"] < 0.1 < information["other"] < information["unknown"]


@pytest.mark.parametrize("query", [{}, {"nowhere": 1.0}, {"word": 0.0}])
def test_a_query_that_asks_for_nothing_finds_nothing(query: dict[str, float]) -> None:
    """No words, unknown words and words without weight bring nothing."""
    assert _index({1: "word"}).search(query, "python", 10) == []


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=30))
def test_the_index_holds_what_was_added_and_not_removed(steps: list[tuple[int, bool]]) -> None:
    """After any sequence of changes exactly the snippets left are found, keys of 64 bits included."""
    index, held = WordIndex(lambda _: "word"), set[int]()
    for number, add in steps:
        key = 2**64 - 1 - number
        if add and key not in held:
            index.add(_id(key), "word", "python")
            held.add(key)
        elif not add and key in held:
            index.remove(_id(key), "word", "python")
            held.remove(key)
        index.commit()

    assert set(_found(index, "word")) == held


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["a.b", "a b", "b c", "c", ""])), max_size=30))
def test_rarity_counts_nothing_that_is_gone(changes: list[tuple[int, str]]) -> None:
    """After any changes each word tells as much as in an index that never held anything else."""
    index, held = WordIndex(lambda _: ""), dict[int, str]()
    for number, text in changes:
        if number in held:
            index.remove(_id(number), held[number], "python")
        index.add(_id(number), text, "python")
        held[number] = text
        index.commit()

    assert index.information("abc", "python") == _index(held).information("abc", "python")


def test_what_comes_back_is_scored_as_before() -> None:
    """A snippet that was removed and added again, as by undo, is worth what it was."""
    texts = {1: "here there", 2: "here"}
    index = _index(texts)
    first = index.search({"here": 1.0, "there": 1.0}, "python", 10)

    gone = texts.pop(1)
    index.search({"there": 1.0}, "python", 10)  # before the commit it is found still
    index.remove(_id(1), gone, "python")
    index.commit()
    texts[1] = gone
    index.add(_id(1), gone, "python")
    index.commit()

    assert index.search({"here": 1.0, "there": 1.0}, "python", 10) == first
