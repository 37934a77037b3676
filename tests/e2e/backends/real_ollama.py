"""A real Ollama server for tests: on a free port, with models of its own, and gone afterwards."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

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
class RealOllama:
    """A running server."""

    address: str
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """End it at once, and the runner it started with it."""
        self.process.kill()
        self.process.wait()


def tests_cache() -> Path:
    """Return the folder that `scripts/build_ollama.sh` builds below."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lamp-tests"


def ollama_program() -> str | None:
    """Return the Ollama to test with: the one that was built for it, else an installed one."""
    built = sorted(tests_cache().glob("ollama-*/ollama"))
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
        "HOME": str(models),  # its key lies in the home folder
    }
    with (models / "server.log").open("wb") as log:
        process = subprocess.Popen([program, "serve"], env=environment, stdout=log, stderr=log)
        try:
            server = RealOllama(f"http://127.0.0.1:{port}", process)
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


def create_model(program: str, server: RealOllama, weights: Path, folder: Path) -> None:
    """Give the server the model, with a template that fills in the middle."""
    modelfile = folder / "Modelfile"
    modelfile.write_text(MODELFILE.format(weights=weights.resolve()), encoding="utf-8")
    environment = {**os.environ, "OLLAMA_HOST": server.address, "HOME": str(folder)}
    subprocess.run(
        [program, "create", MODEL, "-f", str(modelfile)], env=environment, check=True, capture_output=True, timeout=120
    )
