"""A real Jupyter with LAMP in it, apart from the developer's."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.lamp_home import LampHome

ROOT = Path(__file__).parents[3]
LABEXTENSION = ROOT / "jupyter_ext" / "labextension"
START_TIMEOUT_S = 120
TOKEN = "a-token-of-the-tests"  # noqa: S105 of a server that lives for a test
BASE_URL = "/hub/user/ada/"
"""As a JupyterHub gives it to its users."""

NO_NEWS = '{"fetchNews": "false"}'
"""So that JupyterLab does not ask whether it may fetch news, over what a test wants to click."""


@dataclass(frozen=True)
class Jupyter:
    """A running server and the folder it shows."""

    url: str
    """With the base path and a slash at its end."""
    folder: Path
    home: LampHome
    environment: Mapping[str, str]
    log: Path

    def client(self, **headers: str) -> httpx.Client:
        """Return a client that is logged in."""
        said = {"Authorization": f"token {TOKEN}", **headers}
        return httpx.Client(base_url=self.url, headers=said, timeout=120, trust_env=False)

    def ask(self, method: str, path: str, /, body: Any = None, **query: str) -> Any:
        """Ask one of LAMP's handlers and return its JSON."""
        with self.client() as http:
            answer = http.request(method, f"lamp/{path}", json=body, params=query)
        assert answer.is_success, answer.text
        return answer.json()

    def lines(self, path: str, body: Any) -> list[dict[str, Any]]:
        """Ask a handler that streams and return all its lines."""
        with self.client() as http:
            answer = http.post(f"lamp/{path}", json=body)
        assert answer.is_success, answer.text
        return [json.loads(line) for line in answer.text.splitlines()]


@contextmanager
def running_jupyter(home: LampHome, folder: Path, *, program: str = "lab") -> Iterator[Jupyter]:
    """Start Jupyter (``lab`` or ``notebook``) on ``folder``, with ``home`` for its LAMP, and end it afterwards."""
    own = home.folder.parent / f"jupyter-{program}"
    environment = {**home.environment, **_folders(own)}
    folder.mkdir(parents=True, exist_ok=True)
    port = _free_port()
    log = own / "jupyter.log"
    command = [sys.executable, "-m", "jupyter", program, *_options(folder, port)]
    with log.open("w") as out:
        process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    try:
        jupyter = Jupyter(f"http://127.0.0.1:{port}{BASE_URL}", folder, home, environment, log)
        _wait_until_it_answers(jupyter, process)
        yield jupyter
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _folders(own: Path) -> dict[str, str]:
    """Keep Jupyter's files apart, and let it find the front end where it was built."""
    extensions = own / "share" / "labextensions" / "@lamp-assistant"
    extensions.mkdir(parents=True, exist_ok=True)
    link = extensions / "jupyterlab"
    if not link.is_symlink():
        link.symlink_to(LABEXTENSION)
    news = own / "config" / "lab" / "user-settings" / "@jupyterlab" / "apputils-extension"
    news.mkdir(parents=True, exist_ok=True)
    (news / "notification.jupyterlab-settings").write_text(NO_NEWS)
    return {
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTER_PATH": str(own / "share"),
        "IPYTHONDIR": str(own / "ipython"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }


def _options(folder: Path, port: int) -> list[str]:
    return [
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.base_url={BASE_URL}",
        f"--ServerApp.root_dir={folder}",
        f"--IdentityProvider.token={TOKEN}",
        "--ServerApp.jpserver_extensions={'jupyter_ext': True}",
        "--LabApp.news_url=",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]


def _wait_until_it_answers(jupyter: Jupyter, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_TIMEOUT_S
    with jupyter.client() as http:
        while True:
            assert process.poll() is None, jupyter.log.read_text()
            assert time.monotonic() < until, jupyter.log.read_text()
            try:
                if http.get("api/status").is_success:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
