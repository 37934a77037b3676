"""The real 0.5B model learns a small project's manner in a few dozen places."""

from pathlib import Path

import pytest

from lamp_lsp.adapter.record import AdapterFolder
from lamp_lsp.backends.weights import weights_path, weights_ready
from lamp_lsp.paths import Paths
from tests.unit.style_learner.tuning.test_tuning import learned, module

pytest.importorskip("peft", reason="the extra `adapters` is not installed")

pytestmark = pytest.mark.model

PLACES = 32
"""Some 10,000 tokens: a minute on two idle cores."""


@pytest.mark.skipif(not weights_ready(), reason="the weights are not here; `make weights` fetches them")
def test_bits_on_held_out_code_fall(tmp_path: Path) -> None:
    """What the project does everywhere becomes likelier in a file that was never trained on, with nothing retrieved."""
    from lamp_lsp.adapter.training.examples import ASKED  # noqa: PLC0415 of an extra
    from lamp_lsp.adapter.training.work import Task, Work  # noqa: PLC0415

    project = tmp_path / "project"
    project.mkdir()
    for name in "abcdefgh":
        (project / f"{name}.py").write_text(module(name))
    folder = AdapterFolder(Paths(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path))
    work = Work(
        Task(
            weights=weights_path(),
            architecture="qwen2",
            folder=folder.path,
            material=learned(project).as_json(),
            started=folder.start(),
            choosing_places=2,
            own_places=8,
            general_places=1,
        )
    )
    done = 0

    def count(_done: float, _loss: float, _left: float) -> None:
        nonlocal done
        done += 1

    work.train(3600.0, lambda: 4 * done >= PLACES, count)
    held_out = [work._examples.example(one, ASKED, retrieved=False) for one in work._own]
    before, after = (
        -sum(sum(work._network.logprobs(one, adapted=adapted)) for one in held_out) for adapted in (False, True)
    )

    assert after < 0.95 * before
