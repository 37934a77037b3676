"""What a database's messages mean to the owner of the store: which error of ours, with which next step."""

from collections.abc import Callable
from pathlib import Path

from style_learner.errors import DamagedData, LampError, NeedsRestart, TryAgain, WrongSetting


def fault_in_words(message: str, path: Path) -> LampError:
    """Return the error that a message of DuckDB's, or of the system's, stands for."""
    first_line = message.split("\n", 1)[0].rstrip(".")
    for part, words in _WORDS:
        if part in message.lower():
            return words(path, first_line)
    return NeedsRestart(f"The store {path} failed ({first_line}). Restart LAMP; if it happens again, please report it.")


def held_by_another(path: Path, _why: str = "") -> LampError:
    """Say that one process has the file."""
    return TryAgain(
        f"Another process holds the store {path}. Try again when it has ended; `lamp status` names the one that runs."
    )


def unwritable(path: Path, why: str) -> LampError:
    """Say that the system does not let us write there."""
    return WrongSetting(
        f"The store {path} cannot be opened for writing ({why}). Give yourself the right to write there, or set "
        "LAMP_HOME to another folder."
    )


def _disk_full(path: Path, _why: str) -> LampError:
    return TryAgain(f"The disk of the store {path} is full. Free some space; what was stored before is all there.")


def _wrong_key(path: Path, _why: str) -> LampError:
    return WrongSetting(
        f"The store {path} was written with another key. Bring that key back, or move the store elsewhere to begin "
        "anew; nothing in it was changed."
    )


def _newer(path: Path, _why: str) -> LampError:
    return DamagedData(
        f"The store {path} was written by a newer LAMP. Update LAMP, or set LAMP_HOME to another folder; nothing in "
        "the store was changed."
    )


def _damaged(path: Path, why: str) -> LampError:
    return DamagedData(
        f"The store {path} cannot be read ({why}). Bring it back from a backup, or move it elsewhere to begin anew; "
        "nothing in it was changed."
    )


_WORDS: tuple[tuple[str, Callable[[Path, str], LampError]], ...] = (
    ("conflicting lock", held_by_another),
    ("could not set lock", held_by_another),
    ("used by another process", held_by_another),
    ("file handle conflict", held_by_another),
    ("no space left", _disk_full),
    ("disk quota", _disk_full),
    ("file too large", _disk_full),
    ("not enough space", _disk_full),
    ("wrong encryption key", _wrong_key),
    ("without a key", _wrong_key),
    ("not encrypted", _wrong_key),
    ("newer version", _newer),
    ("permission denied", unwritable),
    ("read-only file system", unwritable),
    ("is a directory", unwritable),
    ("aes tag", _damaged),
    ("not a valid duckdb", _damaged),
    ("could not read", _damaged),
    ("checksum", _damaged),
    ("corrupt", _damaged),
    ("deserialize", _damaged),
)
"""Part of DuckDB's message, in lower case, and the error it stands for; DuckDB has no codes for these."""
