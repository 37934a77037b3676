"""All tasks under all arms: how many bits the model needs for what the developer really wrote."""

import hashlib
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

from lamp_lsp.backends.protocol import Capabilities, Chunk, GenerationOptions, Timing
from lamp_lsp.backends.sampling import Mix
from lamp_lsp.bench.arms import Arms, Means
from lamp_lsp.bench.developers import context_of, learned, other_for
from lamp_lsp.bench.kept import Kept, KeptAnswer, KeptScore
from lamp_lsp.bench.variants import LAMPS, MIXED, NONE, OTHERS_LEARNED, OWN_LEARNED
from lamp_lsp.engine.own_tokens import Mixture
from lamp_lsp.engine.writing import finish, listen
from style_learner.errors import NotAvailable, WrongSetting
from style_learner.evaluation.answers import likeness
from style_learner.evaluation.corpora import Corpus, Task
from style_learner.evaluation.measures import Score, bits
from style_learner.ngrams.experts import FixedShare
from style_learner.prompts.budget import Budget
from style_learner.prompts.building import Prompt
from style_learner.prompts.formats import FimFormat
from style_learner.shaping.extent import extent
from style_learner.shaping.finish import Shaper
from style_learner.shaping.habits import apply_habits

ANSWER_TOKENS = 64
"""The most that is written at a task."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class Scorer(Protocol):
    """A backend that tells the probability of given text."""

    model: str

    async def open(self) -> Capabilities: ...

    async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]: ...

    def count_tokens(self, text: str) -> int: ...

    def tokens(self, text: str) -> list[int]: ...

    def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]: ...

    def generate_mixed(
        self, prompt: str, options: GenerationOptions, mix: Mix, beside: str = ""
    ) -> AsyncGenerator[Chunk | Timing, None]: ...

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


async def run(
    plan: Plan, backend: Scorer, kept: Kept[KeptScore], answers: Kept[KeptAnswer] | None, progress: Progress
) -> AsyncGenerator[Score, None]:
    """Yield the score of each task under each arm; with ``answers`` the model writes at each, too.

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
                    reader = _Reader(backend, capabilities.fim, kept, task)
                    logprobs = await (reader.mixed(arms, arm, prompt) if arm in MIXED else reader.read(prompt))
                    answer = await reader.answer(answers, arms, arm, prompt) if answers is not None else None
                    yield Score(
                        task_id=task.id,
                        developer=corpus.developer,
                        arm=arm,
                        kind=task.kind,
                        bits=bits(logprobs),
                        characters=len(task.target),
                        prompt_tokens=backend.count_tokens(prompt.text),
                        evidence=len(prompt.evidence),
                        likeness=answer.likeness if answer else None,
                        seconds=answer.seconds if answer else None,
                    )
    finally:
        await backend.close()


def _tasks(plan: Plan, corpus: Corpus, means: Means, progress: Progress) -> Iterator[tuple[Task, str, Arms]]:
    tasks = chosen_tasks(corpus, plan.tasks, plan.seed)
    history = corpus.files if OWN_LEARNED & set(plan.arms) else ()
    others = other_for(corpus, plan.corpora) if OTHERS_LEARNED & set(plan.arms) else ()
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
    fim: FimFormat
    kept: Kept[KeptScore]
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

    async def mixed(self, arms: Arms, arm: str, prompt: Prompt) -> Sequence[float]:
        """Return the same, as the embedded backend decodes: the developer's tokens mixed in, the bare prompt beside."""
        bare = _beside(self.task, arms, arm)
        tokens, cache = self.backend.tokens(self.task.target), arms.cache(self.task, arm)
        plain = [await self.read(one) for one in (prompt, bare) if one is not None]
        return FixedShare.of([*plain, *cache.score(tokens, plain)])

    async def answer(self, answers: Kept[KeptAnswer], arms: Arms, arm: str, prompt: Prompt) -> KeptAnswer:
        """Return how near to the target the model writes, shaped alike in every arm."""
        habits = arms.habits(self.task, arm)
        asked = f"{arm if arm in MIXED else ''}\n{sorted(habits.items())}\n{prompt.text}"
        found = answers.find(asked, self.task.target)
        if found is None:
            context = context_of(self.task)
            wanted, started = extent(context), time.perf_counter()
            options = GenerationOptions(max_tokens=ANSWER_TOKENS, stop=wanted.stop)
            stream = self._stream(arms, arm, prompt, options)
            shaper = Shaper(context, wanted, marks=self.fim.marks)
            shaped = finish(shaper, await listen(stream, shaper), ANSWER_TOKENS)
            text = apply_habits(shaped.text, context, habits, replaces_after=shaped.replaces_after)
            seconds = round(time.perf_counter() - started, 3)
            found = KeptAnswer(likeness(text, self.task.target, self.task.language), seconds)
            answers.keep(asked, self.task.target, found)
        return found

    def _stream(
        self, arms: Arms, arm: str, prompt: Prompt, options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        if arm not in MIXED:
            return self.backend.generate(prompt.text, options)
        bare = _beside(self.task, arms, arm)
        cache = arms.cache(self.task, arm)
        mixture = Mixture(lambda: cache)
        return self.backend.generate_mixed(prompt.text, options, mixture, beside=bare.text if bare else "")


def _beside(task: Task, arms: Arms, arm: str) -> Prompt | None:
    """Return the prompt that a mixed arm reads beside its own; None for one that reads none."""
    return arms.prompt(task, NONE) if LAMPS[arm].beside else None
