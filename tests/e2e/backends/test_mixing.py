"""The developer's own tokens take part in the embedded model's decoding."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.protocol import GenerationOptions
from lamp_lsp.backends.sampling import Floats
from lamp_lsp.engine.own_tokens import Mixture, cache_at, own_tokens
from style_learner.types import CursorContext, Snippet
from tests.e2e.backends.prompts import IS_EVEN, answer

pytestmark = [pytest.mark.model, pytest.mark.asyncio]

LINE = GenerationOptions(max_tokens=16, stop=("\n",))
CONTEXT = CursorContext(
    "/shop/new.py", "python", "def settle(order):\n    ledger = open_ledger(order.vault", "\n", "/shop"
)
PROMPT = f"<|fim_prefix|>{CONTEXT.prefix}<|fim_suffix|>{CONTEXT.suffix}<|fim_middle|>"


def _snippet(number: int) -> Snippet:
    text = f"def step_{number}(order):\n    ledger = open_ledger(order.vault, strict=Mode.QUIET)\n    return ledger"
    return Snippet(
        f"{number:016x}", "/shop", f"step{number}.py", "python", text, 0, "function", f"step_{number}", time.time()
    )


async def test_a_mix_that_takes_the_model_as_it_is_changes_nothing(embedded: EmbeddedBackend) -> None:
    """With the same prompt beside it, the second distribution is the first."""
    alone = await answer(embedded.generate(IS_EVEN, LINE))

    first = await answer(embedded.generate_mixed(IS_EVEN, LINE, lambda _written, logprobs: logprobs[0]))
    second = await answer(
        embedded.generate_mixed(IS_EVEN, LINE, lambda _written, logprobs: logprobs[1], beside=IS_EVEN)
    )

    assert first.text == second.text == alone.text


async def test_what_was_read_ahead_beside_changes_nothing(embedded: EmbeddedBackend) -> None:
    """It is read once, before it is asked for, and means the same."""

    async def after_beside() -> str:
        mixed = embedded.generate_mixed(IS_EVEN, LINE, lambda _written, logprobs: logprobs[1], beside=PROMPT)
        return (await answer(mixed)).text

    cold = await after_beside()
    await embedded.read_ahead_beside(PROMPT.removesuffix("<|fim_middle|>"))

    assert await after_beside() == cold
    assert cold != (await answer(embedded.generate(IS_EVEN, LINE))).text


async def test_a_second_prompt_that_does_not_fit_is_left_out(embedded: EmbeddedBackend) -> None:
    """The suggestion comes all the same, from the first one alone."""
    seen: list[int] = []

    def mix(_written: Sequence[int], logprobs: Sequence[Floats]) -> Floats:
        seen.append(len(logprobs))
        return logprobs[0]

    too_long = "x = 1\n" * 4000
    await embedded.read_ahead_beside(too_long)
    said = await answer(embedded.generate_mixed(IS_EVEN, LINE, mix, beside=too_long))

    assert said.text == (await answer(embedded.generate(IS_EVEN, LINE))).text
    assert set(seen) == {1}


@pytest.mark.parametrize("beside", ["", PROMPT])
async def test_what_the_developer_always_writes_becomes_likelier(embedded: EmbeddedBackend, beside: str) -> None:
    """An argument of one's own, which the model cannot know, stands in one's other code after the same words."""
    alone, mixed = await _first_token(embedded, CONTEXT, ", strict", beside)

    assert mixed > 1.5 * alone


@pytest.mark.parametrize(
    ("before", "wanted"), [("    ledger = ", "open"), ("    ledger = open_ledger(order.", "vault"), ("    led", "ger")]
)
async def test_a_cursor_within_a_token_is_no_obstacle(embedded: EmbeddedBackend, before: str, wanted: str) -> None:
    """Behind a blank, a dot or half a name, what the developer always writes is known as well."""
    context = replace(CONTEXT, prefix=f"def settle(order):\n{before}")

    alone, mixed = await _first_token(embedded, context, wanted, "")

    assert mixed > max(0.05, 10 * alone)


async def test_pieces_make_up_the_text(embedded: EmbeddedBackend) -> None:
    """Tokens of any text give its bytes again."""
    text = "total = größe[-1]  # \t\U0001f600\n\n    return"

    pieces = [embedded.piece(token) for token in embedded.tokens(text)]

    assert b"".join(pieces) == text.encode()


async def _first_token(
    embedded: EmbeddedBackend, context: CursorContext, wanted: str, beside: str
) -> tuple[float, float]:
    """Return the probability that the answer begins with ``wanted``, of the model alone and of the mixture."""
    own = await asyncio.to_thread(own_tokens, [_snippet(number) for number in range(12)], embedded)
    cache = cache_at(own, context, embedded)
    mixture = Mixture(lambda: cache, embedded.ends_answer)
    first = embedded.tokens(wanted)[0]
    seen: list[tuple[float, float]] = []

    def noting(written: Sequence[int], logprobs: Sequence[Floats]) -> Floats:
        mixed = mixture(written, logprobs)
        seen.append((float(np.exp(logprobs[0][first])), float(np.exp(mixed[first]))))
        return mixed

    prompt = f"<|fim_prefix|>{context.prefix}<|fim_suffix|>{context.suffix}<|fim_middle|>"
    await answer(embedded.generate_mixed(prompt, LINE, noting, beside=beside))
    return seen[0]
