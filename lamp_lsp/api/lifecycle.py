"""Find the daemon, or start it: probe, lock, probe again, spawn, wait.

Two editors that start at once take turns at the lock, and the second finds the first one's daemon. A stale file, a
dead process, a hung one and an older version all end in a fresh daemon.
"""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path
from typing import Any

import httpx
import psutil
from filelock import FileLock, Timeout

from lamp_lsp.api.runtime_file import DaemonAddress, read_runtime_file
from lamp_lsp.paths import Paths, private_folder
from lamp_lsp.version import __version__
from style_learner.errors import NeedsRestart, TryAgain

PROBE_TIMEOUT_S = 2.0
"""A living daemon answers its health check in milliseconds; a stopped process never does."""
START_TIMEOUT_S = 45.0
"""A cold start takes 2 s, mostly imports; on a slow disk or a busy machine, many times that."""
LOOK_EVERY_S = 0.05
HANG_S = 8.0
"""A process that lives and does not answer for so long is ended: more than any import or garbage collection takes."""


DAEMON = "lamp_lsp.daemon.main"
"""The module that is the daemon."""

FOLDERS = ("LAMP_HOME", "LAMP_MODELS")
"""Variables that may name a folder relative to where we are."""


class Probe(Enum):
    """What a look at the daemon found."""

    READY = auto()
    OLDER = auto()
    UNREACHABLE = auto()


def version_key(version: str) -> tuple[int, ...]:
    """Return ``version`` as numbers that compare.

    >>> version_key("0.10.2") > version_key("0.9.9")
    True
    """
    return tuple(int(part) for part in version.split("+", maxsplit=1)[0].split(".") if part.isdigit())


def probe(address: DaemonAddress | None) -> Probe:
    """Look whether a daemon answers at ``address`` and speaks at least our version."""
    if address is None:
        return Probe.UNREACHABLE
    try:
        answer = httpx.get(
            f"{address.url}/v1/health",
            headers={"Authorization": f"Bearer {address.token}"},
            timeout=PROBE_TIMEOUT_S,
            trust_env=False,
        )
        answer.raise_for_status()
        version = str(answer.json()["version"])
    except (httpx.HTTPError, ValueError, KeyError):
        return Probe.UNREACHABLE
    return Probe.READY if version_key(version) >= version_key(__version__) else Probe.OLDER


def find_daemon(paths: Paths) -> DaemonAddress | None:
    """Return the address of a daemon that answers, starting none; one that lives is given time, as it may be busy."""
    address = read_runtime_file(paths.runtime_file)
    found = probe(address)
    if found is Probe.UNREACHABLE and (address := silent_daemon(paths)) is not None:
        found = _wait_for_answer(address)
    return address if found is not Probe.UNREACHABLE else None


def silent_daemon(paths: Paths) -> DaemonAddress | None:
    """Return the address of a daemon that lives, whether it answers or not.

    A process that got the dead daemon's id since is younger than the file, and is none.
    """
    address = read_runtime_file(paths.runtime_file)
    if address is None:
        return None
    try:
        process = psutil.Process(address.pid)
        written = paths.runtime_file.stat().st_mtime
        return address if _runs(process) and process.create_time() <= written else None
    except (OSError, psutil.Error):
        return None


def ensure_daemon(paths: Paths, module: str = DAEMON) -> DaemonAddress:
    """Return the address of a daemon that answers and is not older than we are; start one when there is none.

    Blocks for up to START_TIMEOUT_S. ``module`` is what is started.

    Raises:
        TryAgain: it did not come up in time.
    """
    address = read_runtime_file(paths.runtime_file)
    if address is not None and probe(address) is Probe.READY:
        return address
    private_folder(paths.runtime)
    try:
        with FileLock(paths.lock_file, timeout=START_TIMEOUT_S):
            address = read_runtime_file(paths.runtime_file)
            found = probe(address)
            if address is not None and found is Probe.READY:
                return address
            if found is Probe.UNREACHABLE and (silent := silent_daemon(paths)) is not None:
                found = _wait_for_answer(silent)
                if found is Probe.READY:
                    return silent
                stop_daemon(silent, timeout_s=1.0)  # it had its time
            elif address is not None and found is Probe.OLDER:
                stop_daemon(address)
            return _spawn_and_wait(paths, module)
    except Timeout as error:
        raise TryAgain("Another program is still starting LAMP's daemon; try again in a moment.") from error


def stop_daemon(address: DaemonAddress, timeout_s: float = 10.0) -> None:
    """Ask the daemon to leave, wait until it did, and end it when it does not.

    Raises:
        NeedsRestart: the process is still there.
    """
    with suppress(httpx.HTTPError):  # it may be on its way out already; the wait below decides
        httpx.post(
            f"{address.url}/v1/shutdown",
            headers={"Authorization": f"Bearer {address.token}"},
            timeout=PROBE_TIMEOUT_S,
            trust_env=False,
        )
    try:
        process = psutil.Process(address.pid)
        if not _ends(process, timeout_s):
            process.kill()
            if not _ends(process, timeout_s):
                raise NeedsRestart(f"LAMP's daemon (process {address.pid}) does not end; end it by hand.")
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied as error:
        raise NeedsRestart(f"LAMP's daemon (process {address.pid}) is another user's; end it by hand.") from error


def _runs(process: psutil.Process) -> bool:
    """Say whether a process still does something; one that ended and was not collected by its parent does not."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _ends(process: psutil.Process, timeout_s: float) -> bool:
    deadline = time.monotonic() + timeout_s
    while _runs(process):
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY_S)
    return True


def _wait_for_answer(address: DaemonAddress) -> Probe:
    """Give a living process time to answer: it may have just started."""
    deadline = time.monotonic() + HANG_S
    while (found := probe(address)) is Probe.UNREACHABLE and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY_S)
    return found


def _spawn_and_wait(paths: Paths, module: str) -> DaemonAddress:
    private_folder(paths.logs)
    started = time.monotonic()
    process = _spawn(paths, module)
    while time.monotonic() - started < START_TIMEOUT_S:
        address = read_runtime_file(paths.runtime_file)
        if address is not None and probe(address) is Probe.READY:
            return address
        if process.poll() not in (None, 0):
            break
        time.sleep(LOOK_EVERY_S)
    raise TryAgain(
        f"LAMP's daemon did not start; `lamp daemon run` shows why, and so does {paths.logs / 'daemon-start.log'}."
    )


def _spawn(paths: Paths, module: str) -> subprocess.Popen[bytes]:
    """Start a daemon that outlives this process, away from the folder that we happen to be in.

    ``-P`` because nothing of a project's folder may be imported.
    """
    command = [sys.executable, "-P", "-m", module]
    folders = {name: str(Path(os.environ[name]).expanduser().absolute()) for name in FOLDERS if os.environ.get(name)}
    if os.name == "nt":
        apart: dict[str, Any] = {"creationflags": _windows_flags()}
    else:
        apart = {"start_new_session": True}
    with (paths.logs / "daemon-start.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 our own module
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=paths.runtime,
            env={**os.environ, **folders},
            **apart,
        )
    threading.Thread(target=process.wait, daemon=True, name="daemon's end").start()  # else it stays as a zombie
    return process


def _windows_flags() -> int:
    return getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "DETACHED_PROCESS", 0)
