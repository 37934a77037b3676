"""What the developer writes may change an answer, and never silences the model."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any, cast

import pytest

from lamp_lsp.backends.protocol import Backend, Capabilities, Chunk, GenerationOptions
from lamp_lsp.engine.choosing import Candidate, Chooser
from lamp_lsp.engine.generating import Generation
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.engine.personal_ngrams import TokenOverride
from lamp_lsp.engine.request import Correction, PreparedRequest
from lamp_lsp.engine.stages import Stages
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.settings import Settings
from style_learner.learner import Learner
from style_learner.postprocessing.completion_scope import completion_scope
from style_learner.prompts.budget import Budget
from style_learner.prompts.building import build_prompt
from style_learner.prompts.formats import QWEN
from style_learner.types import CursorContext

PLACE = CursorContext("/p/cart.py", "python", "total = ", "\nprint(total)\n", "/p")


class Writer:
    """Writes the same whenever nobody corrects it."""

    kind, model = "one", "one"

    async def generate(self, _prompt: str, _options: GenerationOptions) -> AsyncGenerator[Chunk, None]:
        yield Chunk("price * count\n")

    def count_tokens(self, text: str) -> int:
        return len(text) // 3


def _asked(monkeypatch: pytest.MonkeyPatch, corrected_to: str) -> list[Candidate]:
    async def corrected(*arguments: Any) -> AsyncGenerator[Chunk, None]:
        arguments[-1](TokenOverride("price", corrected_to))
        yield Chunk(corrected_to)

    monkeypatch.setattr("lamp_lsp.engine.generating.corrected", corrected)
    backend, budget = cast("Backend", Writer()), Budget(100, 100, 40, 20)
    opened = OpenModel(backend, Capabilities(QWEN, chat=False, logprobs=True, context_length=4096))
    prompt = build_prompt(PLACE, (), fim=QWEN, budget=budget, count_tokens=backend.count_tokens)
    request = PreparedRequest(
        SuggestionRequest(PLACE, "editor", Settings()),
        opened,
        Stages(),
        "personal",
        budget,
        (),
        prompt,
        in_full=True,
        correction=Correction(cast("Any", None), cast("Any", None)),
        completion_scope=completion_scope(PLACE),
    )
    return asyncio.run(Generation(Model(Settings), Chooser(Learner().advice)).candidates(request))


def test_a_correction_that_leaves_nothing_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """The model's own answer is better than silence; a correction that leaves something stands."""
    assert [one.postprocessed.text for one in _asked(monkeypatch, "\n")] == ["price * count"]
    assert [one.postprocessed.text for one in _asked(monkeypatch, "subtotal\n")] == ["subtotal"]
