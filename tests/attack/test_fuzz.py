"""Bytes bred by coverage break neither the framing nor the redaction; ``fuzz`` runs as long as one wishes."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris", reason="atheris has no build for this system")


@pytest.mark.parametrize(("target", "runs"), [("framing", 20_000), ("redaction", 300)])
def test_no_bred_input_breaks_a_law(target: str, runs: int, tmp_path: Path) -> None:
    """So many inputs from a fixed seed, each of at most 1,000 bytes."""
    command = [
        sys.executable,
        "-m",
        "tests.attack.fuzz",
        target,
        f"-runs={runs}",
        "-seed=1",
        "-max_len=1000",
        "-len_control=0",
    ]
    artifacts = f"-artifact_prefix={tmp_path}/"
    done = subprocess.run([*command, artifacts], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr[-2_000:]
    assert f"Done {runs} runs" in done.stderr
