"""The embedded model reads once, stops at once, and is honest about what it wrote."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.protocol import ChatMessage, GenerationOptions
from lamp_lsp.backends.sampling import Floats
from style_learner.errors import DamagedData, LampError, NotAvailable, TryAgain, WrongSetting
from style_learner.prompts.formats import QWEN
from tests.e2e.backends.prompts import IS_EVEN, IS_EVEN_ANSWER, WITHOUT_END, answer, listen_to, long_prompt

pytestmark = [pytest.mark.model, pytest.mark.asyncio]

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
    assert capabilities.prompt_logprobs
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


async def test_an_answer_does_not_depend_on_what_was_held(embedded: EmbeddedBackend) -> None:
    """A reused prefix gives the answer that reading anew gives."""
    await embedded.read_ahead(IS_EVEN[: len(IS_EVEN) // 2])
    reused = await answer(embedded.generate(IS_EVEN, LINE))
    await embedded.read_ahead("something else entirely")
    anew = await answer(embedded.generate(IS_EVEN, LINE))

    assert reused.text == anew.text
    assert reused.logprob == pytest.approx(anew.logprob, abs=0.05)


async def test_reading_ahead_makes_the_answer_come_sooner(embedded: EmbeddedBackend) -> None:
    """What was read ahead is not read for the answer."""
    prompt = long_prompt("ahead")

    ahead = await embedded.read_ahead(prompt)
    said = await answer(embedded.generate(prompt + "\n\ndef ", ONE))

    assert ahead is not None
    assert ahead.read_tokens > 300
    assert said.timing.read_tokens < 8


async def test_leaving_in_the_middle_of_an_answer_stops_the_writing(embedded: EmbeddedBackend) -> None:
    """After the reader has left, at most the token at work is still written."""
    asked = 0

    def count(_written: Sequence[int], logprobs: Sequence[Floats]) -> Floats:
        nonlocal asked
        asked += 1
        return logprobs[0]

    heard = await listen_to(3, embedded.generate_mixed(WITHOUT_END, GenerationOptions(max_tokens=500), count))
    at_leaving = asked
    await answer(embedded.generate("x = ", ONE))

    assert len(heard) == 3
    assert asked <= at_leaving + 2


async def test_leaving_while_the_prompt_is_read_frees_the_model(embedded: EmbeddedBackend) -> None:
    """The next request does not wait until the long prompt is read."""
    begun = time.perf_counter()
    await embedded.read_ahead(long_prompt("whole", functions=40))
    whole_s = time.perf_counter() - begun

    task = asyncio.create_task(embedded.read_ahead(long_prompt("left", functions=40)))
    await asyncio.sleep(whole_s / 20)
    task.cancel()
    begun = time.perf_counter()
    await answer(embedded.generate("x = ", ONE))

    assert time.perf_counter() - begun < whole_s / 2
    assert task.cancelled()


async def test_scores_agree_with_what_was_written(embedded: EmbeddedBackend) -> None:
    """Given text scores what it scored when the model wrote it; the prompt is read once for all targets."""
    said = await answer(embedded.generate(IS_EVEN, LINE))

    right, wrong, empty = await embedded.score(IS_EVEN, [said.text, "number ** 7 != 3", ""])
    alone = (await embedded.score(IS_EVEN, [said.text]))[0]
    after = await embedded.read_ahead(IS_EVEN)

    assert sum(right) == pytest.approx(said.logprob, abs=0.05)
    assert right == pytest.approx(alone, abs=0.05)
    assert sum(wrong) < sum(right)
    assert empty == []
    assert after is not None
    assert after.read_tokens == 1


async def test_long_targets_score_token_by_token(embedded: EmbeddedBackend) -> None:
    """Scoring in chunks gives each token the score it has in its place."""
    target = "".join(f"    total += values[{index}]\n" for index in range(20))

    (whole,) = await embedded.score(IS_EVEN, [target])
    (begun,) = await embedded.score(IS_EVEN, [target[: target.index("10")]])

    assert len(whole) > 128
    assert whole[: len(begun)] == pytest.approx(begun, abs=0.1)


async def test_a_distribution_can_be_altered(embedded: EmbeddedBackend) -> None:
    """Tokens that are forbidden do not come, though the model would take them."""

    def forbid_best(_written: Sequence[int], logprobs: Sequence[Floats]) -> Floats:
        altered = logprobs[0].copy()
        altered[altered.argmax()] = -np.inf
        return altered

    plain = await answer(embedded.generate(IS_EVEN, ONE))
    altered = await answer(embedded.generate_mixed(IS_EVEN, ONE, forbid_best))

    assert altered.text != plain.text


async def test_characters_of_several_tokens_arrive_whole(embedded: EmbeddedBackend) -> None:
    """However the vocabulary cuts a text, no chunk holds half a character."""
    text = "naïve — 日本語 🎉🜂 ok"
    model = embedded._loaded_model
    wanted = model.tokenize(text, beginning=False)

    def dictate(written: Sequence[int], logprobs: Sequence[Floats]) -> Floats:
        altered = np.full_like(logprobs[0], -np.inf)
        altered[wanted[len(written)]] = 0.0
        return altered

    said = await answer(embedded.generate_mixed(IS_EVEN, GenerationOptions(max_tokens=len(wanted)), dictate))

    assert any(chunk.tokens > 1 for chunk in said.chunks)
    assert said.text == text


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


async def test_a_prompt_that_does_not_fit_is_said(embedded: EmbeddedBackend) -> None:
    """With both lengths and the setting; the next request works."""
    with pytest.raises(WrongSetting, match=r"tokens does not fit the context of 2048.*context_length"):
        await answer(embedded.generate(long_prompt("large", functions=150), ONE))

    assert (await answer(embedded.generate(IS_EVEN, LINE))).text == IS_EVEN_ANSWER


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
    """Wherever the file ends, the sentence names it and the next step, and the process lives."""
    cut = tmp_path / "own-model.gguf"
    if kept_bytes is not None:
        with weights.open("rb") as whole:
            cut.write_bytes(whole.read(kept_bytes))

    with pytest.raises(kind, match=rf"own-model\.gguf.*{words}|{words}.*own-model\.gguf") as error:
        await EmbeddedBackend(cut).open()

    assert "lamp model pull" in str(error.value)


async def test_a_model_is_not_freed_under_who_tokenizes(weights: Path) -> None:
    """The developer's code is taken in by another thread, which a change of models ends and does not crash."""
    backend = EmbeddedBackend(weights, context_length=512)
    await backend.open()
    code = "def add(first, second):\n    return first + second\n" * 400

    def take_in() -> int:
        count = 0
        with suppress(TryAgain):
            while True:
                count += len(backend.tokens(code)) > 0
        return count

    taking = asyncio.create_task(asyncio.to_thread(take_in))
    await asyncio.sleep(0.2)
    await backend.close()

    assert await taking > 0
    assert backend.count_tokens("x = 1") > 0  # an estimate, from now on
