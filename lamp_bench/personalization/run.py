"""All tasks under all arms: the bits that the model needs for what was really written, and what it writes itself."""

import hashlib
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from pathlib import Path
from typing import get_args

from lamp_bench.answers import likeness
from lamp_bench.histories.corpora import Corpus, Task, TaskKind
from lamp_bench.measures import Score, bits
from lamp_bench.personalization.arms import Arms, Means
from lamp_bench.personalization.developers import context_of, learned, other_for
from lamp_bench.personalization.kept import Kept, KeptAnswer, KeptScore, KeptTopLogprobs
from lamp_bench.personalization.model import Measured, Scorer
from lamp_bench.personalization.variants import CORRECTED, OTHERS_LEARNED, OWN_LEARNED
from lamp_lsp.backends.protocol import Chunk, GenerationOptions, Timing
from lamp_lsp.engine.foreseen import ScoredToken, scored
from lamp_lsp.engine.logprob_correction import corrected
from lamp_lsp.engine.writing import finish, listen
from style_learner.errors import WrongSetting
from style_learner.postprocessing.completion_scope import completion_scope
from style_learner.postprocessing.finish import Postprocessor
from style_learner.postprocessing.habits import apply_habits
from style_learner.prompts.budget import Budget
from style_learner.prompts.building import Prompt

ANSWER_TOKENS = 64
"""The most that is written at a task."""

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_Step = tuple[str, Task, str, Arms]
"""A developer, one of their tasks, an arm, and what makes its prompt."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    corpora: Sequence[Corpus]
    arms: Sequence[str]
    tasks: int
    """Of each kind, a developer."""
    budget: Budget
    seed: int
    kinds: Sequence[TaskKind] = get_args(TaskKind)

    def __post_init__(self) -> None:
        names = [corpus.developer for corpus in self.corpora]
        if len(set(names)) < len(names):
            raise WrongSetting("Two corpora are of the same developer; name each once.")
        if not any(map(self.of, self.corpora)):
            raise WrongSetting(
                "The corpora hold no task of this kind, so that there is nothing to foresee; name others."
            )

    def of(self, corpus: Corpus) -> list[Task]:
        """Return the tasks of a developer."""
        return chosen_tasks(corpus, self.tasks, self.seed, self.kinds)


def chosen_tasks(corpus: Corpus, count: int, seed: int, kinds: Sequence[TaskKind] = get_args(TaskKind)) -> list[Task]:
    """Return ``count`` tasks of each kind, in turn, drawn by ``seed``; fewer are among those that more would give."""

    def draw(task: Task) -> bytes:
        return hashlib.blake2b(f"{seed} {task.id}".encode(), digest_size=8).digest()

    drawn = [sorted((one for one in corpus.tasks if one.kind == kind), key=draw)[:count] for kind in sorted(kinds)]
    return [task for turn in zip_longest(*drawn) for task in turn if task is not None]


@dataclass(frozen=True, slots=True)
class Keeping:
    """What is kept between runs."""

    scores: Kept[KeptScore]
    top_logprobs: Kept[KeptTopLogprobs]
    answers: Kept[KeptAnswer] | None
    """None: the model is not asked to write."""
    refused: list[str] = field(default_factory=list)
    """A sentence for each prompt that was too long for the model: text far denser than code."""

    @classmethod
    def of(cls, folder: Path, model: str, *, answers: bool) -> "Keeping":
        """Keep what is known of a model below ``folder``; ``answers``: the model is asked to write."""
        return cls(
            Kept(folder / f"{model}.tokens.jsonl", KeptScore),
            Kept(folder / f"{model}.top_logprobs.jsonl", KeptTopLogprobs),
            Kept(folder / f"{model}.answers.jsonl", KeptAnswer) if answers else None,
        )


async def run(plan: Plan, model: Measured, kept: Keeping, progress: Progress) -> AsyncGenerator[Score, None]:
    """Yield the score of each task under each arm, a task of each developer in turn.

    Raises:
        WrongSetting: the model tells no probabilities, and is not to write either.
    """
    if model.scorer is None and kept.answers is None:
        raise WrongSetting(
            f"Without answers there is nothing to measure on {model.writer.kind}, which does not tell how likely a "
            "given text is; leave `--no-answers` out, or choose the embedded backend."
        )
    means = Means(model.fim, plan.budget, model.count_tokens, plan.seed)
    done, total = 0, sum(len(plan.of(one)) for one in plan.corpora) * len(plan.arms)
    kept.refused.extend(_without_other(plan.corpora, plan.arms))
    each = [_tasks(plan, corpus, means, progress) for corpus in plan.corpora]
    with closing(_in_turn(each, len(plan.arms))) as steps:
        for developer, task, arm, arms in steps:
            progress(f"{developer}: {arm}", done, total)
            done += 1
            prompt = arms.prompt(task, arm)
            if prompt is not None:
                reader = _Reader(model, kept, task, arms)
                try:
                    answer, bits_needed = await reader.answer(arm, prompt), await reader.bits(arm, prompt)
                except WrongSetting as error:
                    kept.refused.append(f"Left out: {arm} at {task.id} ({developer}). {error}")
                    continue
                yield Score(
                    task_id=task.id,
                    developer=developer,
                    arm=arm,
                    kind=task.kind,
                    bits=bits_needed,
                    characters=len(task.target),
                    prompt_tokens=model.count_tokens(prompt.text),
                    evidence=len(prompt.evidence),
                    likeness=answer.likeness if answer else None,
                    seconds=answer.seconds if answer else None,
                )


def _without_other(corpora: Sequence[Corpus], arms_run: Sequence[str]) -> list[str]:
    """Say for whom nobody can be the other."""
    wanted = [arm for arm in arms_run if arm in OTHERS_LEARNED]
    alone = [corpus.developer for corpus in corpora if wanted and not other_for(corpus, corpora)]
    named = ", ".join(wanted)
    return [f"Left out: {named} for {name}; nobody else here mostly writes the same language." for name in alone]


def _in_turn(each: Sequence[Generator[_Step, None, None]], size: int) -> Generator[_Step, None, None]:
    """Yield ``size`` steps of each, in turn, so that a run that was broken off is even."""
    waiting = deque(each)
    try:
        while waiting:
            steps = waiting.popleft()
            turn = list(islice(steps, size))
            yield from turn
            if len(turn) == size:
                waiting.append(steps)
    finally:
        for steps in each:
            steps.close()


def _tasks(plan: Plan, corpus: Corpus, means: Means, progress: Progress) -> Generator[_Step, None, None]:
    tasks = plan.of(corpus)
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
                yield corpus.developer, task, arm, arms


@dataclass(frozen=True, slots=True)
class _Reader:
    """Lets the model read one task's target, and write in its place, each once for each prompt."""

    model: Measured
    kept: Keeping
    task: Task
    arms: Arms

    async def bits(self, arm: str, prompt: Prompt) -> float | None:
        """Return the bits that the target costs under an arm; None where the model does not tell."""
        scorer = self.model.scorer
        if scorer is None:
            return None
        return bits(await (self._corrected(scorer, arm, prompt) if arm in CORRECTED else self._read(scorer, prompt)))

    async def _read(self, scorer: Scorer, prompt: Prompt) -> Sequence[float]:
        """Return the log-probability of each token of the target."""
        target = self.task.target
        found = self.kept.scores.find(prompt.text, target) or self.kept.top_logprobs.find(prompt.text, target)
        if found is None:
            started = time.perf_counter()
            (logprobs,) = await scorer.score(prompt.text, [target])
            found = KeptScore(tuple(round(one, 5) for one in logprobs), round(time.perf_counter() - started, 3))
            self.kept.scores.keep(prompt.text, target, found)
        return found.logprobs

    async def _corrected(self, scorer: Scorer, arm: str, prompt: Prompt) -> Sequence[float]:
        """Return the same, as every backend's answers are corrected that tells the likeliest tokens."""
        target = self.task.target
        found = self.kept.top_logprobs.find(prompt.text, target)
        if found is None:
            told = await scorer.score_top_logprobs(prompt.text, target)
            rounded = [tuple((token, round(one, 4)) for token, one in likeliest) for _, likeliest in told]
            found = KeptTopLogprobs(tuple(round(one, 5) for one, _ in told), tuple(rounded))
            self.kept.top_logprobs.keep(prompt.text, target, found)

        def text(token: int) -> str:
            return scorer.piece(token).decode("utf-8", "replace")

        places = [
            ScoredToken(text(token), logprob, {text(other): one for other, one in reversed(likeliest)})
            for token, logprob, likeliest in zip(scorer.tokens(target), found.logprobs, found.top_logprobs, strict=True)
        ]
        return scored(self.arms.mixer(self.task, arm), places, lambda word: text(scorer.tokens(word)[0]))

    async def answer(self, arm: str, prompt: Prompt) -> KeptAnswer | None:
        """Return how near to the target the model writes, shaped alike in every arm; None where it is not to write."""
        if self.kept.answers is None:
            return None
        habits = self.arms.habits(self.task, arm)
        corrects = arm in CORRECTED and self.model.corrects
        how = f"corrected {self.arms.learned(arm)}" if corrects else ""
        asked = f"{how}\n{sorted(habits.items())}\n{prompt.text}"
        found = self.kept.answers.find(asked, self.task.target)
        if found is None:
            found = await self._write(arm, prompt, habits)
            self.kept.answers.keep(asked, self.task.target, found)
        return found

    async def _write(self, arm: str, prompt: Prompt, habits: Mapping[str, str]) -> KeptAnswer:
        context = context_of(self.task)
        wanted, started = completion_scope(context), time.perf_counter()
        options = GenerationOptions(max_tokens=ANSWER_TOKENS, stop=wanted.stop)
        postprocessor = Postprocessor(context, wanted, self.model.fim.marks, headings=prompt.headings)
        postprocessed = finish(postprocessor, await listen(self._stream(arm, prompt, options), postprocessor))
        text = apply_habits(postprocessed.text, context, habits, replaces_after=postprocessed.replaces_after)
        seconds = round(time.perf_counter() - started, 3)
        return KeptAnswer(likeness(text, self.task.target, self.task.language), seconds)

    def _stream(self, arm: str, prompt: Prompt, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        writer = self.model.writer
        if arm in CORRECTED and self.model.corrects:
            return corrected(writer.generate, prompt.text, options, lambda: self.arms.mixer(self.task, arm))
        return writer.generate(prompt.text, options)
