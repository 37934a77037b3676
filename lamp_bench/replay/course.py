"""The course of a measurement: the history learned once, then the later code typed twice from there.

In the run ``learning`` LAMP is told of everything, as it is by any editor. In the run ``frozen`` it begins with the
same store and is told of no outcome and no document, so that it stays as it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lamp_bench.histories.corpora import Corpus, CorpusFile, read_corpus
from lamp_bench.home import ready
from lamp_bench.replay.clock import BEGINS, begins_at
from lamp_bench.replay.editor import editor
from lamp_bench.replay.home import Means, copy_of, lamp_at, learn, project_in, write_files
from lamp_bench.replay.journal import Journal, run_name
from lamp_bench.replay.passages import Passage, passages_of
from lamp_bench.replay.typing import Typed, type_passage
from lamp_lsp.paths import private_folder
from style_learner.errors import TryAgain, WrongSetting

LEARNING, FROZEN = "learning", "frozen"
RUNS = (LEARNING, FROZEN)
FAST_SUGGESTIONS, FAST_CHARACTERS = 8, 100_000
"""Enough to see that all works, in a minute or two."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be replayed."""

    suggestions: int
    """Places at which one is asked for; whole passages, so perhaps a few less."""
    seed: int
    means: Means
    fast: bool = False


@dataclass(frozen=True, slots=True)
class Replayed:
    """A developer's two runs over the same passages, in the order in which they were typed."""

    developer: str
    passages: tuple[str, ...]
    learning: tuple[Typed, ...]
    frozen: tuple[Typed, ...]


async def replay(file: Path, plan: Plan, kept: Path, progress: Progress) -> Replayed:
    """Replay the history in ``file``; what is done is kept below the folder ``kept``.

    Raises:
        WrongSetting: the history has nothing to replay.
        NotAvailable: there is no model that fills in the middle.
        TryAgain: the daemon or its model went away.
    """
    corpus = read_corpus(file)
    passages = _first(passages_of(corpus, plan.seed), FAST_SUGGESTIONS if plan.fast else plan.suggestions)
    if not passages:
        raise WrongSetting(f"{file} has no later code to type; name another history.")
    journal = Journal(kept / corpus.developer / run_name(file, plan.seed, plan.means, plan.fast))
    if not all(journal.of(run).keys() >= {passage.id for passage in passages} for run in RUNS):
        await _Course(corpus, passages, plan, journal, progress).run()
    done = [tuple(journal.of(run)[passage.id] for passage in passages) for run in RUNS]
    return Replayed(corpus.developer, tuple(passage.id for passage in passages), *done)


def _first(passages: Sequence[Passage], asks: int) -> list[Passage]:
    """Return the first passages with about so many places; more are a longer run with the same beginning."""
    taken: list[Passage] = []
    for passage in passages:
        asks -= len(passage.asks)
        if asks < 0 and taken:
            break
        taken.append(passage)
    return taken


class _Course:
    """Both runs of one developer."""

    def __init__(
        self, corpus: Corpus, passages: Sequence[Passage], plan: Plan, journal: Journal, progress: Progress
    ) -> None:
        self._corpus = corpus
        self._passages = passages
        self._plan = plan
        self._journal = journal
        self._progress = progress
        self._code = journal.folder / "code"

    async def run(self) -> None:
        if not all((self._journal.folder / run).is_dir() for run in RUNS):
            self._journal.begin_anew()
            await self._learn_history()
        for run in RUNS:
            await self._type(run)
        self._journal.only_figures()

    async def _learn_history(self) -> None:
        learned = self._journal.folder / "learned"
        private_folder(self._journal.folder)
        private_folder(learned)
        write_files(self._history(), self._code)
        self._note("opening the model", 0, 0)
        async with lamp_at(learned, self._plan.means, BEGINS) as daemon:
            await learn(daemon, self._folders(), self._note)
        for run in RUNS:
            copy_of(learned, self._journal.folder / run)

    def _history(self) -> Sequence[CorpusFile]:
        if not self._plan.fast:
            return self._corpus.files
        repositories = {passage.repository for passage in self._passages}
        room, taken = FAST_CHARACTERS, []
        for file in self._corpus.files:
            if file.repository in repositories and len(file.text) <= room:
                taken.append(file)
                room -= len(file.text)
        return taken

    def _folders(self) -> list[Path]:
        """Return every project's folder; one that is new to the developer is empty."""
        repositories = [file.repository for file in self._history()] + [one.repository for one in self._passages]
        folders = [project_in(self._code, repository) for repository in dict.fromkeys(repositories)]
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
        return folders

    async def _type(self, run: str) -> None:
        done = self._journal.of(run)
        left = [(number, passage) for number, passage in enumerate(self._passages) if passage.id not in done]
        if not left:
            return
        begins = begins_at(left[0][0])
        self._note("opening the model", 0, 0)
        async with (
            lamp_at(self._journal.folder / run, self._plan.means, begins) as daemon,
            editor(self._folders(), frozen=run == FROZEN, now=begins) as window,
        ):
            for number, passage in left:
                window.wait_until(begins_at(number))
                self._note(f"typing, {run}", self._asked(), len(RUNS) * self._asks)
                file = project_in(self._code, passage.repository) / passage.path
                typed = await type_passage(window, passage, file)
                await ready(daemon)
                if window.said:  # while the daemon or its model is away nothing is shown, which is no finding
                    raise TryAgain(f"{window.said[-1]} Begin the replay again: it goes on at this passage.")
                self._journal.keep(run, typed)

    @property
    def _asks(self) -> int:
        return sum(len(passage.asks) for passage in self._passages)

    def _asked(self) -> int:
        return sum(
            len(passage.asks) for run in RUNS for passage in self._passages if passage.id in self._journal.of(run)
        )

    def _note(self, what: str, done: int, total: int) -> None:
        self._progress(f"{self._corpus.developer}: {what}", done, total)
