"""Likeness says how near an answer is, and no more of an answer counts than the truth is long."""

from lamp_bench.answers import likeness


def test_the_truth_is_like_itself() -> None:
    """But for white space at the ends of lines."""
    found = likeness("value = 'x'  \nnext_one()", "value = 'x'\n", "python")

    assert found.exact
    assert found.edit_similarity == 1.0
    assert found.identifier_f1 == 1.0


def test_names_count_whatever_stands_around_them() -> None:
    """One of two names is right on both sides: half."""
    assert likeness("total + rest", "total - price", "python").identifier_f1 == 0.5


def test_style_is_compared_where_both_show_it() -> None:
    """Quotes disagree; a truth without any has nothing to compare."""
    assert (likeness("name = 'a'\n", 'name = "b"\n', "python").style_agreement or 1.0) < 1.0
    assert likeness("1", "2", "python").style_agreement is None


def test_an_empty_answer_is_nothing_like_it() -> None:
    """Nothing was offered."""
    found = likeness("", "return total", "python")

    assert not found.exact
    assert found.edit_similarity == 0.0
