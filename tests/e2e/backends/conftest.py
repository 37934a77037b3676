"""Backends over the real model: the embedded one, and a real Ollama server."""

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.weights import weights_path
from tests.e2e.backends.real_ollama import RealOllama, create_model, ollama_program, real_ollama, tests_cache


def leave_out(what: str, next_step: str) -> None:
    """Leave a test out on a newcomer's machine, and fail it where nothing may be left out."""
    words = f"{what} is not there: {next_step}"
    if os.environ.get("CI") == "true":
        pytest.fail(words)
    pytest.skip(words)


@pytest.fixture(scope="session")
def weights() -> Path:
    """Return the embedded model's weights."""
    path = weights_path()
    if not path.is_file():
        leave_out("The embedded model", "python -m lamp_lsp.backends.weights fetches it")
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def embedded(weights: Path) -> AsyncIterator[EmbeddedBackend]:
    """Return the embedded backend, open; its connections are of the session's event loop."""
    backend = EmbeddedBackend(weights, context_length=2048)
    await backend.open()
    yield backend
    await backend.close()


@pytest.fixture(scope="session")
def ollama_models() -> Path:
    """Return the folder of the test server's models, kept between runs: the weights are copied once."""
    return tests_cache() / "ollama-models"


@pytest.fixture(scope="session")
def ollama_executable() -> str:
    """Return the Ollama program."""
    program = ollama_program()
    if program is None:
        leave_out("Ollama", "scripts/build_ollama.sh builds one for the tests")
    assert program is not None
    return program


@pytest.fixture(scope="session")
def ollama_server(ollama_executable: str, ollama_models: Path, weights: Path) -> Iterator[RealOllama]:
    """Run a real server that has the model."""
    with real_ollama(ollama_executable, ollama_models) as server:
        create_model(ollama_executable, server, weights, ollama_models)
        yield server
