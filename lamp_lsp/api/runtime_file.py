"""The runtime file: how a front end finds the daemon (port, token, version, process id).

0600 in a 0700 folder, since the token in it opens everything that was learned.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from lamp_lsp.paths import private_folder


@dataclass(frozen=True, slots=True)
class DaemonAddress:
    """Where a daemon said that it listens; it may be gone since."""

    port: int
    token: str
    version: str
    pid: int

    @property
    def url(self) -> str:
        """The base of all requests."""
        return f"http://127.0.0.1:{self.port}"


def write_runtime_file(file: Path, address: DaemonAddress) -> None:
    """Publish ``address`` in one step: a reader sees the old file or the new one, never a part."""
    private_folder(file.parent)
    draft = file.with_suffix(f".{address.pid}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(asdict(address), stream)
    draft.replace(file)


def read_runtime_file(file: Path) -> DaemonAddress | None:
    """Return what the runtime file says; None when it is missing or not one."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        return DaemonAddress(
            port=int(values["port"]), token=str(values["token"]), version=str(values["version"]), pid=int(values["pid"])
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remove_runtime_file(file: Path, pid: int) -> None:
    """Remove the runtime file if it is still the one of process ``pid``."""
    address = read_runtime_file(file)
    if address is not None and address.pid == pid:
        file.unlink(missing_ok=True)
