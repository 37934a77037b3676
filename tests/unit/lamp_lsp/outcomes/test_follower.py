"""Each act of a developer and the outcome it makes."""

import pytest

from lamp_lsp.outcomes.edits import Edit
from lamp_lsp.outcomes.tracker import Offer
from tests.unit.lamp_lsp.outcomes.developer import Developer

TEXT = "x = \ny = 2\n"


def asked() -> Developer:
    """Return a developer at the end of ``x = `` who is offered ``foo(bar)`` and has had time to read it."""
    return Developer(TEXT, 4).offered("foo(bar)").waits(1)


def test_shown_after_half_a_second() -> None:
    """An answer counts as shown once it stood for half a second."""
    assert Developer(TEXT, 4).offered("foo").waits(0.4).kinds == []
    assert Developer(TEXT, 4).offered("foo").waits(2).kinds == ["shown"]


def test_accepted_in_one_change() -> None:
    """The whole text at once is an acceptance, and implies that it was shown."""
    assert Developer(TEXT, 4).offered("foo(bar)").inserts("foo(bar)").waits(1).kinds == ["shown", "accepted"]
    assert asked().inserts("foo(bar)").waits(1).ends == [("accepted", "inferred", 8, "")]


def test_accepted_by_replacing_the_line() -> None:
    """A range from the line's beginning is the same acceptance, in one change or as deletion and insertion."""
    whole = Edit(0, 4, "x = foo(bar)")

    assert asked().edits(whole).waits(1).ends == [("accepted", "inferred", 8, "")]
    assert asked().edits(Edit(0, 4, ""), Edit(0, 0, whole.text)).waits(1).ends == [("accepted", "inferred", 8, "")]


def test_accepted_over_the_text_that_it_replaces() -> None:
    """A closing bracket that the suggestion contains is replaced."""
    developer = Developer("f()\n", 2).offered("a, b)", replaces_after=1).waits(1)

    assert developer.inserts("a, b)", over=1).waits(1).ends == [("accepted", "inferred", 5, "")]


def test_accepted_where_the_editor_reports_the_shortest_difference() -> None:
    """An editor that compares lines reports `bar` inserted before the bracket."""
    developer = Developer("f()\n", 2).offered("bar)", replaces_after=1).waits(1)

    assert developer.edits(Edit(2, 2, "bar")).waits(1).ends == [("accepted", "inferred", 4, "")]


def test_typed_to_its_end() -> None:
    """Typed along character by character, it is accepted, how: typed."""
    assert asked().types("foo(bar)").waits(1).ends == [("accepted", "typed", 8, "")]


def test_typed_along_with_brackets_that_close_themselves() -> None:
    """An automatic bracket is neither a divergence nor an acceptance, and is typed over at the end."""
    developer = asked().types("foo").inserts("()")
    developer.cursor -= 1
    developer.types("bar").inserts(")", over=1)

    assert developer.waits(1).ends == [("accepted", "typed", 8, "")]


def test_what_is_left_takes_an_automatic_bracket_along() -> None:
    """The rest of the suggestion replaces the bracket that the editor put after the cursor."""
    developer = asked().types("foo").inserts("()")
    [rest] = developer.tracker.remaining(developer.cursor - 1)

    assert (rest.text, rest.replaces_after, rest.typed) == ("bar)", 1, 4)
    developer.cursor -= 1
    assert developer.inserts(rest.text, over=1).waits(1).ends == [("accepted", "inferred", 8, "")]


def test_the_editors_own_indentation_is_no_answer() -> None:
    """A new line that the editor indents more or less than the suggestion does not end it."""
    developer = Developer("if x:", 5).offered("\n    return 1\n").waits(1).inserts("\n        ")

    assert developer.waits(1).ends == []
    assert developer.deletes(4).inserts("return 1\n").waits(1).ends == [("accepted", "inferred", 14, "")]


def test_part_by_part() -> None:
    """Words accepted one after the other are told cumulatively, and the last makes the whole."""
    assert asked().inserts("foo").waits(1).inserts("(bar").waits(1).leaves().ends == [
        ("accepted_part", "inferred", 3, ""),
        ("accepted_part", "inferred", 7, ""),
    ]
    assert asked().inserts("foo").waits(1).inserts("(bar)").waits(1).ends[-1] == ("accepted", "inferred", 8, "")


def test_typed_over_until_the_line_is_left() -> None:
    """What is written instead is followed to the line's end."""
    assert asked().types("bar(1)").inserts("\n").waits(1).ends == [("typed_over", "inferred", 0, "bar(1)")]


def test_typed_over_until_a_pause() -> None:
    """A pause ends it as well; what comes later is another story."""
    assert asked().types("bar").waits(6).types("z").leaves().ends == [("typed_over", "inferred", 0, "bar")]


def test_a_slip_that_is_mended_is_no_divergence() -> None:
    """A wrong letter taken back leaves the suggestion where it was."""
    assert asked().types("fp").deletes().types("oo(bar)").waits(1).ends == [("accepted", "typed", 8, "")]


def test_typed_over_by_several_lines() -> None:
    """As many lines are followed as the suggestion had."""
    developer = Developer("if x:", 5).offered("\n    a()\n    b()").waits(1)
    developer.inserts("\n    ").types("c()").inserts("\n    ").types("d()").inserts("\n    ")

    assert developer.waits(1).ends == [("typed_over", "inferred", 0, "\n    c()\n    d()")]


def test_backspace_is_a_no() -> None:
    """Deleting up to the place of an untouched suggestion that was seen rejects it."""
    assert asked().deletes().waits(1).ends == [("rejected", "inferred", 0, "")]


def test_backspace_too_soon_says_nothing() -> None:
    """A key pressed sooner than one can react is no answer."""
    assert Developer(TEXT, 4).offered("foo").waits(0.1).deletes().waits(1).outcomes == []


def test_ignored_when_left_after_reading() -> None:
    """Writing elsewhere, or turning to another document, leaves it ignored; unread it leaves nothing."""
    elsewhere = Edit(6, 6, "z")

    assert asked().edits(elsewhere).waits(1).ends == [("ignored", "inferred", 0, "")]
    assert asked().leaves().ends == [("ignored", "inferred", 0, "")]
    assert Developer(TEXT, 4).offered("foo").waits(0.3).edits(elsewhere).waits(1).outcomes == []


def test_a_request_on_another_line_says_that_the_cursor_left() -> None:
    """A cursor on the same line says nothing."""
    developer = asked()
    developer.tracker.cursor_at(2, developer.now)
    assert developer.waits(1).ends == []

    developer.tracker.cursor_at(7, developer.now)
    assert developer.waits(1).ends == [("ignored", "inferred", 0, "")]


def test_replaced_by_another_after_reading_is_ignored() -> None:
    """The older one may still be accepted for a while; then it counts as ignored."""
    developer = asked().offered("other", "t")

    assert developer.waits(5).ends == []
    assert developer.waits(6).ends == [("ignored", "inferred", 0, "")]


def test_replaced_at_once_is_nothing() -> None:
    """A suggestion that stood for less than half a second was not read."""
    developer = Developer(TEXT, 4).offered("foo").waits(0.3).offered("other", "t").waits(20)

    assert [each.suggestion_id for each in developer.outcomes] == ["t"]


def test_an_editor_may_accept_the_older_one() -> None:
    """The newer, untouched, is then ignored or unread."""
    developer = asked().offered("other", "t").waits(0.1).inserts("foo(bar)").waits(1)

    assert [(each.suggestion_id, each.kind) for each in developer.outcomes] == [("s", "shown"), ("s", "accepted")]


def test_candidates_that_are_not_on_show_say_nothing() -> None:
    """Of several candidates one is accepted; the others were not seen."""
    developer = Developer(TEXT, 4)
    developer.tracker.offered([Offer("a", "foo", 4), Offer("b", "bar", 4)], 0)
    developer.waits(1).inserts("bar").waits(1)

    told = [(each.suggestion_id, each.kind) for each in developer.outcomes]
    assert told == [("a", "shown"), ("b", "shown"), ("b", "accepted"), ("a", "ignored")]


@pytest.mark.parametrize("command_first", [True, False])
def test_command_and_change_are_one(command_first: bool) -> None:  # noqa: FBT001 a parameter
    """The explicit message sharpens the inferred one, in either order."""
    developer = asked()
    if command_first:
        developer.tracker.accepted("s", developer.now)
    developer.waits(0.1).inserts("foo(bar)").waits(0.1)
    if not command_first:
        developer.tracker.accepted("s", developer.now)

    assert developer.waits(1).ends == [("accepted", "command", 8, "")]


def test_explicit_messages_stand_alone() -> None:
    """Dismissed, partly accepted and accepted late are told without any change."""
    developer = asked()
    developer.tracker.dismissed("s", developer.now)
    assert developer.waits(1).ends == [("rejected", "command", 0, "")]

    developer = asked()
    developer.tracker.partially_accepted("s", 3, developer.now)
    assert developer.waits(1).ends == [("accepted_part", "command", 3, "")]

    developer = asked().leaves()
    developer.tracker.accepted("s", developer.now)
    assert developer.waits(1).ends[-1] == ("accepted", "command", 8, "")


def test_undo_right_after_accepting_is_a_no() -> None:
    """Taken back within seconds, it was rejected, and nothing of it is retained."""
    developer = asked().inserts("foo(bar)").waits(2).deletes(8).waits(30)

    assert [kind for kind, *_ in developer.ends] == ["accepted", "rejected"]
    assert [(each.after_s, each.share) for each in developer.retentions] == [(30, 0.0)]


def test_undo_and_redo_stands() -> None:
    """What comes back whole at its place stands again."""
    developer = asked().inserts("foo(bar)").waits(2).deletes(8).waits(1).inserts("foo(bar)").waits(30)

    assert developer.retentions[0].share == 1


def test_retention_is_looked_at_four_times() -> None:
    """After 30 s, 2, 5 and 10 min, wherever the text has moved."""
    developer = asked().inserts("foo(bar)").waits(1).edits(Edit(0, 0, "# a line above\n")).waits(40)
    developer.edits(Edit(19, 22, "renamed")).waits(700)

    assert [(each.after_s, each.share) for each in developer.retentions] == [
        (30, 1),
        (120, 0.625),
        (300, 0.625),
        (600, 0.625),
    ]
    assert developer.retentions[-1].text == "renamed(bar)"


def test_a_formatter_takes_nothing_away() -> None:
    """A document formatted as one block keeps every accepted word at its place."""
    developer = Developer("def f( ):\n    x = ", 18).offered("foo( a,b )").waits(1).inserts("foo( a,b )").waits(1)
    developer.edits(Edit(0, len(developer.text), "def f():\n    x = foo(a, b)\n")).waits(30)

    assert developer.retentions[0].share == 1
    assert developer.retentions[0].text == "foo(a, b)"


def test_white_space_elsewhere_is_a_formatters() -> None:
    """A change of white space on other lines does not mean that the developer left."""
    assert asked().edits(Edit(6, 6, "  ")).waits(1).ends == []


def test_several_cursors() -> None:
    """Edits elsewhere in the same change do not end what is typed along here."""
    developer = asked().edits(Edit(9, 9, "f"), Edit(4, 4, "f"))

    assert developer.waits(1).ends == []
    assert developer.tracker.remaining(5)[0].text == "oo(bar)"


def test_accepting_one_ends_what_was_written_before_it() -> None:
    """What was written instead of an earlier suggestion includes what was accepted in its place."""
    developer = asked().types("ba").offered("r(1)", "t").waits(1).inserts("r(1)").waits(1)

    assert [(each.suggestion_id, each.kind, each.text) for each in developer.outcomes if each.kind != "shown"] == [
        ("t", "accepted", ""),
        ("s", "typed_over", "bar(1)"),
    ]


def test_nothing_left_where_the_document_changed_elsewhere() -> None:
    """A suggestion made for another text is not continued."""
    developer = asked().edits(Edit(10, 10, "  "))

    assert developer.tracker.remaining(4) == []


def test_accepted_otherwise_than_offered() -> None:
    """What an editor says it accepted, but changed on the way, is watched as it came to stand."""
    developer = asked().inserts("foo( bar )!")
    developer.tracker.accepted("s", developer.now)

    assert developer.waits(60).ends == [("accepted", "command", 8, "")]
    assert (developer.retentions[0].share, developer.retentions[0].text) == (1, "foo( bar )!")
