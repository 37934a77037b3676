"""A language server in a process of its own, spoken to as an editor does, and killed as no editor should."""

import itertools
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping
from types import TracebackType
from typing import IO, Any, Self

PATIENCE_S = 60


class EditorProcess:
    """Starts ``lamp lsp``, sends messages, waits for answers."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lamp_lsp.cli.main", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(environment),
        )
        self._numbers = itertools.count(1)
        self._answers: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self._ended = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def initialize(self) -> None:
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self.notify("initialized", {})

    def notify(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def request(self, method: str, params: Any) -> dict[str, Any]:
        """Return the whole response; raises ConnectionError when the process is gone before it answers."""
        number = next(self._numbers)
        self._answers[number] = queue.SimpleQueue()
        self._send({"id": number, "method": method, "params": params})
        while True:
            try:
                return self._answers[number].get(timeout=0.2)
            except queue.Empty:
                if self._ended.is_set() and self._answers[number].empty():
                    raise ConnectionError from None

    def command(self, name: str, *arguments: Any) -> dict[str, Any]:
        return self.request("workspace/executeCommand", {"command": name, "arguments": list(arguments)})

    def send_raw(self, data: bytes) -> None:
        """Send bytes as they are; raises ConnectionError when the process is gone."""
        stdin = self._stdin()
        if stdin.closed:
            raise ConnectionError
        stdin.write(data)
        stdin.flush()

    def kill(self) -> None:
        """End the process as kill -9 does."""
        self.process.kill()
        self.process.communicate()

    def leave(self) -> int:
        """Shut down in order; returns the exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        return self.process.wait(timeout=PATIENCE_S)

    def _send(self, message: Mapping[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_raw(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def _stdin(self) -> IO[bytes]:
        assert self.process.stdin is not None
        return self.process.stdin

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        try:
            while header := stream.readline():
                length = int(header.split(b":")[1])
                while stream.readline().strip():
                    pass
                message = json.loads(stream.read(length))
                if "id" in message and "method" not in message and message["id"] in self._answers:
                    self._answers[message["id"]].put(message)
        except ValueError:  # killed in the middle of a message
            pass
        finally:
            self._ended.set()
