"""The wheel and the source distribution, built and installed as whoever gets them would."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.editors.neovims import program
from tests.e2e.jupyter.jupyter_process import LABEXTENSION, ROOT

pytestmark = pytest.mark.skipif(not LABEXTENSION.is_dir(), reason="the front end is not built: make jupyter")

UV = Path(sys.executable).with_name("uv")
FRONT_END = "share/jupyter/labextensions/@lamp-assistant/jupyterlab/package.json"


@dataclass(frozen=True)
class Built:
    """What is uploaded to the package index."""

    source: Path
    wheel: Path


def without_node(folder: Path) -> dict[str, str]:
    """Return an environment in which neither Node nor anything of the developer's is found."""
    tools = folder / "bin"
    tools.mkdir(exist_ok=True)
    for tool in ("bash", "dirname", "env", "git"):
        if not (tools / tool).exists():
            (tools / tool).symlink_to(shutil.which(tool) or tool)
    return {**os.environ, "PATH": str(tools)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Build the source distribution from the checkout, and the wheel from that, on a machine without Node."""
    folder = tmp_path_factory.mktemp("release")
    subprocess.run([UV, "build", "--sdist", "--quiet", "--out-dir", folder, ROOT], check=True, timeout=300)
    (source,) = folder.glob("*.tar.gz")
    command = [
        str(UV),
        "build",
        "--wheel",
        "--quiet",
        "--python",
        sys.executable,
        "--out-dir",
        str(folder),
        str(source),
    ]
    subprocess.run(command, check=True, timeout=300, env=without_node(folder))
    (wheel,) = folder.glob("*.whl")
    return Built(source, wheel)


@dataclass(frozen=True)
class Tool:
    """LAMP as `uv tool install` or pipx puts it there, in an empty home."""

    home: Path
    environment: dict[str, str]

    @property
    def prefix(self) -> Path:
        return (self.home / "bin" / "lamp").resolve().parents[1]

    def lamp(self, *arguments: str) -> str:
        """Run the installed program, nobody at the terminal, and return what it says."""
        done = subprocess.run(
            [self.home / "bin" / "lamp", *arguments],
            env=self.environment,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def tool(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    """Install the wheel with the recommended extra; packages come out of uv's cache."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LAMP_", "VIRTUAL_ENV", "XDG"))}
    cache = subprocess.run([UV, "cache", "dir"], capture_output=True, text=True, check=True).stdout.strip()
    environment = {
        **kept,
        "HOME": str(home),
        "LAMP_HOME": str(home / "lamp"),
        "PATH": f"{home / 'bin'}{os.pathsep}{os.defpath}",
        "UV_CACHE_DIR": cache,
        "UV_TOOL_DIR": str(home / "tools"),
        "UV_TOOL_BIN_DIR": str(home / "bin"),
    }
    command = [str(UV), "tool", "install", "--quiet", "--python", sys.executable, f"{built.wheel}[embedded]"]
    subprocess.run(command, check=True, timeout=580, env=environment)
    installed = Tool(home, environment)
    yield installed
    installed.lamp("daemon", "stop")


def test_the_source_distribution_holds_what_git_would_hold(built: Built) -> None:
    """Nothing that a build left beside the sources is published, but the front end, which saves its builder Node."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    tracked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    with tarfile.open(built.source) as archive:
        files = {name.partition("/")[2] for name in archive.getnames()}
    front_end = {name for name in files if name.startswith("jupyter_ext/labextension/")}

    assert files - front_end - set(tracked.split("\0")) == {"PKG-INFO"}
    assert "jupyter_ext/labextension/package.json" in front_end


def test_an_installed_lamp_checks_itself(tool: Tool) -> None:
    """`lamp doctor` finds a daemon that runs, and every extra it names is got by a command of that environment."""
    checks = {check["name"]: check for check in json.loads(tool.lamp("doctor", "--json"))["checks"]}

    assert checks["daemon"]["state"] == "ok"
    assert checks["extra embedded"]["found"] == "installed"
    assert "uv tool install --force" in checks["extra embeddings"]["next_step"]
    assert ".whl[embedded,embeddings]" in checks["extra embeddings"]["next_step"]


def test_the_wheel_brings_jupyters_front_end(tool: Tool) -> None:
    """It was built on a machine without Node, from the source distribution."""
    assert (tool.prefix / FRONT_END).is_file()


def test_the_wheel_brings_the_plugin_for_neovim(tool: Tool, tmp_path: Path) -> None:
    """The lines that `lamp setup` prints work in a Neovim that has nothing else: the plugin loads, and `:help lamp`."""
    code = "from lamp_lsp.cli.editors import _connect_neovim; print(_connect_neovim('0.11.0'))"
    python = tool.prefix / "bin" / "python"
    told = subprocess.run(
        [python, "-P", "-c", code], env=tool.environment, capture_output=True, text=True, check=True
    ).stdout
    (tmp_path / "init.lua").write_text("\n".join(told.splitlines()[1:]), encoding="utf-8")

    done = subprocess.run(
        [program("nvim"), "--headless", "-u", tmp_path / "init.lua", "+help lamp", "+echo expand('%:p')", "+quitall"],
        env={**tool.environment, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert done.stderr.strip() == str(tool.prefix / "share" / "lamp-assistant" / "nvim" / "doc" / "lamp.txt")
