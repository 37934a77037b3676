"""A real Ollama server for tests: on a free port, with models of its own, and gone afterwards."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from lamp_lsp.adapter.base import blob_in

MODEL = "lamp-test"

MODELFILE = '''FROM {weights}
TEMPLATE """{{{{- if .Suffix }}}}<|fim_prefix|>{{{{ .Prompt }}}}<|fim_suffix|>{{{{ .Suffix }}}}<|fim_middle|>
{{{{- else if .Messages }}}}{{{{- range .Messages }}}}<|im_start|>{{{{ .Role }}}}
{{{{ .Content }}}}<|im_end|>
{{{{ end }}}}<|im_start|>assistant
{{{{ else }}}}{{{{ .Prompt }}}}{{{{ end }}}}{{{{ .Response }}}}"""
'''

_READY_S = 90.0


@dataclass(frozen=True)
class Slot:
    """What a llama-server says of a place at which it generates."""

    busy: bool
    written_tokens: int
    """Of the request that runs there, or ran last."""


@dataclass(frozen=True)
class RealOllama:
    """A running server."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def runners(self) -> list[int]:
        """Return the processes that hold its models, one each."""
        children = psutil.Process(self.process.pid).children()
        return sorted(child.pid for child in children if "--model" in _command(child))

    def runners_of(self, model: str) -> list[int]:
        """Return the processes that hold one model, whichever others are in memory."""
        request = urllib.request.Request(f"{self.address}/api/show", json.dumps({"model": model}).encode())  # noqa: S310 - loopback
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            weights = blob_in(json.load(answer)["modelfile"])
        return [runner for runner in self.runners() if str(weights) in _command(psutil.Process(runner))]

    def loading(self) -> psutil.Process:
        """Wait until a model begins to load, and return the process that loads it."""
        until = time.monotonic() + _READY_S
        while not (runners := self.runners()):
            assert time.monotonic() < until, "no model is loaded"
        return psutil.Process(runners[0])

    def slots(self) -> list[Slot]:
        """Ask the llama-server of the tests' model what it is doing."""
        (runner,) = self.runners_of(MODEL)
        words = _command(psutil.Process(runner))
        port = words[words.index("--port") + 1]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/slots", timeout=5) as answer:
            told = json.load(answer)
        return [Slot(slot["is_processing"], _written(slot)) for slot in told]

    def at_rest(self) -> list[Slot]:
        """Wait until nothing is generated, and return what was."""
        return self._when(busy=False)

    def at_work(self) -> list[Slot]:
        """Wait until a slot has something to do."""
        return self._when(busy=True)

    def _when(self, *, busy: bool) -> list[Slot]:
        until = time.monotonic() + _READY_S
        while time.monotonic() < until:
            slots = self.slots()
            if any(slot.busy for slot in slots) == busy:
                return slots
        raise RuntimeError(f"The llama-server does not come to {'work' if busy else 'rest'}.")

    def kill(self) -> None:
        """End it at once, and the runner it started with it."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.kill()


def _command(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:  # it has just ended
        return []


def _written(slot: Mapping[str, Any]) -> int:
    told = slot.get("next_token") or [{}]
    return int((told[0] if isinstance(told, list) else told).get("n_decoded", 0))


def tests_cache() -> Path:
    """Return the folder that `scripts/build_ollama.sh` builds below."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lamp-tests"


def ollama_program() -> str | None:
    """Return the Ollama to test with: the one that was built for it, else an installed one."""
    built = sorted(tests_cache().glob("ollama-*/bin/ollama"))
    return str(built[-1]) if built else shutil.which("ollama")


@contextmanager
def real_ollama(program: str, models: Path) -> Iterator[RealOllama]:
    """Run a server over ``models``."""
    models.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "OLLAMA_HOST": f"127.0.0.1:{port}",
        "OLLAMA_MODELS": str(models),
        "OLLAMA_NUM_PARALLEL": "1",
        "OLLAMA_NO_CLOUD": "1",  # it would ask its makers for news
        "LAMP_TEST_PYTHON": sys.executable,
        "LAMP_TEST_LLAMA_SERVER": str(Path(__file__).with_name("llama_server.py")),
        "HOME": str(models),  # its key lies in the home folder
    }
    log_file = models / "server.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen([program, "serve"], env=environment, stdout=log, stderr=log)
        try:
            server = RealOllama(f"http://127.0.0.1:{port}", process, log_file)
            _wait_until_ready(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(server: RealOllama) -> None:
    until = time.monotonic() + _READY_S
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.address}/api/version", timeout=1):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("The Ollama server did not start; see server.log in its folder of models.")


def create_model(
    program: str, server: RealOllama, weights: Path, folder: Path, name: str = MODEL, modelfile_text: str = MODELFILE
) -> None:
    """Give the server the model, with a template that fills in the middle unless another is given."""
    modelfile = folder / f"Modelfile-{name}"
    modelfile.write_text(modelfile_text.format(weights=weights.resolve()), encoding="utf-8")
    environment = {**os.environ, "OLLAMA_HOST": server.address, "HOME": str(folder)}
    subprocess.run(
        [program, "create", name, "-f", str(modelfile)], env=environment, check=True, capture_output=True, timeout=120
    )


def delete_model(program: str, server: RealOllama, folder: Path, name: str) -> None:
    """Take a model out of the folder, which other tests share."""
    environment = {**os.environ, "OLLAMA_HOST": server.address, "HOME": str(folder)}
    subprocess.run([program, "rm", name], env=environment, check=True, capture_output=True, timeout=120)


def renamed_copy(weights: Path, path: Path) -> Path:
    """Copy weights under another name inside: to Ollama another model, for it tells files by their bytes alone."""
    shutil.copyfile(weights, path)
    with path.open("r+b") as file:
        head = file.read(1 << 16)
        key = head.index(b"general.name") + len(b"general.name") + 4  # the type of the value
        length = int.from_bytes(head[key : key + 8], "little")
        file.seek(key + 8)
        file.write(b"x" * length)
    return path
