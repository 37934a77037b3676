"""The embedded model's process starts, says where it listens or why it cannot, and never outlives its owner."""

import asyncio
from pathlib import Path

import psutil
import pytest

from lamp_lsp.backends.embedded import EmbeddedBackend, has_chat_template
from lamp_lsp.backends.llama_process import ServerOrder
from lamp_lsp.backends.llama_server import LlamaServer, ServerEnded
from style_learner.errors import DamagedData, LampError, NotAvailable

pytestmark = pytest.mark.asyncio

LIBRARY = """
import sys, threading
from types import SimpleNamespace

class ggml_backend_dev_type:
    GGML_BACKEND_DEVICE_TYPE_GPU, GGML_BACKEND_DEVICE_TYPE_IGPU = 1, 2

def get_device_info():
    return [{"type": 0}, {"type": 1}]

class CommonParams:
    def __init__(self):
        self.model, self.cpuparams, self.cpuparams_batch = SimpleNamespace(), SimpleNamespace(), SimpleNamespace()

class Server:
    def __init__(self, parameters):
        print("loading", flush=True)
        if "slow" in parameters.model.path:
            threading.Event().wait()
        if "broken" in parameters.model.path:
            print("0.00.184.118 E error loading model: tensor data is not within the file", file=sys.stderr)
            raise RuntimeError("Failed to init server")
        if "large" in parameters.model.path:
            print("0.00.184.118 E failed to allocate buffer of 90 GB", file=sys.stderr)
            raise RuntimeError("Failed to init server")
        self.listening_address = f"http://127.0.0.1:{1000 + parameters.n_ctx}"
"""


@pytest.fixture(autouse=True)
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a library in xllamacpp's place that loads nothing."""
    folder = tmp_path / "packages"
    folder.mkdir()
    (folder / "xllamacpp.py").write_text(LIBRARY)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def _order(weights: str = "coder.gguf") -> ServerOrder:
    return ServerOrder(weights, "coder", "key", context_length=100, slots=2, threads=1, read_tokens=16)


def _weights(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_bytes(b"GGUF and more")
    return path


async def test_it_says_where_it_listens_and_leaves_in_order() -> None:
    """Whatever the library prints is no answer; the window is of each slot."""
    server = await LlamaServer.start(_order())
    address, on_gpu = server.at.address, server.at.on_gpu
    await server.close()

    assert (address, on_gpu) == ("http://127.0.0.1:1200", True)
    assert server.exit_code == 0


async def test_it_leaves_when_its_owner_is_gone() -> None:
    """An owner that was killed cannot tell it to: its input ends."""
    server = await LlamaServer.start(_order())
    stdin = server._process.stdin
    assert stdin is not None
    stdin.close()

    assert server._process.wait() == 0
    await server.close()


async def test_it_says_why_it_cannot_load() -> None:
    """In llama.cpp's own words, without the time and the level."""
    with pytest.raises(ServerEnded, match=r"^error loading model: tensor data"):
        await LlamaServer.start(_order("broken.gguf"))


async def test_who_no_longer_waits_leaves_no_process() -> None:
    """Another model may be chosen while one loads."""
    before = set(psutil.Process().children())
    starting = asyncio.create_task(LlamaServer.start(_order("slow.gguf")))
    while not set(psutil.Process().children()) - before:  # noqa: ASYNC110 another thread starts it
        await asyncio.sleep(0.01)
    starting.cancel()
    await asyncio.wait({starting})

    assert starting.cancelled()
    assert not set(psutil.Process().children()) - before


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("broken.gguf", DamagedData, "tensor data.*lamp model pull"),
        ("large.gguf", NotAvailable, "not enough memory.*context_length"),
    ],
)
async def test_the_next_step_fits_the_reason(tmp_path: Path, name: str, kind: type[LampError], words: str) -> None:
    """A model that is too large is not a broken one."""
    with pytest.raises(kind, match=words):
        await EmbeddedBackend(_weights(tmp_path, name)).open()


async def test_only_a_model_with_a_template_chats(tmp_path: Path) -> None:
    """A base model answers no questions, whatever template llama.cpp makes up for it."""
    chats, base = _weights(tmp_path, "instruct.gguf"), _weights(tmp_path, "base.gguf")
    chats.write_bytes(b"GGUF" + bytes(1000) + b"tokenizer.chat_template" + bytes(1000))

    assert has_chat_template(chats)
    assert not has_chat_template(base)


async def test_a_library_that_does_not_load_is_not_the_models_fault(tmp_path: Path, library: Path) -> None:
    """The weights are not to be fetched again."""
    (library / "xllamacpp.py").write_text("raise ImportError('GLIBC_2.38 not found')")

    with pytest.raises(NotAvailable, match=r"GLIBC_2\.38.*xllamacpp"):
        await EmbeddedBackend(_weights(tmp_path, "coder.gguf")).open()
