"""The front end's own tests."""

import subprocess
from pathlib import Path

import pytest

UI = Path(__file__).parents[3] / "jupyter_ext" / "ui"
VITEST = UI / "node_modules" / ".bin" / "vitest"


@pytest.mark.skipif(not VITEST.exists(), reason="the front end's packages are not installed (no Node)")
def test_the_logic_of_the_front_end_holds() -> None:
    """Outcomes, retention, context and diffs, tested where they are written."""
    run = subprocess.run([VITEST, "run"], cwd=UI, capture_output=True, text=True, timeout=120, check=False)

    assert run.returncode == 0, run.stdout + run.stderr
