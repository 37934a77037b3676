"""The command that installs an extra works where LAMP runs."""

import json
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import pytest

from style_learner import extras


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an environment that holds a copy of LAMP, from a wheel that is still on the disk."""
    wheel = tmp_path / "lamp a.whl"
    wheel.touch()
    told = json.dumps({"url": wheel.as_uri(), "archive_info": {}})
    monkeypatch.setattr(extras, "checkout", lambda: None)
    monkeypatch.setattr(extras, "distribution", lambda name: SimpleNamespace(read_text=lambda file: told))
    monkeypatch.setattr(extras, "find_spec", lambda module: module in {"pip", "xllamacpp"} or None)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/env/bin/python")
    return wheel


def test_a_checkout_is_installed_from_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """LAMP runs from its own repository here, so that the package index is not needed."""
    root = Path(__file__).parents[3]

    assert extras.checkout() == root
    assert f"-e '{root}[bench]'" in extras.install_command("bench")


def test_a_wheel_on_the_disk_is_installed_from_again(installed: Path) -> None:
    """Its extras come from the same file, quoted for the shell, by the pip of the same environment."""
    assert extras.install_command("bench") == f"/env/bin/python -m pip install '{installed}[bench]'"


def test_what_came_from_the_index_or_is_gone_comes_from_there(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is no longer there helps nobody."""
    installed.unlink()
    gone = extras.install_command("bench")

    def nowhere(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(extras, "distribution", nowhere)

    assert gone == extras.install_command("bench") == "/env/bin/python -m pip install 'lamp-assistant[bench]'"


def test_an_environment_without_pip_is_uvs(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command names the program that can install there."""
    monkeypatch.setattr(extras, "find_spec", lambda module: None)

    assert extras.install_command("bench").startswith("uv pip install --python /env/bin/python ")


@pytest.mark.parametrize(
    ("file", "tool"), [("uv-receipt.toml", "uv tool"), ("pipx_metadata.json", "pipx")], ids=["uv tool", "pipx"]
)
def test_a_tools_environment_keeps_the_extras_it_has(installed: Path, file: str, tool: str) -> None:
    """It is installed anew with all of them, for the tool would undo what another put in."""
    (installed.parent / file).touch()

    assert extras.install_command("bench") == f"{tool} install --force '{installed}[bench,embedded]'"
