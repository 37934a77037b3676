"""Scores kept between runs, so that no prompt is read twice and an interrupted run goes on where it was.

The key is what was read, not which arm or version of LAMP asked: an arm whose prompt stayed the same costs nothing.
The file holds hashes and numbers, no code.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptScore:
    """What a model made of a target after a prompt."""

    logprobs: tuple[float, ...]
    """Natural log, of each token of the target."""
    seconds: float
    """That reading took; says something of the machine only."""


class KeptScores:
    """One model's scores, in a file that only grows."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._scores: dict[str, KeptScore] = {}
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        self._broken = not text.endswith("\n") and bool(text)
        for line in text.splitlines():
            with suppress(ValueError, TypeError, KeyError):  # what a killed run left of its last line
                entry = json.loads(line)
                self._scores[entry["key"]] = KeptScore(tuple(map(float, entry["logprobs"])), float(entry["seconds"]))

    def __len__(self) -> int:
        return len(self._scores)

    def find(self, prompt: str, target: str) -> KeptScore | None:
        """Return what was kept for exactly this."""
        return self._scores.get(_key(prompt, target))

    def keep(self, prompt: str, target: str, score: KeptScore) -> None:
        """Keep a score, on disk before this returns."""
        key = _key(prompt, target)
        self._scores[key] = score
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write("\n" * self._broken + json.dumps({"key": key, **asdict(score)}) + "\n")
        self._broken = False


def _key(prompt: str, target: str) -> str:
    return hashlib.blake2b(f"{len(prompt)}\n{prompt}{target}".encode(), digest_size=16).hexdigest()
