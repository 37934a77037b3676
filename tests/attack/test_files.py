"""Who can read what lies on disk: the owner, and nobody else, also where it stood otherwise before."""

import os
from pathlib import Path

import keyring
import pytest

from lamp_lsp.daemon.logs import secure
from lamp_lsp.paths import Paths
from lamp_lsp.settings import hide_secrets, load_settings, save_setting
from style_learner.privacy import keys
from tests.unit.style_learner.privacy.test_keys import Ring

pytestmark = pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX's")


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """Give the folders of a LAMP without LAMP_HOME, open to all as umask 022 makes them."""
    monkeypatch.delenv("LAMP_HOME", raising=False)
    monkeypatch.setattr(keys, "_revealed", {})
    found = Paths(tmp_path / "config", tmp_path / "data", tmp_path / "models", tmp_path / "run", tmp_path / "logs")
    for folder in (found.config, found.data, found.cache, found.runtime, found.logs):
        folder.mkdir(mode=0o755)
        (folder / "file").write_text("x")
        (folder / "file").chmod(0o644)
    return found


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    """Put a keyring in memory in the system's place."""
    ring = Ring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: ring)
    monkeypatch.setattr(keyring, "get_password", ring.get_password)
    monkeypatch.setattr(keyring, "set_password", ring.set_password)
    monkeypatch.setattr(keys, "ANSWER_S", 0.2)
    return ring


def no_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the system's keyring away."""
    monkeypatch.setattr(keys, "_tell_keyring", lambda *_: False)


def test_a_setting_is_written_for_its_owner_alone(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever umask says, and whatever the file was before."""
    no_ring(monkeypatch)
    paths.settings_file.write_text("")
    paths.settings_file.chmod(0o644)
    before = os.umask(0)
    try:
        save_setting(paths.settings_file, "api_key", "sk-secret")
    finally:
        os.umask(before)

    assert paths.settings_file.stat().st_mode & 0o777 == 0o600
    assert paths.config.stat().st_mode & 0o777 == 0o700
    assert load_settings(paths.settings_file, {})[0].api_key == "sk-secret"


def test_what_others_could_read_is_mended_at_start(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and folders of older versions lose what others could do with them; the weights stay everybody's."""
    no_ring(monkeypatch)
    secure(paths)
    own = [paths.config, paths.data, paths.runtime, paths.logs]

    assert [path for path in own if path.stat().st_mode & 0o077 or (path / "file").stat().st_mode & 0o077] == []
    assert (paths.cache / "file").stat().st_mode & 0o777 == 0o644


def test_a_key_goes_into_the_keyring(paths: Paths, ring: Ring) -> None:
    """Where there is a keyring the file holds only where the key is, and a copy of the file is worth nothing."""
    save_setting(paths.settings_file, "api_key", "sk-secret")
    setting = load_settings(paths.settings_file, {})[0].api_key

    assert "sk-secret" not in paths.settings_file.read_text()
    assert keys.revealed(setting) == "sk-secret"
    assert list(ring.kept.values()) == ["sk-secret"]


def test_a_key_in_the_file_is_moved_at_start(paths: Paths, ring: Ring) -> None:
    """One that was written by hand as well; the rest of the file stays as it was."""
    paths.settings_file.write_text('# mine\napi_key = "sk-secret"\nmodel = "qwen"\n')
    secure(paths)

    assert "sk-secret" not in paths.settings_file.read_text()
    assert paths.settings_file.read_text().startswith("# mine\n")
    assert keys.revealed(load_settings(paths.settings_file, {})[0].api_key) == "sk-secret"


def test_a_locked_keyring_gives_no_key_and_is_not_asked_again_at_once(paths: Paths, ring: Ring) -> None:
    """Nobody is asked to unlock it a second time in the same breath."""
    save_setting(paths.settings_file, "api_key", "sk-secret")
    setting = load_settings(paths.settings_file, {})[0].api_key
    ring.locked = True
    first = keys.revealed(setting)
    ring.locked = False

    assert (first, keys.revealed(setting)) == ("", "")


def test_a_file_that_is_no_toml_is_left_alone(paths: Paths, ring: Ring) -> None:
    """What cannot be read is not written either."""
    paths.settings_file.write_text('api_key = "sk')
    hide_secrets(paths.settings_file)

    assert paths.settings_file.read_text() == 'api_key = "sk'
