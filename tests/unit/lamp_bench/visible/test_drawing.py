"""Which places are drawn, and what the editor and the disk hold there."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamp_bench.visible.code import block_below, code_lines, columns_behind_openers
from lamp_bench.visible.drawing import STANDING, Drawn, SourceFile, draw

CODE = '''\
"""What the module says."""

import ledger


def open_ledger(path, strict=False):
    # a comment
    found = ledger.load(path)
    for entry in found.entries:
        entry.check(strict)
        entry.note("checked")
        entry.close()
    found.verify()
    return found
'''


def _file(number: int) -> SourceFile:
    """Return a file of which no line of code stands in another place."""
    text = "\n".join(re.sub(r"(ledger|found|entry)", rf"\1_{number}_{part}_", CODE) for part in range(6))
    return SourceFile(f"bank/{number}.py", "python", tuple(text.split("\n")))


FILES = [_file(number) for number in range(6)]


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    """Draw from some files."""
    return draw("bank", FILES, 24, seed=1)


def test_every_kind_gets_its_share(drawn: Drawn) -> None:
    """Kinds are told apart in the table, so that each needs places."""
    kinds = [place.kind for place in drawn.places]
    assert {kinds.count(kind) for kind in STANDING} == {4}


def test_the_buffer_and_the_truth_are_the_file_where_nothing_else_is_hidden() -> None:
    """What stands around the cursor and what is wanted make the file again, whatever the kind."""
    wholes = {"\n".join(file.lines) for file in FILES}
    for seed in range(30):
        (place,) = draw("bank", FILES, 1, seed).places
        assert place.before + "\n".join(place.truth) + place.after in wholes


def test_what_stands_on_disk_is_as_its_kind_says() -> None:
    """The gap is closed, an empty line stands there, or the line itself still does."""
    for seed in range(6):
        for place in draw("bank", FILES, 6, seed).places:
            line = place.before.rsplit("\n", 1)[-1] + place.truth[0]
            inside = line in place.opened.split("\n")
            assert inside == (place.kind == "unsaved"), place
            assert (place.opened == place.before + place.after) == (place.kind == "empty")


def test_no_place_can_see_what_another_hides(drawn: Drawn) -> None:
    """Every hidden line is out of every file on disk and out of every buffer, but for the one that the disk keeps."""
    hidden = [
        place.truth[0] for place in drawn.places if place.kind != "unsaved" and re.search(r"_\d_\d_", place.truth[0])
    ]
    texts = [*drawn.disk.values(), *(place.before + place.after for place in drawn.places)]
    lines = [line.strip() for text in texts for line in text.split("\n")]
    assert hidden
    assert not [truth for truth in hidden if truth.strip() in lines]


def test_a_seed_draws_the_same_places(drawn: Drawn) -> None:
    """Else nothing could be repeated; another seed draws others."""
    assert draw("bank", FILES, 24, seed=1) == drawn
    assert draw("bank", FILES, 24, seed=2).places != drawn.places


def test_only_code_may_be_drawn() -> None:
    """Neither texts nor comments, blank lines nor lines of brackets alone."""
    lines = CODE.split("\n")
    assert [lines[number].strip() for number in code_lines(CODE, "python")] == [
        line.strip() for line in lines if re.search(r"\w", line) and not line.strip().startswith(('"""', "#"))
    ]
    assert code_lines("const x = {\n  a,\n};\n", "javascript") == [0, 1]


def test_the_rest_of_a_line_begins_with_a_word_outside_texts() -> None:
    """A suggestion is asked behind an opening bracket, a dot or an assignment; `==` and a text's dots are neither."""
    assert columns_behind_openers('same = one == two.three("a.b")') == [7, 18, 24]
    assert columns_behind_openers("done()") == []


@given(st.lists(st.sampled_from(["a", "  b", "    c", ""]), min_size=1, max_size=30))
def test_a_block_is_indented_more_than_its_head(lines: list[str]) -> None:
    """All of it, without blank lines at its end; the line below it is not."""
    body = block_below(lines, 0)
    deeper = [line for number in body if (line := lines[number]).strip()]
    assert all(len(line) - len(line.lstrip()) > len(lines[0]) - len(lines[0].lstrip()) for line in deeper)
    assert not body or lines[body[-1]].strip()
