"""The daemon is found, started, replaced and recovered, whatever state it was left in."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from lamp_lsp.api.runtime_file import DaemonAddress, write_runtime_file
from tests.e2e.lamp_home import LampHome, isolated_lamp

OLD_SERVER = """
import http.server, json, sys, threading
class Old(http.server.BaseHTTPRequestHandler):
    def answer(self, value):
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        self.answer({"version": "0.0.1", "pid": 0})
    def do_POST(self):
        self.answer({})
        threading.Thread(target=server.shutdown).start()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Old)
print(server.server_port, flush=True)
server.serve_forever()
"""
"""A daemon of an older version, as far as a front end can tell."""


def test_starts_on_demand_and_is_found_again(modelless_home: LampHome) -> None:
    """The first command starts the daemon, the second finds the same one."""
    first = modelless_home.ask("status", "--json")
    second = modelless_home.ask("status", "--json")

    assert first["pid"] == second["pid"]
    assert first["port"] == second["port"] == modelless_home.address.port  # type: ignore[union-attr]


def test_two_at_once_make_one_daemon(modelless_home: LampHome) -> None:
    """Front ends that start at the same moment share one daemon."""
    starting = [modelless_home.start("status", "--json") for _ in range(3)]
    answers = [process.communicate(timeout=60) for process in starting]

    assert len({json.loads(out)["pid"] for out, _ in answers}) == 1


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_a_killed_daemon_is_replaced(modelless_home: LampHome) -> None:
    """After kill -9 the next command gets a new daemon; nobody has to clean up."""
    pid = modelless_home.ask("status", "--json")["pid"]
    os.kill(pid, signal.SIGKILL)

    assert modelless_home.ask("status", "--json")["pid"] != pid


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
def test_a_hung_daemon_is_ended(modelless_home: LampHome) -> None:
    """A process that lives and does not answer gives way to a new daemon."""
    pid = modelless_home.ask("status", "--json")["pid"]
    os.kill(pid, signal.SIGSTOP)

    assert modelless_home.ask("status", "--json")["pid"] != pid


def test_a_stale_runtime_file_is_ignored(modelless_home: LampHome) -> None:
    """A file that names a process which is no daemon does that process no harm."""
    write_runtime_file(modelless_home.paths.runtime_file, DaemonAddress(1, "none", "0.1.0", os.getpid()))
    os.utime(modelless_home.paths.runtime_file, (0, 0))

    assert modelless_home.ask("status", "--json")["pid"] != os.getpid()


def test_a_damaged_runtime_file_is_replaced(modelless_home: LampHome) -> None:
    """Whatever stands in the runtime file, a daemon is had and the file is right again."""
    modelless_home.paths.runtime.mkdir(parents=True)
    modelless_home.paths.runtime_file.write_text('{"port":', encoding="utf-8")

    assert modelless_home.run("daemon", "restart").returncode == 0
    assert modelless_home.address is not None


def test_an_older_daemon_is_replaced(modelless_home: LampHome) -> None:
    """A daemon of an older version is asked to leave, and a new one takes its place."""
    with _older_daemon(modelless_home) as older:
        status = modelless_home.ask("status", "--json")

        assert status["pid"] != older.pid
        assert older.wait(timeout=60) == 0


def test_stop_ends_the_process_and_removes_the_file(modelless_home: LampHome) -> None:
    """`lamp daemon stop` returns when the daemon is gone; a second time there is nothing to do."""
    pid = modelless_home.ask("status", "--json")["pid"]
    stopped = modelless_home.run("daemon", "stop")
    again = modelless_home.run("daemon", "stop")

    assert str(pid) in stopped.stdout
    assert _is_gone(pid, within_s=0)
    assert modelless_home.address is None
    assert (again.returncode, again.stdout.strip()) == (0, "No daemon runs.")


def test_daemon_status_starts_none(modelless_home: LampHome) -> None:
    """Looking whether the daemon runs does not start it."""
    done = modelless_home.run("daemon", "status", "--json")

    assert json.loads(done.stdout) == {"running": False}
    assert done.returncode == 1
    assert modelless_home.address is None


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_run_in_the_foreground_until_a_signal(modelless_home: LampHome, sent: signal.Signals, code: int) -> None:
    """`lamp daemon run` serves until Ctrl+C or SIGTERM, quietly, and takes its runtime file along."""
    # A shell's background job is born deaf to Ctrl+C, and so would be what it starts.
    hearing = signal.signal(signal.SIGINT, signal.default_int_handler)
    with modelless_home.start("daemon", "run") as process:
        signal.signal(signal.SIGINT, hearing)
        _wait_for_daemon(modelless_home)
        assert modelless_home.ask("status", "--json")["pid"] == process.pid
        process.send_signal(sent)
        _, errors = process.communicate(timeout=60)

    assert process.returncode == code
    assert "Traceback" not in errors
    assert modelless_home.address is None


def test_a_second_daemon_leaves_at_once(modelless_home: LampHome) -> None:
    """No two daemons ever own one store."""
    pid = modelless_home.ask("status", "--json")["pid"]
    second = modelless_home.run("daemon", "run")

    assert second.returncode == 0
    assert "already runs" in second.stderr
    assert modelless_home.ask("status", "--json")["pid"] == pid


def test_a_taken_port_is_said(modelless_home: LampHome) -> None:
    """A port that somebody else has gives one sentence and exit code 1."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = modelless_home.run("daemon", "run", "--port", str(taken.getsockname()[1]))

    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_idle_daemon_leaves(tmp_path: Path) -> None:
    """When nobody asks for the set time, the daemon goes."""
    with isolated_lamp(tmp_path, LAMP_IDLE_MINUTES="0.02", LAMP_BACKEND="embedded", LAMP_MODELS=str(tmp_path)) as home:
        pid = home.ask("status", "--json")["pid"]

        assert _is_gone(pid, within_s=20)


def test_a_project_folder_is_not_imported_from(modelless_home: LampHome, tmp_path: Path) -> None:
    """A module in the folder that the editor is in never runs inside the daemon."""
    trap = tmp_path / "project"
    trap.mkdir()
    (trap / "uvicorn.py").write_text("raise SystemExit('imported from the project')", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-m", "lamp_lsp.cli.main", "status", "--json"],
        env=dict(modelless_home.environment),
        cwd=trap,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr


@contextmanager
def _older_daemon(home: LampHome) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen([sys.executable, "-c", OLD_SERVER], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        write_runtime_file(home.paths.runtime_file, DaemonAddress(port, "token", "0.0.1", server.pid))
        try:
            yield server
        finally:
            server.kill()


def _wait_for_daemon(home: LampHome, within_s: float = 20) -> None:
    deadline = time.monotonic() + within_s
    while home.address is None:
        assert time.monotonic() < deadline, "no daemon came up"
        time.sleep(0.05)


def _is_gone(pid: int, within_s: float) -> bool:
    deadline = time.monotonic() + within_s
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def test_one_that_cannot_begin_is_told_in_a_line(modelless_home: LampHome) -> None:
    """What waits for a daemon whose parts fail is answered with the next step, not with what it cannot read."""
    modelless_home.paths.log_file.mkdir(parents=True)

    done = modelless_home.run("status")

    assert done.returncode != 0
    assert "`lamp daemon run` shows why" in done.stderr
    assert "Something went wrong" not in done.stderr


def test_a_folder_that_cannot_be_one_is_named(modelless_home: LampHome) -> None:
    """A file stands where LAMP's folder should be: it says where, and what to do."""
    modelless_home.folder.write_text("", encoding="utf-8")

    done = modelless_home.run("status")

    assert done.returncode != 0
    assert str(modelless_home.folder) in done.stderr.replace("\n", "")
    assert "LAMP_HOME" in done.stderr
