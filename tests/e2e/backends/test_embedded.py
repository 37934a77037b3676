"""The embedded model reads once, stops at once, and is honest about what it wrote."""

import asyncio
import contextlib
from pathlib import Path

import psutil
import pytest

from lamp_lsp.backends.embedded import SLOTS, EmbeddedBackend
from lamp_lsp.backends.protocol import ChatMessage, Chunk, GenerationOptions
from style_learner.errors import DamagedData, LampError, NotAvailable, TryAgain, WrongSetting
from style_learner.prompts.formats import QWEN
from tests.e2e.backends.prompts import IS_EVEN, IS_EVEN_ANSWER, WITHOUT_END, answer, listen_to, long_prompt

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="session")]

LINE = GenerationOptions(max_tokens=16, stop=("\n",))
ONE = GenerationOptions(max_tokens=1)


async def test_it_fills_in_the_middle(embedded: EmbeddedBackend) -> None:
    """The gap is filled with what stands between prefix and suffix, and ends at the stop."""
    said = await answer(embedded.generate(IS_EVEN, LINE))

    assert said.text == IS_EVEN_ANSWER


async def test_the_vocabulary_names_the_format(weights: Path) -> None:
    """Nobody has to say that this is a Qwen coder."""
    backend = EmbeddedBackend(weights, context_length=512)

    capabilities = await backend.open()
    await backend.close()

    assert capabilities.fim == QWEN
    assert capabilities.chat
    assert capabilities.logprobs
    assert capabilities.context_length == 512


async def test_what_was_read_is_not_read_again(embedded: EmbeddedBackend) -> None:
    """The second time one token is read, after an addition little more than that; the answer is the same."""
    prompt = long_prompt("reuse")

    first = await answer(embedded.generate(prompt, ONE))
    again = await answer(embedded.generate(prompt, ONE))
    longer = await answer(embedded.generate(prompt + "\n\nx = 1\n", ONE))

    assert first.timing.read_tokens > 300
    assert again.timing.read_tokens == 1
    assert longer.timing.read_tokens < 12
    assert again.text == first.text


async def test_two_editors_keep_a_prompt_each(embedded: EmbeddedBackend) -> None:
    """What one reads, and a conversation, leaves the other's in place; and the backend says so beforehand."""
    prompts = {key: long_prompt(key) for key in ("one", "other")}
    for key, prompt in prompts.items():
        await embedded.prefill(prompt, key)
    await answer(embedded.chat([ChatMessage("user", "Hello")], ONE))

    foreseen = [embedded.unread(prompt, key) for key, prompt in prompts.items()]
    read = [
        (await answer(embedded.generate(prompt, GenerationOptions(1, cache_key=key)))).timing.read_tokens
        for key, prompt in prompts.items()
    ]

    assert len(prompts) < SLOTS
    assert foreseen == [0, 0]
    assert read == [1, 1]


async def test_reading_ahead_makes_the_answer_come_sooner(embedded: EmbeddedBackend) -> None:
    """What was read ahead is not read for the answer."""
    prompt = long_prompt("ahead")

    ahead = await embedded.prefill(prompt)
    said = await answer(embedded.generate(prompt + "\n\ndef ", ONE))

    assert ahead is not None
    assert ahead.read_tokens > 300
    assert said.timing.read_tokens < 8


async def test_who_left_an_answer_leaves_the_model_free(embedded: EmbeddedBackend) -> None:
    """The next request of the same editor does not wait for an answer that nobody hears."""
    heard = await listen_to(3, embedded.generate(WITHOUT_END, GenerationOptions(max_tokens=1500)))
    at_work = asyncio.create_task(answer(embedded.generate(WITHOUT_END + "13\n", GenerationOptions(max_tokens=200))))
    await answer(embedded.generate("x = ", ONE))
    at_work.cancel()
    await answer(embedded.generate("x = ", ONE))

    assert len(heard) == 3


async def test_a_prompt_that_nobody_waits_for_is_not_read_to_its_end(embedded: EmbeddedBackend) -> None:
    """What the next request finds read is less than the whole, and it is not known as read."""
    prompt = long_prompt("left", functions=60)
    reading = asyncio.create_task(embedded.prefill(prompt, "left"))
    await asyncio.sleep(0.1)  # it begins
    reading.cancel()
    await asyncio.wait({reading})

    assert embedded.unread(prompt, "left") > 500
    assert (await answer(embedded.generate(prompt, GenerationOptions(1, cache_key="left")))).timing.read_tokens > 100


async def test_the_likeliest_tokens_are_told(embedded: EmbeddedBackend) -> None:
    """With the one that came among them, which is the likeliest where nothing is sampled."""
    said = await answer(embedded.generate(WITHOUT_END, GenerationOptions(max_tokens=2, top_logprobs=True)))
    told = said.chunks[0].top_logprobs

    assert len(told) > 10
    assert said.chunks[0].text == max(told, key=lambda text: told[text])


async def test_a_begun_answer_goes_on(embedded: EmbeddedBackend) -> None:
    """The rest of an answer comes without its beginning."""
    options = GenerationOptions(max_tokens=16, stop=("\n",), answer_prefix="number % 2")

    assert (await answer(embedded.generate(IS_EVEN, options))).text == " == 0"


async def test_a_seed_decides_what_is_sampled(embedded: EmbeddedBackend) -> None:
    """Equal seeds write equal texts."""
    options = [GenerationOptions(max_tokens=12, temperature=1.5, seed=seed) for seed in (1, 1, 2, 3)]

    texts = [(await answer(embedded.generate("# A poem\n", option))).text for option in options]

    assert texts[0] == texts[1]
    assert len(set(texts)) > 1


async def test_it_chats_by_its_own_template(embedded: EmbeddedBackend) -> None:
    """The question is answered, and the template's marks do not come through."""
    question = ChatMessage("user", "What is the capital of France? Answer with one word.")

    said = await answer(embedded.chat([question], GenerationOptions(max_tokens=12)))

    assert "Paris" in said.text
    assert "<|" not in said.text


async def test_a_prompt_over_the_window_is_sized_down(embedded: EmbeddedBackend) -> None:
    """What stands far from the cursor is left out, and the gap is filled in as if the prompt had been short."""
    before, after = IS_EVEN.removeprefix(QWEN.prefix).split(QWEN.suffix)
    prompt = f"{QWEN.prefix}{long_prompt('large', functions=150)}\n\n\n{before}{QWEN.suffix}{after}"

    said = await answer(embedded.generate(prompt, LINE))

    assert said.text == IS_EVEN_ANSWER
    assert 1024 < said.timing.read_tokens < 2048


async def test_an_answer_ends_where_the_context_is_full(weights: Path) -> None:
    """The model writes no further than its window, and says that this is why it ended."""
    backend = EmbeddedBackend(weights, context_length=256)
    capabilities = await backend.open()

    said = await answer(backend.generate(WITHOUT_END, GenerationOptions(max_tokens=1000)))
    await backend.close()

    assert said.timing.read_tokens + said.timing.written_tokens <= capabilities.context_length + 1
    assert said.timing.cut_short


async def test_an_answer_says_whether_it_was_cut_short(embedded: EmbeddedBackend) -> None:
    """By the limit of tokens it was; by a stop, or by the model itself, it was not."""
    cut, stopped, ended = [
        await answer(embedded.generate(prompt, options))
        for prompt, options in ((IS_EVEN, ONE), (WITHOUT_END, LINE), (IS_EVEN, GenerationOptions(max_tokens=64)))
    ]

    assert [one.timing.cut_short for one in (cut, stopped, ended)] == [True, False, False]


@pytest.mark.parametrize(
    ("kept_bytes", "kind", "words"),
    [
        (0, DamagedData, "no GGUF model"),
        (100, DamagedData, "cannot be loaded"),
        (3_000_000, DamagedData, "cannot be loaded"),
        (20_000_000, DamagedData, "cannot be loaded"),
        (None, NotAvailable, "no weights"),
    ],
)
async def test_weights_cut_short_are_said(
    weights: Path, tmp_path: Path, kept_bytes: int | None, kind: type[LampError], words: str
) -> None:
    """Wherever the file ends, the sentence names it and the next step, and no process is left behind."""
    cut = tmp_path / "own-model.gguf"
    if kept_bytes is not None:
        with weights.open("rb") as whole:
            cut.write_bytes(whole.read(kept_bytes))
    before = psutil.Process().children()

    with pytest.raises(kind, match=rf"own-model\.gguf.*{words}|{words}.*own-model\.gguf") as error:
        await EmbeddedBackend(cut).open()

    assert "lamp model pull" in str(error.value)
    assert psutil.Process().children() == before


async def test_closing_ends_the_process_while_the_model_works(weights: Path) -> None:
    """In order, with whoever still listens told so."""
    backend = EmbeddedBackend(weights, context_length=512)
    await backend.open()
    process = backend.process
    begun = asyncio.Event()

    async def listen() -> None:
        async for item in backend.generate(WITHOUT_END, GenerationOptions(max_tokens=400)):
            if isinstance(item, Chunk):
                begun.set()

    listening = asyncio.create_task(listen())
    await begun.wait()
    await backend.close()

    with pytest.raises(LampError):
        await listening
    assert process is not None
    assert process.exit_code == 0


async def test_a_crash_of_the_model_is_said_and_costs_no_more(weights: Path) -> None:
    """The backend's own process lives, and the sentence tells what comes next."""
    backend = EmbeddedBackend(weights, context_length=512)
    await backend.open()
    (child,) = [one for one in psutil.Process().children() if backend.process and one.pid == backend.process.pid]
    child.kill()
    child.wait()

    with pytest.raises(TryAgain, match="LAMP starts it again"):
        await answer(backend.generate(IS_EVEN, LINE))
    with contextlib.suppress(LampError):
        await backend.close()


async def test_nobody_without_the_key_is_answered(embedded: EmbeddedBackend) -> None:
    """The port is on this machine, which others may share."""
    backend = EmbeddedBackend(embedded.weights)
    assert embedded.process is not None
    backend.connect(embedded.process.at.address, "guessed")

    with pytest.raises(WrongSetting, match="key"):
        await answer(backend.generate(IS_EVEN, LINE))
