"""A real ``lamp lsp`` on its standard input and output, spoken to as an editor speaks."""

import itertools
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import IO, Any

import psutil

LAMP = (sys.executable, "-m", "lamp_lsp.cli.main")
QUICK_LSP = (sys.executable, "-m", "tests.e2e.editors.quick_lsp", "lsp")

ANSWER_TIMEOUT_S = 60.0
"""A model on a busy machine takes its time; a hanging server is found out all the same."""


class LspProcess(AbstractContextManager["LspProcess"]):
    """One editor's server process."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        name: str = "test",
        command: Sequence[str] = (*LAMP, "lsp"),
        **initialize: Any,
    ) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **environment},
        )
        assert self.process.stdin
        assert self.process.stdout
        self._stdin: IO[bytes] = self.process.stdin
        self._stdout: IO[bytes] = self.process.stdout
        self._numbers = itertools.count(1)
        self._responses: dict[int, queue.Queue[dict[str, Any]]] = {}
        self._versions: dict[str, int] = {}
        self.received: list[dict[str, Any]] = []
        self.answers: dict[str, Any] = {}
        """Results for the server's own requests, by method."""
        threading.Thread(target=self._read, daemon=True).start()
        self.capabilities = self.request(
            "initialize",
            {"processId": os.getpid(), "clientInfo": {"name": name}, "rootUri": None, "capabilities": {}} | initialize,
        )["capabilities"]
        self.notify("initialized", {})

    def __exit__(self, *_error: object) -> None:
        if self.process.poll() is None:
            self.request("shutdown")
            self.notify("exit")
        self.process.wait(ANSWER_TIMEOUT_S)
        for stream in (self._stdin, self._stdout, self.process.stderr):
            if stream:
                stream.close()

    # --- JSON-RPC ---------------------------------------------------------------------------------------------

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._stdin.flush()

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"method": method, "params": params})

    def begin(self, method: str, params: Any = None) -> int:
        number = next(self._numbers)
        self._responses[number] = queue.Queue()
        self.send({"id": number, "method": method, "params": params})
        return number

    def response(self, number: int, timeout_s: float = ANSWER_TIMEOUT_S) -> dict[str, Any]:
        return self._responses[number].get(timeout=timeout_s)

    def request(self, method: str, params: Any = None) -> Any:
        response = self.response(self.begin(method, params))
        assert "error" not in response, response
        return response.get("result")

    def _read(self) -> None:
        while True:
            length = 0
            while header := self._stdout.readline().strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                return
            self._take(json.loads(self._stdout.read(length)))

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            self._responses[message["id"]].put(message)
            return
        self.received.append(message)
        if "id" in message:
            self.send({"id": message["id"], "result": self.answers.get(message["method"])})

    def messages(self, method: str = "window/showMessage") -> list[Any]:
        return [each["params"] for each in self.received if each["method"] == method]

    # --- what a person does -----------------------------------------------------------------------------------

    def open(self, uri: str, text: str, language: str = "python") -> None:
        self._versions[uri] = 1
        self.notify(
            "textDocument/didOpen",
            {"textDocument": {"uri": uri, "languageId": language, "version": 1, "text": text}},
        )

    def type(self, uri: str, line: int, column: int, text: str, until: int | None = None) -> None:
        self._versions[uri] += 1
        end = column if until is None else until
        self.notify(
            "textDocument/didChange",
            {
                "textDocument": {"uri": uri, "version": self._versions[uri]},
                "contentChanges": [
                    {
                        "range": {
                            "start": {"line": line, "character": column},
                            "end": {"line": line, "character": end},
                        },
                        "text": text,
                    }
                ],
            },
        )

    def complete(self, uri: str, line: int, column: int, kind: int = 1) -> list[dict[str, Any]]:
        result = self.request(
            "textDocument/inlineCompletion",
            {
                "textDocument": {"uri": uri},
                "position": {"line": line, "character": column},
                "context": {"triggerKind": kind},
            },
        )
        return list(result["items"])


def lamp(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a ``lamp`` command and return what it printed."""
    done = subprocess.run(
        [*LAMP, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def exported(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the suggestions of ``lamp export``."""
    return list(json.loads(lamp(environment, "export"))["suggestions"])


def suggestion_with(
    environment: Mapping[str, str], kind: str, suggestion_id: str = "", timeout_s: float = 120
) -> dict[str, Any]:
    """Return a suggestion, any or the one of this id, as soon as it has an outcome of ``kind``."""
    until = time.monotonic() + timeout_s
    while True:
        suggestions = exported(environment)
        for each in suggestions:
            if suggestion_id in {"", each["id"]} and any(outcome["kind"] == kind for outcome in each["outcomes"]):
                return each
        assert time.monotonic() < until, suggestions
        time.sleep(0.3)


def outcomes_of(suggestion: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return a suggestion's outcomes of one kind."""
    return [each for each in suggestion["outcomes"] if each["kind"] == kind]


def stop_daemon(environment: Mapping[str, str]) -> None:
    """End the daemon of a test's own LAMP, if one was started."""
    file = Path(environment["LAMP_HOME"]) / "run" / "daemon.json"
    if file.exists():
        pid = int(json.loads(file.read_text(encoding="utf-8"))["pid"])
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            process.terminate()
            process.wait(60)
