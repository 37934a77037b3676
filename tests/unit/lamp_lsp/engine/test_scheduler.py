"""Turns at the model: newest wins, reading ahead gives way, and a gone asker stops the work."""

import asyncio

import pytest

from lamp_lsp.engine.scheduler import RequestScheduler, Superseded


async def _forever(started: asyncio.Event, ended: list[str], name: str) -> str:
    started.set()
    try:
        await asyncio.sleep(60)
    finally:
        ended.append(name)
    return name


def test_newest_request_of_a_client_stops_its_previous_one() -> None:
    """The older asker is told that it was superseded, and its work has ended by then."""

    async def scene() -> list[str]:
        overrides, started = RequestScheduler(), asyncio.Event()
        ended: list[str] = []
        older = asyncio.create_task(overrides.newest("editor", _forever(started, ended, "older")))
        await started.wait()
        answer = await overrides.newest("editor", asyncio.sleep(0, "newer"))
        with pytest.raises(Superseded):
            await older
        return [*ended, answer]

    assert asyncio.run(scene()) == ["older", "newer"]


def test_clients_do_not_stop_one_another() -> None:
    """Two editors both get their answers."""

    async def scene() -> list[str]:
        overrides = RequestScheduler()
        return list(
            await asyncio.gather(
                overrides.newest("one", asyncio.sleep(0.01, "1")), overrides.newest("two", asyncio.sleep(0.01, "2"))
            )
        )

    assert asyncio.run(scene()) == ["1", "2"]


def test_a_gone_asker_stops_the_work() -> None:
    """Cancelling the asker ends what runs for it before the cancellation returns."""

    async def scene() -> list[str]:
        overrides, started = RequestScheduler(), asyncio.Event()
        ended: list[str] = []
        asker = asyncio.create_task(overrides.newest("editor", _forever(started, ended, "work")))
        await started.wait()
        asker.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asker
        return ended

    assert asyncio.run(scene()) == ["work"]


def test_reading_ahead_gives_way_to_a_request() -> None:
    """A request cancels what is read ahead."""

    async def scene() -> list[str]:
        overrides, started = RequestScheduler(), asyncio.Event()
        ended: list[str] = []
        overrides.prefill(_forever(started, ended, "ahead"))
        await started.wait()
        await overrides.newest("editor", asyncio.sleep(0.01))
        return ended

    assert asyncio.run(scene()) == ["ahead"]
