"""The state machine of one document: what became of the suggestions that were offered in it.

A suggestion is followed at its place, the text between two anchors that move with every edit. After each change
the place is read (``reading``), so the state depends on what stands there, not on how it came there:

| place reads | meaning | goes on until |
|---|---|---|
| untouched | not answered yet | left or replaced: ``ignored``, if there was time to read it |
| along | typed along, a part accepted, or the editor's own brackets and indentation | as below |
| whole | ``accepted`` (``typed`` when the last step was a single character) | undone: ``rejected`` |
| other | something else is being written | line left, pause, more lines: ``typed_over``, with that text |

and what happens besides:

| event | outcome |
|---|---|
| on show for half a second | ``shown`` |
| characters deleted up to the untouched place, after the time it takes to react | ``rejected`` |
| several characters of it inserted at once, not all | ``accepted_part``, cumulative; it stays open |
| another suggestion is accepted | the rest end with what stood at their places before |
| another is offered | an untouched one ends a little later: some editors show the older one still |
| accepted, wholly or in part | its text is looked at again after 30 s, 2, 5 and 10 min |
| an explicit message | the same outcome, ``command``; together with the inferred one it counts once |
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from lamp_lsp.api.messages import OutcomeMessage, OutcomesRequest
from lamp_lsp.outcomes.edits import Edit, Span, joined, refined
from lamp_lsp.outcomes.reading import Reading, read
from lamp_lsp.outcomes.reports import Reports
from lamp_lsp.outcomes.retention import AcceptedSpan

SHOWN_S = 0.5
"""On show for less, a suggestion was hardly read (the field's bound is 0.5 to 0.75 s)."""

REACTION_S = 0.2
"""A key pressed sooner after a suggestion appeared cannot be an answer to it: human reaction time."""

PAUSE_S = 5.0
"""A pause after which what is typed instead counts as written."""

LINGER_S = 10.0
"""How long a replaced suggestion may still be accepted: an editor may show it while it fits."""

UNDO_S = 10.0
"""An accepted text that is gone sooner than this was taken back, not revised."""

MOST_OPEN = 16
"""Suggestions followed at once in a document."""

MOST_KEPT = 64
"""Accepted texts watched at once in a document."""

MOST_CHARACTERS = 2_000
"""Longest text kept of what was typed instead."""

Kind = Literal["shown", "accepted", "accepted_part", "rejected", "typed_over", "ignored"]
How = Literal["command", "inferred", "typed"]


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion as it was offered."""

    id: str
    text: str
    at: int
    """The cursor: offset of the first inserted character."""
    replaces_after: int = 0
    """Characters after the cursor that it replaces."""
    complete: bool = True
    """False while the model still writes it: what stands there whole may be its beginning."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a suggestion that was typed along."""

    id: str
    text: str
    replaces_after: int
    typed: int
    """Characters of the suggestion already typed."""


@dataclass(slots=True)
class _Open:
    """A suggestion that may still be accepted, or whose alternative is being written."""

    offer: Offer
    span: Span
    replaced: str
    """The text after the cursor that it would replace."""
    offered_at: float
    visible: bool
    """False for the second and later candidates, until the editor says otherwise."""
    reading: Reading
    touched_at: float
    superseded_at: float | None = None
    disturbed: bool = False
    """The document changed elsewhere; the suggestion may no longer fit."""
    part: int = 0
    """Characters accepted in parts so far."""


class OutcomeTracker:
    """Follows the suggestions of one document; told of every change, it tells outcomes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._kept: OrderedDict[str, AcceptedSpan] = OrderedDict()
        self._lengths: OrderedDict[str, int] = OrderedDict()
        """Characters of the suggestions that ended, for an acceptance told late."""
        self._reports = Reports()

    # --- what the editor asks and says ---------------------------------------------------------------------

    def offered(self, offers: Sequence[Offer], now: float) -> None:
        """Follow the candidates of one answer, the one on show first."""
        fresh = [offer for offer in offers if not self._goes_on(offer)]
        offered_ids = {offer.id for offer in offers}
        for each in list(self._open.values()):
            if each.offer.id not in offered_ids and each.superseded_at is None:
                self._supersede(each, fresh[:1], now)
        for offer in fresh:
            span = Span(offer.at, min(len(self._text), offer.at + offer.replaces_after))
            self._open[offer.id] = _Open(
                offer,
                span,
                replaced=span.of(self._text),
                offered_at=now,
                visible=offer is offers[0],
                reading=Reading("untouched", 0),
                touched_at=now,
            )
        while len(self._open) > MOST_OPEN:
            self._end(next(iter(self._open.values())), now)

    def grew(self, offer: Offer, now: float) -> None:
        """Take in that a suggestion on show has more text, or is complete; what was typed since is read anew."""
        each = self._open.get(offer.id)
        if each is None:
            return
        more = max(0, min(offer.replaces_after - each.offer.replaces_after, len(self._text) - each.span.end))
        each.replaced += self._text[each.span.end : each.span.end + more]
        each.span = Span(each.span.start, each.span.end + more)
        each.offer = replace(offer, at=each.offer.at)
        self._read(self._text, now)

    def changed(self, edits: Iterable[Edit], after: str, now: float) -> None:
        """Take in one change of the document, each edit relative to the text that the one before it left."""
        before, self._text = self._text, after
        if not self._open and not self._kept:
            return
        text, touched, rewritten = before, set[str](), False
        steps = joined(edits)
        for edit in steps:
            parts = refined(edit, text)
            for part in parts:
                touched |= self._edit(part, text, now, alone=len(steps) == len(parts) == 1)
                rewritten |= bool((part.text + text[part.start : part.end]).strip())
                text = part.applied_to(text)
            self._read(text, now)
        self._leave_untouched(touched, now, elsewhere=rewritten)
        self._notice_undo(now)

    def shown(self, suggestion_id: str, now: float) -> None:
        """Take in that the editor shows the suggestion."""
        self._tell(suggestion_id, "shown", now, how="command")
        if followed := self._open.get(suggestion_id):
            followed.visible = True

    def accepted(self, suggestion_id: str, now: float) -> None:
        """Take in that the editor inserted it whole; its change may come before or after."""
        followed = self._open.get(suggestion_id)
        if followed is None:
            kept = self._kept.get(suggestion_id)
            length = len(kept.text) if kept else self._lengths.get(suggestion_id, 0)
            self._tell(suggestion_id, "accepted", now, length, how="command")
            return
        self._tell(suggestion_id, "accepted", now, len(followed.offer.text), how="command")

    def partially_accepted(self, suggestion_id: str, characters: int, now: float) -> None:
        """Take in that so many characters, counted from the suggestion's beginning, were accepted."""
        followed = self._open.get(suggestion_id)
        if followed and characters >= len(followed.offer.text):
            self.accepted(suggestion_id, now)
        elif followed:
            self._accept_part(followed, characters, now, "command")
        else:
            self._tell(suggestion_id, "accepted_part", now, characters, how="command")

    def dismissed(self, suggestion_id: str, now: float) -> None:
        """Take in that the developer waved the suggestion away, if there was time to see it."""
        followed = self._open.get(suggestion_id)
        if followed is None or now - followed.offered_at >= REACTION_S:
            self._tell(suggestion_id, "rejected", now, how="command")
        self._forget(suggestion_id)

    @property
    def accepted_ids(self) -> list[str]:
        """The suggestions whose accepted text is still watched, oldest first."""
        return list(self._kept)

    def withdraw(self, suggestion_id: str) -> None:
        """Offer the suggestion no more; the developer said elsewhere what they think of it."""
        self._forget(suggestion_id)

    def cursor_at(self, offset: int, now: float) -> None:
        """Take in where the cursor is: what is open on other lines was left."""
        for each in list(self._open.values()):
            if not self._lines_of(each.span).start <= offset <= self._lines_of(each.span).end:
                self._end(each, now)

    def left(self, now: float) -> None:
        """Take in that the developer went to another document, or closed this one."""
        for each in list(self._open.values()):
            self._end(each, now)

    # --- what is told ---------------------------------------------------------------------------------------

    def remaining(self, cursor: int) -> list[Remaining]:
        """Return what is left of the suggestions on show that were typed along as far as ``cursor``."""
        return [
            Remaining(each.offer.id, rest, len(each.reading.extra) + len(each.replaced), each.reading.typed)
            for each in self._open.values()
            if each.superseded_at is None and not each.disturbed and (rest := _rest(each, cursor))
        ]

    def due(self, now: float) -> OutcomesRequest:
        """Return what is to be told by ``now``; infinity for all that is known."""
        for each in list(self._open.values()):
            if each.visible and each.superseded_at is None and each.offered_at + SHOWN_S <= now:
                self._tell(each.offer.id, "shown", each.offered_at + SHOWN_S)
            if _ends_at(each) <= now < float("inf"):
                self._end(each, now)
        retentions = (
            [] if now == float("inf") else [m for kept in self._kept.values() for m in kept.due(self._text, now)]
        )
        self._kept = OrderedDict((key, kept) for key, kept in self._kept.items() if kept.checks_s)
        return OutcomesRequest(outcomes=self._reports.take(now), retentions=retentions)

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing to follow."""
        return not self._open and not self._kept and self._reports.next_at == float("inf")

    @property
    def next_due(self) -> float:
        """When ``due`` next has something to do, unless the document changes before; infinity for never."""
        return min(self._moments(), default=float("inf"))

    def _moments(self) -> Iterator[float]:
        yield self._reports.next_at
        for each in self._open.values():
            yield _ends_at(each)
            if each.visible and each.superseded_at is None and not self._reports.has_told(each.offer.id, "shown"):
                yield each.offered_at + SHOWN_S
        for kept in self._kept.values():
            yield kept.next_check_at

    # --- inference ------------------------------------------------------------------------------------------

    def _edit(self, edit: Edit, before: str, now: float, *, alone: bool) -> set[str]:
        """Move every place with one edit; return the ids whose place it touched."""
        for kept in self._kept.values():
            kept.move(edit, before)
        touched = set()
        for each in list(self._open.values()):
            here = edit.slid_to(before, each.span.end if edit.inserts_only else each.span.start)
            if here.deletes_only and here.start < each.span.start and alone and self._reject(each, here, now):
                continue
            if here.start <= each.span.end and here.end >= each.span.start:
                touched.add(each.offer.id)
            each.span = each.span.grown(here)
        return touched

    def _reject(self, each: _Open, edit: Edit, now: float) -> bool:
        """Take a deletion up to the untouched place for a no, if there was time to see the suggestion."""
        if edit.end < each.span.start or each.reading.state != "untouched":
            return False
        if each.visible and now - each.offered_at >= REACTION_S:
            self._tell(each.offer.id, "rejected", now)
        self._forget(each.offer.id)
        return True

    def _read(self, text: str, now: float) -> None:
        """Read every open place anew, and accept what stands there whole."""
        readings = {key: _reading(each, text) for key, each in self._open.items()}
        whole = [each for key, each in self._open.items() if readings[key].state == "whole"]
        if whole:
            self._accept(max(whole, key=lambda each: (each.superseded_at is None, each.offered_at)), readings, now)
            return
        for key, each in self._open.items():
            previous, each.reading = each.reading, readings[key]
            if each.reading != previous:
                each.touched_at = now
                step = each.offer.text[previous.typed : each.reading.typed]
                if each.reading.state == "along" and not _is_typing(step):
                    self._accept_part(each, each.reading.typed, now, "inferred")

    def _accept_part(self, each: _Open, characters: int, now: float, how: How) -> None:
        each.part = max(each.part, characters)
        self._tell_seen(each, now)
        self._tell(each.offer.id, "accepted_part", now, each.part, how=how)
        self._keep(each, each.offer.text[: each.part], now)

    def _accept(self, accepted: _Open, readings: dict[str, Reading], now: float) -> None:
        """End all that was open, since one was accepted."""
        whole = accepted.offer.text
        step = whole[accepted.reading.typed :].removesuffix(accepted.reading.extra)
        typed = accepted.reading.typed > accepted.part and _is_typing(step)
        self._tell_seen(accepted, now)
        self._tell(accepted.offer.id, "accepted", now, len(whole), how="typed" if typed else "inferred")
        self._keep(accepted, whole, now)
        self._forget(accepted.offer.id)
        for other in list(self._open.values()):
            reading = readings[other.offer.id]
            if reading.state == "whole":
                self._forget(other.offer.id)
            else:
                other.reading = reading if other.reading.state == "other" else Reading("untouched", 0)
                self._end(other, now)

    def _keep(self, each: _Open, accepted: str, now: float) -> None:
        """Watch an accepted text from now on."""
        span = Span(each.span.start, each.span.start + len(accepted))
        self._kept[each.offer.id] = AcceptedSpan(each.offer.id, accepted, span, now)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)

    def _notice_undo(self, now: float) -> None:
        for kept in self._kept.values():
            gone = not kept.span.of(self._text).strip() and bool(kept.text.strip())
            if gone and not kept.undone and now - kept.accepted_at <= UNDO_S:
                kept.undone = True
                self._tell(kept.suggestion_id, "rejected", now)

    def _leave_untouched(self, touched: set[str], now: float, *, elsewhere: bool) -> None:
        """End what the change did not touch: the developer writes ``elsewhere``, or else it was a formatter."""
        for each in list(self._open.values()):
            if each.offer.id not in touched:
                each.disturbed = True
                if elsewhere:
                    self._end(each, now)
            elif _more_lines(each):
                self._end(each, now)

    def _goes_on(self, offer: Offer) -> bool:
        """Say whether ``offer`` is the rest of a suggestion that is followed already."""
        each = self._open.get(offer.id)
        return each is not None and offer.at == each.span.start + each.reading.typed

    # --- ends -----------------------------------------------------------------------------------------------

    def _supersede(self, each: _Open, by: Sequence[Offer], now: float) -> None:
        """Another answer replaces this one; the same text under another id is the same to the developer."""
        if by and each.reading.state != "other" and each.offer.text[each.reading.typed :] == by[0].text:
            self._forget(each.offer.id)
        else:
            each.superseded_at = now

    def _end(self, each: _Open, now: float) -> None:
        """Tell what became of a suggestion that was not accepted, and follow it no more."""
        if self._reports.has_told(each.offer.id, "accepted"):  # inserted otherwise than offered: watch what came of it
            self._kept[each.offer.id] = AcceptedSpan(each.offer.id, each.offer.text, each.span, now)
        until = each.superseded_at or now
        text = _instead(each)
        if each.visible and until - each.offered_at >= SHOWN_S:
            self._tell(each.offer.id, "shown", each.offered_at + SHOWN_S)
        if text:
            self._tell(each.offer.id, "typed_over", now, text=text, span=each.span)
        elif each.visible and until - each.offered_at >= SHOWN_S:
            self._tell(each.offer.id, "ignored", now)
        self._forget(each.offer.id)

    def _tell_seen(self, each: _Open, now: float) -> None:
        self._tell(each.offer.id, "shown", min(now, each.offered_at + SHOWN_S))

    def _forget(self, suggestion_id: str) -> None:
        if followed := self._open.pop(suggestion_id, None):
            self._lengths[suggestion_id] = len(followed.offer.text)
            if len(self._lengths) > MOST_KEPT:
                self._lengths.popitem(last=False)

    def _tell(
        self,
        suggestion_id: str,
        kind: Kind,
        now: float,
        characters: int = 0,
        *,
        text: str = "",
        how: How = "inferred",
        span: Span | None = None,
    ) -> None:
        told = OutcomeMessage(suggestion_id=suggestion_id, kind=kind, at=now, characters=characters, text=text, how=how)
        self._reports.add(told.standing_between(*span.around(self._text)) if span is not None else told)

    def _lines_of(self, span: Span) -> Span:
        """Return the whole lines that ``span`` touches, without the last line's end."""
        start = self._text.rfind("\n", 0, span.start) + 1
        end = self._text.find("\n", span.end)
        return Span(start, len(self._text) if end < 0 else end)


def _reading(each: _Open, text: str) -> Reading:
    """Read the place of a suggestion; one that still grows is not whole."""
    reading = read(each.span.of(text), each.offer.text, each.replaced)
    grows = reading.state == "whole" and not each.offer.complete
    return replace(reading, state="along") if grows else reading


def _rest(each: _Open, cursor: int) -> str:
    """Return what is left to insert at ``cursor``; empty where the suggestion does not go on there."""
    reading = each.reading
    if reading.state not in {"untouched", "along"} or cursor != each.span.start + reading.typed:
        return ""
    rest = each.offer.text[reading.typed :]
    fits = "\n" not in reading.extra and all(rest.count(each_one) for each_one in reading.extra)
    return rest if fits else ""


def _is_typing(step: str) -> bool:
    """Tell a key pressed, with what the editor adds to it by itself, from an insertion."""
    return len(step.strip()) <= 1 or not any(character.isalnum() for character in step)


def _instead(each: _Open) -> str:
    """Return what was written instead, no longer than the suggestion in lines; empty for nothing."""
    if each.reading.state == "untouched" or each.part:
        return ""
    lines = each.reading.text.split("\n")
    return "\n".join(lines[: each.offer.text.count("\n") + 1]).rstrip()[:MOST_CHARACTERS]


def _more_lines(each: _Open) -> bool:
    return each.reading.state == "other" and each.reading.text.count("\n") > each.offer.text.count("\n")


def _ends_at(each: _Open) -> float:
    """Return when an open suggestion ends by itself."""
    if each.reading.state == "other":
        return each.touched_at + PAUSE_S
    return float("inf") if each.superseded_at is None else max(each.superseded_at, each.touched_at) + LINGER_S
