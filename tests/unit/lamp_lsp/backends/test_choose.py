"""The choice of a backend is automatic, and says what was found, why, and what to do about what is missing."""

from dataclasses import replace
from pathlib import Path

import pytest

from lamp_lsp.backends.choose import BackendSettings, best_model, choose_backend
from lamp_lsp.backends.hardware import Gpu, Hardware
from lamp_lsp.backends.ollama_server import InstalledModel
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, scripted_server

GB = 1_000_000_000
LAPTOP = Hardware((), 16 * GB, 4)
WORKSTATION = Hardware((Gpu("GPU", 12 * GB),), 64 * GB, 16)
NOBODY = "http://127.0.0.1:9"


def _installed(name: str, size: float, *capabilities: str) -> InstalledModel:
    return InstalledModel(name, int(size * GB), capabilities or ("completion", "insert"))


SEVERAL = [
    _installed("qwen2.5-coder:1.5b", 0.99),
    _installed("qwen2.5-coder:7b", 4.7),
    _installed("qwen2.5-coder:32b", 20),
    _installed("llama3.2:3b", 2.0, "completion", "tools"),
    _installed("nomic-embed-text:latest", 0.3, "embedding"),
]


@pytest.mark.parametrize(("hardware", "name"), [(LAPTOP, "qwen2.5-coder:1.5b"), (WORKSTATION, "qwen2.5-coder:7b")])
def test_the_best_model_that_fits_is_taken(hardware: Hardware, name: str) -> None:
    """On a GPU the largest that fits it; on cores one that reads fast enough."""
    found = best_model(SEVERAL, hardware)

    assert found is not None
    assert found.name == name


def test_a_model_that_does_not_fill_in_the_middle_is_not_taken_by_itself() -> None:
    """A chat model completes badly; it has to be asked for."""
    assert best_model([model for model in SEVERAL if "insert" not in model.capabilities], WORKSTATION) is None


def test_a_model_whose_makers_trained_it_for_the_gap_is_taken() -> None:
    """Though its server's template is for conversations alone; one that runs in Ollama's cloud never is."""
    machine = Hardware((Gpu("A", 24 * GB),), 64 * GB, 8)
    chats = _installed("qwen3-coder:30b", 19, "completion", "tools")
    remote = replace(_installed("qwen3-coder:480b-cloud", 0, "completion", "insert"), is_remote=True)

    assert best_model([remote, chats], machine) == chats
    assert best_model([remote], machine) is None


@pytest.fixture
def no_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Take the embedded model's weights away."""
    monkeypatch.setenv("LAMP_MODELS", str(tmp_path))
    return tmp_path


def _ollama_with(*models: str) -> dict[str, Answer]:
    listed = [{"model": name, "size": 400_000_000} for name in models]
    return {
        "/api/version": Reply({"version": "0.24.0"}),
        "/api/tags": Reply({"models": listed}),
        "/api/show": Reply({"capabilities": ["completion", "insert"], "model_info": {}}),
    }


@pytest.mark.asyncio
@pytest.mark.usefixtures("no_weights")
async def test_ollama_is_taken_when_it_has_a_model() -> None:
    """The choice says which, where, and why."""
    with scripted_server(_ollama_with("qwen2.5-coder:0.5b")) as server:
        choice = await choose_backend(BackendSettings(base_url=server.address), LAPTOP)

        assert choice.backend is not None
        assert (choice.backend.kind, choice.backend.model) == ("ollama", "qwen2.5-coder:0.5b")
        assert "Ollama 0.24.0 answers" in choice.found[0]
        assert "best that it has" in choice.why[0]
        await choice.backend.close()


@pytest.mark.asyncio
async def test_without_ollama_the_embedded_model_is_taken(no_weights: Path) -> None:
    """And what would bring Ollama in is still named."""
    (no_weights / "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf").write_bytes(b"GGUF")

    choice = await choose_backend(BackendSettings(base_url=NOBODY), LAPTOP)

    assert choice.backend is not None
    assert choice.backend.kind == "embedded"
    assert "ollama serve" in choice.missing[0]


@pytest.mark.asyncio
@pytest.mark.usefixtures("no_weights")
async def test_with_nothing_there_each_next_step_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ollama's, the package's and the weights'."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    choice = await choose_backend(BackendSettings(base_url=NOBODY), LAPTOP)

    assert choice.backend is None
    assert ["ollama serve" in step or "[embedded]" in step or "lamp model pull" in step for step in choice.missing] == [
        True
    ] * 3


@pytest.mark.asyncio
@pytest.mark.usefixtures("no_weights")
async def test_an_empty_ollama_gets_a_model_proposed_that_fits() -> None:
    """The next step is a command."""
    with scripted_server(_ollama_with()) as server:
        choice = await choose_backend(BackendSettings(kind="ollama", base_url=server.address), WORKSTATION)

    assert choice.backend is None
    assert "lamp model pull qwen2.5-coder:14b-base" in choice.missing[0]


@pytest.mark.asyncio
async def test_a_model_asked_for_and_not_there_is_named(no_weights: Path) -> None:
    """The name as set, and how to get it; the embedded model helps out meanwhile."""
    (no_weights / "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf").write_bytes(b"GGUF")
    with scripted_server(_ollama_with("qwen2.5-coder:0.5b")) as server:
        choice = await choose_backend(BackendSettings(model="starcoder2:3b", base_url=server.address), LAPTOP)

    assert choice.backend is not None
    assert choice.backend.kind == "embedded"
    assert "lamp model pull starcoder2:3b" in choice.missing[0]


@pytest.mark.asyncio
async def test_the_settings_decide(no_weights: Path) -> None:
    """A server or weights that are asked for are not argued with."""
    own = no_weights / "own.gguf"
    own.write_bytes(b"GGUF")

    openai = await choose_backend(BackendSettings(kind="openai", base_url="http://127.0.0.1:8080/v1", model="m"))
    embedded = await choose_backend(BackendSettings(kind="embedded", model=str(own)))
    neither = await choose_backend(BackendSettings(kind="openai"))

    assert openai.backend is not None
    assert openai.backend.kind == "openai"
    assert embedded.backend is not None
    assert embedded.backend.model == "own"
    assert neither.backend is None
    assert "base_url" in neither.missing[0]
