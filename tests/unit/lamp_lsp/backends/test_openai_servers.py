"""What servers with OpenAI's interface do beside answering: load, guard themselves, refuse, think.

The answers are as llama-server and vLLM give them; vLLM's are taken from its documentation and its source.
"""

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest

from lamp_lsp.backends import openai_server
from lamp_lsp.backends.openai import OpenAIBackend
from lamp_lsp.backends.openai_server import OpenAIServer
from lamp_lsp.backends.protocol import ChatMessage, Chunk, GenerationOptions, Timing
from style_learner.errors import NotAvailable, TryAgain, WrongSetting
from tests.unit.lamp_lsp.backends.certificates import self_made_certificate
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, ScriptedServer, scripted_server

pytestmark = pytest.mark.asyncio

COMPLETIONS, CHAT, MODELS = "/v1/completions", "/v1/chat/completions", "/v1/models"
USAGE = {"choices": [], "usage": {"prompt_tokens": 40, "completion_tokens": 2}}
SERVED = Reply({"object": "list", "data": [{"id": "org/coder", "object": "model", "max_model_len": 2048}]})
LOADING = Reply({"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}, status=503)
QUESTION = [ChatMessage("user", "?")]


def _events(*told: Any) -> Reply:
    lines = [line for event in told for line in (f"data: {json.dumps(event)}", "")]
    return Reply(lines=[*lines, "data: [DONE]"])


def _text(piece: str) -> dict[str, Any]:
    return {"choices": [{"text": piece, "logprobs": {"tokens": [piece], "token_logprobs": [-0.25]}}]}


def _said(end: str = "", **delta: str) -> dict[str, Any]:
    return {"choices": [{"delta": delta, **({"finish_reason": end} if end else {})}]}


def _server(**changed: Answer) -> dict[str, Answer]:
    answers: dict[str, Answer] = {MODELS: SERVED, COMPLETIONS: _events(_text("a"), USAGE)}
    return answers | {f"/v1/{path}": answer for path, answer in changed.items()}


def _backend(server: ScriptedServer, **more: str) -> OpenAIBackend:
    return OpenAIBackend("", OpenAIServer(server.address, **more), 4096, "qwen")


@pytest.mark.parametrize(("hung_up", "answered"), [(1, True), (2, False)])
async def test_a_connection_that_was_just_closed_is_opened_anew(hung_up: int, *, answered: bool) -> None:
    """Servers close idle connections, at worst while a request is on its way; a server that always does is told of."""
    closed: list[Reply] = []
    answer = _events(_text("a"), USAGE)
    with scripted_server(_server(completions=lambda _: closed.pop() if closed else answer)) as server:
        opened = _backend(server)
        await opened.open()
        closed.extend([Reply(hangs_up=True)] * hung_up)
        expected = contextlib.nullcontext() if answered else pytest.raises(TryAgain, match="broke off")
        with expected:
            (piece, *_) = [item async for item in opened.generate("x = ", GenerationOptions(max_tokens=4))]
            assert isinstance(piece, Chunk)
            assert piece.text == "a"
        await opened.close()


async def test_a_server_that_loads_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """llama-server answers from the first second, with an error until the model is there."""
    monkeypatch.setattr(openai_server, "_LOOK_AGAIN_S", 0.0)
    looks = iter([LOADING, LOADING, SERVED])
    with scripted_server(_server(models=lambda _: next(looks))) as server:
        opened = _backend(server)
        capabilities = await opened.open()
        await opened.close()

    assert capabilities.logprobs
    assert len(server.requests_to(MODELS)) == 3


async def test_a_certificate_of_ones_own_is_trusted_where_it_is_named(tmp_path: Path) -> None:
    """Without that the server is not asked anything, and the setting to make is said."""
    certificate, key = self_made_certificate(tmp_path)
    with scripted_server(_server(), tls=(certificate, key)) as server:
        strange = _backend(server)
        with pytest.raises(WrongSetting, match=r"certificate.*not trusted.*ca_certificate"):
            await strange.open()
        await strange.close()
        assert not server.asked

        known = _backend(server, ca_certificate=str(certificate))
        capabilities = await known.open()
        await known.close()

    assert capabilities.context_length == 2048


async def test_a_file_without_a_certificate_is_named(tmp_path: Path) -> None:
    """Whether it is not there or something else."""
    other = tmp_path / "notes.txt"
    other.write_text("no certificate", encoding="utf-8")

    for file in (other, tmp_path / "nowhere.pem"):
        with pytest.raises(WrongSetting, match=rf"{file}.*PEM"):
            OpenAIServer("https://127.0.0.1:9", ca_certificate=str(file))


LLAMA_SERVER_REFUSES = {
    "error": {
        "code": 400,
        "message": "request (5008 tokens) exceeds the available context size (2048 tokens), try increasing it",
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 5008,
        "n_ctx": 2048,
    }
}
VLLM_REFUSES = {
    "object": "error",
    "message": "This model's maximum context length is 2048 tokens. However, you requested 5024 tokens "
    "(5008 in the messages, 16 in the completion). Please reduce the length of the messages or completion.",
    "type": "BadRequestError",
    "code": 400,
}
VLLM_REFUSES_NOW = {"error": {**VLLM_REFUSES}}


@pytest.mark.parametrize("refusal", [LLAMA_SERVER_REFUSES, VLLM_REFUSES, VLLM_REFUSES_NOW])
async def test_a_prompt_over_the_window_is_cut_and_asked_again(refusal: dict[str, Any]) -> None:
    """By as much as the server says is too much; the cursor's surroundings stay."""
    long = "".join(f"line_{number} = {number}\n" for number in range(1000))

    def answer(body: Any) -> Reply:
        return Reply(refusal, status=400) if len(body["prompt"]) > 7_000 else _events(_text("x"), USAGE)

    with scripted_server(_server(completions=answer)) as server:
        opened = _backend(server)
        await opened.open()
        prompt = f"<|fim_prefix|>{long}here = <|fim_suffix|>\nafter()\n<|fim_middle|>"
        items = [item async for item in opened.generate(prompt, GenerationOptions(8))]
        await opened.close()

    assert items[0] == Chunk("x", -0.25)
    assert len([body for body in server.requests_to(COMPLETIONS) if len(body["prompt"]) > 100]) == 2
    assert server.requests_to(COMPLETIONS)[-1]["prompt"].endswith("here = <|fim_suffix|>\nafter()\n<|fim_middle|>")


async def test_a_piece_held_back_has_no_log_probability_of_its_last_token() -> None:
    """llama-server tells one token of it."""
    told = {"content": [{"token": " x", "logprob": -0.25, "top_logprobs": [{"token": " x", "logprob": -0.25}]}]}
    piece = {"choices": [{"text": "\n\n x", "logprobs": told}]}
    with scripted_server(_server(completions=_events(piece, USAGE))) as server:
        opened = _backend(server)
        chunk, _ = [item async for item in opened.generate("p", GenerationOptions(8))]
        await opened.close()

    assert chunk == Chunk("\n\n x", None, 2)


@pytest.mark.parametrize(
    "events",
    [
        (_said(reasoning_content="Let me see."), _said(content="Paris"), _said("stop", content=".")),
        (_said(reasoning="Let me see."), _said(content="Paris"), _said("stop", content=".")),
        (_said(content="<thi"), _said(content="nk>Let me see.</think>\n\nParis"), _said("stop", content=".")),
        (_said(content="Par"), _said("stop", content="is.")),
    ],
    ids=["llama-server", "vLLM", "as text", "none"],
)
async def test_thoughts_are_not_told(events: tuple[dict[str, Any], ...]) -> None:
    """Whether the server keeps them apart or not; it is told that none are wanted."""
    with scripted_server(_server(**{"chat/completions": _events(*events, USAGE)})) as server:
        opened = _backend(server)
        items = [item async for item in opened.chat(QUESTION, GenerationOptions(8, logprobs=False))]
        await opened.close()

    assert "".join(item.text for item in items if isinstance(item, Chunk)) == "Paris."
    assert isinstance(items[-1], Timing)
    (request,) = server.requests_to(CHAT)
    assert request["chat_template_kwargs"] == {"enable_thinking": False}
    assert "logprobs" not in request


@pytest.mark.parametrize("delta", [{"reasoning_content": "Hmm."}, {"content": "<think>Hmm."}])
async def test_a_model_that_only_thinks_says_why_there_is_no_answer(delta: dict[str, str]) -> None:
    """It used up what it may say."""
    events = _events(_said(**delta), _said("length"), USAGE)
    with scripted_server(_server(**{"chat/completions": events})) as server:
        opened = _backend(server)
        with pytest.raises(NotAvailable, match=r"thought until its answer had to end.*shows no thoughts"):
            [item async for item in opened.chat(QUESTION, GenerationOptions(8))]
        await opened.close()


async def test_an_answer_without_log_probabilities_asks_for_none() -> None:
    """Reading ahead throws its one token away."""
    with scripted_server(_server()) as server:
        opened = _backend(server)
        await opened.prefill("prompt")
        await opened.close()

    assert "logprobs" not in server.requests_to(COMPLETIONS)[0]
