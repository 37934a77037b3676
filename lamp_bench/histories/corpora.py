"""Corpora: what a developer wrote before one day, and lines they added after it.

A corpus is one ``NAME.jsonl.gz`` a developer, or ``NAME.jsonl``; each line one JSON object whose ``kind`` says what it
is: ``meta`` (once), ``file`` (the history) or ``task`` (what was really written, taken out of its place).
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TextIO, cast, get_args

from style_learner.errors import DamagedData, WrongSetting

TaskKind = Literal["line", "block"]


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of the developer's as it stood at the cut."""

    repository: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Task:
    """A place and what the developer wrote there after the cut."""

    id: str
    repository: str
    path: str
    language: str
    kind: TaskKind
    """``line``: the rest of one line; ``block``: two to eight whole lines."""
    prefix: str
    suffix: str
    target: str
    date: str = ""
    """When it was written, ISO 8601; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """One developer."""

    developer: str
    files: tuple[CorpusFile, ...]
    tasks: tuple[Task, ...]

    @property
    def characters(self) -> int:
        """Length of the history."""
        return sum(len(file.text) for file in self.files)


def read_corpus(path: Path) -> Corpus:
    """Read one corpus file.

    Raises:
        WrongSetting: there is no such file.
        DamagedData: it is no corpus.
    """
    developer = path.name.removesuffix(".gz").removesuffix(".jsonl")
    files: list[CorpusFile] = []
    tasks: list[Task] = []
    for number, entry in _entries(path):
        try:
            match entry["kind"]:
                case "meta":
                    developer = _text(entry, "author")
                case "file":
                    files.append(CorpusFile(*(_text(entry, name) for name in ("repo", "path", "text"))))
                case "task":
                    tasks.append(_task(entry))
                case _:
                    continue  # a later format's addition
        except KeyError as error:
            raise _foreign(path, number, f"it has no {error}") from error
        except (TypeError, ValueError) as error:
            raise _foreign(path, number, str(error)) from error
    return Corpus(developer, tuple(files), tuple(tasks))


def write_corpus(corpus: Corpus, path: Path) -> None:
    """Write a corpus file; the same corpus gives the same bytes."""
    entries: list[dict[str, Any]] = [{"kind": "meta", "author": corpus.developer}]
    entries += (
        {"kind": "file", "repo": file.repository, "path": file.path, "text": file.text} for file in corpus.files
    )
    for task in corpus.tasks:
        fields = asdict(task)
        entries.append({**fields, "kind": "task", "repo": fields.pop("repository"), "task": task.kind})
    lines = "".join(json.dumps(entry) + "\n" for entry in entries)
    path.write_bytes(gzip.compress(lines.encode("utf-8"), mtime=0))


def _task(entry: Mapping[str, Any]) -> Task:
    kind = entry["task"]
    if kind not in get_args(TaskKind):
        raise ValueError(f"unknown kind of task {kind!r}")
    if not entry["target"]:
        raise ValueError("a task without a target")
    return Task(
        id=_text(entry, "id"),
        repository=_text(entry, "repo"),
        path=_text(entry, "path"),
        language=_text(entry, "language"),
        kind=cast("TaskKind", kind),
        prefix=_text(entry, "prefix"),
        suffix=_text(entry, "suffix"),
        target=_text(entry, "target"),
        date=_text({"date": "", **entry}, "date"),
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry[name]
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _entries(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if not path.is_file():
        raise WrongSetting(f"There is no corpus {path}; name a file that is there.")
    number = 0
    try:
        with _opened(path) as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield number, _entry(line)
    except json.JSONDecodeError as error:
        raise _foreign(path, number, "it is no JSON") from error
    except TypeError as error:
        raise _foreign(path, number, str(error)) from error
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DamagedData(f"{path} cannot be read after line {number} ({error}); fetch it again.") from error


def _entry(line: str) -> Mapping[str, Any]:
    found = json.loads(line)
    if not isinstance(found, dict):
        raise TypeError("it is no JSON object")
    return found


def _foreign(path: Path, line: int, why: str) -> DamagedData:
    return DamagedData(f"Line {line} of {path} is not as a corpus has it ({why}); name another file, or make it anew.")


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")
