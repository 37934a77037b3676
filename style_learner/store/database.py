"""The only module that knows DuckDB: one encrypted file, its key, its cursors and its errors.

A cursor belongs to one thread at a time, so each read takes its own and all changes come from one writer thread.
The file itself is held by a lock beside it for as long as it is open, so that no other process can take it in the
moment in which ``rewrite`` puts a fresh file in its place.
"""

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import duckdb
import filelock
import numpy as np

from style_learner.errors import LampError, NeedsRestart, NotAvailable
from style_learner.store.faults import fault_in_words, held_by_another, unwritable
from style_learner.store.gate import Gate
from style_learner.store.migrations import migrate
from style_learner.store.rows import plain

_log = logging.getLogger(__name__)

Row = tuple[Any, ...]
Columns = Mapping[str, np.ndarray[Any, Any]]

_EXTENSION_PACKAGE = "duckdb-extension-httpfs"
_CONFIGURATION: dict[str, str | bool | int | float | list[str]] = {
    # Nothing is fetched from anywhere, and a table's name never means a Python variable.
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    # Columns hold values of one type, so the first tells; each look costs a third of a millisecond.
    "pandas_analyze_sample": 1,
    # A guest on the developer's machine; DuckDB would take 80 % of it.
    "memory_limit": "1GB",
}
_ERASING = "erasing"
"""Name in ``meta`` that says: rows were deleted whose bytes are still in the file."""


class Transaction:
    """One transaction of the writer; ends with the ``with`` statement that gave it."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Run one statement and return its rows (for a change: one row with the number of rows changed)."""
        return self._cursor.execute(sql, _clean(parameters)).fetchall()

    @contextmanager
    def batch(self, columns: Columns) -> Iterator[None]:
        """Let ``columns`` be read as the table ``batch``; 100,000 rows take seconds where parameters take minutes."""
        self._cursor.register("batch", dict(columns))
        try:
            yield
        finally:
            self._cursor.unregister("batch")


class Database:
    """An open store file. ``read`` may be called from any thread, everything else from the writer's only."""

    def __init__(self, path: Path, key: str | None) -> None:
        """Open the file at ``path``, or make it; ``key`` None keeps it readable for everybody (tests look at bytes).

        Raises:
            TryAgain: another process holds the file, or the disk is full.
            WrongSetting: the key is not the file's, or the file cannot be written.
            DamagedData: the file is no store, is broken, or comes from a newer LAMP.
            NotAvailable: the part that encrypts is not installed.

        """
        self._path = path
        self._key = key
        self._gate = Gate()
        with _in_words(path):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _locked(path)
        try:
            with _in_words(path):
                self._open()
        except BaseException:
            self._lock.release()
            raise

    def close(self) -> None:
        """Write everything into the main file and let go of it."""
        with self._gate.alone():
            try:
                with _in_words(self._path):
                    self._disconnect()
            finally:
                self._lock.release()

    def read(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return the rows of a query as of the last finished transaction."""
        with self._gate.shared(), _in_words(self._path), _cursor(self._root) as cursor:
            return cursor.execute(sql, _clean(parameters)).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Make all changes of a ``with`` block or none; on disk when it ends.

        After an error the file is opened anew, since DuckDB refuses all work after some of them.
        """
        try:
            with _in_words(self._path):
                self._writer.begin()
                try:
                    yield Transaction(self._writer)
                    self._writer.commit()
                except BaseException:
                    with suppress(duckdb.Error):
                        self._writer.rollback()
                    raise
        except (LampError, duckdb.Error):
            self._reopen()
            raise

    def rewrite(self) -> None:
        """Copy what the file holds into a fresh one and put that in its place, so that erased bytes are gone.

        A crash leaves the old or the new file, whole, and a later start finishes the work (see ``mark_erasing``).
        """
        with self._gate.alone(), _in_words(self._path):
            self._copy()
            try:
                self._swap()
            except BaseException:
                self._disconnect()
                self._open()
                raise

    def _open(self) -> None:
        _remove(self._fresh_path)
        self._root = _connect(self._path, needs_encryption=self._key is not None)
        try:
            if not self._path.exists():
                self._create()
            self._attach(self._path, "store")
            self._root.execute("USE store")
            self._writer = _use_store(self._root)
            self._migrate(self._writer)
            self._finish_erasing()
        except BaseException:
            self._root.close()
            raise

    def _create(self) -> None:
        """Make the file elsewhere first, so that a start cut short leaves nothing that looks like a broken store."""
        self._attach(self._fresh_path, "fresh")
        self._root.execute("USE fresh")
        self._migrate(self._root)
        self._root.execute("USE memory")
        self._settle()

    def _finish_erasing(self) -> None:
        """Do what a crash or a full disk prevented; a store that still has no room for it opens all the same."""
        if not self._writer.execute("SELECT 1 FROM meta WHERE name = ?", [_ERASING]).fetchone():
            return
        try:
            self._copy()
        except duckdb.Error as error:
            _log.warning("erased text is still in the file %s: %s", self._path, error)
            return
        self._swap()

    def _copy(self) -> None:
        """Write what the store holds into a fresh file; on failure the store stays open as it was."""
        _remove(self._fresh_path)
        self._attach(self._fresh_path, "fresh")
        try:
            self._root.execute("COPY FROM DATABASE store TO fresh")
            self._root.execute("DELETE FROM fresh.meta WHERE name = ?", [_ERASING])
        except BaseException:
            self._root.execute("DETACH fresh")
            _remove(self._fresh_path)
            raise

    def _swap(self) -> None:
        """Let go of the store's file, put the fresh one in its place, and open that."""
        self._writer.close()
        self._root.execute("USE memory")
        self._root.execute("CHECKPOINT store")
        self._root.execute("DETACH store")
        self._settle()
        self._attach(self._path, "store")
        self._root.execute("USE store")
        self._writer = _use_store(self._root)

    def _settle(self) -> None:
        """Put the finished fresh file in the store's place."""
        self._root.execute("CHECKPOINT fresh")
        self._root.execute("DETACH fresh")
        _flush_to_disk(self._fresh_path)
        if _log_of(self._path).exists():
            # A log without its file would be replayed into the wrong one.
            raise NeedsRestart(f"The store {self._path} could not be replaced while its log is in use. Restart LAMP.")
        self._fresh_path.replace(self._path)
        _flush_to_disk(self._path.parent)

    def _migrate(self, cursor: duckdb.DuckDBPyConnection) -> None:
        known = cursor.execute("SELECT 1 FROM duckdb_tables() WHERE database_name = current_database()").fetchone()
        row = cursor.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() if known else ("0",)
        cursor.begin()
        migrate(int(row[0]) if row else 0, cursor.execute)
        cursor.commit()

    def _attach(self, path: Path, name: str) -> None:
        key = f" (ENCRYPTION_KEY {_quoted(self._key)})" if self._key is not None else ""
        self._root.execute(f"ATTACH {_quoted(str(path))} AS {name}{key}")
        if os.name == "posix":
            path.chmod(0o600)

    def _disconnect(self) -> None:
        self._writer.close()
        self._root.close()

    def _reopen(self) -> None:
        with self._gate.alone(), suppress(LampError, duckdb.Error):
            self._disconnect()
            with _in_words(self._path):
                self._open()

    @property
    def _fresh_path(self) -> Path:
        return self._path.with_name(self._path.name + ".new")


def mark_erasing(transaction: Transaction) -> None:
    """Say, in the same transaction that deletes rows, that their bytes still have to go."""
    transaction.execute("INSERT INTO meta (name, value) VALUES (?, '1')", [_ERASING])


def _connect(path: Path, *, needs_encryption: bool) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:", config=_CONFIGURATION)
    connection.execute(f"SET temp_directory = {_quoted(str(path) + '.tmp')}")
    if needs_encryption:
        connection.execute(f"LOAD {_quoted(str(_extension_file()))}")
        connection.execute("SET temp_file_encryption = true")
    return connection


def _extension_file() -> Path:
    """Find DuckDB's own extension with OpenSSL in it, without which DuckDB does not write encrypted files."""
    suffix = f"/v{duckdb.__version__}/httpfs.duckdb_extension"
    try:
        files = distribution(_EXTENSION_PACKAGE).files or []
    except PackageNotFoundError:
        files = []
    for file in files:
        if file.as_posix().endswith(suffix):
            return Path(str(file.locate()))
    raise NotAvailable(
        f"The store cannot be encrypted: DuckDB {duckdb.__version__} needs the package {_EXTENSION_PACKAGE} of its own "
        f"version. Install it with `pip install {_EXTENSION_PACKAGE}=={duckdb.__version__}`."
    )


def _clean(parameters: Sequence[Any]) -> list[Any]:
    """Return parameters without lone surrogates, at which DuckDB gives up for good."""
    return [plain(one) if isinstance(one, str) else one for one in parameters]


@contextmanager
def _cursor(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    cursor = _use_store(connection)
    try:
        yield cursor
    finally:
        cursor.close()


def _use_store(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    cursor = connection.cursor()
    cursor.execute("USE store")
    return cursor


def _locked(path: Path) -> filelock.FileLock:
    lock = filelock.FileLock(path.with_name(path.name + ".lock"), thread_local=False, mode=0o600)
    try:
        lock.acquire(blocking=False)
    except filelock.Timeout as error:
        raise held_by_another(path) from error
    except OSError as error:
        raise unwritable(path, str(error)) from error
    return lock


@contextmanager
def _in_words(path: Path) -> Iterator[None]:
    """Turn DuckDB's errors, and the system's, into ones with a next step."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        raise fault_in_words(str(error), path) from error


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _log_of(path).unlink(missing_ok=True)


def _flush_to_disk(path: Path) -> None:
    """Make sure that a file, or the names in a folder, survive a power cut; Windows cannot do it for folders."""
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
