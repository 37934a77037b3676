"""How the editors found are to be connected."""

import sys
from pathlib import Path

import pytest

from lamp_lsp.cli import checks, editors
from style_learner import extras


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
    [("0.9.5", "too old"), ("0.11.4", "require('lamp').setup"), ("0.12.0", "editors/nvim")],
)
def test_each_neovim_is_told_its_own_way(
    version: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plugin, from where it is, and a plain no where Neovim is too old."""
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
    assert f"{program.with_name('python')} -m pip install '{extras.checkout()}[embedded,jupyter]'" in without.next_step
    assert (within.state, within.found) == ("ok", f"4.6.6, with LAMP in {front_end}")


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the editor")
@pytest.mark.parametrize("built", [True, False])
@pytest.mark.parametrize("from_checkout", [True, False])
def test_vs_code_is_told_the_command_that_works(
    *, built: bool, from_checkout: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout builds the extension where it is not built; an installed LAMP names the file of its release."""
    root = tmp_path / "checkout"
    (root / "dist").mkdir(parents=True)
    if built:
        (root / "dist" / "lamp-vscode.vsix").touch()
    monkeypatch.setattr(editors, "checkout", lambda: root if from_checkout else None)

    told = vs_code("other.extension", tmp_path, monkeypatch)

    assert told.endswith(
        f"{tmp_path}/code --install-extension {f'{root}/dist/' if from_checkout else ''}lamp-vscode.vsix"
    )
    assert (f"make -C {root} vscode && " in told) == (from_checkout and not built)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the editor")
def test_vs_code_that_has_the_extension_needs_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is installed is not to be installed again."""
    assert "is in it" in vs_code("other.extension\nlamp.lamp", tmp_path, monkeypatch)


def vs_code(extensions: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what is said to the owner of a VS Code with these extensions."""
    program = folder / "code"
    program.write_text(f"#!/bin/sh\n[ $1 = --version ] && echo 1.99.0 || echo '{extensions}'\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(folder))
    [found] = editors.find_editors()
    assert (found.name, found.version) == ("VS Code", "1.99.0")
    return found.connect
