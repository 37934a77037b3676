"""Which files of a project are measured on, and how it is copied."""

from pathlib import Path

import pytest

from lamp_bench.visible.copies import code_files, copy_project, name_of, own_paths, repository_of, source_text
from style_learner.errors import WrongSetting
from style_learner.sources.git import Repository
from tests.unit.style_learner.sources.conftest import History, no_git_configuration_of_this_machine

__all__ = ["no_git_configuration_of_this_machine"]  # brings itself into every test here

BOB = "Bob Babbage <bob@example.org>"


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Return a repository with a file of Ada's, one of Bob's and one that nobody wrote by hand."""
    history = History(tmp_path / "bank")
    history.commit(own_py="x = 1\n", other_py="", notes_md="# Bank\n")
    history.commit(author=BOB, other_py="y = 2\n")
    history.commit(author=BOB, other_py="y = 3\n")
    return history


def _repository(folder: Path) -> Repository:
    found = repository_of(folder)
    assert found is not None
    return found


def test_own_files_are_told_by_who_touched_them(history: History) -> None:
    """With `--mine` lines are hidden where the developer wrote most."""
    assert {"own.py", "other.py"} & own_paths(_repository(history.folder)) == {"own.py"}


def test_a_copy_is_the_project_at_one_commit(history: History, tmp_path: Path) -> None:
    """What came after stands nowhere in it, and the project itself is left as it is."""
    first = history.git("rev-list", "--max-parents=0", "HEAD").strip()
    copy_project(history.folder, tmp_path / "copy", first)
    assert (tmp_path / "copy" / "other.py").read_text() == ""
    assert repository_of(tmp_path / "copy") is not None
    assert (history.folder / "other.py").read_text() == "y = 3\n"
    assert [file.path for file in code_files(tmp_path / "copy")] == ["own.py"]


def test_a_part_of_a_repository_is_refused(history: History) -> None:
    """Its history is the whole one's; a folder that is not there is named."""
    (history.folder / "src").mkdir()
    with pytest.raises(WrongSetting, match="is a part of"):
        repository_of(history.folder / "src")
    with pytest.raises(WrongSetting, match="no folder"):
        repository_of(history.folder / "gone")


def test_only_what_people_write_is_read() -> None:
    """Lines that end in CR, and bytes that are no text, are left out."""
    assert source_text(b"x = 1\n") == "x = 1\n"
    assert source_text(b"x = 1\r\n") is None
    assert source_text(b"\xff\xfe") is None
    assert name_of(Path("/mirrors/bank.git")) == "bank"
