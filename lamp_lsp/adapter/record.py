"""The folder an adapter lies in, and what is known of it. Personal data: nobody else may read it.

``adapter.json``  the record
``adapter.gguf``  as llama.cpp reads it
``peft/``         as Hugging Face's peft reads it, to be exported or trained on
``unfinished.pt`` where an interrupted training goes on
"""

import shutil
from pathlib import Path
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, ValidationError

from lamp_lsp.adapter.base import BaseFacts
from lamp_lsp.paths import Paths, private_folder
from style_learner.errors import DamagedData
from style_learner.evaluation.intervals import Interval


class Change(BaseModel):
    """By what share bits a character changed, with its 95 % interval; negative is better."""

    model_config = ConfigDict(frozen=True)

    estimate: float
    low: float
    high: float

    @classmethod
    def of(cls, found: Interval) -> "Change":
        return cls(estimate=found.estimate, low=found.low, high=found.high)


class Judged(BaseModel):
    """What the check on held-out code found."""

    model_config = ConfigDict(frozen=True)

    places: int
    characters: int
    base_bits: float
    """Bits a character of the model with LAMP's prompts and the developer's n-grams, without the adapter."""
    adapter_bits: float
    own: Change
    general_places: int
    general: Change
    sentence: str


class Trained(BaseModel):
    """What an adapter learned from."""

    model_config = ConfigDict(frozen=True)

    places: int
    tokens: int
    minutes: float
    documents: tuple[tuple[str, str], ...]
    """Project and path of every file, held-out ones too: they decided that it is kept."""
    finished: bool = True
    """False: it was interrupted, and the best so far was kept."""


class Record(BaseModel):
    """One adapter."""

    model_config = ConfigDict(frozen=True)

    made_at: float
    base: BaseFacts
    weights: str = ""
    """Name of the file that it was trained on: others of the same size are other models."""
    trained: Trained | None = None
    """None: it was trained elsewhere and brought here."""
    judged: Judged | None = None
    kept: bool = False
    """Whether it may be used."""
    stopped: str = ""
    """Why it is used no more, though it passed the check."""
    ollama: tuple[str, ...] = ()
    """Names of the merged models that Ollama has of it."""

    @property
    def projects(self) -> list[str]:
        return sorted({project for project, _ in self.trained.documents}) if self.trained else []


def mark_of(folder: Path) -> str:
    """Return the mark of the training that may write into a folder; empty where none may."""
    try:
        return (folder / "started").read_text(encoding="utf-8")
    except OSError:
        return ""


class AdapterFolder:
    """The one adapter of this LAMP."""

    def __init__(self, paths: Paths) -> None:
        self.path = paths.data / "adapter"
        self.record_file = self.path / "adapter.json"
        self.gguf = self.path / "adapter.gguf"
        self.peft = self.path / "peft"
        self.unfinished = self.path / "unfinished.pt"
        self.tried_file = self.path / "tried"
        """How much code there was at the last training while nobody typed."""
        self.work = self.path / "work"
        """What a training makes before it is known whether it helps; gone when that is known."""

    def make(self) -> None:
        """Make the folder, for its owner's eyes alone."""
        private_folder(self.path)

    def read(self) -> Record | None:
        """Return what is known of the adapter; None where there is none.

        Raises:
            DamagedData: the record cannot be understood.
        """
        try:
            text = self.record_file.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise DamagedData(
                f"{self.record_file} is unreadable ({error}); `lamp adapter remove` clears it."
            ) from error
        try:
            return Record.model_validate_json(text)
        except ValidationError as error:
            raise DamagedData(
                f"{self.record_file} is not as LAMP wrote it; `lamp adapter remove` clears it."
            ) from error

    def write(self, record: Record) -> None:
        """Keep the record; a reader finds the old one or the new one whole."""
        self.make()
        draft = self.record_file.with_suffix(".draft")
        draft.write_text(record.model_dump_json(indent=2) + "\n", encoding="utf-8")
        draft.chmod(0o600)
        draft.replace(self.record_file)

    def read_if_sound(self) -> Record | None:
        """Return what is known of the adapter; None where there is none, or the record is damaged."""
        try:
            return self.read()
        except DamagedData:
            return None

    def usable(self) -> tuple[Path, Record] | None:
        """Return the file to serve and its record; None where there is none that helps."""
        record = self.read_if_sound()
        return (self.gguf, record) if record is not None and record.kept and self.gguf.is_file() else None

    def start(self) -> str:
        """Mark that a training begins; what is forgotten takes the mark away, so that nothing is kept any more."""
        self.make()
        mark = uuid4().hex
        (self.path / "started").write_text(mark, encoding="utf-8")
        return mark

    def drop_unfinished(self) -> None:
        """Erase what trainings that did not end have left, and let none that runs leave more."""
        for file in (self.path / "started", self.unfinished):
            file.unlink(missing_ok=True)
        shutil.rmtree(self.work, ignore_errors=True)

    def adopt_work(self) -> None:
        """Put what a training made in the place of what was there."""
        self.gguf.unlink(missing_ok=True)
        shutil.rmtree(self.peft, ignore_errors=True)
        (self.work / "adapter.gguf").replace(self.gguf)
        (self.work / "peft").replace(self.peft)
        shutil.rmtree(self.work, ignore_errors=True)

    def remove(self) -> bool:
        """Erase everything; returns whether there was anything."""
        there = self.path.exists()
        shutil.rmtree(self.path, ignore_errors=True)
        return there
