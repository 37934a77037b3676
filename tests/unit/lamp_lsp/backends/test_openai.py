"""Servers with OpenAI's interface, as llama-server, vLLM and LM Studio answer."""

import json
from typing import Any

import pytest

from lamp_lsp.backends.openai import OpenAIBackend
from lamp_lsp.backends.openai_server import OpenAIServer
from lamp_lsp.backends.protocol import ChatMessage, Chunk, GenerationOptions, Timing
from style_learner.errors import LampError, NotAvailable, TryAgain, WrongSetting
from style_learner.prompts.formats import QWEN, STARCODER
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, ScriptedServer, scripted_server

pytestmark = pytest.mark.asyncio

COMPLETIONS, CHAT, MODELS = "/v1/completions", "/v1/chat/completions", "/v1/models"


def _events(*told: Any, done: bool = True) -> list[str]:
    lines = [line for event in told for line in (f"data: {json.dumps(event)}", "")]
    return [*lines, "data: [DONE]"] if done else lines


def _text(piece: str, logprob: float = -0.25) -> dict[str, Any]:
    return {"choices": [{"text": piece, "logprobs": {"tokens": [piece], "token_logprobs": [logprob]}}]}


USAGE = {"choices": [], "usage": {"prompt_tokens": 40, "completion_tokens": 2}}
ANSWER = Reply(lines=_events(_text("a"), _text("b"), USAGE))


def _vllm(**changed: Answer) -> dict[str, Answer]:
    known: dict[str, Answer] = {
        MODELS: Reply({"data": [{"id": "org/coder", "max_model_len": 1024}]}),
        COMPLETIONS: ANSWER,
    }
    return {**known, **{f"/{name}": answer for name, answer in changed.items()}}


def _backend(server: ScriptedServer, model: str = "", fim_format: str = "", key: str = "") -> OpenAIBackend:
    return OpenAIBackend(model, OpenAIServer(server.address + "/v1", key), 4096, fim_format)


async def _generated(opened: OpenAIBackend, prompt: str = "prompt") -> list[Chunk | Timing]:
    return [item async for item in opened.generate(prompt, GenerationOptions(8))]


def _one_token_for(*known: str) -> Answer:
    return lambda body: Reply({"tokens": [1] if body["content"] in known else [1, 2, 3]})


async def test_the_vocabulary_served_tells_the_format() -> None:
    """A server that tokenizes is asked which marks are one token each."""
    marks = (*STARCODER.gap, STARCODER.repo, STARCODER.file)
    with scripted_server(_vllm(tokenize=_one_token_for(*marks))) as server:
        opened = _backend(server)
        capabilities = await opened.open()
        await opened.close()

    assert capabilities.fim == STARCODER
    assert opened.format_source == "vocabulary"
    assert opened.model == "org/coder"
    assert capabilities.context_length == 1024
    assert capabilities.logprobs


async def test_a_name_is_the_last_resort_and_called_a_guess() -> None:
    """Where a server tells nothing, its model's name is all there is."""
    with scripted_server({**_vllm(), MODELS: Reply({"data": [{"id": "qwen2.5-coder-7b"}]})}) as server:
        opened = _backend(server)
        capabilities = await opened.open()
        await opened.close()

    assert (capabilities.fim, opened.format_source) == (QWEN, "name")


async def test_a_server_that_takes_the_suffix_gets_it() -> None:
    """The prompt is cut at the mark, which never leaves the machine."""
    with scripted_server(_vllm()) as server:
        opened = _backend(server, fim_format="suffix")
        fim = (await opened.open()).fim
        assert fim is not None
        await _generated(opened, f"{fim.prefix}before{fim.suffix}after{fim.middle}")
        await opened.close()

    request = server.requests_to(COMPLETIONS)[-1]
    assert (request["prompt"], request["suffix"]) == ("before", "after")


async def test_half_a_character_is_no_reason_to_fail() -> None:
    """Editors may send half of a surrogate pair; the rest of the prompt is as good as ever."""
    with scripted_server(_vllm()) as server:
        opened = _backend(server)
        assert await _generated(opened, 'x = "\ud83d"')
        await opened.close()

    assert server.requests_to(COMPLETIONS)[-1]["prompt"] == 'x = "?"'


async def test_answers_stream_with_their_log_probabilities() -> None:
    """Text as it comes, then a timing by the server's own count of tokens."""
    with scripted_server(_vllm()) as server:
        opened = _backend(server)
        *chunks, timing = await _generated(opened)
        await opened.close()

    assert chunks == [Chunk("a", -0.25, 1), Chunk("b", -0.25, 1)]
    assert isinstance(timing, Timing)
    assert (timing.read_tokens, timing.written_tokens) == (40, 2)


@pytest.mark.parametrize(
    "told",
    [
        {"tokens": ["a"], "token_logprobs": [-0.5], "top_logprobs": [{"a": -0.5, "b": -1.5}]},
        {"content": [{"token": "a", "logprob": -0.5, "top_logprobs": [
            {"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -1.5}]}]},
    ],
    ids=["OpenAI's own form", "llama-server's"],
)  # fmt: skip
async def test_the_likeliest_tokens_are_told_where_they_are_asked_for(told: dict[str, Any]) -> None:
    """In whichever form the server has."""
    event = {"choices": [{"text": "a", "logprobs": told}]}
    with scripted_server(_vllm(**{COMPLETIONS[1:]: Reply(lines=_events(event, USAGE))})) as server:
        opened = _backend(server)
        chunk, _ = [item async for item in opened.generate("prompt", GenerationOptions(8, top_logprobs=True))]
        await opened.close()

    assert chunk == Chunk("a", -0.5, 1, {"a": -0.5, "b": -1.5})
    assert server.requests_to(COMPLETIONS)[-1]["logprobs"] == 20


@pytest.mark.parametrize("most", [5, 1])
async def test_a_server_that_tells_fewer_is_asked_for_what_it_allows(most: int) -> None:
    """Rather than that it refuses every suggestion."""

    def strict(body: Any) -> Reply:
        return ANSWER if body["logprobs"] <= most else Reply({"error": {"message": f"at most {most}"}}, status=400)

    with scripted_server(_vllm(**{COMPLETIONS[1:]: strict})) as server:
        opened = _backend(server)
        capabilities = await opened.open()
        assert [item async for item in opened.generate("prompt", GenerationOptions(8, top_logprobs=True))]
        await opened.close()

    assert capabilities.logprobs
    assert server.requests_to(COMPLETIONS)[-1]["logprobs"] == most


async def test_a_begun_answer_stands_before_the_cursor_not_after_the_suffix() -> None:
    """Where the server lays the prompt out itself, as where LAMP does."""
    with scripted_server(_vllm()) as server:
        opened = _backend(server, fim_format="suffix")
        fim = (await opened.open()).fim
        assert fim is not None
        prompt, options = (
            f"{fim.prefix}before{fim.suffix}after{fim.middle}",
            GenerationOptions(8, answer_prefix=" = 1"),
        )
        assert [item async for item in opened.generate(prompt, options)]
        await opened.close()

    request = server.requests_to(COMPLETIONS)[-1]
    assert (request["prompt"], request["suffix"]) == ("before = 1", "after")


async def test_llama_servers_own_timing_is_taken() -> None:
    """It knows what its cache held."""
    timings = {"prompt_n": 3, "prompt_ms": 30.0, "predicted_n": 2, "predicted_ms": 50.0}
    with scripted_server(
        _vllm(**{COMPLETIONS[1:]: Reply(lines=_events({**_text("a"), "timings": timings}))})
    ) as server:
        opened = _backend(server)
        *_, timing = await _generated(opened)
        await opened.close()

    assert timing == Timing(3, 0.03, 2, 0.05)


@pytest.mark.parametrize("said", ["", "auto"])
async def test_the_name_tells_the_format_where_nothing_else_is_said(said: str) -> None:
    """`auto` is as good as nothing."""
    models = Reply({"data": [{"id": "qwen2.5-coder", "max_model_len": 1024}]})
    with scripted_server(_vllm(**{MODELS[1:]: models})) as server:
        opened = _backend(server, fim_format=said)
        fim = (await opened.open()).fim
        await opened.close()

    assert fim == QWEN


@pytest.mark.parametrize(
    ("reason", "written", "cut_short"),
    [("length", 2, True), ("model_length", 2, True), ("stop", 8, False), (None, 8, True), (None, 2, False)],
)
@pytest.mark.parametrize("told", ["timings", "usage"])
async def test_an_answer_says_whether_it_was_cut_short(
    reason: str | None,
    written: int,
    cut_short: bool,  # noqa: FBT001
    told: str,
) -> None:
    """Whoever tells the timing, the reason stands where the answer ends; where none does, its tokens tell."""
    counts = {"timings": {"prompt_n": 3, "predicted_n": written}, "usage": {"completion_tokens": written}}
    end = {"choices": [{"text": "", "finish_reason": reason}], told: counts[told]}
    with scripted_server(_vllm(**{COMPLETIONS[1:]: Reply(lines=_events(_text("a"), end))})) as server:
        opened = _backend(server)
        *_, timing = await _generated(opened)
        await opened.close()

    assert isinstance(timing, Timing)
    assert timing.cut_short is cut_short


async def test_conversations_use_the_servers_template() -> None:
    """Roles and words go out, the answer's words come back."""
    told = {"choices": [{"delta": {"content": "hi"}, "logprobs": {"content": [{"token": "hi", "logprob": -1.0}]}}]}
    with scripted_server(
        _vllm(**{CHAT[1:]: Reply(lines=_events({"choices": [{"delta": {"role": "assistant"}}]}, told))})
    ) as server:
        opened = _backend(server, "org/coder")
        items = [item async for item in opened.chat([ChatMessage("user", "say hi")], GenerationOptions(8))]
        await opened.close()

    assert server.requests_to(CHAT)[0]["messages"] == [{"role": "user", "content": "say hi"}]
    assert items[0] == Chunk("hi", -1.0, 1)
    assert isinstance(items[-1], Timing)


async def test_a_model_that_is_not_served_is_answered_with_those_that_are() -> None:
    """The sentence names them."""
    with scripted_server(_vllm()) as server:
        opened = _backend(server, "org/other")
        with pytest.raises(NotAvailable, match=r"org/other.*org/coder"):
            await opened.open()
        await opened.close()


async def test_a_name_without_a_tag_is_the_latest() -> None:
    """Ollama lists every model with a tag, and people leave `latest` off; another tag is another model."""
    listed = Reply({"data": [{"id": "coder:7b"}, {"id": "coder:latest"}]})
    with scripted_server({**_vllm(), MODELS: listed}) as server:
        opened = _backend(server, "coder")
        await opened.open()
        await opened.close()

    assert opened.model == "coder:latest"


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        (Reply({"error": {"message": "Invalid API key"}}, status=401), WrongSetting, r"Invalid API key.*api_key"),
        (Reply({"error": {"message": "context is 512"}}, status=400), WrongSetting, r"context is 512.*context_length"),
        (Reply({"error": "Loading model"}, status=503), TryAgain, r"still loading.*again"),
        (Reply(lines=_events(_text("a"), {"error": {"message": "out of slots"}})), TryAgain, r"out of slots.*again"),
        (Reply(lines=_events(_text("a"), done=False), breaks_off=True), TryAgain, r"middle of an answer"),
        (Reply(lines=_events(_text("a"), done=False)), TryAgain, r"middle of an answer"),
    ],
)
async def test_what_goes_wrong_is_said_with_the_next_step(reply: Reply, kind: type[LampError], words: str) -> None:
    """One sentence what happened, one what to do."""
    with scripted_server(_vllm(**{COMPLETIONS[1:]: reply})) as server:
        opened = _backend(server)
        with pytest.raises(kind, match=words):
            await _generated(opened)
        await opened.close()


@pytest.mark.parametrize("address", ["", "127.0.0.1:8080", "file:///tmp"])
async def test_what_is_no_address_is_refused(address: str) -> None:
    """The setting is named, with an example."""
    with pytest.raises(WrongSetting, match=r"base_url.*http://"):
        OpenAIServer(address)
