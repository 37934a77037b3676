"""Which model a question goes to, and what becomes of one that the settings no longer name."""

import asyncio
from typing import cast

import pytest

from lamp_lsp.backends.choose import BackendSettings, Choice
from lamp_lsp.backends.protocol import Backend, Capabilities
from lamp_lsp.backends.speed import SpeedEstimate
from lamp_lsp.engine import model as model_module
from lamp_lsp.engine.assistant_model import AssistantModel
from lamp_lsp.engine.model import Model
from lamp_lsp.settings import Settings

CAN = Capabilities(None, chat=True, logprobs=False, context_length=4096)


class Named:
    """A backend that is a name, open or closed."""

    kind = "ollama"

    def __init__(self, model: str) -> None:
        self.model = model
        self.is_open = False

    async def open(self) -> Capabilities:
        self.is_open = True
        return CAN

    async def close(self) -> None:
        self.is_open = False


class House:
    """A daemon's two models, over backends that are names."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
        self.settings = Settings.model_validate({"model": "coder", **settings})
        self.backends: list[Named] = []
        monkeypatch.setattr(model_module, "choose_backend", self._choose)
        monkeypatch.setattr(model_module, "measure_speed", self._measure)
        self.completing = Model(lambda: self.settings)
        self.assistant = AssistantModel(self.completing, lambda: self.settings)

    async def _choose(self, wanted: BackendSettings) -> Choice:
        self.backends.append(Named(wanted.model))
        return Choice(cast("Backend", self.backends[-1]), ())

    async def _measure(self, _backend: Backend, _capabilities: Capabilities) -> SpeedEstimate:
        return SpeedEstimate()

    @property
    def open_models(self) -> list[str]:
        return [backend.model for backend in self.backends if backend.is_open]

    async def asked(self) -> str:
        _, opened = await self.assistant.ready()
        assert opened is not None
        return opened.backend.model


@pytest.mark.parametrize(
    ("name", "asked", "open_models"),
    [("", "coder", ["coder"]), ("coder", "coder", ["coder"]), ("talker", "talker", ["coder", "talker"])],
)
def test_a_question_goes_to_the_assistants_own_model_where_one_is_named(
    name: str, asked: str, open_models: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It loads at the first question, not before, and never twice the same model."""

    async def story() -> tuple[list[str], str, list[str]]:
        house = House(monkeypatch, assistant_model=name)
        house.completing.open()
        await house.completing.ready()
        before = house.open_models
        return before, await house.asked(), house.open_models

    assert asyncio.run(story()) == (["coder"], asked, open_models)


def test_a_model_that_is_no_longer_named_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its memory is free at once; the next question goes to the one named now."""

    async def story() -> tuple[list[str], str]:
        house = House(monkeypatch, assistant_model="talker")
        await house.asked()
        house.settings = Settings(model="coder", assistant_model="thinker")
        await house.assistant.follow_settings()
        return house.open_models, await house.asked()

    assert asyncio.run(story()) == ([], "thinker")


def test_a_request_waits_for_the_model_that_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks meanwhile is answered as soon as it is there."""

    async def story() -> list[str]:
        house = House(monkeypatch)
        house.completing.open()
        opened = await asyncio.gather(house.completing.ready(), house.completing.ready())
        return [one.backend.model for one in opened if one is not None]

    assert asyncio.run(story()) == ["coder", "coder"]
