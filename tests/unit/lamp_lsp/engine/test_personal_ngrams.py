"""The developer's tokens follow what they write, and are let go of when it is forgotten."""

import asyncio
from typing import cast

import pytest

from lamp_lsp.backends.protocol import Backend
from lamp_lsp.engine.personal_ngrams import PersonalNgramIndex
from style_learner.learner import Learner
from style_learner.ngrams.pre_tokenizer import PreTokenizer
from style_learner.types import CursorContext

PROJECT = "/home/ada/shop"


@pytest.fixture
def learner(learner: Learner) -> Learner:
    """Give a learner that knows one file."""
    learner.writer.learn_document(f"{PROJECT}/cart.py", "python", "name = cart.name\n" * 3, PROJECT, saved=True)
    return learner


def foreseen(own: PersonalNgramIndex, backend: Backend, typed: str) -> set[str]:
    """Return the words that are foreseen behind what was typed in a new file."""
    cache = own.cache_at(backend, CursorContext(f"{PROJECT}/new.py", "python", typed, "", PROJECT))
    pre_tokenizer = own.pre_tokenizer
    assert cache is not None
    assert pre_tokenizer is not None
    return {
        pre_tokenizer.piece(int(token)).decode() for step in cache.result().after(()).steps for token in step.tokens
    }


def test_what_was_just_written_is_known_at_the_next_request(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    """And only that is cut into words for it."""
    backend = cast("Backend", object())
    cut: list[str] = []
    tokens = PreTokenizer.tokens

    def noted(pre_tokenizer: PreTokenizer, text: str) -> list[int]:
        cut.append(text)
        return tokens(pre_tokenizer, text)

    monkeypatch.setattr(PreTokenizer, "tokens", noted)

    async def written() -> list[set[str]]:
        own = PersonalNgramIndex(learner.advice)
        own.at_once = True
        own.renew(backend)
        found = [foreseen(own, backend, "quote = ")]
        cut.clear()
        learner.writer.learn_document(f"{PROJECT}/till.py", "python", "quote = till.quote\n" * 3, PROJECT, saved=True)
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
        own = PersonalNgramIndex(learner.advice)
        own.renew(backend)
        await asyncio.sleep(0)  # it begins
        if erased:
            own.forget()
        await own.close()
        return own.cache_at(backend, CursorContext(f"{PROJECT}/new.py", "python", "name = ", "", PROJECT))

    with pytest.raises(RuntimeError):  # there is a cache, whose thread was closed
        asyncio.run(known(erased=False))
    assert asyncio.run(known(erased=True)) is None
