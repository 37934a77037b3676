"""The benchmarks run: what they measure is for a person to read."""

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def test_the_engine_benchmark_times_every_stage_at_every_size(tmp_path: Path) -> None:
    """Each stage has a row, and each size says how it stands to the aim."""
    (tmp_path / "shop.py").write_text("".join(f"def price_{n}(cart):\n    return cart[{n}]\n\n\n" for n in range(40)))

    run = subprocess.run(
        [sys.executable, BENCHMARKS / "engine.py", tmp_path, "--sizes", "10,20", "--requests", "2"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    for said in ("gate", "retrieval", "prompt", "postprocess", "choose", "own share", "10 snippets:", "20 snippets:"):
        assert said in run.stdout


def test_strategies_are_simulated_for_every_developer() -> None:
    """Each has a row with its probabilities and the cost of trying."""
    run = subprocess.run(
        [sys.executable, BENCHMARKS / "strategies.py", "--runs", "2", "--suggestions", "30"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    for taken in ("36%, 34%", "40%, 20%", "30%, 45%", "30%, 36%"):
        (row,) = [line for line in run.stdout.splitlines() if taken in line]
        assert row.count("%") == len(("personal", "search")) + 3
