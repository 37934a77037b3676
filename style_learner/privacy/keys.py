"""Where the key of an encrypted file is kept.

A small file beside it says so: it holds the key itself, or the name of its entry in the system's keyring.
Thus a store that is moved finds its key again, two LAMPs never share one, and a keyring that does not answer today
is never mistaken for one that holds nothing.
"""

import math
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Literal, TypeVar

from style_learner.errors import DamagedData, TryAgain, WrongSetting

T = TypeVar("T")
KeyPlace = Literal["keyring", "file"]

SERVICE = "lamp"
ANSWER_S = 3.0
"""How long a keyring may take to answer; locked ones wait for a person."""
LEAVE_ALONE_S = 30.0
HIDDEN = "keyring: "
"""Begins a setting whose value is the name of an entry of the keyring."""
_revealed: dict[str, tuple[str, float]] = {}
"""Secrets by the settings that name them, and when the keyring was asked."""
_KEY_BYTES = 32
"""AES-256."""
_IN_KEYRING, _IN_FILE = "keyring ", "key "


def find_key(store_file: Path, key_file: Path, *, use_keyring: bool = True) -> tuple[str, KeyPlace]:
    """Return the store's key and where it is kept; make one for a store that is not there yet.

    Raises:
        TryAgain: the keyring that holds the key does not answer.
        DamagedData: the store is there and its key is not, or the key file cannot be understood.
        WrongSetting: the key file cannot be read or written.

    """
    try:
        if key_file.exists():
            return _read(key_file)
        if store_file.exists():
            raise DamagedData(
                f"The key {key_file} of the store {store_file} is missing. Bring it back, or move the store elsewhere "
                "to begin anew; nothing in it was changed."
            )
        return _make(key_file, use_keyring=use_keyring)
    except OSError as error:
        raise WrongSetting(
            f"The key file {key_file} cannot be used ({error.strerror}). Give yourself the right to read and write it."
        ) from error


def hidden(name: str, secret: str) -> str:
    """Keep a secret in the system's keyring and return what names it there; the secret itself where there is none."""
    entry = f"setting {name}"
    if is_hidden(secret) or not secret:
        return secret
    return HIDDEN + entry if _in_time(lambda: _tell_keyring(entry, secret)) is True else secret


def is_hidden(value: str) -> bool:
    """Whether a value names an entry of the keyring instead of being the secret."""
    return value.startswith(HIDDEN)


def revealed(value: str) -> str:
    """Return the secret that ``value`` names, or is; empty while the keyring does not answer.

    A keyring that did not answer is left alone for a while: each time it may ask a person to unlock it.
    """
    if not is_hidden(value):
        return value
    known, asked_at = _revealed.get(value, ("", -math.inf))
    if not known and time.monotonic() - asked_at > LEAVE_ALONE_S:
        answer = _in_time(lambda: _ask_keyring(value.removeprefix(HIDDEN)))
        known = answer if isinstance(answer, str) else ""
        _revealed[value] = (known, time.monotonic())
    return known


def _read(key_file: Path) -> tuple[str, KeyPlace]:
    if os.name == "posix":
        key_file.chmod(0o600)
    content = key_file.read_text(encoding="utf-8", errors="replace").strip()
    if content.startswith(_IN_FILE) and _is_key(content.removeprefix(_IN_FILE)):
        return content.removeprefix(_IN_FILE), "file"
    if not content.startswith(_IN_KEYRING):
        raise DamagedData(
            f"The key file {key_file} is damaged. Bring it back from a backup; without it the store beside it cannot "
            "be read, and only moving both elsewhere lets LAMP begin anew."
        )
    entry = content.removeprefix(_IN_KEYRING)
    answer = _in_time(lambda: _ask_keyring(entry))
    if answer is None or isinstance(answer, Exception):
        raise TryAgain("The system's keyring, which holds the store's key, does not answer. Unlock it and try again.")
    if not _is_key(answer):
        raise DamagedData(
            f"The system's keyring has no key of the store any more (service {SERVICE!r}, entry {entry!r}). Bring it "
            f"back, or move the store and {key_file} elsewhere to begin anew; nothing in the store was changed."
        )
    return answer, "keyring"


def _make(key_file: Path, *, use_keyring: bool) -> tuple[str, KeyPlace]:
    key = secrets.token_hex(_KEY_BYTES)
    entry = secrets.token_hex(8)
    key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if use_keyring and _in_time(lambda: _tell_keyring(entry, key)) is True:
        _write(key_file, _IN_KEYRING + entry)
        return key, "keyring"
    _write(key_file, _IN_FILE + key)
    return key, "file"


def _write(key_file: Path, content: str) -> None:
    """Write the file whole or not at all, for its owner's eyes alone."""
    draft = key_file.with_name(f"{key_file.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(key_file)


def _is_key(text: str) -> bool:
    return len(text) == 2 * _KEY_BYTES and set(text) <= set("0123456789abcdef")


def _ask_keyring(entry: str) -> str:
    import keyring  # noqa: PLC0415 - looking for backends takes a while, which a key file saves

    return keyring.get_password(SERVICE, entry) or ""


def _tell_keyring(entry: str, key: str) -> bool:
    """Keep the key if there is a keyring that deserves the name, and say whether it was kept."""
    import keyring  # noqa: PLC0415 - as above
    from keyring.backends import chainer, fail, null  # noqa: PLC0415 - as above

    backend = keyring.get_keyring()
    useless = isinstance(backend, (fail.Keyring, null.Keyring))
    empty = isinstance(backend, chainer.ChainerBackend) and not backend.backends
    plain = "keyrings.alt" in type(backend).__module__
    if useless or empty or plain:
        return False
    keyring.set_password(SERVICE, entry, key)
    return keyring.get_password(SERVICE, entry) == key


def _in_time(work: Callable[[], T]) -> T | Exception | None:
    """Return the result of ``work`` or its exception, or None when it takes too long; then it goes on behind."""
    answers: SimpleQueue[T | Exception] = SimpleQueue()

    def answer() -> None:
        try:
            answers.put(work())
        except Exception as error:  # noqa: BLE001 - keyrings raise whatever their system does
            answers.put(error)

    Thread(target=answer, name="keyring", daemon=True).start()
    try:
        return answers.get(timeout=ANSWER_S)
    except Empty:
        return None
