"""The one model: a backend that does not come up is closed, and one that was closed does not take another with it."""

import asyncio
from typing import cast

import pytest

from lamp_lsp.backends.choose import BackendSettings, Choice
from lamp_lsp.backends.protocol import Backend, Capabilities
from lamp_lsp.engine import model as model_module
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.settings import Settings
from style_learner.errors import TryAgain

CAN = Capabilities(None, chat=True, logprobs=False, context_length=4096)


class Loading:
    """A backend whose model loads for as long as wanted, or opens and then answers nothing."""

    kind, model = "loading", "loading"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.closed = False

    async def open(self) -> Capabilities:
        await asyncio.sleep(self.seconds)
        return CAN

    async def close(self) -> None:
        self.closed = True


async def _refuse(_backend: Backend, _capabilities: Capabilities) -> None:
    raise TryAgain("The model is busy; try again.")


def _opening(backend: Loading, monkeypatch: pytest.MonkeyPatch) -> Model:
    async def choose(_wanted: BackendSettings) -> Choice:
        return Choice(cast("Backend", backend), ())

    monkeypatch.setattr(model_module, "choose_backend", choose)
    monkeypatch.setattr(model_module, "measure_speed", _refuse)
    return Model(Settings)


def test_a_backend_that_cannot_be_measured_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each further look would load another copy of its model."""
    backend = Loading(0.0)

    async def look() -> str:
        model = _opening(backend, monkeypatch)
        model.open()
        await model.settled.wait()
        return model.state

    assert asyncio.run(look()) == "failed"
    assert backend.closed


def test_loading_that_is_called_off_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever chooses another model meanwhile gets the memory back."""
    backend = Loading(60.0)

    async def leave() -> None:
        model = _opening(backend, monkeypatch)
        model.open()
        await asyncio.sleep(0.01)
        await model.close()

    asyncio.run(leave())

    assert backend.closed


def test_the_end_of_a_closed_model_is_no_failure_of_the_next() -> None:
    """An answer that the change of models called off fails late."""
    before, now = (OpenModel(cast("Backend", Loading(0.0)), CAN) for _ in range(2))

    async def fail() -> Model:
        model = Model(Settings)
        model.opened, model.state = now, "ready"
        await model.failed(before, TryAgain("It was called off."))
        return model

    model = asyncio.run(fail())

    assert (model.opened, model.state) == (now, "ready")
