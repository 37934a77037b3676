"""Find the daemon, or start it: probe, lock, probe again, spawn, wait.

Two editors that start at once take turns at the lock, and the second finds the first one's daemon. A stale file, a
dead process and an older version all end in a fresh daemon.
"""

import os
import subprocess
import sys
import time
from contextlib import suppress
from enum import Enum, auto
from pathlib import Path

import httpx
import psutil
from filelock import FileLock, Timeout

from lamp_lsp.api.runtime_file import DaemonAddress, read_runtime_file
from lamp_lsp.paths import Paths, private_folder
from lamp_lsp.version import __version__
from style_learner.errors import NeedsRestart, TryAgain

PROBE_TIMEOUT_S = 2.0
"""A living daemon answers its health check in milliseconds; a stopped process never does."""
START_TIMEOUT_S = 20.0
"""A cold start on a slow disk takes some seconds, mostly imports."""


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
    """Return the address of a daemon that answers, starting none."""
    address = read_runtime_file(paths.runtime_file)
    return address if probe(address) is not Probe.UNREACHABLE else None


def ensure_daemon(paths: Paths) -> DaemonAddress:
    """Return the address of a daemon that answers and is not older than we are; start one when there is none.

    Blocks for up to START_TIMEOUT_S.

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
            if address is not None and found is Probe.OLDER:
                stop_daemon(address)
            return _spawn_and_wait(paths)
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
        try:
            process.wait(timeout_s)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(timeout_s)
    except psutil.NoSuchProcess:
        return
    except (psutil.TimeoutExpired, psutil.AccessDenied) as error:
        raise NeedsRestart(f"LAMP's daemon (process {address.pid}) does not end; end it by hand.") from error


def _spawn_and_wait(paths: Paths) -> DaemonAddress:
    private_folder(paths.logs)
    started = time.monotonic()
    process = _spawn(paths.logs / "daemon-start.log")
    while time.monotonic() - started < START_TIMEOUT_S:
        address = read_runtime_file(paths.runtime_file)
        if address is not None and probe(address) is Probe.READY:
            return address
        if process.poll() not in (None, 0):
            break
        time.sleep(0.05)
    raise TryAgain(
        f"LAMP's daemon did not start; `lamp daemon run` shows why, and so does {paths.logs / 'daemon-start.log'}."
    )


def _spawn(log_file: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "lamp_lsp.daemon.main"]
    with log_file.open("wb") as log:
        if os.name == "nt":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS  # type: ignore[attr-defined,unused-ignore]
            return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, creationflags=flags)  # noqa: S603 our own module
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)  # noqa: S603 our own module
