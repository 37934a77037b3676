"""Run the daemon: own the store, listen on loopback, publish where.

A second daemon of the same LAMP finds the first one's lock and leaves at once, so that no two ever open one store.
"""

import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import uvicorn
from filelock import FileLock, Timeout

from lamp_lsp.api.runtime_file import DaemonAddress, remove_runtime_file, write_runtime_file
from lamp_lsp.daemon.connections import BACKLOG, Connections
from lamp_lsp.daemon.early import EarlyApp
from lamp_lsp.paths import Paths, lamp_paths, private_folder
from lamp_lsp.version import __version__

if TYPE_CHECKING:
    from fastapi import FastAPI

    from lamp_lsp.daemon.services import Services

SHUTDOWN_GRACE_S = 3

Boot = Callable[[Paths, int, Callable[[], None]], "Services"]
"""Makes the daemon's parts, as ``app.boot`` does."""


def run_daemon(paths: Paths, *, port: int = 0, to_terminal: bool = False, boot: Boot | None = None) -> int:
    """Serve until told to stop or idle for long; returns the exit code.

    ``port`` 0 takes a free one; ``boot`` makes other parts than the usual. Exits with 0 when another daemon already
    serves this LAMP, 1 when the port is taken.
    """
    private_folder(paths.runtime)
    ownership = FileLock(paths.runtime / "owner.lock")
    try:
        ownership.acquire(timeout=0)
    except Timeout:
        sys.stderr.write("A daemon already runs for this LAMP; `lamp status` shows it.\n")
        return 0
    try:
        listener = _listen(port)
    except OSError as error:
        sys.stderr.write(f"Port {port} cannot be used ({error.strerror}); choose another, or leave it out.\n")
        return 1
    with ownership, listener:
        return _serve(paths, listener, boot, to_terminal=to_terminal)


class _Server(uvicorn.Server):
    """Ends the requests that run before it waits for them: a suggestion may take many seconds."""

    def __init__(self, app: EarlyApp, connections: Connections) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=SHUTDOWN_GRACE_S,
                lifespan="on",
                http=connections.protocol(),
                backlog=BACKLOG,
            )
        )
        self._early = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._early.end_requests()
        await super().shutdown(sockets)


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.bind(("127.0.0.1", port))
    except OSError:
        listener.close()
        raise
    return listener


def _serve(paths: Paths, listener: socket.socket, boot: Boot | None, *, to_terminal: bool) -> int:
    port: int = listener.getsockname()[1]
    token = secrets.token_urlsafe(32)
    pid = os.getpid()

    def stop() -> None:
        server.should_exit = True

    def load() -> "FastAPI":
        from lamp_lsp.daemon import app  # noqa: PLC0415 behind the first answer
        from lamp_lsp.daemon.logs import configure_logs, secure  # noqa: PLC0415
        from lamp_lsp.settings import load_settings  # noqa: PLC0415

        settings, _ = load_settings(paths.settings_file)
        configure_logs(paths.log_file, settings.log_level, to_terminal=to_terminal)
        secure(paths)
        return app.create_app((boot or app.boot)(paths, port, stop), token)

    connections = Connections()
    server = _Server(EarlyApp(load, token, stop, connections.prove), connections)
    # uvicorn shuts down in order, then raises the signal again: this lets the file be removed before the end
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    write_runtime_file(paths.runtime_file, DaemonAddress(port, token, __version__, pid))
    if to_terminal:
        sys.stderr.write(f"LAMP {__version__} serves on http://127.0.0.1:{port} (process {pid}); Ctrl+C stops it.\n")
    try:
        server.run(sockets=[listener])
    finally:
        remove_runtime_file(paths.runtime_file, pid)
    return 0


if __name__ == "__main__":
    sys.exit(run_daemon(lamp_paths()))
