"""A real Ollama server: the model fills in, what was read is held, and what goes wrong is said."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from lamp_lsp.backends.choose import BackendSettings, choose_backend
from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.hardware import Hardware
from lamp_lsp.backends.ollama import OllamaBackend
from lamp_lsp.backends.ollama_server import OllamaServer
from lamp_lsp.backends.openai import OpenAIBackend
from lamp_lsp.backends.openai_server import OpenAIServer
from lamp_lsp.backends.protocol import ChatMessage, Chunk, GenerationOptions, Timing
from lamp_lsp.backends.speed import measure_speed
from lamp_lsp.engine.logprob_correction import corrected
from lamp_lsp.engine.personal_ngrams import cache_at, personal_ngrams
from style_learner.errors import NotAvailable, TryAgain
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.ngrams.pre_tokenizer import PreTokenizer
from style_learner.prompts.formats import QWEN
from style_learner.types import CursorContext, Snippet
from tests.e2e.backends.prompts import IS_EVEN, IS_EVEN_ANSWER, WITHOUT_END, answer, long_prompt
from tests.e2e.backends.real_ollama import MODEL, RealOllama, real_ollama

pytestmark = [pytest.mark.ollama, pytest.mark.model, pytest.mark.asyncio]

LINE = GenerationOptions(max_tokens=16, stop=("\n",))
ONE = GenerationOptions(max_tokens=1)
ENDLESS = GenerationOptions(max_tokens=1500)


def _snippet(number: int, text: str) -> Snippet:
    return Snippet(f"{number:016x}", "/shop", f"step{number}.py", "python", text, 0, "function", f"step_{number}", 0.0)


@pytest_asyncio.fixture
async def ollama(ollama_server: RealOllama) -> AsyncIterator[OllamaBackend]:
    """Return the backend, open."""
    backend = OllamaBackend(MODEL, OllamaServer(ollama_server.address), context_length=2048)
    await backend.open()
    yield backend
    await backend.close()


async def test_the_server_tells_how_its_model_fills_in(ollama_server: RealOllama) -> None:
    """Format, chat and log-probabilities, as the real server says."""
    backend = OllamaBackend(MODEL, OllamaServer(ollama_server.address), context_length=2048)

    capabilities = await backend.open()
    loaded = await backend.loaded()
    await backend.close()

    assert capabilities.fim == QWEN
    assert capabilities.chat
    assert capabilities.logprobs
    assert loaded.gpu_share is not None
    assert 0.0 <= loaded.gpu_share <= 1.0


async def test_both_backends_give_the_same_answer(ollama: OllamaBackend, weights: Path) -> None:
    """The caller cannot tell them apart: same weights, same prompt, same text, nearly the same likelihood."""
    theirs = await answer(ollama.generate(IS_EVEN, LINE))
    embedded = EmbeddedBackend(weights, context_length=1024)
    await embedded.open()
    ours = await answer(embedded.generate(IS_EVEN, LINE))
    await embedded.close()

    assert theirs.text == ours.text == IS_EVEN_ANSWER
    assert theirs.logprob == pytest.approx(ours.logprob, abs=0.5)


async def test_what_the_developer_always_writes_corrects_the_answer(
    ollama: OllamaBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name of one's own that the model cannot know stands in it."""
    monkeypatch.setattr("lamp_lsp.engine.logprob_correction.SLOW_S", 60.0)  # however busy the machine is
    context = CursorContext(
        "/shop/new.py", "python", "def settle(order):\n    ledger =", "\n    return ledger\n", "/shop"
    )
    prompt = f"{QWEN.prefix}{context.prefix}{QWEN.suffix}{context.suffix}{QWEN.middle}"
    texts = [f"# {number}\ndef settle(order):\n    ledger = vellum.pull(order.vault)\n" for number in range(12)]
    words = PreTokenizer()
    own = personal_ngrams([_snippet(number, text) for number, text in enumerate(texts)], words)

    alone = await answer(ollama.generate(prompt, LINE))
    stream = corrected(ollama.generate, prompt, LINE, lambda: LogprobMixer(cache_at(own, context, words), words))
    corrected_text = "".join([piece.text async for piece in stream if isinstance(piece, Chunk)])

    assert "vellum" not in alone.text
    assert corrected_text.startswith(" vellum.pull(order")


async def test_what_was_read_is_held(ollama: OllamaBackend) -> None:
    """The second time the server reads only what is new."""
    prompt = long_prompt("held")

    ahead = await ollama.prefill(prompt)
    again = await answer(ollama.generate(prompt + "\n\ndef ", ONE))

    assert ahead is not None
    assert ahead.read_tokens > 300
    assert again.timing.read_tokens < 25


async def test_an_answer_says_whether_it_was_cut_short(ollama: OllamaBackend) -> None:
    """By the limit of tokens it was; by a stop, or by the model itself, it was not."""
    cut, stopped, ended = [
        await answer(ollama.generate(prompt, options))
        for prompt, options in ((IS_EVEN, ONE), (WITHOUT_END, LINE), (IS_EVEN, GenerationOptions(max_tokens=64)))
    ]

    assert [one.timing.cut_short for one in (cut, stopped, ended)] == [True, False, False]


async def test_it_chats(ollama: OllamaBackend) -> None:
    """By the model's own template."""
    question = ChatMessage("user", "What is the capital of France? Answer with one word.")

    assert "Paris" in (await answer(ollama.chat([question], GenerationOptions(max_tokens=12)))).text


async def test_a_model_that_is_not_there_is_named(ollama_server: RealOllama) -> None:
    """With both commands that get it."""
    backend = OllamaBackend("no-such-model", OllamaServer(ollama_server.address), context_length=2048)

    with pytest.raises(NotAvailable, match=r"ollama pull no-such-model.*lamp model pull no-such-model"):
        await backend.open()
    await backend.close()


async def test_a_server_that_dies_in_the_middle_of_an_answer_is_said(
    ollama_server: RealOllama, ollama_executable: str, ollama_models: Path
) -> None:
    """One sentence, and no half answer that looks whole."""
    with real_ollama(ollama_executable, ollama_models) as mortal:
        backend = OllamaBackend(MODEL, OllamaServer(mortal.address), context_length=2048)
        await backend.open()
        items = backend.generate(WITHOUT_END, ENDLESS)
        await anext(items)
        mortal.kill()

        with pytest.raises(TryAgain, match=r"Ollama.*(broke off|could not answer|died)"):
            assert not [item async for item in items if isinstance(item, Timing)]
        with pytest.raises(TryAgain, match=r"No Ollama answers.*ollama serve"):
            await answer(backend.generate("x = ", ONE))
        await backend.close()


async def test_it_is_found_and_chosen(ollama_server: RealOllama) -> None:
    """Version, model and reason, from the real server; speed is measured."""
    choice = await choose_backend(BackendSettings(base_url=ollama_server.address), Hardware((), 8_000_000_000, 2))

    assert choice.backend is not None
    assert choice.backend.model.startswith(MODEL)
    capabilities = await choice.backend.open()
    speed = (await measure_speed(choice.backend, capabilities)).estimate()
    await choice.backend.close()
    assert speed.measured


async def test_its_openai_interface_fills_in_by_suffix(ollama_server: RealOllama) -> None:
    """A real server with OpenAI's interface takes the text after the cursor as a parameter."""
    backend = OpenAIBackend(MODEL, OpenAIServer(ollama_server.address), 2048, fim_format="suffix")
    fim = (await backend.open()).fim
    assert fim is not None
    before, after = IS_EVEN.removeprefix(QWEN.prefix).removesuffix(QWEN.middle).split(QWEN.suffix)

    said = await answer(backend.generate(f"{fim.prefix}{before}{fim.suffix}{after}{fim.middle}", LINE))
    chatted = await answer(backend.chat([ChatMessage("user", "Say hello.")], GenerationOptions(max_tokens=8)))
    await backend.close()

    assert said.text == IS_EVEN_ANSWER
    assert chatted.text
