"""What is shown, and in which order, follows from what the developer took and left before."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import cast

from lamp_lsp.backends.protocol import Backend, Capabilities, Chunk, GenerationOptions, Timing
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.settings import Settings
from style_learner.learner import Learner
from style_learner.prompts.formats import QWEN
from style_learner.types import CursorContext, Outcome, OutcomeKind, Suggestion

PROJECT = "/home/ada/shop"
PLACE = CursorContext(f"{PROJECT}/cart.py", "python", "names = []\nname = ", "\n", PROJECT)


class Scripted:
    """A model that writes what it was told to, one text for each candidate."""

    kind, model = "scripted", "scripted"

    def __init__(self, texts: Sequence[str], logprob: float) -> None:
        self.texts, self.logprob = texts, logprob
        self.prompt_characters: list[int] = []

    async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        self.prompt_characters.append(len(prompt))
        yield Chunk(self.texts[options.seed % len(self.texts)], self.logprob)
        yield Timing(1, 0.01, 1, 0.01)

    def unread(self, prompt: str, _cache_key: str = "", _adapter_strength: float = 0.0) -> int:
        return len(prompt)

    async def prefill(self, _prompt: str, _cache_key: str = "", _adapter_strength: float = 0.0) -> Timing | None:
        return None

    def count_tokens(self, text: str) -> int:
        return len(text) // 3


def suggested(learner: Learner, ask: SuggestionRequest, texts: Sequence[str], logprob: float = -3.0) -> list[str]:
    """Return what the engine answers when the model writes ``texts``."""

    async def answered() -> list[str]:
        model = Model(lambda: ask.settings)
        backend = cast("Backend", Scripted(texts, logprob))
        model.opened = OpenModel(backend, Capabilities(QWEN, chat=False, logprobs=True, context_length=4096))
        engine = Engine(model, learner)
        try:
            return [item.text for item in (await engine.suggest(ask)).items]
        finally:
            await engine.close()

    return asyncio.run(answered())


def taught(learner: Learner, kind: OutcomeKind, count: int = 60) -> None:
    """Let the developer do the same with many guesses of the model."""
    for number in range(count):
        one = Suggestion(
            id=str(number),
            text=f"guess_{number}",
            at=time.time(),
            language="python",
            project=PROJECT,
            path=PLACE.path,
            before=f"x{number} = ",
            after="",
            backend="b",
            model="m",
            strategy="personal",
            evidence=(),
            mean_logprob=-3.0,
            latency_ms=1.0,
        )
        learner.writer.record(one, replace(PLACE, prefix=one.before))
        learner.writer.follow([Outcome(one.id, kind, time.time(), len(one.text))], [])


def test_a_guess_is_kept_back_from_who_leaves_guesses(learner: Learner) -> None:
    """Unasked it is not shown; asked for by hand, or with the filter off, it is."""
    ask = SuggestionRequest(PLACE, "editor", Settings(holdout_share=0.0))
    assert suggested(learner, ask, ["some_guess"]) == ["some_guess"]
    taught(learner, OutcomeKind.REJECTED)

    assert suggested(learner, ask, ["some_guess"]) == []
    assert suggested(learner, replace(ask, invoked=True), ["some_guess"]) == ["some_guess"]
    assert suggested(learner, replace(ask, settings=Settings(min_accept_probability=0.0)), ["some_guess"]) == [
        "some_guess"
    ]


def test_a_sure_answer_is_still_shown(learner: Learner) -> None:
    """What the model is sure of is shown to the same developer once they took such before."""
    taught(learner, OutcomeKind.ACCEPTED)

    assert suggested(learner, SuggestionRequest(PLACE, "editor", Settings()), ["names[0]"], logprob=-0.02) == [
        "names[0]"
    ]


def test_candidates_come_in_the_developers_order(learner: Learner) -> None:
    """Of several, the one in the developer's own manner comes first, whatever the model wrote first."""
    for number in range(4):
        path = f"{PROJECT}/own{number}.py"
        learner.writer.learn_document(path, "python", "a = 'x'\nb = ['y', 'z']\nprint('w')\n" * 3, PROJECT, saved=True)
    texts = ["str(1)", "dict(one=2)", "'own'"]
    asked = SuggestionRequest(PLACE, "editor", Settings(holdout_share=0.0), invoked=True, count=3)

    assert suggested(learner, asked, texts)[0] == "'own'"
    assert suggested(learner, replace(asked, strategy="generic"), texts) == texts
