"""A passage, typed into a window that suggests whatever a test likes."""

import asyncio
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from lamp_bench.replay.editor import Editor, Shown
from lamp_bench.replay.passages import Passage
from lamp_bench.replay.typing import LATER_S, Typed, type_passage

CODE = st.text(alphabet="ab_ (.,)=\n", max_size=40)


class Window(Editor):
    """An editor without a server."""

    def __init__(self, *suggestions: str, same: bool = False) -> None:
        self._suggestions = list(suggestions)
        self._same = same
        self._text = ""
        self.now = 0.0
        self.asked: list[str] = []
        """What stood before the cursor at each request."""
        self.said: list[str] = []

    def wait(self, seconds: float) -> None:
        self.now += seconds

    async def caught_up(self) -> None:
        self.said.append(f"caught up at {self.now:.0f}")

    def open(self, path: Path, language: str, text: str) -> None:
        del path, language
        self._text = text

    def change(self, start: int, end: int, text: str) -> None:
        self._text = self._text[:start] + text + self._text[end:]

    def save(self) -> None:
        self.said.append(f"saved at {self.now:.0f}")

    def close(self) -> None:
        self.said.append("closed")

    async def suggestion(self, cursor: int) -> Shown | None:
        self.asked.append(self._text[:cursor])
        text = self._suggestions.pop(0) if self._suggestions else ""
        return Shown("s" if self._same else f"s{len(self.asked)}", text) if text else None

    async def accept(self, shown: Shown, cursor: int) -> None:
        self.change(cursor, cursor, shown.text)

    def accept_part(self, shown: Shown, cursor: int, text: str) -> None:
        assert shown.text.startswith(text)
        self.change(cursor, cursor, text)


def typed(window: Window, written: str, *asks: int) -> Typed:
    """Type a passage between two lines."""
    passage = Passage("p", "ada+bank", "cart.py", "python", "x = 1\n", written, "\ny = 2\n", asks)
    return asyncio.run(type_passage(window, passage, Path("/cart.py")))


@given(CODE, st.lists(CODE, max_size=4), st.sets(st.integers(0, 39), max_size=4))
def test_whatever_is_suggested_the_file_becomes_what_was_written(
    written: str, suggestions: list[str], places: set[int]
) -> None:
    """Taken, mended or left, the text in the end is the real one."""
    window = Window(*suggestions)
    typed(window, written, *sorted(place for place in places if place <= len(written)))

    assert window.text == f"x = 1\n{written}\ny = 2\n"


def test_no_suggestion_is_asked_for_in_text_that_was_taken() -> None:
    """Places that a suggestion went beyond are passed over; the next one is asked at."""
    window = Window("ledger = Ledger.load(path)", "")
    run = typed(window, "ledger = Ledger.load(path)\nledger.verify()", 0, 9, 34)

    assert [step.at for step in run.steps] == [0, 34]
    assert window.asked == ["x = 1\n", "x = 1\nledger = Ledger.load(path)\nledger."]
    assert [(step.act, step.shown, step.retained) for step in run.steps] == [("whole", True, 24), ("left", False, 0)]


def test_a_suggestion_on_show_is_not_counted_again() -> None:
    """The rest of one that was left and typed along is still the same one."""
    run = typed(Window("total = count()", "count()", same=True), "total = counted_by_hand()", 0, 8)

    assert [step.shown for step in run.steps] == [True, False]


def test_the_developer_comes_back_when_all_looks_are_due() -> None:
    """The file is saved after the typing, and stays open until the last look at what was taken."""
    window = Window()
    run = typed(window, "a = b", 0)

    later = f"caught up at {LATER_S + 2:.0f}"
    assert run.keys == 5
    assert window.said == ["caught up at 0", "saved at 2", "caught up at 2", later, "closed", later]
