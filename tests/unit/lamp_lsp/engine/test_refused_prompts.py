"""A prompt that a model refuses costs one suggestion, not the model."""

import asyncio
from collections.abc import AsyncGenerator
from typing import cast

from lamp_lsp.backends.protocol import Backend, Capabilities, Chunk, GenerationOptions
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.engine.suggestion import SuggestionRequest, SuggestionResult
from lamp_lsp.settings import Settings
from style_learner.errors import WrongSetting
from style_learner.learner import Learner
from style_learner.prompts.formats import QWEN
from style_learner.types import CursorContext

TOO_LONG = "A prompt of 5000 tokens does not fit the context of 4096; set a larger context_length."


class Refusing:
    """A model to which every prompt is too long."""

    kind, model = "refusing", "refusing"

    async def generate(self, prompt: str, _options: GenerationOptions) -> AsyncGenerator[Chunk, None]:
        if prompt:
            raise WrongSetting(TOO_LONG)
        yield Chunk("")

    def unread(self, prompt: str, _cache_key: str = "", _adapter_strength: float = 0.0) -> int:
        return len(prompt)

    def count_tokens(self, text: str) -> int:
        return len(text) // 3


async def _asked() -> tuple[SuggestionResult, Model]:
    model = Model(Settings)
    model.opened = OpenModel(
        cast("Backend", Refusing()),
        Capabilities(QWEN, chat=False, logprobs=True, context_length=4096),
    )
    engine = Engine(model, Learner())
    place = CursorContext("/home/ada/shop/cart.py", "python", "name = ", "\n", "/home/ada/shop")
    reply = await engine.suggest(SuggestionRequest(place, "editor", Settings()))
    await engine.close()
    return reply, model


def test_a_prompt_too_long_leaves_the_model_open() -> None:
    """The request is answered with the reason; the next one finds the model where it was."""
    reply, model = asyncio.run(_asked())

    assert (reply.items, reply.reason) == ([], TOO_LONG)
    assert model.opened is not None
