"""The developer's own tokens take part in the embedded model's decoding."""

import asyncio
import time
from collections.abc import Sequence

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


@pytest.mark.parametrize("beside", ["", PROMPT])
async def test_what_the_developer_always_writes_becomes_likelier(embedded: EmbeddedBackend, beside: str) -> None:
    """An argument of one's own, which the model cannot know, stands in one's other code after the same words."""
    own = await asyncio.to_thread(own_tokens, [_snippet(number) for number in range(12)], embedded.tokens)
    cache = cache_at(own, CONTEXT, embedded.tokens)
    mixture = Mixture(lambda: cache)
    usual = embedded.tokens(", strict")[0]
    seen: list[tuple[float, float]] = []

    def noting(written: Sequence[int], logprobs: Sequence[Floats]) -> Floats:
        mixed = mixture(written, logprobs)
        seen.append((float(np.exp(logprobs[0][usual])), float(np.exp(mixed[usual]))))
        return mixed

    await answer(embedded.generate_mixed(PROMPT, LINE, noting, beside=beside))

    alone, mixed = seen[0]
    assert mixed > 1.5 * alone
