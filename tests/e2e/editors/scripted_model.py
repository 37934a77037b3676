"""A real daemon whose model is a script: every suggestion is another text, made in milliseconds."""

import itertools
import json
import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.lamp_home import LampHome, isolated_lamp
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, ScriptedServer, scripted_server

COMPLETIONS = "/v1/completions"
CHAT = "/v1/chat/completions"

CHANGED = "total = sum(prices)"
"""What the model answers to every question."""


@dataclass(frozen=True)
class ScriptedLamp:
    """A LAMP of its own and what its model was asked."""

    home: LampHome
    server: ScriptedServer

    def prompts(self) -> list[str]:
        return [str(body["prompt"]) for body in self.server.requests_to(COMPLETIONS)]

    def suggestions(self) -> dict[str, dict[str, Any]]:
        """Return what the store has of every suggestion, by id."""
        address = self.home.address
        assert address is not None
        request = urllib.request.Request(
            f"http://127.0.0.1:{address.port}/v1/export", headers={"Authorization": f"Bearer {address.token}"}
        )
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 loopback
            return {each["id"]: each for each in json.load(response)["suggestions"]}


@contextmanager
def scripted_lamp(folder: Path) -> Iterator[ScriptedLamp]:
    """Give a LAMP with a model that writes ``make_1(alpha, beta)``, then ``make_2``, and one answer to all questions."""
    numbers = itertools.count(1)

    def complete(_request: Any) -> Reply:
        text = f"make_{next(numbers)}(alpha, beta)\n"
        events = [{"choices": [{"text": piece}]} for piece in re.findall(r"\W*\w+\W*", text)]
        events.append({"choices": [{"text": "", "finish_reason": "stop"}]})
        return Reply(lines=[line for event in events for line in (f"data: {json.dumps(event)}", "")] + ["data: [DONE]"])

    def chat(_request: Any) -> Reply:
        events: list[dict[str, Any]] = [{"choices": [{"delta": {"content": f"```python\n{CHANGED}\n```\n"}}]}]
        events.append({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        return Reply(lines=[line for event in events for line in (f"data: {json.dumps(event)}", "")] + ["data: [DONE]"])

    answers: dict[str, Answer] = {
        CHAT: chat,
        "/v1/models": Reply({"data": [{"id": "script", "max_model_len": 4096}]}),
        COMPLETIONS: complete,
    }
    with (
        scripted_server(answers) as server,
        isolated_lamp(
            folder / "lamp",
            LAMP_BACKEND="openai",
            LAMP_BASE_URL=server.address,
            LAMP_FIM_FORMAT="qwen",
            LAMP_MEANING_SEARCH="false",
            LAMP_DEBOUNCE_MS="0",
            LAMP_HOLDOUT_SHARE="0",
        ) as home,
    ):
        yield ScriptedLamp(home, server)
