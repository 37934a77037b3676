"""What rarely comes of an Ollama server: numbers that are none, ends that are none, counts that mean something else."""

import json
from typing import Any

import pytest

from lamp_lsp.backends.ollama import OllamaBackend
from lamp_lsp.backends.ollama_server import OllamaServer
from lamp_lsp.backends.protocol import ChatMessage, Chunk, GenerationOptions, Timing
from lamp_lsp.backends.token_estimate import TokenEstimate
from style_learner.errors import LampError, NotAvailable, TryAgain, WrongSetting
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, ScriptedServer, scripted_server

pytestmark = pytest.mark.asyncio

QWEN_TEMPLATE = "{{ if .Suffix }}<|fim_prefix|>{{ .Prompt }}<|fim_suffix|>{{ .Suffix }}<|fim_middle|>{{ end }}"
SHOWN = {"template": QWEN_TEMPLATE, "capabilities": ["completion", "insert"], "model_info": {}}
DONE = {
    "done": True,
    "done_reason": "stop",
    "response": "",
    "prompt_eval_count": 100,
    "prompt_eval_cached_count": 94,
    "prompt_eval_duration": 50_000_000,
    "eval_count": 2,
    "eval_duration": 500_000_000,
}


def _piece(text: str, token: str, logprob: float, *top_logprobs: tuple[str, float]) -> dict[str, Any]:
    others = [{"token": one, "logprob": value} for one, value in top_logprobs]
    told = {"token": token, "logprob": logprob, **({"top_logprobs": others} if others else {})}
    return {"response": text, "done": False, "logprobs": [told]}


def _stream(*lines: dict[str, Any]) -> Reply:
    return Reply(lines=[json.dumps(line) for line in lines])


def _server(generate: Answer, version: str = "0.34.2", **more: Answer) -> dict[str, Answer]:
    answers: dict[str, Answer] = {
        "/api/version": Reply({"version": version}),
        "/api/show": Reply(SHOWN),
        "/api/generate": generate,
    }
    return answers | {f"/api/{path}": answer for path, answer in more.items()}


async def _generated(server: ScriptedServer, prompt: str = "p" * 300, **options: Any) -> list[Chunk | Timing]:
    opened = OllamaBackend("coder", OllamaServer(server.address), context_length=2048)
    try:
        return [item async for item in opened.generate(prompt, GenerationOptions(8, **options))]
    finally:
        await opened.close()


async def test_a_piece_of_several_tokens_has_no_log_probability_of_the_last() -> None:
    """Text held back until it was no stop comes with its last token's number; that is not the piece's."""
    held_back = _piece("\n\n    return", " return", -0.25, (" return", -0.25), (" pass", -2.0))
    with scripted_server(_server(_stream(held_back, DONE))) as server:
        piece, _ = await _generated(server, top_logprobs=True)

    assert piece == Chunk("\n\n    return", None, tokens=2)


async def test_what_a_stop_left_of_a_token_is_that_token() -> None:
    """The log-probability is the whole token's, and it goes by the text that came."""
    cut = _piece(":", ":\n", -0.25, (":\n", -0.25), (" ->", -2.0))
    with scripted_server(_server(_stream(cut, DONE))) as server:
        piece, _ = await _generated(server, top_logprobs=True)

    assert piece == Chunk(":", -0.25, 1, {":": -0.25, " ->": -2.0})


@pytest.mark.parametrize(
    ("piece", "logprob"),
    [
        (_piece("x", "x", 0.0), None),
        (_piece("x", "x", 0.0, ("x", 0.0)), 0.0),
        (_piece("x", "x", -0.5), -0.5),
        ({"response": "x", "done": False}, None),
    ],
    ids=["placeholder", "certain", "alone", "nothing"],
)
async def test_a_placeholder_is_no_certainty(piece: dict[str, Any], logprob: float | None) -> None:
    """Zero without any likeliest token beside it is what a draft model's tokens come with: nothing was told."""
    with scripted_server(_server(_stream(piece, DONE))) as server:
        chunk, _ = await _generated(server)

    assert isinstance(chunk, Chunk)
    assert chunk.logprob == logprob


async def test_nothing_is_drafted() -> None:
    """Every request says so, whatever the model comes with."""
    with scripted_server(_server(_stream(DONE), chat=_stream({**DONE, "message": {"role": "assistant"}}))) as server:
        opened = OllamaBackend("coder", OllamaServer(server.address), 2048)
        [item async for item in opened.generate("x", GenerationOptions(8))]
        [item async for item in opened.chat([ChatMessage("user", "x")], GenerationOptions(8))]
        await opened.close()

    asked = [*server.requests_to("/api/generate"), *server.requests_to("/api/chat")]
    assert [request["options"]["draft_num_predict"] for request in asked] == [0, 0]


async def test_log_probabilities_are_asked_for_where_they_are_used() -> None:
    """Reading ahead uses none; an answer that is weighed needs one a token, one that is corrected twenty."""
    with scripted_server(_server(_stream(DONE))) as server:
        await _generated(server)
        await _generated(server, top_logprobs=True)
        opened = OllamaBackend("coder", OllamaServer(server.address), 2048)
        await opened.prefill("prompt")
        await opened.close()

    asked = server.requests_to("/api/generate")
    assert [(request.get("logprobs"), request.get("top_logprobs")) for request in asked] == [
        (True, 1),
        (True, 20),
        (None, None),
    ]


@pytest.mark.parametrize(
    "end",
    [(), ({"error": "prediction aborted, token repeat limit reached"},)],
    ids=["nothing", "token repeat limit"],
)
async def test_an_answer_that_only_repeats_itself_ends_like_one_cut_short(end: tuple[dict[str, Any], ...]) -> None:
    """The server does not say that it is done; what came is an answer, and nothing is learned of its speed."""
    pieces = [_piece("=", "=", -0.1, ("=", -0.1))] * 31
    with scripted_server(_server(_stream(*pieces, *end))) as server:
        items = await _generated(server)

    assert items[-1] == Timing(0, 0.0, 31, 0.0, cut_short=True)
    assert len(items) == 32


async def test_an_end_before_anything_was_said_is_an_error() -> None:
    """An empty answer that looks whole would be taken for one."""
    with scripted_server(_server(_stream())) as server, pytest.raises(TryAgain, match="without a word"):
        await _generated(server)


async def test_what_the_cache_held_is_not_counted_as_read() -> None:
    """The server says how much it was; the same prompt asked first, it need not have been read at all."""
    with scripted_server(_server(_stream(DONE))) as server:
        (timing,) = await _generated(server)

    assert isinstance(timing, Timing)
    assert timing.read_tokens == 6


async def test_a_version_that_counts_new_tokens_alone_is_taken_at_its_word() -> None:
    """0.30.0 leaves out what its cache held: the count is what was read, and says nothing of the prompt's length."""
    done = {name: value for name, value in DONE.items() if name != "prompt_eval_cached_count"}
    with scripted_server(_server(_stream({**done, "prompt_eval_count": 6}), version="0.30.0")) as server:
        opened = OllamaBackend("coder", OllamaServer(server.address), 2048)
        await opened.open()
        for _ in range(2):
            items = [item async for item in opened.generate("p" * 300, GenerationOptions(8))]
        counted = opened.count_tokens("p" * 300)
        await opened.close()

    assert isinstance(items[-1], Timing)
    assert items[-1].read_tokens == 6
    assert counted == TokenEstimate().tokens("p" * 300)


TOO_LONG = [
    {"error": "the prompt is longer than the context length currently available to the model; shorten the prompt"},
    {
        "error": json.dumps(
            {
                "error": {
                    "code": 400,
                    "type": "exceed_context_size_error",
                    "message": "request (5008 tokens) exceeds the available context size (2048 tokens), try it",
                }
            }
        )
    },
    {"error": "the input length exceeds the context length"},
]


@pytest.mark.parametrize("refusal", TOO_LONG, ids=["0.34", "llama-server", "0.24"])
async def test_a_prompt_over_the_window_is_cut_and_asked_again(refusal: dict[str, Any]) -> None:
    """What stands farthest before the cursor goes; the marks, the cursor's surroundings and the answer so far stay."""
    fits = 7_000

    def answer(body: Any) -> Reply:
        done = {**DONE, "prompt_eval_count": len(body["prompt"]) // 4}
        return Reply(refusal, status=400) if len(body["prompt"]) > fits else _stream(_piece("x", "x", -0.5), done)

    before = "".join(f"line_{number} = {number}\n" for number in range(1000))
    prompt = f"<|fim_prefix|>{before}here = <|fim_suffix|>\nafter()\n<|fim_middle|>"
    with scripted_server(_server(answer)) as server:
        opened = OllamaBackend("coder", OllamaServer(server.address), 2048, fim_format="qwen")
        await opened.open()
        items = [item async for item in opened.generate(prompt, GenerationOptions(8, answer_prefix="f("))]
        counted = opened.count_tokens(prompt)
        await opened.close()

    sent = server.requests_to("/api/generate")[-1]
    assert items[0] == Chunk("x", -0.5)
    assert sent["prompt"].startswith("<|fim_prefix|>line_")
    assert sent["prompt"].endswith("line_999 = 999\nhere = <|fim_suffix|>\nafter()\n<|fim_middle|>f(")
    assert sent["truncate"] is False
    assert counted > 1.2 * TokenEstimate().tokens(prompt[:fits])


async def test_a_prompt_that_no_cut_makes_short_enough_is_refused_in_words() -> None:
    """It is no failure of the server."""
    words = r"longer than the window of coder.*context_length"
    refusal = Reply(TOO_LONG[0], status=400)
    with scripted_server(_server(refusal)) as server, pytest.raises(WrongSetting, match=words):
        await _generated(server)


async def test_thoughts_are_not_told() -> None:
    """A model that can be told not to think is; what it thinks all the same stays with the server."""
    lines = [
        {"message": {"role": "assistant", "content": "", "thinking": "Let me see."}, "done": False},
        {"message": {"role": "assistant", "content": "Paris."}, "done": False},
        {**DONE, "message": {"role": "assistant", "content": ""}},
    ]
    shown = Reply({**SHOWN, "capabilities": ["completion", "thinking"]})
    with scripted_server(_server(_stream(DONE), chat=_stream(*lines), show=shown)) as server:
        opened = OllamaBackend("thinker", OllamaServer(server.address), 2048)
        capabilities = await opened.open()
        items = [item async for item in opened.chat([ChatMessage("user", "?")], GenerationOptions(8))]
        await opened.close()

    assert capabilities.chat
    assert [item.text for item in items if isinstance(item, Chunk)] == ["Paris."]
    assert server.requests_to("/api/chat")[0]["think"] is False


async def test_a_model_that_only_thinks_says_why_there_is_no_answer() -> None:
    """One that cannot be told not to gets room for its thoughts; when that is not enough, it is said."""
    lines = [
        {"message": {"role": "assistant", "content": "", "thinking": "Hmm."}, "done": False},
        {**DONE, "done_reason": "length", "message": {"role": "assistant", "content": ""}},
    ]
    info = {"general.architecture": "gptoss"}
    shown = Reply({**SHOWN, "capabilities": ["completion", "thinking"], "model_info": info})
    with scripted_server(_server(_stream(DONE), chat=_stream(*lines), show=shown)) as server:
        opened = OllamaBackend("gpt-oss:20b", OllamaServer(server.address), 2048)
        await opened.open()
        with pytest.raises(NotAvailable, match=r"gpt-oss:20b thought.*shows no thoughts"):
            [item async for item in opened.chat([ChatMessage("user", "?")], GenerationOptions(8))]
        await opened.close()

    (request,) = server.requests_to("/api/chat")
    assert (request["think"], request["options"]["num_predict"] > 8) == ("low", True)


@pytest.mark.parametrize(
    ("model", "shown"),
    [("qwen3-coder:480b-cloud", SHOWN), ("coder", {**SHOWN, "remote_host": "https://ollama.com:443"})],
)
async def test_a_model_of_the_cloud_is_refused_before_any_code_is_sent(model: str, shown: dict[str, Any]) -> None:
    """Ollama passes on what such a model is asked; LAMP sends nothing off the machine."""
    with scripted_server(_server(_stream(DONE), show=Reply(shown))) as server:
        opened = OllamaBackend(model, OllamaServer(server.address), 2048)
        with pytest.raises(NotAvailable, match=r"cloud.*no other machine"):
            await opened.open()
        await opened.close()

    assert not server.requests_to("/api/generate")


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ("llama-server binary not found (checked: /usr/lib/ollama)", NotAvailable, r"not installed whole"),
        ("model runner has unexpectedly stopped, this may be due to resource limitations", TryAgain, r"runner.*died"),
        ("model requires more system memory (9 GiB)", NotAvailable, r"smaller model"),
        ('{"error": {"code": 500, "message": "slot is gone"}}', TryAgain, r"could not answer \(slot is gone\)"),
        ("7", TryAgain, r"could not answer \(7\)"),
    ],
)
async def test_what_newer_versions_say_is_understood(said: str, kind: type[LampError], words: str) -> None:
    """Each with its own next step."""
    with scripted_server(_server(Reply({"error": said}, status=500))) as server, pytest.raises(kind, match=words):
        await _generated(server)


async def test_a_model_trained_for_a_shorter_window_gets_that() -> None:
    """The server runs it with no more than it was trained for, and prompts are sized to it."""
    info = {"general.architecture": "llama", "llama.context_length": 1024}
    with scripted_server(_server(_stream(DONE), show=Reply({**SHOWN, "model_info": info}))) as server:
        opened = OllamaBackend("coder", OllamaServer(server.address), 2048)
        capabilities = await opened.open()
        await opened.close()

    assert capabilities.context_length == 1024


async def test_half_a_surrogate_pair_reaches_the_server_as_a_mark() -> None:
    """Editors cut texts within a character; the model goes on with the rest."""
    with scripted_server(_server(_stream(_piece("x", "x", -0.5), DONE))) as server:
        items = await _generated(server, "a\ud83d = ")

    assert items[0] == Chunk("x", -0.5)
    assert server.requests_to("/api/generate")[0]["prompt"] == "a? = "


@pytest.mark.parametrize(
    ("template", "capabilities", "chats"),
    [
        ("{% for message in messages %}{{ message.content }}{% endfor %}", ["completion"], True),
        ("{{ range .Messages }}{{ .Content }}{{ end }}", ["completion"], True),
        ("", ["completion", "tools"], True),
        ("{{ .Prompt }}", ["completion"], False),
    ],
    ids=["of the weights", "of Ollama", "none shown", "raw"],
)
async def test_a_model_that_talks_is_told_by_either_kind_of_template(
    template: str,
    capabilities: list[str],
    chats: bool,  # noqa: FBT001
) -> None:
    """From 0.30 on the server may show the template that came with the weights, which is written otherwise."""
    shown = Reply({**SHOWN, "template": template, "capabilities": capabilities})
    with scripted_server(_server(_stream(DONE), show=shown)) as server:
        opened = OllamaBackend("talker", OllamaServer(server.address), 2048)
        found = await opened.open()
        await opened.close()

    assert found.chat is chats
