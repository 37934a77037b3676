"""A model with an adapter merged into it, on a real Ollama server."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from lamp_lsp.adapter.base import blob_in, facts_of
from lamp_lsp.adapter.finding import Serving
from lamp_lsp.adapter.gguf_files import write_adapter
from lamp_lsp.adapter.record import AdapterFolder
from lamp_lsp.adapter.serving import serve, withdraw
from lamp_lsp.backends.ollama_making import modelfile
from lamp_lsp.backends.ollama_server import OllamaServer
from lamp_lsp.paths import Paths
from lamp_lsp.settings import Settings
from tests.e2e.backends.real_ollama import MODEL, RealOllama
from tests.unit.lamp_lsp.adapter.test_forgetting import record

pytest.importorskip("gguf", reason="the extra `adapters` is not installed")

pytestmark = pytest.mark.ollama


def test_it_serves_the_merged_copy_and_erases_it(ollama_server: RealOllama, tmp_path: Path) -> None:
    """The copy is made from Ollama's own weights, has the model's template, and goes with the adapter."""
    paths = Paths(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path)
    settings = Settings(backend="ollama", base_url=ollama_server.address)

    async def told(name: str) -> str:
        server = OllamaServer(ollama_server.address)
        try:
            return await modelfile(server, name)
        finally:
            await server.close()

    async def names() -> set[str]:
        server = OllamaServer(ollama_server.address)
        try:
            return {model.name for model in await server.models() if "insert" in model.capabilities}
        finally:
            await server.close()

    weights = blob_in(asyncio.run(told(MODEL)))
    assert weights is not None
    facts = facts_of(weights)
    folder = AdapterFolder(paths)
    folder.write(record().model_copy(update={"base": facts}))
    random = np.random.default_rng(1)
    first, second = (
        random.normal(0, 0.01, shape).astype(np.float32) for shape in ((16, facts.width), (facts.width, 16))
    )
    write_adapter(folder.gguf, facts.architecture, [("model.layers.0.self_attn.q_proj", first, second)], 32)

    said = serve(paths, settings, Serving("ollama", MODEL, weights, facts))

    assert said.startswith(f"Ollama serves it as lamp-you:{MODEL}")
    assert f"lamp-you:{MODEL}" in asyncio.run(names())
    kept = folder.read()
    assert kept is not None
    assert kept.ollama == (f"lamp-you:{MODEL}",)
    assert "every copy" in withdraw(paths, settings)
    assert f"lamp-you:{MODEL}" not in asyncio.run(names())
    assert MODEL in {name.partition(":")[0] for name in asyncio.run(names())}
