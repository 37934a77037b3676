"""What one answer is worth, and many."""

import pytest

from lamp_bench.visible.kept import Row
from lamp_bench.visible.measures import contradictions, worth
from lamp_bench.visible.places import Kind, Place
from lamp_bench.visible.summary import ALL, as_data, figures, groups, judged
from lamp_lsp.demo.window import Answer

TRUTH = ("total = add(one, two)", "    return total")


@pytest.mark.parametrize(
    ("text", "exact", "right"),
    [
        ("total = add(one, two)\n    return total", {"first", "whole"}, 38),
        ("total = add(one, two)", {"first", "whole"}, 21),
        ("total = add(one, two)\n    return 0", {"first"}, 33),
        ("total = add(one)", set(), 15),
        ("", set(), 0),
        ("\n", set(), 0),
    ],
)
def test_an_answer_is_judged_by_its_lines_and_by_its_beginning(text: str, exact: set[str], right: int) -> None:
    """The first line is exact, all lines are, or as many characters as stand before the first wrong one."""
    found = worth(text, TRUTH)
    assert {name for name, holds in (("first", found.first_line), ("whole", found.whole)) if holds} == exact
    assert found.right_characters == right
    assert found.nothing == (not text.strip())


def test_more_than_was_written_is_not_wholly_right() -> None:
    """Between two lines that stand, a further line would have to be deleted."""
    assert not worth("total = 1\ntotal = 2", ("total = 1",)).whole


def test_keys_are_saved_by_what_need_not_be_typed() -> None:
    """Taking all of a line is one key; nothing saves nothing, and no answer costs keys."""
    assert worth("total = add(one, two)", ("total = add(one, two)",)).saved_keys == 20
    assert worth("", TRUTH).saved_keys == worth("pass", TRUTH).saved_keys == 0


def test_a_sure_habit_is_read_where_the_answer_stands() -> None:
    """A semicolon for a developer whose code has none goes against it, and what stands around does not count."""
    before, after = "const a = 1;\nconst b = 2;\n", "\nconst d = 4;\n"
    sure = {"semicolons": "never"}
    assert contradictions("const c = 3;", before, after, "javascript", {}) == []
    found = contradictions("const c = 3;", before, after, "javascript", {"semicolons": "no"})
    assert found == contradictions("const c = 3;", before, after, "javascript", sure) == ["semicolons"]
    assert contradictions("", before, after, "javascript", sure) == []


def _row(kind: Kind, generic: str, personal: str, project: str = "bank") -> Row:
    place = Place(project, kind, "a.py", "python", "", "", "", TRUTH)
    against: dict[str, list[str]] = {"generic": [], "personal": []}
    return Row(place, Answer(generic, 1.0), Answer(personal, 1.0), generic_first=True, against=against)


RIGHT, WRONG = TRUTH[0], "pass"


def test_harm_and_help_are_told_apart() -> None:
    """Harm: generic has the first line and personal has not; help: the other way round."""
    rows = [_row("closed", RIGHT, WRONG), _row("closed", WRONG, RIGHT), _row("closed", RIGHT, RIGHT)]
    found = figures(judged(rows))
    assert found.harm.estimate == found.help.estimate == pytest.approx(1 / 3)
    assert found.measures["first_line"].difference.estimate == 0


def test_what_the_disk_foretells_counts_in_no_total() -> None:
    """Where the line itself is still on disk, giving it back is no foresight."""
    found = groups(judged([_row("unsaved", WRONG, RIGHT), _row("empty", WRONG, WRONG)]))
    assert {name: len(pairs) for name, pairs in found.items()} == {"unsaved": 1, "empty": 1, ALL: 1}


def test_projects_are_told_apart_where_there_are_several() -> None:
    """Goals hold for each project."""
    rows = [_row("closed", WRONG, RIGHT), _row("closed", WRONG, WRONG, "shop")]
    data = as_data(rows, {})
    assert {"bank", "shop", "all"} <= data["groups"].keys()
    assert data["groups"]["bank"]["help"]["estimate"] == 1
    assert [row["help"] for row in data["rows"]] == [True, False]
