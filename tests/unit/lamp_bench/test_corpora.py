"""A corpus is read as it stands, and what is no corpus is refused with the next step."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from lamp_bench.histories.corpora import CorpusFile, read_corpus
from style_learner.errors import DamagedData, WrongSetting

META = {"kind": "meta", "author": "ada"}
FILE = {"kind": "file", "repo": "ada+engine", "path": "cards.py", "text": "deck = []\n"}
TASK = {
    "kind": "task", "task": "line", "id": "1", "repo": "ada+engine", "path": "cards.py", "language": "python",
    "prefix": "deck = ", "suffix": "\n", "target": "list()", "date": "2025-01-01",
}  # fmt: skip


def _written(folder: Path, *entries: Any) -> Path:
    path = folder / "ada.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(entry) + "\n" for entry in entries).encode()))
    return path


def test_a_corpus_has_its_developers_history_and_tasks(tmp_path: Path) -> None:
    """Files and tasks come back as they were written, under the name that the corpus gives."""
    corpus = read_corpus(_written(tmp_path, META, FILE, TASK))

    assert corpus.developer == "ada"
    assert corpus.files == (CorpusFile("ada+engine", "cards.py", "deck = []\n"),)
    assert [(task.kind, task.prefix, task.target) for task in corpus.tasks] == [("line", "deck = ", "list()")]


def test_entries_of_another_kind_are_passed_over(tmp_path: Path) -> None:
    """A later format may add kinds of lines."""
    assert read_corpus(_written(tmp_path, META, {"kind": "comment"}, FILE)).files


@pytest.mark.parametrize(
    "entry",
    [
        [],
        {"repo": "ada+engine"},
        {**FILE, "text": None},
        {**TASK, "task": "novel"},
        {**TASK, "target": ""},
        {key: value for key, value in TASK.items() if key != "prefix"},
    ],
)
def test_a_line_that_is_not_as_it_should_be_is_named(tmp_path: Path, entry: Any) -> None:
    """The message says which line of which file."""
    with pytest.raises(DamagedData, match=r"Line 2 of .*ada"):
        read_corpus(_written(tmp_path, META, entry))


@pytest.mark.parametrize("line", ['{"kind": "fi', "a, b, c", '"text"', "3"])
def test_a_line_that_is_no_json_object_is_named(tmp_path: Path, line: str) -> None:
    """Whatever a broken or foreign line holds, it is found by its number."""
    path = tmp_path / "ada.jsonl"
    path.write_text(f"{json.dumps(META)}\n\n{line}\n{json.dumps(FILE)}\n")

    with pytest.raises(DamagedData, match=r"Line 3 of .*ada"):
        read_corpus(path)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    """A file cut short in its transfer is not taken for a small corpus."""
    path = _written(tmp_path, META, FILE, TASK)
    path.write_bytes(path.read_bytes()[:-12])

    with pytest.raises(DamagedData, match="fetch it again"):
        read_corpus(path)


def test_a_file_that_is_not_there_is_a_wrong_argument(tmp_path: Path) -> None:
    """The message names the path."""
    with pytest.raises(WrongSetting, match="nobody"):
        read_corpus(tmp_path / "nobody.jsonl.gz")
