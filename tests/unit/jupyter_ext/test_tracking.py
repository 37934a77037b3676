"""What became of suggestions on a page, from what the page tells alone."""

import asyncio
from typing import Any

import pytest

from jupyter_ext.messages import DeltaPart, TrackBody
from jupyter_ext.tracking import Tracking, edits_of
from lamp_lsp.api.messages import OutcomesRequest
from lamp_lsp.outcomes.reports import HOLD_S

SOURCE = "cell"
BUG = "\N{BUG}"


class Outbox:
    """Keeps what is put into it."""

    def __init__(self) -> None:
        self.had: list[OutcomesRequest] = []

    def __len__(self) -> int:
        return 0

    def put(self, request: OutcomesRequest) -> None:
        self.had.append(request)

    async def keep(self) -> None:
        """Keep nothing on disk."""

    async def send(self) -> None:
        """Nothing waits."""

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(outcome.suggestion_id, outcome.kind) for request in self.had for outcome in request.outcomes]


class Page:
    """A page whose clock is an hour ahead of the server's."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.outbox = Outbox()
        self.tracking = Tracking(self.outbox, clock=lambda: self.now)

    def tells(self, kind: str, **more: Any) -> None:
        """Tell one event."""
        event = {"kind": kind, "source": SOURCE, "at": self.now + 3600, **more}
        self.tracking.take(TrackBody.model_validate({"now": self.now + 3600, "events": [event]}))

    def waits(self, seconds: float) -> None:
        self.now += seconds
        self.tracking.look()
        self.tracking.look(self.now + HOLD_S)  # what fell due is told once nothing more exact came

    def types(self, text: str, at: int) -> None:
        for offset, character in enumerate(text):
            self.waits(0.1)
            self.tells("edited", delta=[{"retain": at + offset}, {"insert": character}])


def offer(text: str, at: int = 4, **more: Any) -> dict[str, Any]:
    """Return an offer as the page tells it."""
    return {"id": "s", "text": text, "at": at, **more}


@pytest.fixture
def page() -> Page:
    """Give a page on which ``x = `` stands and ``f(a)`` was offered a second ago."""
    page = Page()
    page.tells("offered", text="x = ", offers=[offer("f(a)")])
    page.waits(1)
    return page


def test_accepted_by_its_key_and_looked_at_again_and_run(page: Page) -> None:
    """Inserted at once and said by the page, it is accepted once; its cell ran; it still stands at every age."""
    page.tells("edited", delta=[{"retain": 4}, {"insert": "f(a)"}])
    page.tells("accepted", suggestion_id="s")
    page.tells("ran", raised=True, error="NameError")
    page.tells("ran", raised=False)
    page.waits(700)

    assert page.outbox.kinds == [("s", "shown"), ("s", "accepted")]
    assert [run.error for had in page.outbox.had for run in had.runs] == ["NameError"]
    looks = [look for had in page.outbox.had for look in had.retentions]
    assert [(look.after_s, look.share) for look in looks] == [(30, 1.0), (120, 1.0), (300, 1.0), (600, 1.0)]


def test_taken_while_it_is_still_written(page: Page) -> None:
    """What is inserted of a suggestion that still streams is accepted, as long as it was by then."""
    page.tells("offered", text="x = ", offers=[offer("f(a) +", complete=False)])
    page.tells("grew", offers=[offer("f(a) + g", complete=True)])
    page.tells("edited", delta=[{"retain": 4}, {"insert": "f(a) + g"}])
    page.tells("accepted", suggestion_id="s")
    page.waits(1)

    accepted = [each for had in page.outbox.had for each in had.outcomes if each.kind == "accepted"]
    assert [(each.how, each.characters) for each in accepted] == [("command", 8)]


def test_typed_to_the_end_of_what_is_there_yet_is_not_the_whole() -> None:
    """A suggestion that goes on being written is accepted at its own end, not at its draft's."""
    page = Page()
    page.tells("offered", text="x = ", offers=[offer("ab", complete=False)])
    page.types("ab", 4)
    page.waits(1)
    assert page.outbox.kinds == [("s", "shown")]

    page.tells("grew", offers=[offer("abcd")])
    page.types("cd", 6)
    page.waits(1)

    assert page.outbox.kinds == [("s", "shown"), ("s", "accepted")]


def test_left_while_it_is_still_written() -> None:
    """Something else written in its place is told, whole or not."""
    page = Page()
    page.tells("offered", text="x = ", offers=[offer("ab", complete=False)])
    page.waits(1)
    page.types("other", 4)
    page.waits(20)

    told = [(each.kind, each.text) for had in page.outbox.had for each in had.outcomes]
    assert told == [("shown", ""), ("typed_over", "other")]


def test_waved_away_and_left(page: Page) -> None:
    """Escape is a no; another line is none, and neither is Escape before anybody can have read."""
    page.tells("dismissed", suggestion_id="s")
    page.waits(1)
    page.tells("edited", delta=[{"retain": 4}, {"insert": "1\n"}])
    page.tells("offered", text="x = 1\n", offers=[{**offer("y", 6), "id": "t"}])
    page.waits(1)
    page.tells("moved", offset=0)
    page.waits(1)
    page.tells("offered", text="x = 1\n", offers=[{**offer("z", 6), "id": "u"}])
    page.now += 0.1
    page.tells("dismissed", suggestion_id="u")
    page.waits(60)

    assert page.outbox.kinds == [("s", "shown"), ("s", "rejected"), ("t", "shown"), ("t", "ignored")]


def test_changes_that_were_missed_are_made_good(page: Page) -> None:
    """A page whose requests were lost tells its whole text with what it shows next."""
    page.tells("edited", delta=[{"retain": 4}, {"insert": "f(a)"}])
    page.tells("offered", text="import f\nx = f(a)\ny = ", offers=[{**offer("2", 22), "id": "t"}])
    page.waits(40)

    looks = [look for had in page.outbox.had for look in had.retentions]
    assert [(look.suggestion_id, look.share) for look in looks] == [("s", 1.0)]


def test_what_is_known_is_told_at_the_end(page: Page) -> None:
    """A Jupyter that ends loses no outcome."""
    page.tells("edited", delta=[{"retain": 4}, {"insert": "f(a)"}])

    asyncio.run(page.tracking.close())

    assert page.outbox.kinds == [("s", "shown"), ("s", "accepted")]


def test_changes_of_a_source_of_which_nothing_is_watched_are_no_matter(page: Page) -> None:
    """What was let go of says nothing more."""
    page.tells("left")
    page.waits(1)
    told = page.outbox.kinds
    page.tells("edited", delta=[{"retain": 4}, {"insert": "f(a)"}])
    page.tells("accepted", suggestion_id="s")
    page.waits(60)

    assert page.outbox.kinds == told == [("s", "shown"), ("s", "ignored")]


def test_a_change_of_a_shared_text_is_read_in_characters() -> None:
    """Counts are UTF-16 units; later parts stand in the text that the earlier ones left."""
    delta = [DeltaPart(insert="ab"), DeltaPart(retain=2), DeltaPart(delete=2), DeltaPart(insert=BUG)]

    edits, after = edits_of(delta, f"{BUG}{BUG}c")

    text = f"{BUG}{BUG}c"
    for edit in edits:
        text = edit.applied_to(text)
    assert after == text == f"ab{BUG}{BUG}c"
