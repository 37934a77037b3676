"""LAMP on a server as fast as a GPU, and on one as slow as two cores: what it asks for, and what it leaves out.

The servers are scripted and tell their speed as Ollama does, so that no test depends on this machine's.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model
from lamp_lsp.engine.suggestion import SuggestionRequest, SuggestionResult
from lamp_lsp.settings import Settings
from style_learner.learner import Learner
from style_learner.prompts.budget import MOST_EVIDENCE, MOST_SUFFIX
from style_learner.store.store import Store
from style_learner.types import CursorContext
from tests.unit.lamp_lsp.backends import scripted_server as scripted

PROJECT = "/home/ada/shop"
CHARACTERS_PER_TOKEN = 4
QWEN_TEMPLATE = "{{ if .Suffix }}<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .Suffix }}<|fim_middle|>{{ end }}"


@dataclass
class Machine:
    """A machine with an Ollama server, by its speed."""

    read_tokens_per_s: int
    write_tokens_per_s: int
    prompts: list[str] = field(default_factory=list)
    """What it was asked to continue, without what only measures it."""
    limits: list[int] = field(default_factory=list)
    """The most tokens of each of those answers."""
    prefill: Event = field(default_factory=Event)
    """Set once a prompt was read ahead."""
    _held: str = ""

    def generate(self, body: Any) -> scripted.Reply:
        """Continue a prompt, and tell what that took as the real server does."""
        prompt, limit = body["prompt"], body["options"]["num_predict"]
        if "fim_middle" in prompt or limit == 1:
            self.prompts.append(prompt)
            self.limits.append(limit)
        if limit == 1 and len(prompt) > 1:
            self.prefill.set()
        words = [" total", " =", " price", f" * {2 + body['options']['seed']}", "\n"][:limit]
        cached = len(os.path.commonprefix([prompt, self._held])) // CHARACTERS_PER_TOKEN  # noqa: RUF071 characters
        self._held, tokens = prompt, len(prompt) // CHARACTERS_PER_TOKEN
        told = [{"response": word, "done": False, "logprobs": [_likeliest(word)]} for word in words]
        done = {
            "done": True,
            "response": "",
            "prompt_eval_count": tokens,
            "prompt_eval_cached_count": cached,
            "prompt_eval_duration": _nanoseconds(tokens - cached, self.read_tokens_per_s),
            "eval_count": len(words),
            "eval_duration": _nanoseconds(len(words), self.write_tokens_per_s),
        }
        return scripted.Reply(lines=[json.dumps(line) for line in (*told, done)])

    @contextmanager
    def running(self) -> Iterator[Settings]:
        """Run the server; gives the settings that lead to it."""
        info = {"general.architecture": "qwen2", "qwen2.context_length": 32_768}
        shown = {"template": QWEN_TEMPLATE, "capabilities": ["completion", "insert"], "model_info": info}
        answers: dict[str, scripted.Answer] = {
            "/api/version": scripted.Reply({"version": "0.34.2"}),
            "/api/tags": scripted.Reply({"models": [{"model": "coder:latest", "size": 1000}]}),
            "/api/show": scripted.Reply(shown),
            "/api/generate": self.generate,
        }
        with scripted.scripted_server(answers) as server:
            yield Settings(backend="ollama", base_url=server.address, holdout_share=0.0)


def _likeliest(word: str) -> dict[str, Any]:
    both = [{"token": word, "logprob": -0.1}, {"token": " other", "logprob": -2.5}]
    return {"token": word, "logprob": -0.1, "top_logprobs": both}


def _nanoseconds(tokens: int, per_second: int) -> int:
    return max(1, tokens * 1_000_000_000 // per_second)


def gpu() -> Machine:
    """Return a workstation: a 7B model on a card of the day."""
    return Machine(read_tokens_per_s=6000, write_tokens_per_s=120)


def cores() -> Machine:
    """Return a laptop: a 1.5B model on two cores."""
    return Machine(read_tokens_per_s=60, write_tokens_per_s=12)


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """Give a learner that knows files of the project."""
    found = Learner()
    store = Store.open(tmp_path / "lamp.duckdb", None)
    found.open(store, meaning_search=False)
    for number in range(40):
        body = "\n".join(f"    price = price + order.fee_{number}_{line}" for line in range(12))
        code = f"def price_{number}(price, order):\n{body}\n    return price\n"
        found.writer.learn_document(f"{PROJECT}/price{number}.py", "python", code, PROJECT, saved=True)
    yield found
    found.close()


def _ask(settings: Settings, **more: Any) -> SuggestionRequest:
    lines = "".join(f"fee_{number} = price_{number}(price, order)\n" for number in range(400))
    after = "\n" + "".join(f"    print(fee_{number})\n" for number in range(200))
    context = CursorContext(f"{PROJECT}/new.py", "python", f"{lines}def total(price, order):\n   ", after, PROJECT)
    return SuggestionRequest(context, "editor", settings, **more)


def _on(
    machine: Machine, learner: Learner, use: Callable[[Engine, Settings], Awaitable[SuggestionResult]]
) -> SuggestionResult:
    """Open the machine's model and use it."""

    async def story(settings: Settings) -> SuggestionResult:
        model = Model(lambda: settings)
        engine = Engine(model, learner)
        model.open()
        assert await model.ready() is not None, model.why_not
        machine.prompts.clear()
        machine.limits.clear()
        try:
            return await use(engine, settings)
        finally:
            await engine.close()
            await model.close()

    with machine.running() as settings:
        return asyncio.run(story(settings))


async def _suggest(engine: Engine, settings: Settings) -> SuggestionResult:
    return await engine.suggest(_ask(settings, strategy="personal"))


def test_a_fast_machine_gets_all_it_can_make_use_of(learner: Learner) -> None:
    """Its speed is taken as the server tells it, and the prompt is as long as more is worth anything."""
    machine = gpu()

    async def budgeted(engine: Engine, settings: Settings) -> SuggestionResult:
        budget = engine.budget(settings)
        assert budget.suffix > 0.9 * MOST_SUFFIX * 4096 / 4400
        assert budget.evidence > 0.8 * MOST_EVIDENCE
        assert budget.answer == 120
        assert budget.total < settings.context_length
        return await _suggest(engine, settings)

    reply = _on(machine, learner, budgeted)
    assert not reply.reason

    (prompt,) = machine.prompts
    assert "order.fee_" in prompt
    assert len(prompt) > 8_000
    assert machine.limits == [120]
    assert reply.items[0].text == " total = price * 2"


def test_a_slow_machine_gets_a_short_prompt_first_and_reads_the_long_one_ahead(learner: Learner) -> None:
    """Within the wait; what there was no time for is read while nobody waits."""
    machine = cores()

    async def suggest_and_rest(engine: Engine, settings: Settings) -> SuggestionResult:
        reply = await _suggest(engine, settings)
        await asyncio.to_thread(machine.prefill.wait)
        return reply

    reply = _on(machine, learner, suggest_and_rest)

    first, ahead = machine.prompts
    assert reply.items
    assert len(first) < 3_000
    assert machine.limits == [24, 1]
    assert ahead.startswith("<|fim_prefix|>")


def test_by_hand_a_fast_machine_gives_as_many_as_were_asked_for(learner: Learner) -> None:
    """Each differs from the others, and all of them come from the one long prompt."""
    machine = gpu()

    async def by_hand(engine: Engine, settings: Settings) -> SuggestionResult:
        return await engine.suggest(_ask(settings, strategy="personal", invoked=True, count=3))

    reply = _on(machine, learner, by_hand)

    assert len({item.text for item in reply.items}) == 3
    assert len(set(machine.prompts)) == 1
