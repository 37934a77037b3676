"""What a client of a real Ollama server runs into: slots, windows, reloads, counts, thoughts."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
import pytest_asyncio

from lamp_lsp.backends.ollama import OllamaBackend
from lamp_lsp.backends.ollama_server import OllamaServer
from lamp_lsp.backends.protocol import ChatMessage, Chunk, GenerationOptions
from lamp_lsp.backends.token_estimate import TokenEstimate
from style_learner.prompts.formats import QWEN
from tests.e2e.backends.prompts import IS_EVEN, IS_EVEN_ANSWER, WITHOUT_END, answer, listen_to, long_prompt
from tests.e2e.backends.real_ollama import MODEL, RealOllama, create_model

pytestmark = [pytest.mark.ollama, pytest.mark.model, pytest.mark.asyncio]

WINDOW = 2048
LINE = GenerationOptions(max_tokens=16, stop=("\n",))
ENDLESS = GenerationOptions(max_tokens=1500)
QUESTION = ChatMessage("user", "What is the capital of France? Answer with one word.")

THINKER = '''FROM {weights}
TEMPLATE """{{{{- if .Tools }}}}{{{{ end }}}}{{{{- range .Messages }}}}<|im_start|>{{{{ .Role }}}}
{{{{ if .Thinking }}}}<think>{{{{ .Thinking }}}}</think>
{{{{ end }}}}{{{{ .Content }}}}<|im_end|>
{{{{ end }}}}<|im_start|>assistant
{{{{ if and .IsThinkSet .Think }}}}<think>
Now I am thinking, for as long as I may:
{{{{ end }}}}"""
'''
"""A template that lets the model think unless it is told not to. Ollama tells thinkers by the marks of thoughts, and
takes the template that comes with the weights instead where that one can do more."""

NO_GAP = '''FROM {weights}
TEMPLATE """{{{{ .Prompt }}}}"""
'''


@pytest_asyncio.fixture
async def ollama(ollama_server: RealOllama) -> AsyncIterator[OllamaBackend]:
    """Return the backend, open."""
    backend = OllamaBackend(MODEL, OllamaServer(ollama_server.address), context_length=WINDOW)
    await backend.open()
    yield backend
    await backend.close()


async def test_leaving_frees_the_slot(ollama: OllamaBackend, ollama_server: RealOllama) -> None:
    """The server itself rests long before the end of what it was asked for."""
    heard = await listen_to(3, ollama.generate(WITHOUT_END, ENDLESS))
    (slot,) = await asyncio.to_thread(ollama_server.at_rest)

    assert len(heard) == 3
    assert slot.written_tokens < ENDLESS.max_tokens / 10


async def test_cancelling_a_task_frees_the_slot(ollama: OllamaBackend, ollama_server: RealOllama) -> None:
    """A task that is cancelled while it waits for the next token leaves nothing running."""
    writes = asyncio.Event()

    async def listen() -> None:
        async for _ in ollama.generate(WITHOUT_END, ENDLESS):
            writes.set()

    task = asyncio.create_task(listen())
    await writes.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (slot,) = await asyncio.to_thread(ollama_server.at_rest)

    assert slot.written_tokens < ENDLESS.max_tokens / 10


async def test_leaving_while_the_prompt_is_read_frees_the_slot(
    ollama: OllamaBackend, ollama_server: RealOllama
) -> None:
    """Nothing of the abandoned answer is ever written."""
    task = asyncio.create_task(answer(ollama.generate(long_prompt("left", functions=70), ENDLESS)))
    await asyncio.to_thread(ollama_server.at_work)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (slot,) = await asyncio.to_thread(ollama_server.at_rest)

    assert slot.written_tokens <= 1


async def test_no_request_makes_the_server_load_the_model_anew(
    ollama: OllamaBackend, ollama_server: RealOllama
) -> None:
    """Completion, conversation, reading ahead and the likeliest tokens run in one and the same process."""
    before = ollama_server.runners_of(MODEL)

    await answer(ollama.generate(IS_EVEN, LINE))
    await answer(ollama.chat([QUESTION], GenerationOptions(max_tokens=4, logprobs=False)))
    await ollama.prefill(IS_EVEN)
    await answer(ollama.generate(IS_EVEN, GenerationOptions(max_tokens=4, top_logprobs=True, temperature=0.6, seed=3)))

    assert ollama_server.runners_of(MODEL) == before
    assert len(before) == 1


@pytest.mark.parametrize("characters", [12_000, 40_000])
async def test_a_prompt_over_the_window_is_sized_down(ollama: OllamaBackend, characters: int) -> None:
    """It is answered as if it had been short, and the next ones are sized by what was learned."""
    dense = "".join(f"t[{number}]=0x{number * 7919 % 65536:04x};" for number in range(characters))[:characters]
    before, after = IS_EVEN.removeprefix(QWEN.prefix).split(QWEN.suffix)
    prompt = f"{QWEN.prefix}{dense}\n\n\n{before}{QWEN.suffix}{after}"

    said = await answer(ollama.generate(prompt, LINE))

    assert said.text.strip()
    assert said.timing.read_tokens < WINDOW
    assert ollama.count_tokens(prompt) > TokenEstimate().tokens(prompt)


async def test_the_server_tells_what_its_cache_held(ollama: OllamaBackend, ollama_server: RealOllama) -> None:
    """A prompt asked again is counted as read by its last token or so, though who asks has never asked it before."""
    prompt = long_prompt("counted")
    stranger = OllamaBackend(MODEL, OllamaServer(ollama_server.address), context_length=WINDOW)

    first = await answer(ollama.generate(prompt, LINE))
    again = await answer(stranger.generate(prompt, LINE))
    await stranger.close()

    assert first.timing.read_tokens > 300
    assert 0 < again.timing.read_tokens < 10


async def test_likeliest_tokens_are_told_only_where_they_are_asked_for(ollama: OllamaBackend) -> None:
    """And where no log-probability is asked for, none is told."""

    async def told(options: GenerationOptions) -> Sequence[Chunk]:
        return (await answer(ollama.generate(IS_EVEN, options))).chunks

    top_logprobs = await told(GenerationOptions(4, top_logprobs=True))
    plain = await told(GenerationOptions(4))
    without = await told(GenerationOptions(4, logprobs=False))

    assert all(len(chunk.top_logprobs) > 10 for chunk in top_logprobs)
    assert all(chunk.logprob is not None and len(chunk.top_logprobs) <= 2 for chunk in plain)
    assert all(chunk.logprob is None for chunk in without)
    assert (
        [chunk.text for chunk in top_logprobs] == [chunk.text for chunk in plain] == [chunk.text for chunk in without]
    )


async def test_a_thinking_model_answers_without_its_thoughts(
    ollama_server: RealOllama, ollama_executable: str, ollama_models: Path, weights: Path
) -> None:
    """It is told not to think, and answers at once."""
    create_model(ollama_executable, ollama_server, weights, ollama_models, "lamp-test-thinker", THINKER)
    server = OllamaServer(ollama_server.address)
    backend = OllamaBackend("lamp-test-thinker", server, context_length=WINDOW)
    capabilities = (await server.shown("lamp-test-thinker")).capabilities
    can = await backend.open()
    said = await answer(backend.chat([QUESTION], GenerationOptions(max_tokens=12)))
    await backend.close()

    assert "thinking" in capabilities
    assert can.chat
    assert "Paris" in said.text
    assert "think" not in said.text.lower()


async def test_the_gap_is_told_by_the_vocabulary_where_the_template_has_none(
    ollama_server: RealOllama, ollama_executable: str, ollama_models: Path, weights: Path
) -> None:
    """A model that somebody made from a file alone fills in as well, though the server says that it cannot insert."""
    create_model(ollama_executable, ollama_server, weights, ollama_models, "lamp-test-bare", NO_GAP)
    server = OllamaServer(ollama_server.address)
    backend = OllamaBackend("lamp-test-bare", server, context_length=WINDOW)
    capabilities = (await server.shown("lamp-test-bare")).capabilities
    can = await backend.open()
    said = await answer(backend.generate(IS_EVEN, LINE))
    await backend.close()

    assert "insert" not in capabilities
    assert can.fim == QWEN
    assert said.text == IS_EVEN_ANSWER
