"""The demonstration leaves nothing of the developer's code behind."""

import os
from pathlib import Path

import pytest

from lamp_lsp.demo.run import demo_home


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a cache folder of the test's own, and take back what the demonstration sets."""
    for name in ("LAMP_HOME", "LAMP_CONSENT", "LAMP_LATENCY_BUDGET_MS", "LAMP_IDLE_MINUTES"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("LAMP_MODELS", str(tmp_path / "cache" / "models"))
    return tmp_path / "cache"


@pytest.mark.parametrize("broken_off_by", [None, KeyboardInterrupt, ValueError])
def test_the_clone_goes_however_the_demonstration_ends(cache: Path, broken_off_by: type[BaseException] | None) -> None:
    """Done, broken off with Ctrl+C or failed: no clone, no store, no key."""
    try:
        with demo_home(200) as folder:
            (folder / "code").mkdir()
            (folder / "code" / "cart.py").write_text("total = 1")
            assert (cache / "demo").exists()
            if broken_off_by is not None:
                raise broken_off_by
    except (KeyboardInterrupt, ValueError):
        pass

    assert not (cache / "demo").exists()


def test_what_a_killed_one_left_goes_with_the_next(cache: Path) -> None:
    """Nobody else would ever remove it, and only the developer may look into the new one."""
    left = cache / "demo" / "code" / "cart.py"
    left.parent.mkdir(parents=True)
    left.write_text("total = 1")

    with demo_home(200) as folder:
        assert not left.exists()
        if os.name == "posix":
            assert folder.stat().st_mode & 0o077 == 0
