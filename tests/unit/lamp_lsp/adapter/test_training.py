"""Training on a tiny model: it learns, goes on where it was, keeps the best, and is told when to keep nothing."""

from pathlib import Path
from typing import Any

import pytest

from lamp_lsp.adapter.record import AdapterFolder
from lamp_lsp.paths import Paths
from style_learner.errors import NotAvailable
from tests.unit.lamp_lsp.adapter.conftest import Tiny
from tests.unit.style_learner.tuning.test_tuning import learned, module

STEPS = 8


@pytest.fixture
def task(tiny: Tiny, tmp_path: Path) -> Any:
    """Give a task on a project in one manner."""
    from lamp_lsp.adapter.training.work import Task  # noqa: PLC0415 of an extra

    project = tmp_path / "project"
    project.mkdir()
    for name in "abcdefgh":
        (project / f"{name}.py").write_text(module(name, functions=20))
    folder = AdapterFolder(Paths(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path))
    return Task(
        weights=tiny.base,
        architecture="qwen2",
        folder=folder.path,
        material=learned(project).as_json(),
        started=folder.start(),
        choosing_places=4,
        own_places=14,
        general_places=4,
    )


class Steps:
    """Stops a training after some steps."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.losses: list[float] = []

    def stopped(self) -> bool:
        return self.left <= 0

    def __call__(self, done: float, loss: float, left_s: float) -> None:
        self.left -= 1
        self.losses.append(loss)


def test_it_learns_and_goes_on_where_it_was_stopped(task: Any) -> None:
    """A stopped training leaves what the next one goes on with: later places, and a best that only gets better."""
    from lamp_lsp.adapter.training.work import Work  # noqa: PLC0415 of an extra

    first = Work(task)
    assert not first.estimate().goes_on
    steps = Steps(STEPS)
    trained = first.train(600.0, steps.stopped, steps)
    best = first._loop.state.best

    assert not trained.finished
    assert trained.places == 4 * STEPS
    second = Work(task)
    assert second.estimate().goes_on
    assert second._loop.state.place == 4 * STEPS
    steps = Steps(STEPS)
    second.train(600.0, steps.stopped, steps)
    assert second._loop.state.best < best


def test_what_is_checked_and_written_is_the_best(task: Any) -> None:
    """After the training the network holds the weights of its best moment; a place costs less than before."""
    from lamp_lsp.adapter.training.work import Work  # noqa: PLC0415 of an extra

    work = Work(task)
    steps = Steps(2 * STEPS)
    work.train(600.0, steps.stopped, steps)
    kept, judged = work.judge(lambda _: None)
    work.write()

    assert judged.adapter_bits < judged.base_bits
    assert kept == judged.sentence.startswith("Kept")
    assert (task.folder / "work" / "adapter.gguf").is_file()
    assert (task.folder / "work" / "peft" / "adapter_config.json").is_file()
    assert str(task.weights.parent) not in (task.folder / "work" / "peft" / "adapter_config.json").read_text()


def test_noise_is_refused(task: Any) -> None:
    """An adapter of random weights does not pass the gate."""
    import torch  # noqa: PLC0415 of an extra

    from lamp_lsp.adapter.training.work import Work  # noqa: PLC0415 of an extra

    work = Work(task)
    torch.manual_seed(3)
    for one in work._network.trained:
        torch.nn.init.normal_(one, std=0.05)
    kept, judged = work.judge(lambda _: None)

    assert not kept
    assert judged.sentence.startswith("Not kept")


def test_nothing_is_kept_of_what_was_forgotten_meanwhile(task: Any) -> None:
    """Forgetting takes the mark away: neither the adapter nor what would go on is written."""
    from lamp_lsp.adapter.training.work import Work  # noqa: PLC0415 of an extra

    work = Work(task)
    (task.folder / "started").unlink()
    steps = Steps(1)
    work.train(600.0, steps.stopped, steps)

    with pytest.raises(NotAvailable, match="forgotten meanwhile"):
        work.write()
    assert not (task.folder / "unfinished.pt").exists()
