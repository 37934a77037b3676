import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from style_learner.errors import DamagedData, LampError, NeedsRestart, NotAvailable, TryAgain, WrongSetting
from style_learner.store import database, migrations
from style_learner.store.database import Database
from style_learner.store.faults import fault_in_words
from style_learner.store.store import Store
from tests.unit.style_learner.store.facts import KEY, suggestion


@pytest.fixture
def filled(path: Path) -> Path:
    """Make a store with 200 suggestions and close it."""
    store = Store.open(path, KEY)
    store.add(*(suggestion(f"s{number}", text=f"total = {number}" * 20) for number in range(200)))
    store.close()
    return path


def test_another_key_is_refused(filled: Path) -> None:
    """The wrong key opens nothing, changes nothing, and says what to do."""
    before = filled.read_bytes()

    with pytest.raises(WrongSetting, match="another key"):
        Store.open(filled, "00" * 32)

    assert filled.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:100],
        lambda content: b"not a database" * 1_000,
        lambda content: content[:5_000] + bytes(4_096) + content[9_096:],
    ],
    ids=["cut in half", "cut to a stub", "something else", "overwritten in the middle"],
)
def test_a_damaged_file_is_refused_and_left_as_it_is(filled: Path, damage: object) -> None:
    """Nothing of what may still be rescued is overwritten."""
    filled.write_bytes(damage(filled.read_bytes()))  # type: ignore[operator]
    before = filled.read_bytes()

    with pytest.raises(DamagedData, match="cannot be read"):
        Store.open(filled, KEY)

    assert filled.read_bytes() == before


def test_damage_that_shows_later_is_told_in_words(filled: Path) -> None:
    """A block that is read long after the start may be the broken one."""
    content = bytearray(filled.read_bytes())
    for position in range(3 * 4_096 + 2_000, len(content), 4_096):
        content[position] ^= 255
    filled.write_bytes(content)

    with pytest.raises(DamagedData, match="cannot be read"):  # noqa: PT012 - either may be the first to notice
        store = Store.open(filled, KEY)
        try:
            store.suggestions()
        finally:
            store.close()


def test_a_folder_in_its_place_is_refused(path: Path) -> None:
    """The sentence says that it cannot be written, not that a store is broken."""
    path.mkdir(parents=True)

    with pytest.raises(WrongSetting, match="cannot be opened"):
        Store.open(path, KEY)


def test_a_newer_schema_is_refused(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An older LAMP neither reads nor changes what it does not understand."""
    with monkeypatch.context() as newer:
        newer.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, lambda execute: None))
        Store.open(filled, KEY).close()
    before = filled.read_bytes()

    with pytest.raises(DamagedData, match="written by a newer LAMP"):
        Store.open(filled, KEY)

    assert filled.read_bytes() == before


def test_a_second_opening_is_told_to_try_again(filled: Path) -> None:
    """One process, and in it one store, holds the file."""
    held = Store.open(filled, KEY)
    program = (
        "import sys; from pathlib import Path; from style_learner.store.store import Store; "
        "from style_learner.errors import TryAgain\n"
        "try: Store.open(Path(sys.argv[1]), sys.argv[2])\n"
        "except TryAgain as error: print(error)"
    )

    told = subprocess.run([sys.executable, "-c", program, filled, KEY], capture_output=True, text=True, check=True)
    with pytest.raises(TryAgain, match="Another process holds"):
        Store.open(filled, KEY)

    assert told.stdout.startswith("Another process holds the store")
    held.close()


def test_a_file_held_without_our_lock_is_told_too(filled: Path) -> None:
    """Somebody may look into it with DuckDB's own tools."""
    filled.with_name(filled.name + ".other").symlink_to(filled)
    program = (
        "import sys; from pathlib import Path; from style_learner.store.store import Store\n"
        "Store.open(Path(sys.argv[1]), sys.argv[2]); print('open', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            program,
            filled.with_name(filled.name + ".other"),
            KEY,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout is not None
    holder.stdout.readline()

    with pytest.raises(TryAgain, match="Another process holds"):
        Store.open(filled, KEY)

    holder.communicate()


def test_a_missing_extension_says_how_to_get_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it nothing could be encrypted, so nothing is kept."""
    monkeypatch.setattr(database, "_EXTENSION_PACKAGE", "no-such-package")

    with pytest.raises(NotAvailable, match="pip install no-such-package=="):
        Store.open(path, KEY)

    assert not path.exists()


def test_without_a_fitting_extension_the_version_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel for another DuckDB is as good as none."""
    monkeypatch.setattr(duckdb, "__version__", "9.9.9")

    with pytest.raises(NotAvailable, match=r"==9\.9\.9"):
        Store.open(path, KEY)


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
def test_the_files_are_for_their_owner_alone(store: Store, path: Path) -> None:
    """Nobody else on the machine may as much as copy them."""
    store.add(suggestion())
    store.flush()

    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("message", "kind", "next_step"),
    [
        ('IO Error: Could not write file "x": No space left on device', TryAgain, "Free some space"),
        ('IO Error: Cannot open file "x": Permission denied', WrongSetting, "LAMP_HOME"),
        ("IO Error: Cannot open file: It is being used by another process.", TryAgain, "Try again"),
        ("Serialization Error: database file was created with a newer version of DuckDB", DamagedData, "Update LAMP"),
        ("INTERNAL Error: Attempted to access index 5\nStack Trace: ...", NeedsRestart, "Restart LAMP"),
    ],
)
def test_a_foreign_error_becomes_a_sentence_with_a_next_step(
    path: Path, message: str, kind: type[LampError], next_step: str
) -> None:
    """Nobody has to know DuckDB to know what to do."""
    error = fault_in_words(message, path)

    assert type(error) is kind
    assert next_step in str(error)
    assert "\n" not in str(error)


@pytest.mark.skipif(os.name != "posix", reason="sets a limit that only POSIX has")
def test_a_full_disk_loses_nothing(filled: Path) -> None:
    """What was stored stays, what could not be stored is stored when there is room again."""
    program = """
import resource, signal, sys
from pathlib import Path
from style_learner.errors import TryAgain
from style_learner.store.store import Store
from tests.unit.style_learner.store.facts import suggestion
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(Path(sys.argv[1]), sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
store.add(suggestion("new", text="x" * 1_000_000))
try:
    store.flush()
except TryAgain as error:
    print(error)
print(len(store.suggestions()))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.flush()
print(len(store.suggestions()))
store.close()
"""

    told = subprocess.run([sys.executable, "-c", program, filled, KEY], capture_output=True, text=True, check=True)

    sentence, during, after = told.stdout.splitlines()
    assert sentence.startswith("The disk of the store")
    assert (during, after) == ("200", "201")
    kept = Store.open(filled, KEY)
    assert len(kept.suggestions()) == 201
    kept.close()


def test_a_start_cut_short_leaves_no_broken_store(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file gets its name only when it is whole."""

    def fail(self: Database) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Database, "_settle", fail)
        with pytest.raises(KeyboardInterrupt):
            Store.open(path, KEY)
    assert not path.exists()

    Store.open(path, KEY).close()
    assert sorted(file.name for file in path.parent.iterdir()) == ["lamp.duckdb", "lamp.duckdb.lock"]
