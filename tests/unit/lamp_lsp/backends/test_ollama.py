"""The Ollama backend's requests, what it makes of the answers, and what it says when they go wrong."""

import json
from collections.abc import Sequence
from typing import Any

import pytest

from lamp_lsp.backends.ollama import OllamaBackend
from lamp_lsp.backends.ollama_server import OllamaServer
from lamp_lsp.backends.protocol import Chunk, GenerationOptions, Timing
from style_learner.errors import LampError, NotAvailable, TryAgain
from style_learner.prompts.formats import QWEN
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, ScriptedServer, scripted_server

pytestmark = pytest.mark.asyncio

SHOWN = {
    "template": "{{ if .Suffix }}<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .Suffix }}<|fim_middle|>{{ end }}",
    "capabilities": ["completion", "insert"],
    "model_info": {"general.architecture": "qwen2"},
}
DONE = {
    "done": True,
    "response": "",
    "prompt_eval_count": 100,
    "prompt_eval_duration": 2_000_000_000,
    "eval_count": 2,
    "eval_duration": 500_000_000,
}


def _lines(*texts: str, done: bool = True) -> list[str]:
    told = [{"response": text, "done": False, "logprobs": [{"token": text, "logprob": -0.5}]} for text in texts]
    return [json.dumps(line) for line in ([*told, DONE] if done else told)]


def _answers(**changed: Answer) -> dict[str, Answer]:
    known: dict[str, Answer] = {
        "/api/version": Reply({"version": "0.34.2"}),
        "/api/show": Reply(SHOWN),
        "/api/generate": Reply(lines=_lines("a", "b")),
    }
    return {**known, **{f"/api/{name}": answer for name, answer in changed.items()}}


def _backend(server: ScriptedServer, model: str = "coder") -> OllamaBackend:
    return OllamaBackend(model, OllamaServer(server.address), context_length=2048)


async def _generated(opened: OllamaBackend, prompt: str = "x" * 100) -> list[Chunk | Timing]:
    return [item async for item in opened.generate(prompt, GenerationOptions(8, stop=("\n\n",), seed=3))]


async def test_every_request_has_the_same_context_length() -> None:
    """Another length would make the server load the model anew between chat and completion."""
    with scripted_server(
        _answers(chat=Reply(lines=['{"message": {"role": "assistant", "content": ""}, "done": true}']))
    ) as server:
        opened = _backend(server)
        await opened.open()
        await _generated(opened)
        [item async for item in opened.chat([], GenerationOptions(8))]
        await opened.close()

    requests: Sequence[Any] = server.requests_to("/api/generate") + server.requests_to("/api/chat")
    assert len(requests) == 3
    assert {request["options"]["num_ctx"] for request in requests} == {2048}
    assert {request["keep_alive"] for request in requests} == {"30m"}


async def test_prompts_go_raw_and_answers_come_with_their_timing() -> None:
    """Chunks carry their log-probability; the timing is in seconds."""
    with scripted_server(_answers()) as server:
        opened = _backend(server)
        items = await _generated(opened)
        await opened.close()

    assert server.requests_to("/api/generate")[0]["raw"] is True
    assert server.requests_to("/api/generate")[0]["options"]["stop"] == ["\n\n"]
    assert items == [Chunk("a", -0.5, 1), Chunk("b", -0.5, 1), Timing(100, 2.0, 2, 0.5)]


async def test_the_likeliest_tokens_are_told_where_they_are_asked_for() -> None:
    """Of a piece of one token; what is there of the answer already stands behind the prompt."""
    others = [{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -1.5}]
    one = {"response": "a", "done": False, "logprobs": [{"token": "a", "logprob": -0.5, "top_logprobs": others}]}
    two = {"response": "cd", "done": False, "logprobs": [one["logprobs"][0], {"token": "d", "logprob": -0.1}]}  # type: ignore[index]
    with scripted_server(_answers(generate=Reply(lines=[json.dumps(line) for line in (one, two, DONE)]))) as server:
        opened = _backend(server)
        options = GenerationOptions(8, answer_prefix="x = ", top_logprobs=True)
        items = [item async for item in opened.generate("prompt", options)]
        await opened.close()

    (request,) = server.requests_to("/api/generate")
    assert (request["prompt"], request["top_logprobs"]) == ("promptx = ", 20)
    assert items[:2] == [Chunk("a", -0.5, 1, {"a": -0.5, "b": -1.5}), Chunk("cd", -0.6, 2)]


async def test_what_the_server_still_held_is_not_counted_as_read() -> None:
    """The server counts the whole prompt each time; only its new share was read."""
    with scripted_server(_answers()) as server:
        opened = _backend(server)
        await _generated(opened, "x" * 90)
        items = await _generated(opened, "x" * 90 + "y" * 10)
        await opened.close()

    assert isinstance(items[-1], Timing)
    assert items[-1].read_tokens == 10


async def test_what_was_read_counts_as_held_though_nobody_listened_to_the_end() -> None:
    """Else the next answer would seem to have read all of it in no time."""
    with scripted_server(_answers()) as server:
        opened = _backend(server)
        async for _ in opened.generate("x" * 90, GenerationOptions(8)):
            break
        items = await _generated(opened, "x" * 90 + "y" * 10)
        await opened.close()

    assert isinstance(items[-1], Timing)
    assert items[-1].read_tokens == 10


async def test_reading_ahead_asks_for_the_one_token_that_ollama_cannot_do_without() -> None:
    """Zero tokens mean without limit to Ollama."""
    with scripted_server(_answers()) as server:
        opened = _backend(server)
        timing = await opened.prefill("prompt")
        await opened.close()

    assert server.requests_to("/api/generate")[0]["options"]["num_predict"] == 1
    assert timing is not None


async def test_capabilities_are_what_the_model_says() -> None:
    """Format by the template, log-probabilities by trying."""
    with scripted_server(_answers()) as server:
        opened = _backend(server)
        capabilities = await opened.open()
        await opened.close()

    assert capabilities.fim == QWEN
    assert capabilities.logprobs
    assert not capabilities.chat
    assert capabilities.context_length == 2048


async def test_the_share_on_the_gpu_is_told() -> None:
    """Of the bytes of the model that is asked about, under its full name."""
    running = {
        "models": [
            {"model": "other:latest", "size": 5, "size_vram": 5},
            {"model": "coder:latest", "size": 8, "size_vram": 2},
        ]
    }
    with scripted_server({"/api/ps": Reply(running)}) as server:
        opened = _backend(server)
        loaded = await opened.loaded()
        await opened.close()

    assert (loaded.gpu_share, loaded.memory_bytes) == (0.25, 8)


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (
            Reply({"error": "model 'coder' not found"}, status=404),
            NotAvailable,
            r"no model coder.*ollama pull coder.*lamp model pull",
        ),
        (
            Reply({"error": "model requires more system memory (9 GiB)"}, status=500),
            NotAvailable,
            r"9 GiB.*smaller model",
        ),
        (
            Reply({"error": "llama runner process has terminated: exit status 2"}, status=500),
            TryAgain,
            r"runner of coder died.*again",
        ),
        (
            Reply(lines=[*_lines("a", done=False), '{"error": "an error was encountered"}']),
            TryAgain,
            r"could not answer.*log",
        ),
        (Reply(lines=_lines("a", done=False), breaks_off=True), TryAgain, r"middle of an answer.*ollama serve"),
        (Reply(lines=["<html>"]), TryAgain, r"middle of an answer"),
    ],
)
async def test_what_goes_wrong_is_said_with_the_next_step(reply: Reply, kind: type[LampError], words: str) -> None:
    """One sentence what happened, one what to do."""
    with scripted_server(_answers(generate=reply)) as server:
        opened = _backend(server)
        with pytest.raises(kind, match=words):
            await _generated(opened)
        await opened.close()


async def test_a_server_that_is_not_there_is_named() -> None:
    """With its address, and how to start it."""
    opened = OllamaBackend("coder", OllamaServer("http://127.0.0.1:9"), 2048)

    with pytest.raises(TryAgain, match=r"127\.0\.0\.1:9.*ollama serve"):
        await opened.open()


async def test_a_server_told_to_listen_everywhere_is_found_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The servers' own variable is an address to connect to as well."""
    monkeypatch.setenv("OLLAMA_HOST", "0.0.0.0:7777")

    assert OllamaServer().address == "http://127.0.0.1:7777"


async def test_pulling_tells_how_far_it_is() -> None:
    """Stages and bytes, as the server reports them."""
    told = [
        '{"status": "pulling manifest"}',
        '{"status": "pulling abc", "completed": 5, "total": 10}',
        '{"status": "success"}',
    ]
    with scripted_server({"/api/pull": Reply(lines=told)}) as server:
        connection = OllamaServer(server.address)
        progress = [step async for step in connection.pull("coder")]
        await connection.close()

    assert [(step.stage, step.done_bytes, step.total_bytes) for step in progress] == [
        ("pulling manifest", 0, 0),
        ("pulling abc", 5, 10),
        ("success", 0, 0),
    ]
