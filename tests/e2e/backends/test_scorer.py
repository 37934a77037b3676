"""Given text scores what it scored when the model wrote it."""

import math
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest
import pytest_asyncio

from lamp_bench.scorer import ServerScorer
from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.protocol import GenerationOptions
from style_learner.errors import WrongSetting
from tests.e2e.backends.prompts import IS_EVEN, answer, long_prompt

pytestmark = pytest.mark.model

LINE = GenerationOptions(max_tokens=16, stop=("\n",), top_logprobs=True)


def _probabilities(logprobs: Iterable[float | None]) -> list[float]:
    return [math.exp(logprob) for logprob in logprobs if logprob is not None]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scorer(weights: Path) -> AsyncIterator[ServerScorer]:
    """Return the scorer, open."""
    scorer = await ServerScorer.start(weights, 1024)
    yield scorer
    await scorer.close()


@pytest.mark.asyncio(loop_scope="session")
async def test_scores_agree_with_what_was_written(embedded: EmbeddedBackend, scorer: ServerScorer) -> None:
    """Token by token, as likely as the server finds it; another text is less likely, and an empty one costs nothing.

    A prompt that is read in other steps is rounded in another way.
    """
    said = await answer(embedded.generate(IS_EVEN, LINE))

    right, wrong, empty = await scorer.score(IS_EVEN, [said.text, "number ** 7 != 3", ""])
    alone = (await scorer.score(IS_EVEN, [said.text]))[0]

    assert _probabilities(right) == pytest.approx(_probabilities([c.logprob for c in said.chunks]), abs=0.15)
    assert right == pytest.approx(alone, abs=0.05)
    assert sum(wrong) < sum(right)
    assert empty == []


@pytest.mark.asyncio(loop_scope="session")
async def test_the_likeliest_are_those_that_the_server_tells(embedded: EmbeddedBackend, scorer: ServerScorer) -> None:
    """So that what is measured of correcting is what suggestions get."""
    said = await answer(embedded.generate(IS_EVEN, LINE))

    (first, *_) = await scorer.score_top_logprobs(IS_EVEN, said.text)
    texts = [scorer.piece(token).decode("utf-8", "replace") for token, _ in first[1]]

    assert len(set(texts) & said.chunks[0].top_logprobs.keys()) >= 18


@pytest.mark.asyncio(loop_scope="session")
async def test_long_targets_score_token_by_token(scorer: ServerScorer) -> None:
    """A long text gives each token the score it has in its place."""
    target = "".join(f"    total += values[{index}]\n" for index in range(10))

    (whole,) = await scorer.score(IS_EVEN, [target])
    (beginning,) = await scorer.score(IS_EVEN, [target[: target.index("5")]])

    assert len(whole) > 64
    assert whole[: len(beginning)] == pytest.approx(beginning, abs=0.1)


@pytest.mark.asyncio(loop_scope="session")
async def test_a_prompt_that_does_not_fit_is_said(scorer: ServerScorer) -> None:
    """The next one is read."""
    with pytest.raises(WrongSetting, match="does not fit"):
        await scorer.score(long_prompt("large", functions=150), ["x"])

    assert len((await scorer.score(IS_EVEN, ["x"]))[0]) == 1


def test_pieces_make_up_the_text(scorer: ServerScorer) -> None:
    """Tokens of any text give its bytes again."""
    text = "total = größe[-1]  # \t\U0001f600\n\n    return"

    assert b"".join(scorer.piece(token) for token in scorer.tokens(text)) == text.encode()
