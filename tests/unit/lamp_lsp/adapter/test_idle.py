"""Training while nobody types: never without a yes, broken off by a key, and again when more code came."""

import asyncio
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from lamp_lsp.adapter import idle
from lamp_lsp.adapter.idle import IDLE_S, IdleTraining, Interrupt, Interrupted
from lamp_lsp.paths import Paths
from lamp_lsp.settings import Settings
from style_learner.tuning.material import Material
from style_learner.types import Snippet

YES = Settings(adapter_when_idle=True, consent="yes")


@dataclass
class Trainer:
    """Counts trainings; waits for a key where it is told to."""

    paths: Paths
    waits: bool = False
    count: int = 0
    code: str = "x" * 100
    kept: list[str] = field(default_factory=list)
    began: threading.Event = field(default_factory=threading.Event)

    def material(self) -> Material:
        return Material((Snippet("1", "/shop", "a.py", "python", self.code, 0, "block", "", 0.0),))

    def __call__(self, _p: Paths, _s: Settings, _m: Material, interrupt: Interrupt) -> bool:
        self.count += 1
        self.began.set()
        while self.waits:
            if interrupt.is_set:
                raise Interrupted
        return True


@pytest.fixture
def trainer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trainer:
    """Return a trainer on a machine with mains power."""
    monkeypatch.setattr(idle, "on_mains", lambda: True)
    monkeypatch.setattr(idle, "LOOK_EVERY_S", 0.0)
    return Trainer(Paths(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path))


def training(trainer: Trainer, settings: Settings = YES) -> IdleTraining:
    """Return what begins trainings."""
    return IdleTraining(
        trainer.paths, lambda: settings, trainer.material, lambda: trainer.kept.append("kept"), train=trainer
    )


async def looked(one: IdleTraining, idle_s: float) -> None:
    """Look once, and wait for what it begins."""
    one.look(idle_s)
    await one.settled()


@pytest.mark.parametrize(
    ("settings", "idle_s"),
    [
        (Settings(consent="yes"), IDLE_S),
        (Settings(adapter_when_idle=True, consent="no"), IDLE_S),
        (Settings(adapter_when_idle=True, consent="yes", paused=True), IDLE_S),
        (YES, IDLE_S - 1),
    ],
)
def test_nothing_begins_without_a_yes_or_while_somebody_types(
    trainer: Trainer, settings: Settings, idle_s: float
) -> None:
    """The setting, consent to keep anything at all, no pause, and five minutes of rest: all are needed."""
    asyncio.run(looked(training(trainer, settings), idle_s))

    assert trainer.count == 0


def test_it_trains_again_only_when_a_quarter_more_code_came(trainer: Trainer) -> None:
    """What is kept is taken up; the same code is not trained on twice."""

    async def days() -> None:
        one = training(trainer)
        await looked(one, IDLE_S)
        await looked(one, IDLE_S)
        trainer.code = "x" * 124
        await looked(one, IDLE_S)
        assert trainer.count == 1
        trainer.code = "x" * 125
        await looked(one, IDLE_S)

    asyncio.run(days())

    assert trainer.count == 2
    assert trainer.kept == ["kept", "kept"]


def test_a_key_breaks_it_off_and_it_goes_on_later(trainer: Trainer) -> None:
    """What was learned so far is not lost, though no more code came."""

    async def interrupted() -> None:
        one = training(trainer)
        trainer.waits = True
        one.look(IDLE_S)
        await asyncio.to_thread(trainer.began.wait)
        await looked(one, 0.0)
        assert trainer.kept == []
        trainer.waits = False
        await looked(one, IDLE_S)

    asyncio.run(interrupted())

    assert trainer.count == 2
    assert trainer.kept == ["kept"]
