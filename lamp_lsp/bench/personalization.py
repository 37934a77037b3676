"""All tasks under all arms: how many bits the model needs for what the developer really wrote."""

import hashlib
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

from lamp_lsp.backends.protocol import Capabilities
from lamp_lsp.bench.arms import ARMS, LAMP_PLUS, NONE, OTHER, OWN_LEARNED, Arms, Means
from lamp_lsp.bench.developers import learned, other_for
from lamp_lsp.bench.kept import KeptScore, KeptScores
from style_learner.errors import NotAvailable, WrongSetting
from style_learner.evaluation.corpora import Corpus, Task
from style_learner.evaluation.measures import Score, bits
from style_learner.ngrams.experts import FixedShare
from style_learner.prompts.budget import Budget
from style_learner.prompts.building import Prompt

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class Scorer(Protocol):
    """A backend that tells the probability of given text."""

    model: str

    async def open(self) -> Capabilities: ...

    async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]: ...

    def count_tokens(self, text: str) -> int: ...

    def tokens(self, text: str) -> list[int]: ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    corpora: Sequence[Corpus]
    arms: Sequence[str]
    tasks: int
    """Of each kind, a developer."""
    budget: Budget
    seed: int

    def __post_init__(self) -> None:
        unknown = sorted(set(self.arms) - set(ARMS))
        if unknown or not self.arms:
            raise WrongSetting(f"There is no arm {', '.join(unknown) or 'to run'}; choose of {', '.join(ARMS)}.")
        names = [corpus.developer for corpus in self.corpora]
        if len(set(names)) < len(names):
            raise WrongSetting("Two corpora are of the same developer; name each once.")


def chosen_tasks(corpus: Corpus, count: int, seed: int) -> list[Task]:
    """Return ``count`` tasks of each kind, drawn by ``seed``; fewer are among those that more would give."""

    def draw(task: Task) -> bytes:
        return hashlib.blake2b(f"{seed} {task.id}".encode(), digest_size=8).digest()

    kinds = sorted({task.kind for task in corpus.tasks})
    return [
        task for kind in kinds for task in sorted((one for one in corpus.tasks if one.kind == kind), key=draw)[:count]
    ]


async def run(plan: Plan, backend: Scorer, kept: KeptScores, progress: Progress) -> AsyncGenerator[Score, None]:
    """Yield the score of each task under each arm.

    Raises:
        NotAvailable: the model does not fill in the middle, or tells no probabilities.
    """
    capabilities = await backend.open()
    try:
        if capabilities.fim is None or not capabilities.prompt_logprobs:
            raise NotAvailable(
                f"{backend.model} cannot be measured: it has to fill in the middle and to tell how likely a given text "
                "is; choose the embedded model."
            )
        means = Means(capabilities.fim, plan.budget, backend.count_tokens, backend.tokens, plan.seed)
        done, total = 0, sum(len(chosen_tasks(one, plan.tasks, plan.seed)) for one in plan.corpora) * len(plan.arms)
        for corpus in plan.corpora:
            for task, arm, arms in _tasks(plan, corpus, means, progress):
                progress(f"{corpus.developer}: {arm}", done, total)
                done += 1
                prompt = arms.prompt(task, arm)
                if prompt is not None:
                    reader = _Reader(backend, kept, task)
                    logprobs = await (reader.mixed(arms, prompt) if arm == LAMP_PLUS else reader.read(prompt))
                    yield Score(
                        task_id=task.id,
                        developer=corpus.developer,
                        arm=arm,
                        bits=bits(logprobs),
                        characters=len(task.target),
                        prompt_tokens=backend.count_tokens(prompt.text),
                        evidence=len(prompt.evidence),
                    )
    finally:
        await backend.close()


def _tasks(plan: Plan, corpus: Corpus, means: Means, progress: Progress) -> Iterator[tuple[Task, str, Arms]]:
    tasks = chosen_tasks(corpus, plan.tasks, plan.seed)
    history = corpus.files if OWN_LEARNED & set(plan.arms) else ()
    others = other_for(corpus, plan.corpora) if OTHER in plan.arms else ()
    with ExitStack() as stack:
        count, total = 0, len(history) + len(others)

        def step() -> None:
            nonlocal count
            count += 1
            progress(f"{corpus.developer}: learning", count, total)

        own = stack.enter_context(learned(history, step))
        other = stack.enter_context(learned(others, step)) if others else None
        arms = Arms(means, corpus, own, other)
        for task in tasks:
            for arm in plan.arms:
                yield task, arm, arms


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one task's target under prompts, each once."""

    backend: Scorer
    kept: KeptScores
    task: Task

    async def read(self, prompt: Prompt) -> Sequence[float]:
        """Return the log-probability of each token of the target."""
        target = self.task.target
        found = self.kept.find(prompt.text, target)
        if found is None:
            started = time.perf_counter()
            (logprobs,) = await self.backend.score(prompt.text, [target])
            found = KeptScore(tuple(round(one, 5) for one in logprobs), round(time.perf_counter() - started, 3))
            self.kept.keep(prompt.text, target, found)
        return found.logprobs

    async def mixed(self, arms: Arms, prompt: Prompt) -> Sequence[float]:
        """Return the same, as the embedded backend decodes: the developer's tokens mixed in, the bare prompt beside."""
        bare = arms.prompt(self.task, NONE)
        tokens, cache = self.backend.tokens(self.task.target), arms.cache(self.task)
        plain = [await self.read(one) for one in (prompt, bare) if one is not None]
        return FixedShare.of([*plain, *(cache.score(tokens, one) for one in plain)])
