"""What goes to a model on another machine goes without its secrets."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any, cast

import pytest

from lamp_lsp.backends.choose import BackendSettings, choose_backend
from lamp_lsp.backends.elsewhere import BackendElsewhere
from lamp_lsp.backends.instruct import fill_in_messages
from lamp_lsp.backends.openai import OpenAIBackend
from lamp_lsp.backends.protocol import Backend, Capabilities, ChatMessage, Chunk, GenerationOptions, Timing
from style_learner.prompts.formats import QWEN
from style_learner.types import CursorContext

OPTIONS = GenerationOptions(max_tokens=1)
TOKEN = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
WORD = "hunter2-Tr0ub4dor"


class Server:
    """Keeps what reaches the other machine."""

    kind, model = "openai", "far"

    def __init__(self) -> None:
        self.got: list[str] = []

    async def open(self) -> Capabilities:
        return Capabilities(QWEN, chat=True, logprobs=False, context_length=4096)

    async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        del options
        self.got.append(prompt)
        yield Chunk("x")

    async def chat(
        self, messages: Sequence[ChatMessage], options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        del options
        self.got += [one.content for one in messages]
        yield Chunk("x")

    async def prefill(self, prompt: str, *_: Any) -> None:
        self.got.append(prompt)

    def unread(self, prompt: str, *_: Any) -> int:
        self.got.append(prompt)
        return len(prompt)


async def opened(server: Server) -> BackendElsewhere:
    """Return the other machine's backend as LAMP uses it."""
    backend = BackendElsewhere(cast("Backend", server))
    await backend.open()
    return backend


async def all_of(items: AsyncGenerator[Chunk | Timing, None]) -> None:
    """Read an answer to its end."""
    async for _ in items:
        pass


@pytest.mark.parametrize(
    "code",
    [f'token = "{TOKEN}"\nprint(token)\n', f'password = "{WORD}"\nlogin(password)\n'],
    ids=["token", "password"],
)
def test_no_secret_is_sent_wherever_the_cursor_stands(code: str) -> None:
    """Neither in a prompt of marks, nor read ahead, nor in words; the marks stay, and so does the code around."""

    async def body() -> list[tuple[str, str]]:
        pairs = []
        for cut in range(len(code) + 1):
            server = Server()
            backend, before, after = await opened(server), code[:cut], code[cut:]
            prompt = f"{QWEN.prefix}{before}{QWEN.suffix}{after}{QWEN.middle}"
            await all_of(backend.generate(prompt, OPTIONS))
            await backend.prefill(prompt)
            backend.unread(prompt)
            await all_of(backend.chat(fill_in_messages(CursorContext("a.py", "python", before, after)), OPTIONS))
            pairs += [(prompt, got) for got in server.got]
        return pairs

    sent = [got for _, got in asyncio.run(body())]
    secret = TOKEN if TOKEN in code else WORD
    halves = [(secret[:half], secret[half:]) for half in range(9, len(secret) - 8)]
    for got in sent:
        assert secret not in got
        assert not any(first in got or last in got for first, last in halves), got
        assert all(mark in got for mark in QWEN.gap) or "<CURSOR>" in got
    assert any("print(token)" in got or "login(password)" in got for got in sent)


@pytest.mark.parametrize(
    ("address", "elsewhere"),
    [
        ("http://127.0.0.1:8080", False),
        ("http://localhost:8080/v1", False),
        ("http://[::1]:8080", False),
        ("http://192.168.1.7:8080", True),
        ("https://models.example.org/v1", True),
        ("http://localhost.example.org", True),
    ],
)
def test_a_server_is_elsewhere_unless_its_address_is_this_machines(address: str, elsewhere: bool) -> None:  # noqa: FBT001 a case
    """A name that only begins like it is another machine's."""
    choice = asyncio.run(choose_backend(BackendSettings(kind="openai", model="m", base_url=address)))

    assert isinstance(choice.backend, BackendElsewhere) is elsewhere


def test_a_server_of_lamps_own_reads_over_what_it_read() -> None:
    """Every slot gets other text, so that no prompt stays in a prefix cache; none is expected there any more."""

    class Own:
        def __init__(self) -> None:
            self.asked: list[dict[str, Any]] = []

        async def stream(self, _path: str, request: dict[str, Any]) -> AsyncGenerator[dict[str, Any], None]:
            self.asked.append(request)
            yield {"choices": [{"text": "x", "finish_reason": "length"}]}

    server = Own()
    backend = OpenAIBackend("m", cast("Any", server), 4096, own_slots=3)
    asyncio.run(all_of(backend.generate("secret_name = 1", OPTIONS)))
    read = backend.unread("secret_name = 1")
    server.asked.clear()

    asyncio.run(backend.forget())

    assert [(one["id_slot"], one["prompt"], one["cache_prompt"]) for one in server.asked] == [
        (slot, "\n", False) for slot in range(3)
    ]
    assert (read, backend.unread("secret_name = 1")) == (0, backend.count_tokens("secret_name = 1"))
