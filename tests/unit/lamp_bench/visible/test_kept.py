"""Answers are kept for their owner alone, and only for the run that they belong to."""

import stat
from pathlib import Path

from lamp_bench.visible.kept import KeptRows, Row
from lamp_bench.visible.places import Place
from lamp_lsp.demo.window import Answer

PLACE = Place("bank", "next", "a.py", "python", "x\n", "x\n", "\n", ("total = 1", "return total"))
ROW = Row(
    PLACE,
    Answer("pass", 1.5, "", "generic"),
    Answer("", 2.0, "Nothing."),
    generic_first=False,
    against={"generic": [], "personal": ["quotes"]},
)


def test_a_row_is_found_again_by_its_place(tmp_path: Path) -> None:
    """In another process, and though the last line was left unfinished."""
    KeptRows(tmp_path, "model").keep(ROW)
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text() + '\n{"place": {')
    assert KeptRows(tmp_path, "model").of(PLACE) == ROW


def test_another_run_has_its_own_rows(tmp_path: Path) -> None:
    """A model, a setting or a seed that differs is another run."""
    KeptRows(tmp_path, "model").keep(ROW)
    assert KeptRows(tmp_path, "another model").of(PLACE) is None


def test_nobody_else_may_read_them(tmp_path: Path) -> None:
    """They hold the developer's code."""
    KeptRows(tmp_path / "kept", "model").keep(ROW)
    (file,) = (tmp_path / "kept").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
