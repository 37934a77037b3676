"""The demonstration: a home of its own, a copy of the project, hidden lines asked for, a manner taught.

Everything goes the real way: the daemon learns from a copy in which the lines are missing, and a client of the
language server on stdio asks for each, once without what was learned and once with it. All of it is gone afterwards.
"""

import asyncio
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.lifecycle import silent_daemon, stop_daemon
from lamp_lsp.api.messages import ForgetRequest, LearnRequest
from lamp_lsp.demo import told
from lamp_lsp.demo.hidden import HiddenLine, copy_of, hide_lines
from lamp_lsp.demo.scene import Scene, play
from lamp_lsp.demo.window import Answer, window
from lamp_lsp.paths import lamp_paths
from style_learner.errors import LampError, NotAvailable, WrongSetting
from style_learner.profile.as_json import from_json

MODEL_TIMEOUT_S = 120.0


def demo(project: Path, *, console: Console, latency_budget_ms: int, completed: Callable[[], None]) -> None:
    """Run the demonstration on ``project`` and print it; calls ``completed`` when all that a picture shows is there.

    Raises:
        WrongSetting: there is no code to hide lines of.
        NotAvailable: no model is there.
    """
    if not project.is_dir():
        raise WrongSetting(f"There is no folder {project}; name one with code in it.")
    with demo_home(latency_budget_ms) as folder:
        copy = copy_of(project, folder / "code" / project.name)
        hidden = hide_lines(copy)
        if not hidden:
            raise WrongSetting(f"There are too few lines of code in {project} to hide some; name a larger project.")
        scenery = folder / "scene"
        scenery.mkdir()
        asyncio.run(_show(hidden, copy, scenery, console, completed))


@contextmanager
def demo_home(latency_budget_ms: int) -> Iterator[Path]:
    """Keep the demonstration apart from what the developer's own LAMP learned, and leave nothing of it behind.

    What an earlier one that was killed left is removed as well.
    """
    folder, before = lamp_paths().cache.parent / "demo", dict(os.environ)
    settings = {
        "CONSENT": "yes",
        "LATENCY_BUDGET_MS": str(latency_budget_ms),
        "CANDIDATES": "1",
        "MAX_LINES": "1",  # one line is hidden at each place, and one is shown
        "LEARN_WORKSPACES": "false",
    }
    os.environ |= {"LAMP_HOME": str(folder / "home"), **{f"LAMP_{key}": value for key, value in settings.items()}}
    os.environ.setdefault("LAMP_IDLE_MINUTES", "5")
    _remove(folder)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        _remove(folder)
        os.environ.clear()
        os.environ |= before


def _remove(folder: Path) -> None:
    """Remove copy, store and key, after the daemon that has them open is gone."""
    address = silent_daemon(lamp_paths())
    if address is not None:
        stop_daemon(address)
    shutil.rmtree(folder, ignore_errors=True)


async def _show(
    hidden: Sequence[HiddenLine], copy: Path, scenery: Path, console: Console, completed: Callable[[], None]
) -> None:
    async with DaemonClient() as daemon:
        columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            bar = progress.add_task("waiting for the model", total=None)
            await _ready(daemon)
            progress.update(bar, description="teaching a manner")
            scene = await _scene(scenery, daemon)
            await _learn(daemon, copy, progress, bar)
            shown = await _ask_for(hidden, copy, progress, bar)
        console.print(told.headline(await daemon.status()))
        console.print(told.table_of(shown))
        console.print(told.summary(shown))
        for line in told.scene_of(scene) if scene is not None else ():
            console.print(line)
        completed()
        profile = from_json(json.dumps(await daemon.get("/v1/profile", project=copy.as_posix())))
    for part in told.profile_of(profile):
        console.print(part)
    console.print(told.how_to_go_on())


async def _ready(daemon: DaemonClient) -> None:
    """Wait until model and store are there."""
    started = time.monotonic()
    while time.monotonic() - started < MODEL_TIMEOUT_S:
        status = await daemon.status()
        if status.backend.state == "ready" and status.store == "ready":
            return
        if status.backend.state in {"missing", "failed"}:
            raise NotAvailable(status.backend.why)
        if status.store == "failed":
            raise LampError(status.store_message)
        await asyncio.sleep(0.2)
    raise NotAvailable("The model did not load in two minutes; `lamp doctor` says why.")


async def _scene(folder: Path, daemon: DaemonClient) -> Scene | None:
    """Play the scene in an empty folder, where nothing else is known yet, and forget it."""
    async with window(folder, {"holdout_share": 0.0}) as editor:
        scene = await play(folder, editor, daemon)
    await daemon.forget(ForgetRequest(everything=True))
    return scene


async def _learn(daemon: DaemonClient, copy: Path, progress: Progress, bar: TaskID) -> None:
    async for step in daemon.learn(LearnRequest(path=copy.as_posix(), everything_is_mine=True)):
        progress.update(bar, description=step.stage, completed=step.done, total=step.total or None)


async def _ask_for(hidden: Sequence[HiddenLine], copy: Path, progress: Progress, bar: TaskID) -> list[told.Shown]:
    """Ask for each line twice, in turn without and with what was learned first, so that no cache favours either."""
    progress.update(bar, description="asking for hidden lines", total=2 * len(hidden), completed=0)
    shown = []
    async with window(copy, {"holdout_share": 1.0}) as generic, window(copy, {"holdout_share": 0.0}) as personal:
        for number, place in enumerate(hidden):
            answers: list[Answer] = []
            for editor in (generic, personal) if number % 2 else (personal, generic):
                answers.append(await editor.ask(place))
                progress.advance(bar)
            one, two = answers if number % 2 else answers[::-1]
            shown.append(told.Shown(place, one, two))
    return shown
