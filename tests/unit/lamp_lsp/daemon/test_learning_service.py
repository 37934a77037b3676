"""What the owner of the store learns is ready for the next request."""

import asyncio
from pathlib import Path
from typing import cast

import pytest

from lamp_lsp.backends.protocol import Backend, Capabilities
from lamp_lsp.daemon.app import boot
from lamp_lsp.engine.model import OpenModel
from lamp_lsp.paths import lamp_paths
from style_learner.types import CursorContext

PROJECT = "/home/ada/shop"
CAN = Capabilities(None, chat=False, logprobs=True, context_length=4096)
PATIENCE_S = 30.0


def test_a_saved_file_is_taken_in_before_anybody_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words are known to the decoding though no suggestion was asked for since."""
    monkeypatch.setenv("LAMP_HOME", str(tmp_path))
    monkeypatch.setenv("LAMP_CONSENT", "yes")
    monkeypatch.setenv("LAMP_MEANING_SEARCH", "false")

    async def saved() -> set[str]:
        services = boot(lamp_paths(), 0, lambda: None)
        backend = cast("Backend", object())
        services.model.opened = OpenModel(backend, CAN)
        services.model.settled.set()
        services.learning.follow_consent()
        services.learning.note_document(f"{PROJECT}/till.py", "python", "quote = till.quote\n" * 3, PROJECT, saved=True)
        own = services.engine.own
        async with asyncio.timeout(PATIENCE_S):
            while not own.knows(backend):  # noqa: ASYNC110 what is waited for happens in the code under test
                await asyncio.sleep(0.01)
        cache = own.cache_at(backend, CursorContext(f"{PROJECT}/a.py", "python", "quote = ", "", PROJECT))
        assert cache is not None
        assert own.pre_tokenizer is not None
        words = {
            own.pre_tokenizer.piece(int(token)).decode()
            for step in cache.result().after(()).steps
            for token in step.tokens
        }
        await services.engine.close()
        await services.learning.close()
        return words

    assert "till" in asyncio.run(saved())
