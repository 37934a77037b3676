"""The process: ``lamp lsp`` on standard input and output, or on a socket for tests."""

import logging
import socket
import sys
from logging.handlers import RotatingFileHandler
from typing import BinaryIO, cast

from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.spool import spool_of
from lamp_lsp.log_rules import SeldomRepeated, WithoutContents
from lamp_lsp.paths import lamp_paths, private_folder
from lamp_lsp.server.framing import FramedInput
from lamp_lsp.server.protocol import Server, make_server
from lamp_lsp.settings import load_settings
from style_learner.errors import WrongSetting

_LOG_BYTES = 1_000_000


def run(tcp: tuple[str, int] | None = None) -> None:
    """Serve one editor until it leaves, on standard input and output or at the host and port ``tcp``."""
    settings, _ = load_settings(lamp_paths().settings_file)  # the daemon tells what is wrong with them
    serve(make_server(DaemonClient(), settings, spool_of(lamp_paths())), tcp)


def serve(server: Server, tcp: tuple[str, int] | None = None) -> None:
    """Let ``server`` serve one editor."""
    _log_to_file()
    if tcp is not None:
        _serve_first(server, *tcp)
        return
    protocol_out, sys.stdout = sys.stdout, sys.stderr
    server.start_io(cast("BinaryIO", FramedInput(sys.stdin.buffer)), protocol_out.buffer)


def _serve_first(server: Server, host: str, port: int) -> None:
    """Serve whoever connects first, within the bounds that hold on standard input.

    Raises:
        WrongSetting: nobody can listen there.
    """
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise WrongSetting(f"LAMP cannot listen at {host}:{port} ({error.strerror}); name another address.") from error
    with listener:
        connection, _ = listener.accept()
    with connection, connection.makefile("rb") as sent, connection.makefile("wb") as answers:
        server.start_io(cast("BinaryIO", FramedInput(sent)), answers)


def _log_to_file() -> None:
    """Log to a file: editors show what arrives on standard error as the server's failure.

    pygls' own logger is silenced, because it writes messages, and so code, into the log.
    """
    file = lamp_paths().lsp_log_file
    private_folder(file.parent)
    handler = RotatingFileHandler(file, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8", delay=True)
    handler.setFormatter(WithoutContents("%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"))
    handler.addFilter(SeldomRepeated())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for noisy in ("pygls", "httpx", "httpcore"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


if __name__ == "__main__":
    run()
