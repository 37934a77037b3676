"""One task of the training process: estimate, train, judge, and write what helps."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from lamp_lsp.adapter.gguf_files import write_adapter
from lamp_lsp.adapter.record import Judged, Trained, mark_of
from lamp_lsp.adapter.training.examples import Examples
from lamp_lsp.adapter.training.judging import scored_general, scored_own
from lamp_lsp.adapter.training.loop import Loop, Progress, Unfinished
from lamp_lsp.adapter.training.network import ALPHA, Network
from lamp_lsp.adapter.verdict import judge
from style_learner.errors import NotAvailable
from style_learner.tuning.documents import file_on_disk, own_documents
from style_learner.tuning.general import general_samples
from style_learner.tuning.material import Material
from style_learner.tuning.samples import TrainingPlaces, judging_samples, split

SEED = 20
GENERAL_SHARE = 7
"""Places of the developer's for each of general code."""
READ_A_PLACE = 900
"""Tokens read to judge one place, roughly: twice its prompt."""
READ_TO_LEARN = 3
"""Learning from a token takes so many times as long as reading it."""


class Task(BaseModel):
    """What the command wants."""

    model_config = ConfigDict(frozen=True)

    weights: Path
    architecture: str
    folder: Path
    """The adapter's."""
    material: dict[str, Any]
    choosing_places: int = 8
    """Read a few times on the way to choose the best moment."""
    own_places: int = 40
    general_places: int = 16
    """Read without and with the adapter to judge it: some minutes on two cores."""
    started: str = ""
    """What the folder's mark says as long as nothing of the material was forgotten."""
    adapter: Path | None = None
    """A peft folder to be judged as it is, instead of training one."""

    def may_keep(self) -> bool:
        """Say whether what is learned may still be kept."""
        return mark_of(self.folder) == self.started


class Estimate(BaseModel):
    """What training takes on this machine, as measured."""

    model_config = ConfigDict(frozen=True)

    places: int
    documents: int
    held_out: int
    train_s: float
    """For every place once."""
    check_s: float
    tokens_per_s: float
    goes_on: bool
    """An interrupted training goes on."""


class Work:
    """Everything that a task needs, read once."""

    def __init__(self, task: Task) -> None:
        """Read the model and the developer's files.

        Raises:
            NotAvailable: there is too little code, or the model does not fill in the middle.
        """
        self._task = task
        self._material = material = Material.from_json(task.material)
        self._documents = own_documents(material.snippets, file_on_disk())
        self._parts = parts = split(self._documents)
        self._network = network = Network(task.weights, task.adapter)
        self._examples = examples = Examples(network.tokenizer)
        places = TrainingPlaces(material, parts, SEED)
        general = general_samples(judged=False, most=max(1, len(places) // GENERAL_SHARE), seed=SEED)
        choosing = judging_samples(material, parts, parts.chosen_by, task.choosing_places, SEED)
        self._own = judging_samples(material, parts, parts.held_out, task.own_places, SEED)
        self._elsewhere = general_samples(judged=True, most=task.general_places, seed=SEED)
        self._places = len(places)
        unfinished = Unfinished(task.folder / "unfinished.pt", task.may_keep)
        self._loop = Loop(network, examples, places, general, choosing, unfinished)

    def estimate(self) -> Estimate:
        """Measure a few places."""
        pace = self._loop.measure()
        read = READ_A_PLACE * (len(self._own) + len(self._elsewhere))
        return Estimate(
            places=self._places,
            documents=len(self._documents),
            held_out=len(self._own),
            train_s=self._loop.rest_s(pace),
            check_s=read * pace.seconds_a_token / READ_TO_LEARN,
            tokens_per_s=1 / pace.seconds_a_token,
            goes_on=self._loop.goes_on,
        )

    def train(self, seconds: float, stopped: Callable[[], bool], progress: Progress, tokens: int = 0) -> Trained:
        """Train for about so long, or on so many ``tokens``; leaves the best weights in the network."""
        finished = self._loop.train(seconds, stopped, progress, tokens)
        state = self._loop.state
        files = {(one.project, one.path) for one in self._documents}
        files |= {(one.project, one.path) for one in self._material.edits}
        return Trained(
            places=state.place,
            tokens=state.tokens,
            minutes=round(state.seconds / 60, 2),
            documents=tuple(sorted(files)),
            finished=finished,
        )

    def keep_unfinished(self) -> None:
        """Leave what is needed to go on, though the time is over."""
        self._loop.keep()

    def judge(self, step: Callable[[float], None]) -> tuple[bool, Judged]:
        """Read what was held out without and with the adapter; ``step`` is told the share that is done."""
        total, count = len(self._own) + len(self._elsewhere), 0

        def one_more() -> None:
            nonlocal count
            count += 1
            step(count / total)

        held_out = {(one.project, one.path) for one in self._parts.held_out}
        known = [one for one in self._material.snippets if (one.project, one.path) not in held_out]
        network, examples = self._network, self._examples
        return judge(
            scored_own(network, examples, self._own, known, one_more),
            scored_general(network, examples, self._elsewhere, one_more),
        )

    def write(self) -> None:
        """Write the adapter's files into the folder's ``work``.

        Raises:
            NotAvailable: something of what was learned from was forgotten meanwhile.
        """
        if not self._task.may_keep():
            raise NotAvailable("What the adapter learned from was forgotten meanwhile, so that nothing of it is kept.")
        work = self._task.folder / "work"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(mode=0o700)
        self._network.save(work / "peft")
        write_adapter(work / "adapter.gguf", self._task.architecture, self._network.tensors(), ALPHA)
