"""llama.cpp's server alone, as people run it for others: behind a key, and behind a proxy that ends TLS."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lamp_lsp.backends.openai import OpenAIBackend
from lamp_lsp.backends.openai_server import OpenAIServer
from lamp_lsp.backends.protocol import ChatMessage, Chunk, GenerationOptions
from style_learner.errors import TryAgain, WrongSetting
from style_learner.prompts.formats import QWEN
from tests.e2e.backends.prompts import IS_EVEN, IS_EVEN_ANSWER, answer, long_prompt
from tests.e2e.backends.tls_proxy import tls_in_front_of
from tests.unit.lamp_lsp.backends.certificates import self_made_certificate

pytestmark = [pytest.mark.model, pytest.mark.asyncio]

KEY = "a-key-of-the-cluster"
LINE = GenerationOptions(max_tokens=16, stop=("\n",))
WINDOW = 1024


@dataclass(frozen=True)
class Served:
    """A running server."""

    address: str

    def backend(self, key: str = KEY) -> OpenAIBackend:
        """Return a backend that knows the key, unless another is given."""
        return OpenAIBackend("", OpenAIServer(self.address, key), 4096)


@pytest.fixture(scope="module")
def served(weights: Path) -> Iterator[Served]:
    """Run a server with a key."""
    command = [
        *(sys.executable, str(Path(__file__).with_name("llama_server.py")), "--model", str(weights), "--port", "0"),
        *("-c", str(WINDOW), "--api-key", KEY),
        *("--alias", "coder", "--log-verbosity", "1"),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield Served(_listening(process))
        finally:
            process.terminate()


def _listening(process: "subprocess.Popen[str]") -> str:
    """Wait until the server says where it listens."""
    said = []
    for line in process.stderr or ():
        said.append(line)
        if "listening on" in line:
            return line.rsplit(maxsplit=1)[-1]
    raise RuntimeError("".join(said))


async def test_it_fills_in_behind_a_key(served: Served) -> None:
    """Format, window and log-probabilities are what the server tells; it chats as well."""
    backend = served.backend()
    can = await backend.open()
    said = await answer(backend.generate(IS_EVEN, GenerationOptions(16, stop=("\n",), top_logprobs=True)))
    question = ChatMessage("user", "What is the capital of France? Answer with one word.")
    talked = await answer(backend.chat([question], GenerationOptions(max_tokens=8, logprobs=False)))
    await backend.close()

    assert (can.fim, can.context_length, can.logprobs) == (QWEN, WINDOW, True)
    assert (backend.model, backend.format_source) == ("coder", "vocabulary")
    assert said.text == IS_EVEN_ANSWER
    assert all(len(chunk.top_logprobs) > 10 for chunk in said.chunks)
    assert "Paris" in talked.text


async def test_a_wrong_key_is_told(served: Served) -> None:
    """With the setting to change."""
    backend = served.backend(key="another")
    with pytest.raises(WrongSetting, match=r"refuses the key.*api_key"):
        await backend.open()
    await backend.close()


async def test_it_is_reached_through_tls_with_a_certificate_of_ones_own(served: Served, tmp_path: Path) -> None:
    """Its answers come through whole; without the certificate nothing is sent, and the setting is named."""
    certificate, key = self_made_certificate(tmp_path)
    async with tls_in_front_of(served.address, certificate, key) as address:
        backend = OpenAIBackend("", OpenAIServer(address, KEY, ca_certificate=str(certificate)), 4096)
        can = await backend.open()
        said = await answer(backend.generate(IS_EVEN, LINE))
        await backend.close()
        stranger = OpenAIBackend("", OpenAIServer(address, KEY), 4096)
        with pytest.raises(WrongSetting, match="ca_certificate"):
            await stranger.open()
        await stranger.close()

    assert can.context_length == WINDOW
    assert said.text == IS_EVEN_ANSWER


async def test_a_prompt_over_the_window_is_sized_down(served: Served) -> None:
    """The server counts it, refuses, and gets what fits."""
    backend = served.backend()
    await backend.open()
    before, after = IS_EVEN.removeprefix(QWEN.prefix).split(QWEN.suffix)
    prompt = f"{QWEN.prefix}{long_prompt('over', functions=120)}\n\n\n{before}{QWEN.suffix}{after}"
    said = await answer(backend.generate(prompt, LINE))
    await backend.close()

    assert said.text == IS_EVEN_ANSWER
    assert said.timing.read_tokens < WINDOW


async def test_a_server_that_is_not_there_yet_is_told_until_it_is(served: Served) -> None:
    """Who starts it later is not asked to change anything."""
    nobody = OpenAIBackend("", OpenAIServer("http://127.0.0.1:9", KEY), 4096)
    with pytest.raises(TryAgain, match=r"start it, or set base_url"):
        await nobody.open()
    await nobody.close()

    backend = served.backend()
    await backend.open()
    (piece, *_) = [item async for item in backend.generate("x = ", LINE)]
    await backend.close()
    assert isinstance(piece, Chunk)
