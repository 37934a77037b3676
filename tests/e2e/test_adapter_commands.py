"""An adapter from the command line, with a tiny model of its own: trained, judged, served, forgotten."""

import json
from pathlib import Path
from typing import Any

import pytest

from lamp_lsp.adapter.base import facts_of
from lamp_lsp.adapter.record import AdapterFolder, Record, Trained
from tests.e2e.lamp_home import LampHome
from tests.tiny_qwen import write_tiny_qwen
from tests.unit.lamp_lsp.adapter.conftest import Tiny, tiny
from tests.unit.style_learner.tuning.test_tuning import module

pytest.importorskip("xllamacpp", reason="the extra `embedded` is not installed")

__all__ = ["Tiny", "tiny"]

TRAINING_TIMEOUT_S = 900
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzz81KLqkpt"  # noqa: S105 planted


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project in one manner, with a secret and a name in it."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in "abcdefgh":
        (folder / f"{name}.py").write_text(module(name, functions=20))
    (folder / "b.py").write_text(
        f'{module("b", functions=20)}\n\naws_secret_access_key = "{SECRET}"\nAUTHOR = "ada@engine.org"\n'
    )
    return folder


@pytest.fixture
def home(lamp_home: LampHome, project: Path, tmp_path: Path) -> LampHome:
    """Give a LAMP that runs the tiny model and has learned the project."""
    base = write_tiny_qwen(tmp_path / "tiny.gguf")
    environment = {**lamp_home.environment, "LAMP_BACKEND": "embedded", "LAMP_MODEL": str(base)}
    found = LampHome(lamp_home.folder, environment)
    assert found.run("learn", str(project), "--everything-is-mine").returncode == 0
    return found


def finished(home: LampHome, *arguments: str) -> tuple[int, str, str]:
    """Run a command that takes long."""
    with home.start(*arguments) as process:
        out, errors = process.communicate(timeout=TRAINING_TIMEOUT_S)
    return process.returncode, out, errors


def test_training_says_how_long_and_what_came_of_it(home: LampHome) -> None:
    """Nothing begins without a yes; then the gate decides, and the folder is as it says."""
    code, _, errors = finished(home, "adapter", "train", "--minutes", "0.1")
    assert code == 1
    assert "learns from" in errors
    assert "`--yes` says so beforehand" in errors

    code, out, errors = finished(home, "adapter", "train", "--minutes", "0.1", "--yes", "--json")

    assert code == 0, errors
    told = json.loads(out)
    assert told["sentence"].startswith("Kept" if told["kept"] else "Not kept")
    assert home.ask("adapter", "status", "--json")["used"] is told["kept"]
    assert (AdapterFolder(home.paths).gguf.is_file()) is told["kept"]


def test_samples_for_another_machine_hold_no_secrets_and_no_names(home: LampHome, tmp_path: Path) -> None:
    """As JSON lines for training, choosing and testing, for their owner alone."""
    file = tmp_path / "samples.jsonl"

    done = home.run("adapter", "data", "--output", str(file))

    assert done.returncode == 0, done.stderr
    samples: list[dict[str, Any]] = [json.loads(line) for line in file.read_text().splitlines()]
    assert {one["part"] for one in samples} == {"train", "choose", "test"}
    assert all({"prefix", "suffix", "middle", "retrieved"} <= one.keys() for one in samples)
    assert SECRET not in file.read_text()
    assert "ada@engine.org" not in file.read_text()
    assert file.stat().st_mode & 0o077 == 0


def test_it_is_served_exported_and_forgotten(home: LampHome, project: Path, tiny: Tiny, tmp_path: Path) -> None:
    """An adapter that helps is loaded with the model; what it learned from takes it along, out of memory too."""
    folder = AdapterFolder(home.paths)
    trained = Trained(places=9, tokens=99, minutes=1, documents=((project.as_posix(), "a.py"),))
    folder.write(Record(made_at=1.0e9, base=facts_of(tiny.base), trained=trained, kept=True))
    folder.gguf.write_bytes(tiny.adapter.read_bytes())
    tiny.network.save(folder.peft)

    assert "uses it from now on" in home.ask("adapter", "use", "--json")["message"]
    assert loaded(home)
    assert home.ask("export")["adapter"]["trained"]["places"] == 9
    home.ask("adapter", "off", "--json")
    assert not loaded(home)
    home.ask("adapter", "use", "--json")
    assert home.run("adapter", "export", str(tmp_path / "out")).returncode == 0
    assert {one.name for one in (tmp_path / "out").iterdir()} >= {"adapter.gguf", "adapter_model.safetensors"}

    said = home.ask("forget", "--project", str(project), "--yes", "--json")["message"]

    assert said.endswith("The adapter is erased, and every copy of it.")
    assert not folder.path.exists()
    assert not loaded(home)


def loaded(home: LampHome) -> bool:
    """Say whether the open model has the adapter."""
    status = home.ask("status", "--json")
    assert status["state"] == "ready", status
    return bool(status["adapter"])
