"""What the handlers make of the daemon's answers."""

import asyncio
import json
from collections.abc import AsyncGenerator
from typing import Any, Literal

import pytest
from tornado.httpclient import HTTPClientError

from jupyter_ext.lamp import Lamp
from lamp_lsp.api import assistant_messages as t
from lamp_lsp.api import messages as m
from style_learner.errors import LampError, NotAvailable, TryAgain
from tests.unit.jupyter_ext.handlers.conftest import Fetch

GONE = TryAgain("LAMP's daemon does not answer; `lamp doctor` says why.")
GONE_IN_A_BROWSER = "LAMP's daemon does not answer; `lamp doctor` in a terminal says why."
PLACE = {"path": "a/sales.ipynb", "language": "ipython", "client": "tab", "cells": [{"source": "🐞x = "}], "offset": 6}


class Daemon:
    """Answers as a test wants, and remembers what it was asked."""

    def __init__(self, *lines: Any, error: LampError | None = None) -> None:
        self.asked: list[Any] = []
        self.stopped = asyncio.Event()
        self._lines = lines
        self._error = error

    async def suggest_stream(self, request: Any) -> AsyncGenerator[Any, None]:
        self.asked.append(request)
        if self._error:
            raise self._error
        try:
            for line in self._lines:
                if line is Ellipsis:
                    await asyncio.sleep(60)
                yield line
        finally:
            self.stopped.set()

    ask = suggest_stream

    async def suggest(self, request: Any) -> Any:
        self.asked.append(request)
        return self._lines[0]

    async def status(self) -> Any:
        raise self._error or GONE

    async def document(self, message: Any) -> m.Answer:
        self.asked.append(message)
        return m.Answer()

    async def judge_answer(self, answer_id: str, said: t.AnswerFeedback) -> m.Answer:
        self.asked.append((answer_id, said))
        if self._error:
            raise self._error
        return m.Answer(message="Noted.")

    async def move_conversation(self, move: t.ConversationMove) -> m.Answer:
        self.asked.append(move)
        return m.Answer()

    async def close(self) -> None:
        """Nothing is open."""


def _use(lamp: Lamp, daemon: Daemon) -> Daemon:
    lamp.client = daemon  # type: ignore[assignment]  # the part of a client that is used
    return daemon


async def _lines(fetch: Fetch, path: str, body: Any) -> list[dict[str, Any]]:
    answer = await fetch("lamp", path, method="POST", body=json.dumps(body))
    return [json.loads(line) for line in answer.body.decode().splitlines()]


async def test_a_suggestion_streams_and_ends(jp_fetch: Fetch, lamp: Lamp) -> None:
    """Each draft has all of the text so far under the id that the whole one has."""
    item = m.SuggestedItem(id="s", text="sum(y)", replaces_after=1)
    daemon = _use(lamp, Daemon(m.SuggestDraft(id="s", text="sum("), m.SuggestResponse(items=[item])))

    lines = await _lines(jp_fetch, "suggest", PLACE)

    assert lines == [
        {"id": "s", "text": "sum(", "replaces_after": 0, "done": False},
        {"id": "s", "text": "sum(y)", "replaces_after": 1, "done": True},
    ]
    place = daemon.asked[0].place
    assert (place.language, place.prefix) == ("python", "🐞x = ")
    assert place.path == str(lamp.root / "a" / "sales.ipynb")


async def test_by_hand_there_are_several_candidates(jp_fetch: Fetch, lamp: Lamp) -> None:
    """As many as the setting says are asked for, and come whole in one line, the first one first."""
    items = [m.SuggestedItem(id=name, text=f"{name}()", replaces_after=0) for name in "abc"]
    daemon = _use(lamp, Daemon(m.SuggestResponse(items=items)))

    (line,) = await _lines(jp_fetch, "suggest", {**PLACE, "trigger": "invoked"})

    assert [line["id"], *(each["id"] for each in line["more"])] == ["a", "b", "c"]
    assert daemon.asked[0].count == lamp.settings().candidates > 1


@pytest.mark.parametrize("answer", ["no", "ask", "yes"])
async def test_the_kernels_names_go_no_further_than_its_owner_allows(
    jp_fetch: Fetch, lamp: Lamp, answer: Literal["ask", "yes", "no"]
) -> None:
    """A page that was open when the developer took it back may still send them."""
    lamp.allow_live_kernel(answer)
    names = [{"name": "prices", "type": "list", "detail": "3 items"}]
    daemon = _use(lamp, Daemon(m.SuggestResponse(items=[])))
    place = {**PLACE, "cells": [{"type": "code", "source": "prices"}], "cell": 0, "offset": 6, "names": names}

    await _lines(jp_fetch, "suggest", place)

    assert ("3 items" in daemon.asked[0].place.prefix) is (answer == "yes")


async def test_a_conversation_follows_a_renamed_notebook(jp_fetch: Fetch, lamp: Lamp) -> None:
    """Both names reach the daemon as it knows them."""
    daemon = _use(lamp, Daemon())

    await jp_fetch("lamp", "conversations", method="PUT", body='{"path": "a/b.ipynb", "to": "a/c.ipynb"}')

    (move,) = daemon.asked
    assert (move.path, move.to) == (str(lamp.root / "a" / "b.ipynb"), str(lamp.root / "a" / "c.ipynb"))


async def test_no_suggestion_has_a_reason(jp_fetch: Fetch, lamp: Lamp) -> None:
    """An empty answer and a daemon that is gone are one line each, and no failure."""
    _use(lamp, Daemon(m.SuggestResponse(items=[], reason="LAMP is paused.")))
    resting = await _lines(jp_fetch, "suggest", PLACE)
    _use(lamp, Daemon(error=GONE))
    gone = await _lines(jp_fetch, "suggest", PLACE)

    assert resting == [{"done": True, "reason": "LAMP is paused."}]
    assert gone == [{"done": True, "reason": GONE_IN_A_BROWSER}]


async def test_an_answer_streams_and_ends_with_its_code(jp_fetch: Fetch, lamp: Lamp) -> None:
    """The last line is the answer as it finally reads, what can be applied of it, and what it was built from."""
    parts = [
        t.AnswerPart(kind="start", id="a"),
        t.AnswerPart(kind="text", text="Here"),
        t.AnswerPart(kind="done", text="Here it is.", code="x = 1", used={"model": "parrot"}),
    ]
    _use(lamp, Daemon(*parts))

    lines = await _lines(jp_fetch, "assistant", {**PLACE, "action": "fix"})

    assert lines == [
        {"kind": "start", "id": "a"},
        {"kind": "text", "text": "Here"},
        {"kind": "done", "text": "Here it is.", "code": "x = 1", "used": {"model": "parrot"}},
    ]


async def test_an_answers_failure_is_a_line(jp_fetch: Fetch, lamp: Lamp) -> None:
    """Whoever reads the stream needs no other channel for what went wrong."""
    _use(lamp, Daemon(error=NotAvailable("There is no model; `lamp setup` gets one.")))

    (line,) = await _lines(jp_fetch, "assistant", {**PLACE, "action": "explain"})

    assert line == {"kind": "error", "message": "There is no model; `lamp setup` in a terminal gets one."}


async def test_a_daemon_that_is_gone_is_a_status(jp_fetch: Fetch, lamp: Lamp) -> None:
    """It is told with the next step, and is no failure of Jupyter's."""
    _use(lamp, Daemon(error=GONE))

    answer = await jp_fetch("lamp", "status")

    told = json.loads(answer.body)
    assert (told["state"], told["detail"]) == ("no_daemon", GONE_IN_A_BROWSER)
    assert told["remedy"]["label"] in told["message"]


async def test_a_refusal_is_one_sentence(jp_fetch: Fetch, lamp: Lamp) -> None:
    """The daemon's own words reach the page, under a status that fits."""
    _use(lamp, Daemon(error=NotAvailable("LAMP kept nothing of this answer, or forgot it; ask again.")))

    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("lamp", "feedback", method="POST", body='{"answer_id": "a", "verdict": "good"}')

    assert refused.value.code == 400
    assert refused.value.response is not None
    assert json.loads(refused.value.response.body) == {
        "error": "LAMP kept nothing of this answer, or forgot it; ask again."
    }


@pytest.mark.parametrize("body", ["{}", '{"answer_id": "a"}', '{"verdict": "good"}', "no json"])
async def test_feedback_on_nothing_is_refused(jp_fetch: Fetch, lamp: Lamp, body: str) -> None:
    """It needs a word and one thing that it is about."""
    daemon = _use(lamp, Daemon())

    with pytest.raises(HTTPClientError) as refused:
        await jp_fetch("lamp", "feedback", method="POST", body=body)

    assert refused.value.code == 400
    assert not daemon.asked


async def test_only_code_is_learned_from(jp_fetch: Fetch, lamp: Lamp) -> None:
    """Of a notebook the daemon gets its author's cells; an empty one it is not told of."""
    daemon = _use(lamp, Daemon())
    cells = [{"type": "markdown", "source": "# Sales"}, {"source": "x = 1", "outputs": ["1"]}, {"source": "!ls"}]

    for found in (cells, cells[:1]):
        body = json.dumps({**PLACE, "cells": found, "event": "saved"})
        await jp_fetch("lamp", "document", method="POST", body=body)

    (message,) = daemon.asked
    assert (message.text, message.language, message.event) == ("x = 1\n", "python", "saved")


async def test_leaving_stops_the_daemon(jp_fetch: Fetch, lamp: Lamp) -> None:
    """A connection that closes in the middle of an answer closes the one to the daemon."""
    daemon = _use(lamp, Daemon(m.SuggestDraft(id="s", text="sum("), ...))

    with pytest.raises(HTTPClientError):
        await jp_fetch("lamp", "suggest", method="POST", body=json.dumps(PLACE), request_timeout=1)

    await asyncio.wait_for(daemon.stopped.wait(), 10)


async def test_a_change_of_settings_is_answered_with_all_that_hold(jp_fetch: Fetch, lamp: Lamp) -> None:
    """The page takes over what the answer says; without a daemon, too."""
    body = json.dumps({"live_kernel": True, "values": {"max_lines": 7}})

    answer = json.loads((await jp_fetch("lamp", "settings", method="PUT", body=body)).body)

    assert (answer["live_kernel"], answer["values"]["max_lines"]) == (True, 7)
    assert json.loads((await jp_fetch("lamp", "settings")).body) == answer
