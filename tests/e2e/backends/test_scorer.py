"""Given text scores what it scored when the model wrote it."""

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from lamp_bench.llama.scorer import LlamaScorer
from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.protocol import GenerationOptions
from style_learner.errors import WrongSetting
from tests.e2e.backends.prompts import IS_EVEN, answer, long_prompt

pytestmark = pytest.mark.model

LINE = GenerationOptions(max_tokens=16, stop=("\n",), top_logprobs=True)


def _probabilities(logprobs: Iterable[float | None]) -> list[float]:
    return [math.exp(logprob) for logprob in logprobs if logprob is not None]


@pytest.fixture(scope="module")
def scorer(weights: Path) -> Iterator[LlamaScorer]:
    """Return the scorer, open."""
    scorer = LlamaScorer(weights, 1024)
    yield scorer
    scorer.close()


@pytest.mark.asyncio(loop_scope="session")
async def test_scores_agree_with_what_was_written(embedded: EmbeddedBackend, scorer: LlamaScorer) -> None:
    """Token by token, as likely as the server finds it; another text is less likely, and an empty one costs nothing.

    The two are different builds of llama.cpp, which round on each processor in their own way.
    """
    said = await answer(embedded.generate(IS_EVEN, LINE))

    right, wrong, empty = await scorer.score(IS_EVEN, [said.text, "number ** 7 != 3", ""])
    alone = (await scorer.score(IS_EVEN, [said.text]))[0]

    assert _probabilities(right) == pytest.approx(_probabilities([c.logprob for c in said.chunks]), abs=0.15)
    assert right == pytest.approx(alone, abs=0.05)
    assert sum(wrong) < sum(right)
    assert empty == []


@pytest.mark.asyncio(loop_scope="session")
async def test_the_likeliest_are_those_that_the_server_tells(embedded: EmbeddedBackend, scorer: LlamaScorer) -> None:
    """So that what is measured of correcting is what suggestions get."""
    said = await answer(embedded.generate(IS_EVEN, LINE))

    (first, *_) = await scorer.score_likeliest(IS_EVEN, said.text)
    texts = [scorer.piece(token).decode("utf-8", "replace") for token, _ in first[1]]

    assert len(set(texts) & said.chunks[0].top_logprobs.keys()) >= 18


@pytest.mark.asyncio(loop_scope="session")
async def test_long_targets_score_token_by_token(scorer: LlamaScorer) -> None:
    """Scoring in chunks gives each token the score it has in its place."""
    target = "".join(f"    total += values[{index}]\n" for index in range(20))

    (whole,) = await scorer.score(IS_EVEN, [target])
    (answer_prefix,) = await scorer.score(IS_EVEN, [target[: target.index("10")]])

    assert len(whole) > 128
    assert whole[: len(answer_prefix)] == pytest.approx(answer_prefix, abs=0.1)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_prompt_that_does_not_fit_is_said(scorer: LlamaScorer) -> None:
    """The next one is read."""
    with pytest.raises(WrongSetting, match="does not fit"):
        await scorer.score(long_prompt("large", functions=150), ["x"])

    assert len((await scorer.score(IS_EVEN, ["x"]))[0]) == 1


def test_pieces_make_up_the_text(scorer: LlamaScorer) -> None:
    """Tokens of any text give its bytes again."""
    text = "total = größe[-1]  # \t\U0001f600\n\n    return"

    assert b"".join(scorer.piece(token) for token in scorer.tokens(text)) == text.encode()
