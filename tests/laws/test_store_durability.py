"""What was acknowledged is there, whatever happens to the process or to the end of the log."""

import shutil
import subprocess
import sys
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.store.store import Store
from tests.unit.style_learner.store.facts import KEY, outcome, suggestion

ACKNOWLEDGE = """
import itertools, sys
from pathlib import Path
from style_learner.store.store import Store
from tests.unit.style_learner.store.facts import outcome, suggestion
store = Store.open(Path(sys.argv[1]), sys.argv[2])
for number in itertools.count():
    store.add(suggestion(str(number)), outcome(str(number)))
    store.flush()
    print(number, flush=True)
"""


def test_an_acknowledged_outcome_survives_kill_9(tmp_path: Path) -> None:
    """A process killed while it writes has lost nothing that it said was safe."""
    path = tmp_path / "lamp.duckdb"
    process = subprocess.Popen([sys.executable, "-c", ACKNOWLEDGE, path, KEY], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if int(line) == 30:
            break
    process.kill()
    acknowledged = [30, *map(int, process.stdout.read().split())]
    process.wait()

    store = Store.open(path, KEY)
    kept = {int(one.suggestion_id) for one in store.outcomes()}
    store.close()

    assert kept >= set(range(acknowledged[-1] + 1))
    assert len(kept) <= acknowledged[-1] + 2


def test_a_log_cut_anywhere_keeps_what_is_before_the_cut(tmp_path_factory: object) -> None:
    """A power cut in the middle of a write costs the facts of that write and later ones, never earlier ones."""
    folder = tmp_path_factory.mktemp("log")  # type: ignore[attr-defined]
    path, log = folder / "lamp.duckdb", folder / "lamp.duckdb.wal"
    store, ends = Store.open(path, KEY), []
    for number in range(8):
        store.add(suggestion(str(number)), outcome(str(number)))
        store.flush()
        ends.append(log.stat().st_size)
    copy = folder / "copy"
    copy.mkdir()
    for file in (path, log):
        shutil.copy(file, copy)
    store.close()

    @settings(max_examples=15)
    @given(cut=st.integers(0, ends[-1]))
    def check(cut: int) -> None:
        for name in (path.name, log.name):
            shutil.copy(copy / name, folder / name)
        with log.open("r+b") as file:
            file.truncate(cut)
        reopened = Store.open(path, KEY)
        kept = [one.suggestion_id for one in reopened.outcomes()]
        reopened.close()
        assert kept == [str(number) for number, end in enumerate(ends) if end <= cut]

    check()
