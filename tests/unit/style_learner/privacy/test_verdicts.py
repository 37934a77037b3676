"""What may be done with a file, remembered."""

from collections.abc import Callable
from pathlib import Path

import pytest

from style_learner.privacy.verdicts import LOOK_AGAIN_S, Verdicts


class World:
    """A clock that stands, and a background whose work waits to be done."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waiting: list[Callable[[], None]] = []
        self.verdicts = Verdicts(lambda: self.now, self.waiting.append)

    def later(self) -> None:
        """Let time pass, and do what waits."""
        self.now += LOOK_AGAIN_S + 0.1
        while self.waiting:
            self.waiting.pop()()


@pytest.fixture
def world() -> World:
    """Give a world."""
    return World()


def test_a_changed_ignore_file_counts_without_a_keystroke_reading_it(tmp_path: Path, world: World) -> None:
    """The question that finds it due is answered from memory; the disk is read beside it."""
    path, project = (tmp_path / "diary.py").as_posix(), tmp_path.as_posix()

    def asked() -> str | None:
        return world.verdicts.why_not_complete_in(path, project)

    answers = [asked()]
    (tmp_path / ".lampignore").write_text("diary*\n")
    answers.append(asked())
    world.later()
    answers.append(asked())
    world.later()
    answers.append(asked())

    assert answers == [None, None, None, "listed in .lampignore:1"]


def test_learning_reads_the_disk(tmp_path: Path, world: World) -> None:
    """It is no keystroke, and must not take in what was forbidden a moment ago."""
    path, project = (tmp_path / "diary.py").as_posix(), tmp_path.as_posix()
    before = world.verdicts.why_not_learn_from(path, project, b"")
    (tmp_path / ".gitignore").write_text("*.py\n")

    assert before is None
    assert world.verdicts.why_not_learn_from(path, project, b"") == "listed in .gitignore:1"


def test_what_is_on_no_disk_is_never_refused(world: World) -> None:
    """A scratch of the editor's has no ignore file."""
    assert world.verdicts.why_not_complete_in("untitled:secrets.json", "") is None
    assert world.verdicts.why_not_learn_from("untitled:secrets.json", "") is None
