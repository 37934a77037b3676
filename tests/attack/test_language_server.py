"""Bytes and messages that no editor should send: each is answered at once, none ends the server or reaches its log."""

import asyncio
import io
import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lamp_lsp.log_rules import WithoutContents
from lamp_lsp.server.framing import MOST_BYTES, REFUSED, FramedInput
from lamp_lsp.server.protocol import REFUSABLE
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon
from tests.unit.lamp_lsp.server.wire import URI, Wire, editor

SECRET = "quarterly_figures_1234"  # noqa: S105 code that is to be found nowhere
PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS, NOT_INITIALIZED = -32700, -32600, -32602, -32002


def framed(body: bytes) -> bytes:
    """Return a message as it is sent."""
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def bodies(data: bytes) -> list[bytes]:
    """Read messages as pygls does."""
    source, found = FramedInput(io.BytesIO(data)), []
    while header := source.readline():
        assert source.readline() == b"\r\n"
        if not (body := source.read(int(header.split(b":")[1]))):
            break
        found.append(body)
    return found


GARBAGE = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([b"\r\n", b"\n\n", b"Content-Length: x\r\n\r\n", b"Content-Length: -5\r\n\r\n", b"\0" * 20_000]),
)


@given(GARBAGE)
@settings(max_examples=200)
def test_no_bytes_break_the_framing(data: bytes) -> None:
    """Whatever arrives is read to its end."""
    bodies(data)


@given(st.integers(MOST_BYTES + 1, 10**4000) | st.just(99_999_999_999), st.booleans(), st.binary(max_size=50))
@settings(max_examples=50)
def test_a_message_too_large_is_passed_over_and_the_next_one_read(claimed: int, sends: bool, body: bytes) -> None:  # noqa: FBT001 a parameter
    """Whether or not what was claimed is sent; nothing of that size is ever held."""
    sent = body.replace(b"\n", b"") * (200 if sends else 0)
    read = bodies(b"Content-Length: %s\r\n\r\n%s%s" % (str(claimed).encode(), sent, framed(b'{"next": 1}')))

    assert [REFUSED in json.loads(one) for one in read] == [True, False]
    assert read[1] == b'{"next": 1}'


@pytest.mark.parametrize(
    "header", [b"content-length: 2\r\n\r\n", b"CONTENT-LENGTH:2\r\n\r\n", b"Content-Type: x\r\nContent-Length: 2\n\n"]
)
def test_headers_are_read_as_http_has_them(header: bytes) -> None:
    """In any case, in any order, with either line end."""
    assert bodies(header + b"{}") == [b"{}"]


def run(body: Callable[[Wire], Coroutine[Any, Any, None]]) -> FakeDaemon:
    """Run a test's body with an editor in memory."""

    async def whole() -> FakeDaemon:
        daemon = FakeDaemon()
        async with editor(daemon) as wire:
            wire.open(f"{SECRET} = 1\n")
            await body(wire)
        return daemon

    return asyncio.run(whole())


POSITION = {"line": 0, "character": 0}
DOCUMENT = {"uri": URI}
WRONG_REQUESTS: list[tuple[str, Any]] = [
    ("textDocument/inlineCompletion", None),
    ("textDocument/inlineCompletion", []),
    ("textDocument/inlineCompletion", {"textDocument": SECRET}),
    ("textDocument/inlineCompletion", {"textDocument": DOCUMENT, "position": {"line": SECRET, "character": 0}}),
    ("textDocument/inlineCompletion", {"textDocument": DOCUMENT, "position": {"line": -1, "character": 0}}),
    ("workspace/executeCommand", {}),
    ("workspace/executeCommand", {"command": [SECRET]}),
    ("workspace/executeCommand", {"command": "lamp.accept", "arguments": []}),
    ("workspace/executeCommand", {"command": "lamp.accept", "arguments": SECRET}),
    ("workspace/executeCommand", {"command": SECRET}),
    ("initialize", None),
    ("textDocument/completion", {"textDocument": DOCUMENT, "position": {"line": SECRET}}),
    ("textDocument/completion", None),
]


@pytest.mark.parametrize(("method", "params"), WRONG_REQUESTS)
def test_wrong_parameters_are_answered_at_once(method: str, params: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A request whose parameters cannot be read gets -32602, typed or not, with nothing of what was sent."""

    async def body(wire: Wire) -> None:
        answer = await asyncio.wait_for(wire.begin(method, params)[1], 5)

        assert answer["error"]["code"] == INVALID_PARAMS
        assert SECRET not in json.dumps(answer)
        assert "Traceback" not in json.dumps(answer)
        assert "data" not in answer["error"]

    run(body)
    assert SECRET not in written(caplog)


WRONG_NOTIFICATIONS: list[tuple[str, Any]] = [
    ("textDocument/didOpen", {"textDocument": {"uri": URI, "text": SECRET}}),
    ("textDocument/didChange", {"textDocument": DOCUMENT, "contentChanges": SECRET}),
    ("textDocument/didChange", {"textDocument": DOCUMENT, "contentChanges": [{"text": 1, "range": SECRET}]}),
    ("textDocument/didShowCompletion", {"item": SECRET}),
    ("textDocument/didSave", SECRET),
    ("workspace/didChangeConfiguration", SECRET),
    ("$/cancelRequest", {"id": {"x": SECRET}}),
    ("nobody/knows", {"text": SECRET}),
    ("window/workDoneProgress/cancel", {"token": [SECRET]}),
]


@pytest.mark.parametrize(("method", "params"), WRONG_NOTIFICATIONS)
def test_wrong_notifications_change_nothing(method: str, params: Any, caplog: pytest.LogCaptureFixture) -> None:
    """They are passed over, none of their contents is logged, and the next request is answered."""

    async def body(wire: Wire) -> None:
        wire.notify(method, params)
        assert await wire.request("workspace/executeCommand", {"command": "lamp.whyNot"}) is not None

    run(body)
    assert SECRET not in written(caplog)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ([], INVALID_REQUEST),
        ([{"jsonrpc": "2.0"}], INVALID_REQUEST),
        (1, INVALID_REQUEST),
        ("x", INVALID_REQUEST),
        (None, INVALID_REQUEST),
        ({}, INVALID_REQUEST),
        ({"id": 1, "method": "shutdown"}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": [SECRET], "method": "shutdown"}, INVALID_REQUEST),
        ({"jsonrpc": "2.0", "id": 1, "method": {"a": SECRET}}, INVALID_REQUEST),
    ],
)
def test_what_is_no_message_is_answered(message: Any, code: int) -> None:
    """JSON that is no JSON-RPC gets an error with the id null."""

    async def body(wire: Wire) -> None:
        found = wire.unasked()
        wire.send_json(json.dumps(message))

        assert [one["error"]["code"] for one in found] == [code]
        assert SECRET not in json.dumps(found)

    run(body)


@pytest.mark.parametrize("text", ["{", "", "\ud800", "[" * 100_000, "9" * 5_000, '{"jsonrpc": "2.0", "id": 1e}'])
def test_what_is_no_json_is_answered(text: str) -> None:
    """Neither depth nor the length of a number ends the server."""

    async def body(wire: Wire) -> None:
        found = wire.unasked()
        try:
            wire.send_json(text)
        except REFUSABLE as error:
            wire.server.report_unreadable(error)

        assert [one["error"]["code"] for one in found] == [PARSE_ERROR]

    run(body)


def test_before_the_beginning_and_after_the_end_requests_are_refused() -> None:
    """Before `initialize` and after `shutdown` no request is left without an answer."""

    async def body() -> None:
        wire = Wire(FakeDaemon())
        early = await asyncio.wait_for(wire.begin("shutdown")[1], 5)
        await wire.initialize()
        await wire.request("shutdown")
        late = await asyncio.wait_for(wire.begin("workspace/executeCommand", {"command": "lamp.whyNot"})[1], 5)

        assert (early["error"]["code"], late["error"]["code"]) == (NOT_INITIALIZED, INVALID_REQUEST)

    asyncio.run(body())


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
METHODS = st.sampled_from([
    "textDocument/didOpen", "textDocument/didChange", "textDocument/didClose", "textDocument/didSave",
    "textDocument/inlineCompletion", "textDocument/didFocus", "textDocument/didPartiallyAcceptCompletion",
    "notebookDocument/didOpen", "notebookDocument/didChange", "workspace/didChangeWorkspaceFolders",
    "workspace/executeCommand", "$/setTrace", "$/cancelRequest", "window/workDoneProgress/cancel",
])  # fmt: skip


@given(st.lists(st.tuples(METHODS, ANY_JSON), min_size=1, max_size=8))
@settings(max_examples=30)
def test_no_messages_end_the_server(messages: list[tuple[str, Any]]) -> None:
    """After any notifications and requests the next right request is answered."""

    async def body(wire: Wire) -> None:
        for method, params in messages:
            wire.notify(method, params)
            wire.begin(method, params)
        assert await wire.request("workspace/executeCommand", {"command": "lamp.whyNot"}) is not None

    run(body)


def test_ten_thousand_documents_are_told_one_after_the_other() -> None:
    """However many an editor opens at once, the daemon is asked one thing at a time, and each document arrives."""
    running = most = 0

    class Slow(FakeDaemon):
        async def document(self, message: Any) -> Any:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0)
            running -= 1
            return await super().document(message)

    async def body() -> int:
        daemon = Slow()
        async with editor(daemon) as wire:
            for number in range(10_000):
                wire.open("x = 1\n", f"file:///project/{number}.py")
            await wire.server.session.caught_up()
        return len(daemon.documents)

    assert asyncio.run(body()) == 10_000
    assert most == 1


def written(caplog: pytest.LogCaptureFixture) -> str:
    """Return what the log file would hold: pygls' own messages do not reach it."""
    formatter = WithoutContents("%(name)s %(message)s")
    ours = [record for record in caplog.records if not record.name.startswith("pygls")]
    return "\n".join(formatter.format(record) for record in ours)


def test_errors_are_logged_by_kind_and_place() -> None:
    """A traceback's text may hold code; the log has neither it nor the message."""
    try:
        json.loads(f"{{{SECRET}")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__))

    line = WithoutContents("%(message)s").format(record)
    assert line.startswith("failed (JSONDecodeError")
    assert SECRET not in line


def test_a_socket_has_the_same_bounds(tmp_path: Path) -> None:
    """A length beyond all bounds is answered there too, and the next message is read."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "lamp_lsp.cli.main", "lsp", "--tcp", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, env={**os.environ, "LAMP_HOME": str(tmp_path)})
    try:
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", port))
                break
            except ConnectionRefusedError:
                assert process.poll() is None
        with connection, connection.makefile("rb") as answers:
            connection.sendall(b"x" * 20_000 + b"\r\nContent-Length: 99999999999\r\n\r\n")
            connection.sendall(framed(b'{"jsonrpc": "2.0", "id": 7, "method": "nothing/known"}'))
            codes = []
            for _ in range(2):
                size = int(answers.readline().split(b":")[1])
                while answers.readline().strip():
                    pass
                codes.append(json.loads(answers.read(size))["error"]["code"])
    finally:
        process.terminate()
        process.wait()

    assert codes == [INVALID_REQUEST, NOT_INITIALIZED]
