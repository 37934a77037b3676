"""`lamp export` holds every suggestion with what became of it."""

import asyncio
import json
import time
from pathlib import Path

import pytest

from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.messages import OutcomeMessage, OutcomesRequest, PlaceMessage, SuggestRequest
from lamp_lsp.cli.calls import settled
from tests.e2e.lamp_home import LampHome

pytestmark = pytest.mark.model

PREFIX = "def add(first: int, second: int) -> int:\n    return "


async def _suggest_and_type_over(home: LampHome, folder: Path) -> str:
    """Take a suggestion, write something else instead, and return the suggestion's id."""
    place = PlaceMessage(path=(folder / "sums.py").as_posix(), language="python", prefix=PREFIX, suffix="\n")
    async with DaemonClient(home.paths) as client:
        await settled(client)
        request = SuggestRequest(place=place, client="test", trigger="invoked", latency_budget_ms=60_000)
        answer = await client.suggest(request)
        assert answer.items, answer.reason
        suggested = answer.items[0].id
        now = time.time()
        outcomes = [
            OutcomeMessage(suggestion_id=suggested, kind="shown", at=now),
            OutcomeMessage(suggestion_id=suggested, kind="typed_over", at=now + 1, text="sum((first, second))"),
        ]
        await client.outcomes(OutcomesRequest(outcomes=outcomes))
    return suggested


def test_a_suggestion_and_its_outcomes_are_exported(lamp_home: LampHome, tmp_path: Path) -> None:
    """Kind, time and characters of each outcome, and the text typed instead, survive a restart of the daemon."""
    suggested = asyncio.run(_suggest_and_type_over(lamp_home, tmp_path))
    assert lamp_home.run("daemon", "stop").returncode == 0
    exported = lamp_home.ask("export")
    found = next(one for one in exported["suggestions"] if one["id"] == suggested)
    shown, typed = found["outcomes"]

    assert (shown["kind"], typed["kind"]) == ("shown", "typed_over")
    assert {"time", "characters"} <= shown.keys() & typed.keys()
    assert typed["text"] == "sum((first, second))"
    assert json.dumps(exported)
