"""Use decides about an adapter after the gate."""

from pathlib import Path
from typing import Any

import pytest

from lamp_lsp.adapter.comparing import drop_if_worse
from lamp_lsp.adapter.record import AdapterFolder
from lamp_lsp.paths import Paths
from tests.unit.lamp_lsp.adapter.test_forgetting import record

NOW = 2.0e9


def kept(tmp_path: Path) -> AdapterFolder:
    """Return the folder of an adapter in use, two days old."""
    folder = AdapterFolder(Paths(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path))
    folder.write(record().model_copy(update={"kept": True, "made_at": NOW - 2 * 86_400}))
    folder.gguf.write_bytes(b"weights")
    return folder


def figures(estimate: float, *, clear: bool) -> dict[str, Any]:
    """Return a report's comparison."""
    found = {"estimate": estimate, "low": estimate - 1, "high": estimate + 1, "clear": clear}
    return {"comparison": {"retained_characters_per_shown": found}}


def test_an_adapter_with_which_less_is_retained_is_stopped_and_says_why(tmp_path: Path) -> None:
    """Only what was shown since it was made is asked for; it stays on the disk, and nothing serves it."""
    folder, asked = kept(tmp_path), list[float]()

    def report(days: float) -> dict[str, Any]:
        asked.append(days)
        return figures(-4.0, clear=True)

    assert drop_if_worse(folder, report, NOW)
    assert asked == [pytest.approx(2)]
    assert folder.usable() is None
    stopped = folder.read()
    assert stopped is not None
    assert "4.0 fewer characters" in stopped.stopped
    assert not drop_if_worse(folder, report, NOW)


@pytest.mark.parametrize("found", [figures(-4.0, clear=False), figures(4.0, clear=True), {"comparison": None}])
def test_chance_gains_and_too_little_use_stop_nothing(tmp_path: Path, found: dict[str, Any]) -> None:
    """Only a loss that is clear of zero counts."""
    folder = kept(tmp_path)

    assert not drop_if_worse(folder, lambda _: found, NOW)
    assert folder.usable() is not None
