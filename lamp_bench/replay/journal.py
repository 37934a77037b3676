"""What was done, kept between runs: a run that was broken off goes on at the passage where it was.

The folder of a run is named by all that its figures depend on, LAMP's own code included, so that nothing is taken
over from another LAMP. When both runs are done, only this journal stays: numbers, no code.
"""

import hashlib
import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import lamp_bench
import lamp_lsp
import style_learner
from lamp_bench.replay.typing import Step, Typed


class Journal:
    """The passages typed so far, in a file that only grows."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "typed.jsonl"
        self._typed: dict[tuple[str, str], Typed] = {}
        text = self._file.read_text(encoding="utf-8") if self._file.is_file() else ""
        for line in text.splitlines():
            with suppress(ValueError, TypeError, KeyError):  # what a killed run left of its last line
                entry = json.loads(line)
                steps = tuple(Step(**step) for step in entry["steps"])
                self._typed[entry["run"], entry["passage"]] = Typed(entry["passage"], entry["keys"], steps)

    def of(self, run: str) -> Mapping[str, Typed]:
        """Return what was typed in one run, by passage."""
        return {passage: typed for (of_run, passage), typed in self._typed.items() if of_run == run}

    def keep(self, run: str, typed: Typed) -> None:
        """Keep a passage, on disk before this returns."""
        self._typed[run, typed.passage] = typed
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write("\n" + json.dumps({"run": run, **asdict(typed)}))

    def begin_anew(self) -> None:
        """Forget all that was done."""
        self._typed.clear()
        shutil.rmtree(self.folder, ignore_errors=True)

    def only_figures(self) -> None:
        """Drop everything but the figures."""
        for entry in self.folder.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)


def run_name(corpus: Path, *settings: object) -> str:
    """Return a name that changes with the history, with the settings and with LAMP's own code."""
    found = hashlib.blake2b(digest_size=8)
    found.update(corpus.read_bytes())
    found.update(json.dumps([str(setting) for setting in settings]).encode())
    for package in (style_learner, lamp_lsp, lamp_bench):
        for root in package.__path__:
            for file in sorted(Path(root).rglob("*.py")):
                found.update(file.read_bytes())
    return found.hexdigest()
