"""What the simulated developer does about a suggestion."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamp_bench.replay.developer import LEAST_SAVED, changes, decide, typed_keys

CODE = st.text(alphabet="ab_ (.,)=\n", max_size=60)


@given(CODE, CODE)
def test_what_stands_in_the_end_is_what_was_wanted(suggestion: str, wanted: str) -> None:
    """Whatever is taken becomes a beginning of what is wanted, and what is taken is of the suggestion."""
    decision = decide(suggestion, wanted)

    assert wanted.startswith(decision.becomes)
    assert suggestion.startswith(decision.taken)
    assert decision.act == "left" or decision.saved >= LEAST_SAVED


@given(CODE, CODE)
def test_mending_makes_one_text_the_other(taken: str, becomes: str) -> None:
    """The changes, applied in their order, lead there."""
    text = taken
    for start, end, put in changes(taken, becomes):
        text = text[:start] + put + text[end:]

    assert text == becomes


@given(CODE.filter(lambda text: typed_keys(text) > LEAST_SAVED), CODE)
def test_what_is_right_is_taken_whole_with_one_key(right: str, rest: str) -> None:
    """No edit, and every visible character is retained."""
    decision = decide(right, right + rest)

    assert (decision.act, decision.keys, decision.edits) == ("whole", 1, 0)
    assert decision.retained == len("".join(right.split()))


@pytest.mark.parametrize(
    ("suggestion", "wanted", "act", "taken", "edits"),
    [
        ("self.assertEqual(a, b)", "self.assertEqual(a, b_1)\nreturn", "mended", "self.assertEqual(a, b)", 2),
        ("print(result, end='', file=out)", "print(result)", "part", "print(result", 0),
        ("x = load(a)\ny = 7 if x else 8", "x = load(a)\nfor z in x:", "part", "x = load(a)\n", 0),
        ("a = load(x)\nb = 7", "a = load(y)\nfor z in x:", "mended", "a = load(x)", 1),
        ("return None", "total += 1", "left", "", 0),
        ("re", "return", "left", "", 0),
    ],
)
def test_what_is_not_quite_right(suggestion: str, wanted: str, act: str, taken: str, edits: int) -> None:
    """Nearly right is mended, rightly begun is taken so far, the rest is left."""
    decision = decide(suggestion, wanted)

    assert (decision.act, decision.taken, decision.edits) == (act, taken, edits)


def test_a_word_that_goes_on_is_another_word() -> None:
    """Of ``model_name`` where ``model_names`` is wanted, the developer does not take the name."""
    assert decide("model_name, 'a b c d e f g'", "model_names[0]").act == "left"
