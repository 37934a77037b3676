"""The store is opened again by itself, and what came meanwhile is in it."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from lamp_lsp.api.messages import OutcomeMessage, OutcomesRequest
from lamp_lsp.api.spool import keep_outcomes
from lamp_lsp.daemon import keeping
from lamp_lsp.daemon.app import boot
from lamp_lsp.daemon.services import Services
from lamp_lsp.paths import lamp_paths
from style_learner.privacy.keys import find_key
from style_learner.store.store import Store
from style_learner.types import CursorContext
from tests.unit.style_learner.store.facts import SHOP, outcome, suggestion

PATIENCE_S = 30.0
PLACE = CursorContext(f"{SHOP}/cart.py", "python", "def total():", "", SHOP)


@pytest.fixture(autouse=True)
def lamp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a LAMP of its own that may learn, and tries often."""
    monkeypatch.setenv("LAMP_HOME", str(tmp_path))
    monkeypatch.setenv("LAMP_CONSENT", "yes")
    monkeypatch.setenv("LAMP_MEANING_SEARCH", "false")
    monkeypatch.setattr(keeping, "AGAIN_S", 0.01)


def held() -> Store:
    """Hold the store as another process would."""
    paths = lamp_paths()
    return Store.open(paths.store_file, find_key(paths.store_file, paths.key_file, use_keyring=False)[0])


def run(body: Callable[[list[Services]], Coroutine[Any, Any, None]]) -> None:
    """Run a test's body, and close every daemon that it began."""

    async def whole() -> None:
        begun: list[Services] = []
        try:
            await body(begun)
        finally:
            for services in begun:
                await services.learning.close()

    asyncio.run(whole())


async def begin(begun: list[Services]) -> Services:
    """Begin a daemon's work without its server; returns once its store is open or is known not to be."""
    services = boot(lamp_paths(), 0, lambda: None)
    begun.append(services)
    services.learning.follow_consent()
    await services.learning.ready()
    return services


async def opened(services: Services) -> list[str]:
    """Wait for the store, and return which suggestions have outcomes in it, one name for each."""
    async with asyncio.timeout(PATIENCE_S):
        while services.learning.keeper.state != "ready":  # noqa: ASYNC110 what is waited for happens in the code under test
            await asyncio.sleep(0.01)
    export = await services.learning.run(services.learner.records.export)
    return [one["id"] for one in export["suggestions"] for _ in one["outcomes"]]


def test_what_was_suggested_and_taken_while_the_store_was_held_is_in_it_afterwards() -> None:
    """Even when the daemon that made the suggestion was killed before it could open the store."""

    async def body(begun: list[Services]) -> None:
        holder = held()
        killed = await begin(begun)
        killed.learner.writer.record(suggestion("s1"), PLACE)
        await killed.learning.run(lambda: None)
        keep_outcomes(
            killed.learning.keeper.spool,
            OutcomesRequest(outcomes=[OutcomeMessage(suggestion_id="s1", kind="accepted", at=2.0, characters=12)]),
        )
        killed.learning.keeper.stop()
        after = await begin(begun)
        assert after.learning.keeper.state == "failed"
        holder.close()

        assert await opened(after) == ["s1"]
        assert after.learning.keeper.spool.waiting() == []

    run(body)


def test_what_waits_twice_is_stored_once() -> None:
    """A message that was stored before its sender could take it away changes nothing when it comes again."""

    async def body(begun: list[Services]) -> None:
        services = await begin(begun)
        services.learner.writer.record(suggestion("s1"), PLACE)
        told = OutcomesRequest(outcomes=[OutcomeMessage(suggestion_id="s1", kind="accepted", at=2.0, characters=12)])
        keeper = services.learning.keeper
        for _ in range(2):
            keep_outcomes(keeper.spool, told)
            keeper.look_again()

        assert await opened(services) == ["s1"]
        assert keeper.spool.waiting() == []

    run(body)


def test_consent_taken_back_leaves_nothing_waiting() -> None:
    """What was on its way is erased with the word that nothing may be kept."""

    async def body(begun: list[Services]) -> None:
        holder = held()
        services = await begin(begun)
        services.learner.writer.record(suggestion("s1"), PLACE)
        await services.learning.run(lambda: None)
        assert services.learning.keeper.spool.waiting()
        services.learning.keeper.off()
        await services.learning.run(lambda: None)
        holder.close()

        assert services.learning.keeper.spool.waiting() == []
        assert services.learning.keeper.state == "off"

    run(body)


def test_an_outcome_told_twice_teaches_once() -> None:
    """Its acknowledgement may be lost; the second telling must not count the first again."""

    async def body(begun: list[Services]) -> None:
        services = await begin(begun)
        services.learner.writer.record(suggestion("s1", text="name = 'x'"), PLACE)
        learned = []
        for _ in range(2):
            before = services.learner.advice.version
            await services.learning.run(lambda: services.learner.writer.follow([outcome("s1")], []))
            learned.append(services.learner.advice.version > before)

        assert learned == [True, False]

    run(body)
