"""The answers, kept between runs: a run that was broken off goes on where it was.

The file of a run is named by all that decides its answers: LAMP's own code, the model, the settings, the project and
the places. It holds the developer's code, so its owner alone may read it.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import lamp_lsp
import style_learner
from lamp_bench.visible.places import Place
from lamp_lsp.demo.window import Answer
from lamp_lsp.paths import private_folder


@dataclass(frozen=True, slots=True)
class Row:
    """One place, asked twice."""

    place: Place
    generic: Answer
    personal: Answer
    generic_first: bool
    """Which of the two was asked first; drawn for each place, so that no cache favours either."""
    against: Mapping[str, list[str]]
    """Sure habits that each of the two answers goes against."""


class KeptRows:
    """The rows of one run, in a file that only grows."""

    def __init__(self, folder: Path, *decided_by: object) -> None:
        private_folder(folder)
        self._file = folder / f"{run_key(*decided_by)}.jsonl"
        self._found: dict[str, Row] = {}

    def of(self, place: Place) -> Row | None:
        """Return what was answered at a place."""
        if not self._found and self._file.is_file():
            self._read()
        return self._found.get(place.id)

    def keep(self, row: Row) -> None:
        """Keep a row, on disk before this returns."""
        self._found[row.place.id] = row
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as lines:
            lines.write("\n" + json.dumps(asdict(row)))

    def _read(self) -> None:
        for line in self._file.read_text(encoding="utf-8").splitlines():
            with suppress(ValueError, TypeError, KeyError):  # what a killed run left of its last line
                row = _row(json.loads(line))
                self._found[row.place.id] = row


def _row(entry: dict[str, object]) -> Row:
    place = dict(entry["place"])  # type: ignore[call-overload]
    place["truth"] = tuple(place["truth"])
    answers = {name: Answer(**entry[name]) for name in ("generic", "personal")}  # type: ignore[arg-type]
    return Row(
        Place(**place),
        answers["generic"],
        answers["personal"],
        bool(entry["generic_first"]),
        dict(entry["against"]),  # type: ignore[call-overload]
    )


def run_key(*decided_by: object) -> str:
    """Return a name that changes with what is given and with LAMP's own code."""
    found = hashlib.blake2b(repr(decided_by).encode("utf-8", "surrogatepass"), digest_size=8)
    for package in (style_learner, lamp_lsp):
        for root in package.__path__:
            for file in sorted(Path(root).rglob("*")):
                if file.suffix in {".py", ".json"}:
                    found.update(file.read_bytes())
    return found.hexdigest()
