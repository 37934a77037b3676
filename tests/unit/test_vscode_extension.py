"""The VS Code extension's own tests."""

import subprocess
from pathlib import Path

import pytest

EXTENSION = Path(__file__).parents[2] / "editors" / "vscode"
VITEST = EXTENSION / "node_modules" / ".bin" / "vitest"


@pytest.mark.skipif(not VITEST.exists(), reason="the extension's packages are not installed (no Node)")
def test_the_logic_of_the_extension_holds() -> None:
    """What waits for a model, what a list says, what is replaced, tested where it is written."""
    run = subprocess.run([VITEST, "run"], cwd=EXTENSION, capture_output=True, text=True, timeout=120, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
