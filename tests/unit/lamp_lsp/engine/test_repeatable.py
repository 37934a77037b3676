"""What a measurement needs to come out alike twice: draws by the place alone, and tokens taken in at once."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from lamp_lsp.backends.protocol import Backend
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model
from lamp_lsp.engine.personal_ngrams import PersonalNgramIndex
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.settings import Settings
from style_learner.advice import Advice
from style_learner.learner import Learner
from style_learner.store.store import Store
from style_learner.types import CursorContext

PLACE = CursorContext("/home/ada/shop/cart.py", "python", "name = ", "\n", "/home/ada/shop")


def test_a_place_draws_alike_wherever_its_project_lies(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder above the project has no say; the file and the hour have."""
    drawn: list[int] = []

    def strategy(_: Advice, _context: CursorContext, seed: int) -> str:
        drawn.append(seed)
        return "personal"

    monkeypatch.setattr(Advice, "knows_anything", True)
    monkeypatch.setattr(Advice, "strategy", strategy)
    moved = replace(PLACE, path="/tmp/b/shop/cart.py", project="/tmp/b/shop")  # noqa: S108 no file is opened
    other = replace(PLACE, path="/home/ada/shop/till.py")
    engine = Engine(Model(Settings), Learner())
    for hour, place in ((1, PLACE), (1, moved), (1, other), (2, PLACE)):
        monkeypatch.setattr("time.time", lambda hour=hour: hour * 3600.0)
        engine._preparation.strategy(SuggestionRequest(place, "editor", Settings(holdout_share=0)))

    assert len(set(drawn)) == 3  # moved is the same place, which keeps its strategy


async def _first_cache(learner: Learner, *, at_once: bool) -> bool:
    own, backend = PersonalNgramIndex(learner.advice), cast("Backend", object())
    own.at_once = at_once
    own.renew(backend)
    found = own.cache_at(backend, PLACE) is not None
    await own.close()
    return found


def test_tokens_are_taken_in_at_once_for_a_measurement(tmp_path: Path) -> None:
    """Else the first requests go without, and how many do depends on the machine."""
    learner = Learner()
    learner.open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)
    learner.writer.learn_document(PLACE.path, "python", "name = cart.name\n" * 3, PLACE.project, saved=True)

    assert asyncio.run(_first_cache(learner, at_once=True))
    assert not asyncio.run(_first_cache(learner, at_once=False))
    learner.close()
