"""Scores kept between runs, so that no prompt is read twice and an interrupted run goes on where it was.

The key is what was read, not which arm or version of LAMP asked: an arm whose prompt stayed the same costs nothing.
The files hold hashes and numbers, no code; but from the tokens that were likeliest at each place, which corrected
answers are scored by, most of a target's own can be guessed: their owner alone may read them.
"""

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter

from lamp_bench.answers import Likeness
from lamp_lsp.paths import private_folder


@dataclass(frozen=True, slots=True)
class KeptScore:
    """What a model made of a target after a prompt."""

    logprobs: tuple[float, ...]
    """Natural log, of each token of the target."""
    seconds: float
    """That reading took; says something of the machine only."""


@dataclass(frozen=True, slots=True)
class KeptTopLogprobs:
    """What a model made of a target after a prompt, and what it found likeliest at each place."""

    logprobs: tuple[float, ...]
    """Natural log, of each token of the target."""
    top_logprobs: tuple[tuple[tuple[int, float], ...], ...]
    """For each of them, tokens and their natural-log probabilities."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """How near to a target the model wrote after a prompt."""

    likeness: Likeness
    seconds: float
    """From the request to the end of the answer; says something of the machine only."""


KeptKind = TypeVar("KeptKind", KeptScore, KeptTopLogprobs, KeptAnswer)


class Kept(Generic[KeptKind]):
    """What one model did, in a file that only grows."""

    def __init__(self, file: Path, kind: type[KeptKind]) -> None:
        self._file = file
        self._found: dict[str, KeptKind] = {}
        known = TypeAdapter(kind)
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        self._broken = not text.endswith("\n") and bool(text)
        for line in text.splitlines():
            with suppress(ValueError, TypeError, KeyError):  # what a killed run left of its last line
                entry = json.loads(line)
                self._found[entry.pop("key")] = known.validate_python(entry)

    def __len__(self) -> int:
        return len(self._found)

    def find(self, prompt: str, target: str) -> KeptKind | None:
        """Return what was kept for exactly this."""
        return self._found.get(_key(prompt, target))

    def keep(self, prompt: str, target: str, found: KeptKind) -> None:
        """Keep it, on disk before this returns."""
        key = _key(prompt, target)
        self._found[key] = found
        private_folder(self._file.parent)
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as lines:
            lines.write("\n" * self._broken + json.dumps({"key": key, **asdict(found)}) + "\n")
        self._broken = False


def _key(prompt: str, target: str) -> str:
    return hashlib.blake2b(f"{len(prompt)}\n{prompt}{target}".encode(), digest_size=16).hexdigest()
