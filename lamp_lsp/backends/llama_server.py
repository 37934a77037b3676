"""A llama.cpp server of LAMP's own: started as a process beside the daemon, and ended with it."""

import asyncio
import contextlib
import json
import re
import subprocess
import sys
import threading
from collections import deque
from dataclasses import asdict
from typing import IO

from lamp_lsp.backends.llama_process import NO_LIBRARY, ServerAddress, ServerOrder

LEAVE_S = 5.0
"""The process leaves at once when it is told to; one that does not hangs."""

MODULE = "lamp_lsp.backends.llama_process"

_STAMP = re.compile(r"^[\d.]+ [A-Z] ")
"""Before each line of llama.cpp's log: the time and the level."""


class ServerEnded(Exception):
    """The process ended before it served; says why in llama.cpp's words."""

    @property
    def has_no_library(self) -> bool:
        """Whether it is not the model's fault."""
        return NO_LIBRARY in str(self)

    @property
    def has_no_memory(self) -> bool:
        """Whether a smaller model or window would help."""
        return re.search(r"alloc|memory", str(self)) is not None


class LlamaServer:
    """One running server."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._complaints: deque[str] = deque(maxlen=8)
        self._listener = threading.Thread(target=self._listen, name="lamp-llama-log", daemon=True)
        self._listener.start()
        self.at = ServerAddress("", on_gpu=False)

    @classmethod
    async def start(cls, order: ServerOrder) -> "LlamaServer":
        """Start a server and wait until its model is loaded, about a second a gigabyte.

        Raises:
            ServerEnded: it cannot load the model.
        """
        server = cls(await asyncio.to_thread(_spawn))
        try:
            line = await asyncio.to_thread(server._ask, json.dumps(asdict(order)))
        except BaseException:
            await server.close()
            raise
        if not line:
            await server.close()
            raise ServerEnded(server.why_ended)
        server.at = ServerAddress(**json.loads(line))
        return server

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """How the process ended; None while it runs."""
        return self._process.poll()

    @property
    def why_ended(self) -> str:
        """Why the process ended: before it served, the first thing that llama.cpp complained of."""
        if self._complaints and not self.at.address:
            return self._complaints[0]
        return f"its process ended with code {self.exit_code}"

    async def close(self) -> None:
        """End the process, and wait until it is gone."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        with contextlib.suppress(OSError):  # it is gone already
            _pipe(self._process.stdin).close()
        try:
            self._process.wait(LEAVE_S if self.at.address else 0)  # while it loads it does not listen
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(LEAVE_S)
        _pipe(self._process.stdout).close()

    def _ask(self, order: str) -> str:
        with contextlib.suppress(OSError):  # it ended before it could read
            stdin = _pipe(self._process.stdin)
            stdin.write(order + "\n")
            stdin.flush()
        line = _pipe(self._process.stdout).readline()
        if not line:
            self._process.wait()
            self._listener.join(LEAVE_S)
        return line

    def _listen(self) -> None:
        with _pipe(self._process.stderr) as lines:
            for line in lines:
                if line.strip():
                    self._complaints.append(_STAMP.sub("", line.strip()))


def _spawn() -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 our own module
        [sys.executable, "-P", "-m", MODULE],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None  # noqa: S101 all three were asked for
    return pipe
