"""An editor in memory: JSON-RPC messages to the server's real handlers, without a process between."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lamp_lsp.api.spool import Spool
from lamp_lsp.server.protocol import Server, make_server
from lamp_lsp.settings import Settings
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon

URI = "file:///project/module.py"


class Wire:
    """Sends messages as an editor does, and keeps what the server sends."""

    def __init__(self, daemon: FakeDaemon) -> None:
        self.daemon = daemon
        self._home = TemporaryDirectory()
        folder = Path(self._home.name)
        self.spool = Spool(folder / "outbox", folder / "outbox.key", use_keyring=False)
        self.server: Server = make_server(daemon, Settings(debounce_ms=0), self.spool)
        self.server.protocol.set_writer(self, include_headers=False)
        self.received: list[dict[str, Any]] = []
        self.answers: dict[str, Any] = {}
        """Results for the server's own requests, by method."""
        self.capabilities: dict[str, Any] = {}
        self._unasked: list[dict[str, Any]] = []
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._version = 1

    # what pygls writes to
    def write(self, data: bytes) -> None:
        message = json.loads(data)
        if message.get("id", 0) is None:
            self._unasked.append(message)
        elif "method" in message:
            self.received.append(message)
            if "id" in message:
                result = self.answers.get(message["method"])
                asyncio.get_running_loop().call_soon(self._send, {"id": message["id"], "result": result})
        elif (future := self._waiting.pop(message["id"], None)) and not future.done():
            future.set_result(message)

    def close(self) -> None:
        """Nothing to close."""

    def _send(self, message: dict[str, Any]) -> None:
        self.send_json(json.dumps({"jsonrpc": "2.0", **message}))

    def send_json(self, text: str) -> None:
        """Send what may be no message at all."""
        protocol = self.server.protocol
        protocol.handle_message(json.loads(text, object_hook=protocol.structure_message))

    def unasked(self) -> list[dict[str, Any]]:
        """Return a list to which every answer without an id is added from here on."""
        return self._unasked

    def notify(self, method: str, params: Any = None) -> None:
        self._send({"method": method, "params": params})

    def begin(self, method: str, params: Any = None) -> tuple[int, asyncio.Future[dict[str, Any]]]:
        """Send a request; returns its id and what will hold the whole response."""
        number = next(self._numbers)
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        self._send({"id": number, "method": method, "params": params})
        return number, future

    async def request(self, method: str, params: Any = None) -> Any:
        response = await asyncio.wait_for(self.begin(method, params)[1], 5)
        assert "error" not in response, response
        return response.get("result")

    async def initialize(self, **params: Any) -> None:
        result = await self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}, **params})
        self.notify("initialized", {})
        self.capabilities = dict(result["capabilities"])
        await settled()

    def open(self, text: str, uri: str = URI, language: str = "python") -> None:
        document = {"uri": uri, "languageId": language, "version": self._version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})

    def type(self, text: str, line: int, column: int, until: int | None = None, uri: str = URI) -> None:
        """Replace columns ``column`` to ``until`` of a line."""
        self._version += 1
        place = {
            "start": {"line": line, "character": column},
            "end": {"line": line, "character": column if until is None else until},
        }
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": self._version},
                "contentChanges": [{"range": place, "text": text}],
            },
        )

    def completion_params(self, line: int, column: int, kind: int = 2, uri: str = URI, **more: Any) -> dict[str, Any]:
        return {
            "textDocument": {"uri": uri},
            "position": {"line": line, "character": column},
            "context": {"triggerKind": kind},
            **more,
        }

    async def complete(
        self, line: int, column: int, kind: int = 2, uri: str = URI, **more: Any
    ) -> list[dict[str, Any]]:
        params = self.completion_params(line, column, kind, uri, **more)
        result = await self.request("textDocument/inlineCompletion", params)
        return list(result["items"])

    def messages(self, method: str = "window/showMessage") -> list[Any]:
        return [each["params"] for each in self.received if each["method"] == method]


@asynccontextmanager
async def editor(daemon: FakeDaemon, **initialize: Any) -> AsyncIterator[Wire]:
    """Connect an editor to a server; leave in order."""
    wire = Wire(daemon)
    await wire.initialize(**initialize)
    try:
        yield wire
    finally:
        await wire.request("shutdown")


async def settled() -> None:
    """Let what was begun go on until it waits for time to pass."""
    for _ in range(20):
        await asyncio.sleep(0)


async def until(condition: Callable[[], bool], timeout_s: float = 5.0) -> None:
    """Wait for ``condition``, which something beside makes true."""
    async with asyncio.timeout(timeout_s):
        while not condition():  # noqa: ASYNC110 what is waited for happens in the code under test
            await asyncio.sleep(0.01)
