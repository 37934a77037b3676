"""The runtime file is whole or not there, and its owner's alone."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lamp_lsp.api.runtime_file import DaemonAddress, read_runtime_file, remove_runtime_file, write_runtime_file

ADDRESS = DaemonAddress(port=4711, token="secret", version="0.1.0", pid=42)  # noqa: S106 an example


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """The file says what was published, and the newest word holds."""
    file = tmp_path / "run" / "daemon.json"
    write_runtime_file(file, DaemonAddress(1, "old", "0", 1))
    write_runtime_file(file, ADDRESS)

    assert read_runtime_file(file) == ADDRESS
    assert [path.name for path in file.parent.iterdir()] == ["daemon.json"]


@given(content=st.binary(max_size=60))
def test_any_other_content_is_no_address(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A damaged file is as good as none, and never an exception."""
    file = tmp_path_factory.mktemp("run") / "daemon.json"
    file.write_bytes(content)

    assert read_runtime_file(file) is None


def test_only_ones_own_file_is_removed(tmp_path: Path) -> None:
    """A daemon that leaves late does not take its successor's file along."""
    file = tmp_path / "daemon.json"
    write_runtime_file(file, ADDRESS)
    remove_runtime_file(file, pid=41)
    kept = file.exists()
    remove_runtime_file(file, pid=42)

    assert (kept, file.exists()) == (True, False)


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    """0600 in a 0700 folder, even where the folder was open before."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o755)
    write_runtime_file(folder / "daemon.json", ADDRESS)

    assert (folder / "daemon.json").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
