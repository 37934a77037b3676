"""The wheel brings LAMP into Jupyter, enabled, without Node on the user's side."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.e2e.jupyter.jupyter_process import LABEXTENSION, ROOT

pytestmark = pytest.mark.skipif(not LABEXTENSION.is_dir(), reason="the front end is not built: make jupyter")


@pytest.fixture(scope="module")
def fresh_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a Python into which the wheel was installed; Jupyter itself comes from the one that tests."""
    folder = tmp_path_factory.mktemp("wheel")
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "build", "--wheel", "--quiet", "--out-dir", folder, ROOT], check=True, timeout=300)
    venv.create(folder / "venv", with_pip=False)
    python = folder / "venv" / "bin" / "python"
    (wheel,) = folder.glob("*.whl")
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "--no-deps", wheel], check=True, timeout=300)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    packages = folder / "venv" / "lib" / version / "site-packages" / "packages_of_the_tests.pth"
    packages.write_text(sysconfig.get_path("purelib") + "\n")
    return python


def _listed(python: Path, module: str) -> str:
    """Run the program behind `jupyter labextension` or `jupyter server extension`, as the fresh Python."""
    folders = {name: str(python.parents[1] / "home") for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "VIRTUAL_ENV"))}
    done = subprocess.run(
        [python, "-c", f"from {module} import main; main()", "list"],
        env={**kept, **folders, "PATH": str(python.parent)},
        cwd=python.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return re.sub(r"\x1b\[\d+m", "", done.stdout + done.stderr)


def test_the_server_extension_is_enabled(fresh_python: Path) -> None:
    """Jupyter knows the server extension, it is on, and it loads."""
    told = _listed(fresh_python, "jupyter_server.extension.serverextension")

    enabled, _, validated = told.partition("- Validating jupyter_ext...")
    assert enabled.rstrip().splitlines()[-1].split()[:2] == ["jupyter_ext", "enabled"]
    assert "OK" in validated.splitlines()[1]


def test_the_front_end_is_there_and_enabled(fresh_python: Path) -> None:
    """JupyterLab finds the built front end in the environment itself."""
    told = _listed(fresh_python, "jupyterlab.labextensions")

    (line,) = [line for line in told.splitlines() if "@lamp-assistant/jupyterlab" in line]
    assert "enabled" in line
    assert "OK" in line


def test_a_checkout_that_cannot_be_built_says_why_in_a_sentence(tmp_path: Path) -> None:
    """Without Node the front end cannot be built: what is missing is said, and no traceback; JupyterLab is fetched."""
    files = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, files.split("\0")):
        if (source := ROOT / name).is_file():
            (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, tmp_path / "checkout" / name)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("bash", "dirname", "env"):
        (tools / tool).symlink_to(shutil.which(tool) or tool)
    uv = Path(sys.executable).with_name("uv")
    folders = ["--out-dir", str(tmp_path / "wheels"), str(tmp_path / "checkout")]
    command = [str(uv), "build", "--wheel", "--python", sys.executable, *folders]

    built = subprocess.run(
        command, env={**os.environ, "PATH": str(tools)}, capture_output=True, text=True, timeout=300, check=False
    )

    assert built.returncode != 0
    assert "Install Node and try again" in built.stderr
    assert "node is not installed" in built.stderr
    assert "Traceback" not in built.stderr
