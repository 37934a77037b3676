"""Whoever asks by hand is not answered with silence because of code that was retrieved."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast

import pytest

from lamp_lsp.backends.protocol import Backend, Capabilities, Chunk, GenerationOptions
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.engine.preparing import Preparation
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.settings import Settings
from style_learner.learner import Learner
from style_learner.prompts.formats import QWEN
from style_learner.types import CursorContext, RetrievedSnippet, Snippet

PLACE = CursorContext("/p/cart.py", "python", "total = ", "\nprint(total)\n", "/p")
OTHER = RetrievedSnippet(Snippet("1", "/p", "other.py", "python", "x = 1\n", 0, "block", "", 0.0), 1.0, "words")


class Distracted:
    """A model that has nothing to say where it reads the other file."""

    kind, model = "distracted", "distracted"

    def __init__(self) -> None:
        self.prompts: list[str] = []

    async def generate(self, prompt: str, _options: GenerationOptions) -> AsyncGenerator[Chunk, None]:
        self.prompts.append(prompt)
        yield Chunk("\n" if "other.py" in prompt else "price * count\n")

    def unread(self, *_: object) -> int:
        return 0

    def count_tokens(self, text: str) -> int:
        return len(text) // 3


def _asked(monkeypatch: pytest.MonkeyPatch, learner: Learner, *, invoked: bool) -> tuple[list[str], int]:
    async def retrieved(*_: Any) -> Sequence[RetrievedSnippet]:
        return (OTHER,)

    async def body() -> tuple[list[str], int]:
        backend, model = Distracted(), Model(Settings)
        capabilities = Capabilities(QWEN, chat=False, logprobs=False, context_length=4096)
        model.opened = OpenModel(cast("Backend", backend), capabilities)
        engine = Engine(model, learner)
        settings = Settings(holdout_share=0.0)
        result = await engine.suggest(
            SuggestionRequest(PLACE, "editor", settings, invoked=invoked, strategy="personal")
        )
        await engine.close()
        return [item.text for item in result.items], len(backend.prompts)

    monkeypatch.setattr(Preparation, "_retrieve", retrieved)
    return asyncio.run(body())


def test_who_asks_by_hand_gets_what_the_open_file_tells(monkeypatch: pytest.MonkeyPatch, learner: Learner) -> None:
    """Retrieved code that leads to nothing is left out; while typing there is no time for a second answer."""
    assert _asked(monkeypatch, learner, invoked=True) == (["price * count"], 2)
    assert _asked(monkeypatch, learner, invoked=False) == ([], 1)
