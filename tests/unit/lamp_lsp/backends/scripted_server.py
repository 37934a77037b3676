"""A real HTTP server on loopback whose answers a test writes out."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer: JSON, or lines that are streamed."""

    body: Any = None
    status: int = 200
    lines: Sequence[str] | None = None
    breaks_off: bool = False
    """Whether the connection is cut after the last line, in the middle of the answer."""
    hangs_up: bool = False
    """Whether the connection is closed without a word, as an idle one is."""


Answer = Reply | Callable[[Any], Reply]


@dataclass
class ScriptedServer:
    """What it answers, by path, and what it was asked."""

    address: str
    answers: dict[str, Answer]
    asked: list[tuple[str, Any]] = field(default_factory=list)

    def requests_to(self, path: str) -> list[Any]:
        """Return the bodies sent to ``path``."""
        return [body for asked, body in self.asked if asked == path]


def _address(server: ThreadingHTTPServer, tls: tuple[Path, Path] | None) -> str:
    """Return where a server is, put behind TLS if need be."""
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    return f"http{'' if tls is None else 's'}://127.0.0.1:{server.server_address[1]}"


@contextmanager
def scripted_server(answers: dict[str, Answer], tls: tuple[Path, Path] | None = None) -> Iterator[ScriptedServer]:
    """Serve ``answers``; every other path is not found. ``tls`` are the files of a certificate and its key."""
    state = ScriptedServer("", answers)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(None)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer(json.loads(body) if body else None)

        do_DELETE = do_POST  # noqa: N815 the form that http.server calls

        def _answer(self, body: Any) -> None:
            state.asked.append((self.path, body))
            answer = state.answers.get(self.path, Reply({"error": f"no {self.path} here"}, status=404))
            reply = answer(body) if callable(answer) else answer
            self.close_connection = reply.hangs_up
            if not reply.hangs_up:
                self._send_json(reply) if reply.lines is None else self._send_lines(reply, reply.lines)

        def _send_json(self, reply: Reply) -> None:
            data = json.dumps(reply.body).encode()
            self.send_response(reply.status)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def _send_lines(self, reply: Reply, lines: Sequence[str]) -> None:
            self.send_response(reply.status)
            self.send_header("Transfer-Encoding", "chunked")
            self.send_header("Connection", "close")  # else the client may ask again just as it is closed
            self.end_headers()
            for line in lines:
                data = (line + "\n").encode()
                self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            if not reply.breaks_off:
                self.wfile.write(b"0\r\n\r\n")
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.address = _address(server, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
