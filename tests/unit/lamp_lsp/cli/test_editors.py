"""How the editors found are to be connected."""

import sys
from pathlib import Path

import pytest

from lamp_lsp.cli import checks, editors


def neovim(version: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what is said to the owner of a Neovim of some version."""
    program = folder / "nvim"
    program.write_text(f"#!/bin/sh\necho 'NVIM v{version}'\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(folder))
    [found] = editors.find_editors()
    assert (found.name, found.version) == ("Neovim", version)
    return found.connect


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the editor")
@pytest.mark.parametrize(
    ("version", "part"),
    [("0.9.5", "too old"), ("0.11.4", "require('lamp').setup"), ("0.12.0", "inline_completion.enable()")],
)
def test_each_neovim_is_told_its_own_way(
    version: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own ghost text where it has one, the plugin where it does not, and a plain no where it is too old."""
    assert part in neovim(version, tmp_path, monkeypatch)


def test_an_editor_that_fails_is_found_without_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that cannot say its version stops nothing."""
    program = tmp_path / "nvim"
    program.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert [(found.name, found.version) for found in editors.find_editors()] == [("Neovim", "")]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the editor")
def test_jupyterlab_is_told_whether_lamp_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The front end has to be where that JupyterLab looks; where it is not, the command names that environment."""
    monkeypatch.setenv("HOME", str(tmp_path))
    program = tmp_path / "venv" / "bin" / "jupyter-lab"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho 4.6.6\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(program.parent))

    [without] = checks.jupyterlab(editors.find_editors())
    front_end = tmp_path / "venv" / "share" / "jupyter" / "labextensions" / "@lamp-assistant" / "jupyterlab"
    front_end.mkdir(parents=True)
    (front_end / "package.json").write_text("{}", encoding="utf-8")
    [within] = checks.jupyterlab(editors.find_editors())

    assert without.state == "warn"
    assert f"{program.with_name('python')} -m pip install 'lamp-assistant[jupyter]'" in without.next_step
    assert (within.state, within.found) == ("ok", f"4.6.6, with LAMP in {front_end}")
