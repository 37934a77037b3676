import os
import time
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from style_learner.errors import DamagedData, TryAgain, WrongSetting
from style_learner.privacy import keys as key
from style_learner.privacy.keys import find_key


class Ring(KeyringBackend):
    """A keyring in memory."""

    priority = 5

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            time.sleep(5)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            time.sleep(5)
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """Put a keyring in memory in the system's place, and wait for it only shortly."""
    ring = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    monkeypatch.setattr(keyring, "get_password", ring.get_password)
    monkeypatch.setattr(keyring, "set_password", ring.set_password)
    monkeypatch.setattr(key, "ANSWER_S", 0.2)
    return ring


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Name a store and its key file."""
    return tmp_path / "lamp.duckdb", tmp_path / "store.key"


def test_the_keyring_keeps_the_key_and_the_file_only_where_it_is(ring: Ring, files: tuple[Path, Path]) -> None:
    """The same key comes back, and a copy of the folder does not bring it along."""
    first = find_key(*files)

    assert first[1] == "keyring"
    assert find_key(*files) == first
    assert first[0] not in files[1].read_text()
    assert list(ring.kept.values()) == [first[0]]


def test_without_a_keyring_the_file_keeps_the_key(files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """For its owner's eyes alone."""
    monkeypatch.setattr(keyring, "get_keyring", NoKeyring)

    first = find_key(*files)

    assert first[1] == "file"
    assert find_key(*files) == first
    assert os.name != "posix" or files[1].stat().st_mode & 0o777 == 0o600


def test_a_keyring_that_is_not_wanted_is_not_asked(ring: Ring, files: tuple[Path, Path]) -> None:
    """A LAMP that lives apart keeps its key apart too."""
    assert find_key(*files, use_keyring=False)[1] == "file"

    assert ring.kept == {}


def test_a_keyring_that_hangs_at_first_is_passed_by(ring: Ring, files: tuple[Path, Path]) -> None:
    """Nobody is there to unlock it, and there is no store yet that needs it."""
    ring.locked = True

    assert find_key(*files)[1] == "file"


def test_a_keyring_that_hangs_later_is_asked_again_later(ring: Ring, files: tuple[Path, Path]) -> None:
    """A locked keyring is no lost key: no new one is made."""
    first = find_key(*files)
    ring.locked = True

    with pytest.raises(TryAgain, match="Unlock it"):
        find_key(*files)

    ring.locked = False
    assert find_key(*files) == first


def test_a_key_gone_from_the_keyring_is_told(ring: Ring, files: tuple[Path, Path]) -> None:
    """The sentence names the entry, and the file that points at it stays."""
    find_key(*files)
    ring.kept.clear()
    before = files[1].read_text()

    with pytest.raises(DamagedData, match="has no key"):
        find_key(*files)

    assert files[1].read_text() == before


def test_a_store_without_its_key_gets_no_new_one(files: tuple[Path, Path]) -> None:
    """A new key would make an old store look broken."""
    files[0].write_bytes(b"a store")

    with pytest.raises(DamagedData, match="is missing"):
        find_key(*files, use_keyring=False)

    assert not files[1].exists()


@pytest.mark.parametrize("content", ["", "key", "key 12", "nonsense", "key " + "g" * 64])
def test_a_damaged_key_file_is_told_and_left(files: tuple[Path, Path], content: str) -> None:
    """It is never written over."""
    files[1].write_text(content)

    with pytest.raises(DamagedData, match="is damaged"):
        find_key(*files, use_keyring=False)

    assert files[1].read_text() == content


def test_a_key_file_that_cannot_be_read_is_told(files: tuple[Path, Path]) -> None:
    """A folder in its place stands for every reason the system has."""
    files[1].mkdir()

    with pytest.raises(WrongSetting, match="cannot be used"):
        find_key(*files, use_keyring=False)


def test_no_two_keys_are_alike(tmp_path: Path) -> None:
    """Each home has its own."""
    keys = {find_key(tmp_path / home / "store", tmp_path / home / "key", use_keyring=False)[0] for home in "abc"}

    assert len(keys) == 3
