"""A daemon on a busy machine: it lives, and answers late."""

import os
from pathlib import Path

from lamp_lsp.api.lifecycle import find_daemon
from lamp_lsp.api.runtime_file import DaemonAddress, write_runtime_file
from lamp_lsp.paths import Paths
from lamp_lsp.version import __version__
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, scripted_server


def test_a_daemon_that_lives_is_given_time_to_answer(tmp_path: Path) -> None:
    """A first question in vain says only that the daemon is busy; a process that is gone is not waited for."""
    paths = Paths(tmp_path, tmp_path, tmp_path, tmp_path / "run", tmp_path / "logs")
    replies = iter([Reply(status=503), Reply(status=503)])
    health: dict[str, Answer] = {"/v1/health": lambda _: next(replies, Reply({"version": __version__}))}
    with scripted_server(health) as server:
        port = int(server.address.rpartition(":")[2])
        write_runtime_file(paths.runtime_file, DaemonAddress(port, "token", __version__, os.getpid()))
        found = find_daemon(paths)

        replies = iter([Reply(status=503)])
        write_runtime_file(paths.runtime_file, DaemonAddress(port, "token", __version__, 2**22 + 1))
        gone = find_daemon(paths)

    assert found is not None
    assert found.port == port
    assert gone is None
