"""Laws of following, over random edits: anchors against provenance, and outcomes against whole documents."""

from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from lamp_lsp.outcomes.edits import Edit, Span, difference, refined
from lamp_lsp.outcomes.reading import read
from tests.unit.lamp_lsp.outcomes.developer import Developer

FIRST_UNIQUE = 0x4E00
"""From here on, each inserted character is another: where it stands is then beyond doubt."""

TEXTS = st.text(alphabet="ab(){}\n _", max_size=30)


@st.composite
def edits_of(draw: st.DrawFn, text: str) -> Edit:
    """Draw an edit of ``text``."""
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 6)))
    return Edit(start, end, draw(TEXTS))


@dataclass
class Provenance:
    """The slow oracle: a document whose every character remembers whether it was accepted."""

    characters: list[tuple[str, bool]] = field(default_factory=list)

    def edit(self, start: int, end: int, text: str, *, accepted: bool = False) -> None:
        self.characters[start:end] = [(character, accepted) for character in text]

    @property
    def text(self) -> str:
        return "".join(character for character, _ in self.characters)

    @property
    def retained(self) -> str:
        """What lies between the first and the last accepted character that is left."""
        at = [place for place, (_, accepted) in enumerate(self.characters) if accepted]
        return self.text[at[0] : at[-1] + 1] if at else ""


@given(st.data())
@settings(max_examples=200)
def test_an_accepted_span_holds_what_the_oracle_remembers(data: st.DataObject) -> None:
    """A span moved by anchors holds the same text as one found by every character's origin."""
    unique = iter(range(FIRST_UNIQUE, FIRST_UNIQUE + 10_000))

    def fresh(count: int) -> str:
        return "".join(chr(next(unique)) for _ in range(count))

    oracle = Provenance()
    oracle.edit(0, 0, fresh(data.draw(st.integers(0, 10))))
    start = data.draw(st.integers(0, len(oracle.text)))
    accepted = fresh(data.draw(st.integers(1, 8)))
    oracle.edit(start, start, accepted, accepted=True)
    span = Span(start, start + len(accepted))
    for _ in range(data.draw(st.integers(0, 12))):
        if not oracle.retained:
            break
        at = data.draw(st.integers(0, len(oracle.text)))
        until = data.draw(st.integers(at, min(len(oracle.text), at + 4)))
        edit = Edit(at, until, "" if until > at else fresh(data.draw(st.integers(1, 3))))
        oracle.edit(edit.start, edit.end, edit.text)
        span = _trimmed(span.kept(edit), oracle)

        assert span.of(oracle.text) == oracle.retained


def _trimmed(span: Span, oracle: Provenance) -> Span:
    """Leave out what was inserted inside and has become an edge, since a deletion took the edge away."""
    start, end = span.start, span.end
    while start < end and not oracle.characters[start][1]:
        start += 1
    while end > start and not oracle.characters[end - 1][1]:
        end -= 1
    return Span(start, end)


@given(st.data())
@settings(max_examples=300)
def test_every_form_of_an_edit_makes_the_same_text(data: st.DataObject) -> None:
    """Minimal, slid and refined edits change nothing but their own form."""
    text = data.draw(TEXTS)
    edit = data.draw(edits_of(text))
    after = edit.applied_to(text)

    assert edit.minimal(text).applied_to(text) == after
    assert edit.minimal(text).slid_to(text, data.draw(st.integers(0, len(text)))).applied_to(text) == after
    for parts in (refined(edit, text), difference(text, after)):
        result = text
        for part in parts:
            result = part.applied_to(result)
        assert result == after


MARKS = "«", "»"
"""Stand around the cursor, so that the oracle finds the place in any document without anchors."""


@given(st.data())
@settings(max_examples=300)
def test_acceptance_is_what_whole_documents_show(data: st.DataObject) -> None:
    """A suggestion is told as accepted just when some snapshot of the document holds it whole at its place."""
    suggestion = data.draw(st.text(alphabet="ab(c) \n", min_size=2, max_size=8))
    before, after = data.draw(TEXTS), data.draw(TEXTS)
    developer = Developer(before + MARKS[0] + MARKS[1] + after, len(before) + 1).offered(suggestion).waits(1)
    held = False
    for _ in range(data.draw(st.integers(1, 8))):
        _act(data, developer, suggestion)
        held = read(_place(developer), suggestion, "").state == "whole"
        if held or "typed_over" in developer.kinds:
            break
    developer.leaves()

    assert ("accepted" in developer.kinds) == (held and "typed_over" not in developer.kinds)


def _place(developer: Developer) -> str:
    """Return what stands between the marks."""
    return developer.text[developer.text.index(MARKS[0]) + 1 : developer.text.index(MARKS[1])]


def _act(data: st.DataObject, developer: Developer, suggestion: str) -> None:
    """Do something at the place, or a formatter's work above it."""
    developer.waits(0.3)
    developer.cursor = developer.text.index(MARKS[1])
    content = _place(developer)
    rest = suggestion.removeprefix(content) if suggestion.startswith(content) else ""
    acts = ["other", "above"] + ["along", "all"] * bool(rest) + ["back"] * bool(content)
    match data.draw(st.sampled_from(acts)):
        case "along":
            developer.inserts(rest[0])
        case "all":
            developer.inserts(rest)
        case "other":
            developer.inserts(data.draw(st.sampled_from("abx(\n")))
        case "back":
            developer.deletes()
        case "above":
            developer.edits(Edit(0, 0, data.draw(st.sampled_from([" ", "  "]))))


@given(st.data())
@settings(max_examples=200)
def test_no_edits_break_the_follower(data: st.DataObject) -> None:
    """Whatever happens to a document, each suggestion ends at most once, and shares are shares."""
    developer = Developer(data.draw(TEXTS), 0)
    for number in range(data.draw(st.integers(1, 12))):
        act = data.draw(st.sampled_from(["offer", "edit", "edit", "wait", "command"]))
        if act == "offer":
            developer.cursor = data.draw(st.integers(0, len(developer.text)))
            developer.offered(data.draw(st.text(alphabet="ab()\n ", min_size=1, max_size=6)), str(number))
        elif act == "edit":
            developer.edits(data.draw(edits_of(developer.text)))
        elif act == "wait":
            developer.waits(data.draw(st.sampled_from([0.1, 0.6, 7, 31])))
        else:
            developer.tracker.accepted(str(data.draw(st.integers(0, 12))), developer.now)
    developer.leaves()

    ends = [each.suggestion_id for each in developer.outcomes if each.kind in {"typed_over", "ignored"}]
    told = [(each.suggestion_id, each.kind) for each in developer.outcomes if each.kind != "accepted_part"]
    assert len(ends) == len(set(ends))
    assert len(told) == len(set(told))
    assert all(0 <= each.share <= 1 for each in developer.retentions)
