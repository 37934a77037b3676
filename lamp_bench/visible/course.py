"""All places of some projects, each asked twice: with the generic share at 1 and at 0.

A project is learned twice at most: as it stands, with lines hidden; and as it stood before the author's later commits.
The projects take turns, so that a run that was broken off is even.
"""

import asyncio
import json
import random
import shutil
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from lamp_bench.home import lamp_in, ready
from lamp_bench.visible.copies import code_files, copy_project, name_of, own_paths, repository_of
from lamp_bench.visible.drawing import draw
from lamp_bench.visible.home import Means
from lamp_bench.visible.kept import KeptRows, Row
from lamp_bench.visible.later import NOTHING, later_places
from lamp_bench.visible.measures import contradictions
from lamp_bench.visible.places import KINDS, Place
from lamp_lsp.api.client import DaemonClient
from lamp_lsp.api.messages import LearnRequest
from lamp_lsp.demo.window import Answer, Window, window
from style_learner.errors import TryAgain, WrongSetting
from style_learner.habits.book import is_actionable
from style_learner.profile.as_json import from_json
from style_learner.sources.identities import developer_of

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is; 0 where that is not known."""

TURN = 10
"""Places of one project before the next one's turn: opening the model takes some seconds each time."""
MODEL_TRIES = 3
"""A place at which the model went away is asked about so often."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be asked."""

    projects: tuple[Path, ...]
    places: int
    """Of each project."""
    seed: int
    means: Means
    kept: Path
    mine: bool = False
    """Learn by authorship, as an editor's workspace is learned, and take later lines of the developer's own."""


@dataclass(slots=True)
class Stage:
    """One project at one time: its places, and what stands on disk."""

    name: str
    project: Path
    commit: str | None
    places: tuple[Place, ...]
    disk: Mapping[str, str]
    folder: Path
    sure: dict[str, dict[str, str]] = field(default_factory=dict)
    """The sure habits of each language, once the project is learned."""

    @property
    def code(self) -> Path:
        return self.folder / self.project.resolve().parent.name / self.name

    @property
    def learned(self) -> bool:
        return self.code.is_dir()


async def ask_all(plan: Plan, progress: Progress) -> AsyncGenerator[Row, None]:
    """Yield each place's answers, those kept from an earlier run first.

    Raises:
        WrongSetting: a project is not there, or has no code to hide lines of.
        NotAvailable: there is no model.
        TryAgain: the daemon, its model or git went away.
    """
    with TemporaryDirectory(prefix="lamp-visible-") as folder:
        stages = [stage for project in plan.projects for stage in _stages(plan, project, Path(folder), progress)]
        kept = KeptRows(plan.kept, plan.means, plan.seed, plan.mine, [one.id for each in stages for one in each.places])
        waiting = {id(stage): [one for one in stage.places if kept.of(one) is None] for stage in stages}
        total = sum(len(stage.places) for stage in stages)
        for stage in stages:
            for row in filter(None, map(kept.of, stage.places)):
                yield row
        while any(waiting.values()):
            for stage in stages:
                turn, waiting[id(stage)] = waiting[id(stage)][:TURN], waiting[id(stage)][TURN:]
                left = sum(map(len, waiting.values()))
                note = _counted(progress, stage.name, total - left - len(turn), total)
                async with aclosing(_turn(plan, stage, turn, note)) as rows:
                    async for row in rows:
                        kept.keep(row)
                        yield row


def _counted(progress: Progress, name: str, done: int, total: int) -> Callable[[str, int], None]:
    return lambda what, more: progress(f"{name}: {what}", done + more, total)


def _stages(plan: Plan, project: Path, folder: Path, progress: Progress) -> list[Stage]:
    """Draw a project's places: as it stands, and before later commits."""
    name, repository = name_of(project.resolve()), repository_of(project)
    progress(f"{name}: drawing places", 0, 0)
    share = plan.places // len(KINDS) if repository is not None else 0
    author = developer_of(repository).is_author if repository is not None and plan.mine else None
    later = later_places(name, repository, share, plan.seed, author) if repository is not None and share else NOTHING
    at = repository.head() if repository is not None else None
    looked_at = folder / "looked-at"
    copy_project(project, looked_at, at)
    files = code_files(looked_at)
    if plan.mine and repository is not None:
        own = own_paths(repository)
        files = [file for file in files if file.path in own]
    drawn = draw(name, files, plan.places - len(later.places), plan.seed)
    shutil.rmtree(looked_at)
    if not drawn.places:
        whose = "code of yours" if plan.mine else "code"
        raise WrongSetting(f"There is no {whose} in {project} to hide lines of; name another project.")
    number = f"{len(list(folder.iterdir()))}-{name}"
    now = Stage(name, project, at, drawn.places, drawn.disk, folder / number / "now")
    before = Stage(name, project, later.cut, later.places, {}, folder / number / "before")
    now.folder.mkdir(parents=True)
    return [now, before] if later.places else [now]


async def _turn(
    plan: Plan, stage: Stage, places: Sequence[Place], note: Callable[[str, int], None]
) -> AsyncGenerator[Row, None]:
    """Ask about some places of one stage, in a daemon of their own."""
    if not places:
        return
    note("opening the model", 0)
    async with AsyncExitStack() as stack:
        daemon = await stack.enter_async_context(lamp_in(stage.folder / "home", plan.means.environment()))
        if not stage.learned:
            await _learn(stage, daemon, note, mine=plan.mine)
        generic = await stack.enter_async_context(window(stage.code, {"holdout_share": 1.0}))
        personal = await stack.enter_async_context(window(stage.code, {"holdout_share": 0.0}))
        for number, place in enumerate(places):
            note("asking", number)
            yield await _row(plan, stage, place, (generic, personal), daemon)


async def _learn(stage: Stage, daemon: DaemonClient, note: Callable[[str, int], None], *, mine: bool) -> None:
    note("copying", 0)
    await asyncio.to_thread(copy_project, stage.project, stage.code, stage.commit)
    for path, text in stage.disk.items():
        (stage.code / path).write_text(text, encoding="utf-8", newline="")
    async for step in daemon.learn(LearnRequest(path=stage.code.as_posix(), everything_is_mine=not mine)):
        note(f"{step.stage} {step.done}/{step.total}" if step.total else step.stage, 0)
    profile = from_json(json.dumps(await daemon.get("/v1/profile", project=stage.code.as_posix())))
    for habit in filter(is_actionable, profile.habits):
        stage.sure.setdefault(habit.language, {})[habit.feature] = habit.choice


async def _row(plan: Plan, stage: Stage, place: Place, windows: tuple[Window, Window], daemon: DaemonClient) -> Row:
    """Ask about a place in both windows, in the order that is drawn for it."""
    generic_first = random.Random(f"{plan.seed} {place.id}").random() < 0.5  # noqa: S311, PLR2004 a coin
    order = windows if generic_first else windows[::-1]
    answers = [await _answer(one, place, daemon) for one in order]
    generic, personal = answers if generic_first else answers[::-1]
    sure = stage.sure.get(place.language, {})
    allowed = contradictions("\n".join(place.truth), place.before, place.after, place.language, sure)
    against = {
        name: [
            feature
            for feature in contradictions(answer.text, place.before, place.after, place.language, sure)
            if feature not in allowed
        ]
        for name, answer in (("generic", generic), ("personal", personal))
    }
    return Row(place, generic, personal, generic_first, against)


async def _answer(asked: Window, place: Place, daemon: DaemonClient) -> Answer:
    """Ask once; anew where the model was away, which is no finding."""
    for _ in range(MODEL_TRIES):
        answer = await asked.ask(place)
        if answer.text or (await daemon.status()).backend.state == "ready":
            return answer
        await ready(daemon)
    raise TryAgain("The model goes away again and again; `lamp doctor` may say why, and what was done is kept.")
