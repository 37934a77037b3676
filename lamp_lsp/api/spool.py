"""What is on its way to the store, on disk until the store has it.

One encrypted file for each message, in a folder that every front end and the daemon share. A front end puts a message
there before it sends it, and takes it away when the daemon says that it is stored; what is left, since one of them was
killed or the store could not be opened, the daemon brings in by itself. A message may therefore arrive twice: the
store knows what it has.
"""

import json
import logging
import os
import time
import uuid
from pathlib import Path
from typing import Any

from filelock import FileLock

from lamp_lsp.api.messages import OutcomesRequest, TextInPlace
from lamp_lsp.paths import Paths, private_folder
from style_learner.errors import LampError, WrongSetting
from style_learner.privacy.keys import find_key

log = logging.getLogger(__name__)

MOST_KEPT = 2_000
"""Messages kept: days of work without a store; the oldest go first, since the disk is not ours to fill."""
MOST_BYTES = 4_000_000
"""Nothing that is sent is larger; what is was not put there by LAMP."""
UNREADABLE_KEPT = 20
"""Files that could not be read are set aside, so many of them, for whoever can bring their key back."""

_NONCE = 12
_BOX, _DRAFT, _ASIDE = ".box", ".new", ".unreadable"


class Spool:
    """The folder of messages; each method may be called from any thread and process."""

    def __init__(self, folder: Path, key_file: Path, *, use_keyring: bool) -> None:
        self.folder = folder
        self._key_file = key_file
        self._use_keyring = use_keyring
        self._known: tuple[int, bytes] | None = None
        """When the key's file was written, and the key."""

    def put(self, message: dict[str, Any]) -> Path:
        """Keep ``message`` safely on disk and return its file.

        Raises:
            WrongSetting: it cannot be written.
            LampError: the key cannot be had.
        """
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex}{_BOX}"
        sealed = self._sealed(json.dumps(message).encode("utf-8", "replace"), name)
        try:
            private_folder(self.folder)
            _write(self.folder / name, sealed)
        except OSError as error:
            raise WrongSetting(f"LAMP cannot write to {self.folder} ({error.strerror}); make room for it.") from error
        for oldest in self.waiting()[:-MOST_KEPT]:
            log.warning("Too much waits for the store; the oldest message was given up.")
            drop(oldest)
        return self.folder / name

    def waiting(self) -> list[Path]:
        """Return the files of what waits, oldest first."""
        try:
            return sorted(self.folder.glob(f"*{_BOX}"))
        except OSError:
            return []

    def read(self, file: Path) -> dict[str, Any] | None:
        """Return a message; None when it is gone, or cannot be read and was set aside.

        Raises:
            LampError: the key cannot be had at this time.
        """
        try:
            sealed = file.read_bytes() if file.stat().st_size <= MOST_BYTES else b""
        except OSError:
            return None
        message = self._opened(sealed, file.name)
        if message is None:
            self._set_aside(file)
        return message

    def clear(self) -> None:
        """Erase all that waits, and what was set aside."""
        for file in [*self.waiting(), *self.folder.glob(f"*{_ASIDE}"), *self.folder.glob(f"*{_DRAFT}")]:
            drop(file)

    def _set_aside(self, file: Path) -> None:
        log.warning("%s cannot be read with the key in %s; it was set aside.", file, self._key_file)
        try:
            file.replace(file.with_suffix(_ASIDE))
        except OSError:
            return
        for oldest in sorted(self.folder.glob(f"*{_ASIDE}"))[:-UNREADABLE_KEPT]:
            drop(oldest)

    def _sealed(self, content: bytes, name: str) -> bytes:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 loaded by what is kept alone

        nonce = os.urandom(_NONCE)
        return nonce + AESGCM(self._key()).encrypt(nonce, content, name.encode())

    def _opened(self, sealed: bytes, name: str) -> dict[str, Any] | None:
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 as above
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 as above

        try:
            content = AESGCM(self._key()).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode())
            message = json.loads(content)
        except (InvalidTag, ValueError):
            return None
        return message if isinstance(message, dict) else None

    def _key(self) -> bytes:
        if self._known is None or self._known[0] != _written_at(self._key_file):
            private_folder(self._key_file.parent)
            with FileLock(self._key_file.with_suffix(".lock"), mode=0o600):  # two editors at once make one key
                key, _ = find_key(self._key_file.with_suffix(".none"), self._key_file, use_keyring=self._use_keyring)
            self._known = (_written_at(self._key_file), bytes.fromhex(key))
        return self._known[1]


def spool_of(paths: Paths) -> Spool:
    """Return the spool of a LAMP. One with a ``LAMP_HOME`` keeps its keys in it, as it does the store's."""
    return Spool(paths.data / "outbox", paths.data / "outbox.key", use_keyring="LAMP_HOME" not in os.environ)


def drop(file: Path | None) -> None:
    """Take a message away; one that is gone already is no error."""
    if file is not None:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s cannot be removed (%s).", file, error.strerror)


def put_or_say(spool: Spool, message: dict[str, Any]) -> Path | None:
    """Keep ``message``; None, and a line in the log, where that cannot be: the message is still sent."""
    try:
        return spool.put(message)
    except LampError as error:
        log.warning("%s", error)
        return None


def keep_outcomes(spool: Spool, request: OutcomesRequest) -> Path | None:
    """Keep outcomes, without the secrets in what was typed or that it is a part of; None where that cannot be."""
    from style_learner.privacy.redaction import redact_joined  # noqa: PLC0415 who keeps nothing needs none of it

    def clean(one: TextInPlace) -> dict[str, str]:
        return {"text": redact_joined(one.around.before, one.text, one.around.after)[1] if one.text else ""}

    outcomes = [one.model_copy(update=clean(one)) for one in request.outcomes]
    retentions = [one.model_copy(update=clean(one)) for one in request.retentions]
    runs = [one.model_copy(update={"error": one.error.partition(":")[0]}) for one in request.runs]
    return put_or_say(spool, OutcomesRequest(outcomes=outcomes, retentions=retentions, runs=runs).model_dump())


def _written_at(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0


def _write(file: Path, content: bytes) -> None:
    """Write ``file`` whole or not at all, so that no crash and no power cut takes it once this returned."""
    draft = file.with_suffix(_DRAFT)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(file)
    if os.name == "posix":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
