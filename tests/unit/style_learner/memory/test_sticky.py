import pytest

from style_learner.memory.retrieval import Memory
from style_learner.memory.sticky import StickyRetrieval
from style_learner.types import CursorContext, RetrievedSnippet

_TEXT = "def first():\n    one = 1\n    two = 2\n    three = 3\n"


class Counting:
    """A sticky retrieval over a small memory, and how often memory was asked."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.memory.replace_document("/p", "other.py", "python", "one = two = three = load()\n", at=0.0)
        self.sticky = StickyRetrieval(self.memory)
        self.asked = 0

    def __call__(self, prefix: str, suffix: str = "", *, path: str = "/p/a.py", client: str = "editor") -> int:
        self.sticky.retrieve(client, CursorContext(path, "python", prefix, suffix, "/p"), self._retrieve)
        return self.asked

    def _retrieve(self, context: CursorContext, window: tuple[str, str] | None = None) -> list[RetrievedSnippet]:
        self.asked += 1
        return self.memory.retrieve(context, limit=3, now=0.0, window=window)


@pytest.fixture
def counting() -> Counting:
    """Give each test a memory of its own."""
    return Counting()


def test_typing_on_holds_the_recall(counting: Counting) -> None:
    """Each further key and line in the same place gets what the first one got."""
    typed = _TEXT + "    four = first_call(one)\n    five = 5\n"

    assert {counting(typed[:length]) for length in range(len(_TEXT), len(typed) + 1)} == {1}


@pytest.mark.parametrize(
    "moved",
    [
        _TEXT + "\n\ndef second():\n    ",
        "".join(f"    far = {number}\n" for number in range(40)),
        "",
    ],
    ids=["into another function", "far away", "to an empty file"],
)
def test_moving_away_recalls_anew(counting: Counting, moved: str) -> None:
    """Another place has another retrieval."""
    counting(_TEXT)

    assert counting(moved) == 2


def test_going_a_few_lines_back_holds_the_recall(counting: Counting) -> None:
    """The lines of the place may stand behind the cursor as well as before it."""
    counting(_TEXT)

    assert counting(_TEXT[:25], _TEXT[25:]) == 1


def test_what_the_window_came_to_show_is_not_held(counting: Counting) -> None:
    """A retrieved part of the same file is let go when the cursor's window reaches it."""
    helper = "".join(f"helper_{i} = load(one, {i})\n" for i in range(16))
    counting.memory.replace_document("/p", "a.py", "python", helper + "\n" + _TEXT, at=0.0)
    context = CursorContext("/p/a.py", "python", helper + "\n" + _TEXT, "", "/p")

    def retrieved(window: tuple[str, str] | None) -> int:
        counting.sticky.retrieve(
            "editor", context, lambda place: counting._retrieve(place, window=(_TEXT, "")), window=window
        )
        return counting.asked

    assert [retrieved((_TEXT, "")), retrieved(None), retrieved((_TEXT, ""))] == [1, 1, 1]
    assert retrieved((helper[-40:] + "\n" + _TEXT, "")) == 2


def test_each_window_and_file_has_its_own_place(counting: Counting) -> None:
    """Two editors side by side, and two files in one, do not drive out each other's retrieval."""
    calls = [("a", "/p/a.py"), ("b", "/p/a.py"), ("a", "/p/b.py")]

    assert [counting(_TEXT, client=client, path=path) for client, path in calls * 2] == [1, 2, 3, 3, 3, 3]


def test_what_is_forgotten_is_never_held(counting: Counting) -> None:
    """A snippet that memory lost is gone from the very next answer."""
    counting(_TEXT)
    counting.memory.remove()

    assert counting(_TEXT) == 2


def test_a_much_changed_memory_is_asked_again(counting: Counting) -> None:
    """One save changes nothing, a repository taken in does."""
    counting(_TEXT)
    counting.memory.replace_document("/p", "x.py", "python", "one = saved\n", at=0.0)
    assert counting(_TEXT) == 1

    for number in range(60):
        counting.memory.replace_document("/p", f"{number}.py", "python", f"one = {number}\n", at=0.0)
    assert counting(_TEXT) == 2
