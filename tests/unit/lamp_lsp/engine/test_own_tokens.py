"""The developer's tokens follow what they write, and are let go of when it is forgotten."""

import asyncio
from typing import cast

import numpy as np
import pytest

from lamp_lsp.backends.protocol import Backend
from lamp_lsp.backends.sampling import Floats
from lamp_lsp.engine.own_tokens import Mixture, OwnDecoding
from style_learner.learner import Learner
from style_learner.ngrams.lexemes import Lexemes
from style_learner.ngrams.nested import OwnTokens, Written
from style_learner.ngrams.readings import Tail
from style_learner.types import CursorContext
from tests.unit.style_learner.ngrams.vocabulary import Letters

PROJECT = "/home/ada/shop"


@pytest.fixture
def learner(learner: Learner) -> Learner:
    """Give a learner that knows one file."""
    learner.learn_document(f"{PROJECT}/cart.py", "python", "name = cart.name\n" * 3, PROJECT, saved=True)
    return learner


def foreseen(own: OwnDecoding, backend: Backend, typed: str) -> set[str]:
    """Return the words that are foreseen behind what was typed in a new file."""
    cache = own.cache_at(backend, CursorContext(f"{PROJECT}/new.py", "python", typed, "", PROJECT))
    lexemes = own.lexemes
    assert cache is not None
    assert lexemes is not None
    return {lexemes.piece(int(token)).decode() for step in cache.result().after(()).steps for token in step.tokens}


def test_what_was_just_written_is_known_at_the_next_request(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    """And only that is cut into words for it."""
    backend = cast("Backend", object())
    cut: list[str] = []
    tokens = Lexemes.tokens

    def noted(lexemes: Lexemes, text: str) -> list[int]:
        cut.append(text)
        return tokens(lexemes, text)

    monkeypatch.setattr(Lexemes, "tokens", noted)

    async def written() -> list[set[str]]:
        own = OwnDecoding(learner)
        own.at_once = True
        own.renew(backend)
        found = [foreseen(own, backend, "quote = ")]
        cut.clear()
        learner.learn_document(f"{PROJECT}/till.py", "python", "quote = till.quote\n" * 3, PROJECT, saved=True)
        own.renew(backend)
        assert [text.strip() for text in cut] == [("quote = till.quote\n" * 3).strip()]
        found += [foreseen(own, backend, "quote = "), foreseen(own, backend, "name = ")]
        await own.close()
        return found

    before, since, of_old = asyncio.run(written())

    assert "till" not in before
    assert "till" in since
    assert "cart" in of_old


def test_what_is_forgotten_meanwhile_does_not_come_back(learner: Learner) -> None:
    """Tokens that were being taken in while the developer had them erased are not put to use."""
    backend = cast("Backend", object())

    async def known(*, erased: bool) -> object:
        own = OwnDecoding(learner)
        own.renew(backend)
        await asyncio.sleep(0)  # it begins
        if erased:
            own.forget()
        await own.close()
        return own.cache_at(backend, CursorContext(f"{PROJECT}/new.py", "python", "name = ", "", PROJECT))

    with pytest.raises(RuntimeError):  # there is a cache, whose thread was closed
        asyncio.run(known(erased=False))
    assert asyncio.run(known(erased=True)) is None


END = 3


@pytest.mark.parametrize(("beside", "ends"), [((), True), ((0.35,), True), ((0.02,), False)])
def test_an_answer_ends_where_the_model_ends_it(beside: tuple[float, ...], ends: bool) -> None:  # noqa: FBT001
    """The developer's code went on at such places, but the model sees what stands below this one; of two prompts both.

    Only where the model by its prompts would end is the cache not asked.
    """
    letters = Letters()
    own = OwnTokens([Written("/p", f"{number}.py", (0, 1, 2) * 4) for number in range(20)])
    cache = own.at("/p", (0, 1, 2, 0, 1), (), Tail("abcab", letters))
    prompts = [_of_end(0.35), *map(_of_end, beside)]

    mixed = Mixture(lambda: cache, lambda token: token == END)((), prompts)
    anyhow = Mixture(lambda: cache, lambda _token: False)((), prompts)

    assert anyhow.argmax() == 2
    assert mixed.argmax() == (END if ends else 2)
    assert np.exp(mixed).sum() == pytest.approx(1.0)


def _of_end(probability: float) -> Floats:
    """Return a distribution over four tokens that gives so much to the end of the answer."""
    return np.log(np.array([(1 - probability) / 3] * 3 + [probability], dtype=np.float32))
