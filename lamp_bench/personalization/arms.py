"""The arms' prompts: what each puts beside the cursor, all built by the same code."""

import hashlib
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from lamp_bench.histories.corpora import Corpus, CorpusFile, Task
from lamp_bench.personalization.developers import context_of, opened, project_of
from lamp_bench.personalization.plain import WordSearch, chunks_of, neighbours, query_of
from lamp_bench.personalization.variants import LAMP, LAMPS, LONG, NONE, OWN_PLAIN, RECENT, Variant
from lamp_lsp.engine.assembling import RETRIEVAL_LIMIT
from lamp_lsp.engine.personal_ngrams import cache_at, personal_ngrams, shown_of_file
from style_learner.learner import Learner
from style_learner.memory.query import retrieval_query
from style_learner.memory.ranking import shown_already
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.ngrams.nested import PersonalNgrams
from style_learner.ngrams.pre_tokenizer import PreTokenizer
from style_learner.policy.strategies import STRATEGIES
from style_learner.prompts.budget import Budget
from style_learner.prompts.building import Prompt, build_prompt, seen_by_model
from style_learner.prompts.formats import FimFormat
from style_learner.types import CursorContext, RetrievedSnippet, Snippet


@dataclass(frozen=True, slots=True)
class Means:
    """How prompts are made: the same for every arm."""

    fim: FimFormat
    budget: Budget
    count_tokens: Callable[[str], int]
    seed: int

    def prompt(
        self, context: CursorContext, retrieved: Sequence[RetrievedSnippet], budget: Budget | None = None
    ) -> Prompt:
        """Build the prompt as the engine does."""
        return build_prompt(
            context, retrieved, fim=self.fim, budget=budget or self.budget, count_tokens=self.count_tokens
        )

    def bare(self, context: CursorContext) -> Prompt:
        """Build the prompt of the file around the cursor alone; the evidence's tokens are saved."""
        return self.prompt(context, (), replace(self.budget, evidence=0))


class Arms:
    """Makes any arm's prompt for one developer's tasks."""

    def __init__(self, means: Means, corpus: Corpus, own: Learner, other: Learner | None) -> None:
        self._means = means
        self._pre_tokenizer = PreTokenizer()
        self._own, self._other = own, other
        self._files = corpus.files
        self._before = {(file.repository, file.path): file.text for file in corpus.files}
        self._search = WordSearch(chunk for file in corpus.files for chunk in chunks_of(file))

    def prompt(self, task: Task, arm: str) -> Prompt | None:
        """Return the prompt of ``arm`` at a task; None where there is nobody to be the other."""
        context = context_of(task)
        if arm == NONE:
            return self._means.bare(context)
        if arm == LONG:
            return self._long(task, context)
        if arm in LAMPS:
            return self._lamp(task, context, arm)
        return self._means.prompt(context, _as_recalled(self._chunks(task, context, arm), task))

    def mixer(self, task: Task, arm: str) -> LogprobMixer:
        """Return what weighs the model's likeliest tokens at a task, for the developer whom a corrected arm learned."""
        learner, context = self._learner(LAMPS[arm]), context_of(task)
        words = self._own_words if LAMPS[arm].own else self._other_words
        shown = shown_of_file(learner.advice, context) if learner is not None else ()
        return LogprobMixer(cache_at(words, context, self._pre_tokenizer, shown), self._pre_tokenizer)

    def learned(self, arm: str) -> str:
        """Return what tells the history that an arm of LAMP's learned from another."""
        learner = self._learner(LAMPS[arm])
        texts = sorted(snippet.text for snippet in learner.advice.own_code()) if learner is not None else []
        return hashlib.blake2b("\0".join(texts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    def habits(self, task: Task, arm: str) -> Mapping[str, str]:
        """Return the sure habits that an arm's answers are brought to; none where nothing was learned."""
        variant = LAMPS.get(arm)
        learner = self._learner(variant) if variant is not None and variant.habits else None
        return (
            learner.advice.confident_habits(task.language, project_of(task.repository)) if learner is not None else {}
        )

    def _learner(self, variant: Variant) -> Learner | None:
        return self._own if variant.own else self._other

    @cached_property
    def _own_words(self) -> PersonalNgrams:
        return personal_ngrams(self._own.advice.own_code(), self._pre_tokenizer)

    @cached_property
    def _other_words(self) -> PersonalNgrams:
        return personal_ngrams(self._other.advice.own_code() if self._other is not None else (), self._pre_tokenizer)

    def _long(self, task: Task, context: CursorContext) -> Prompt:
        """Spend on the file what LAMP's prompt for this place is longer by: before the cursor, then after it."""
        count, budget = self._means.count_tokens, replace(self._means.budget, evidence=0)
        lamp = self._lamp(task, context, LAMP)
        prompt = self._means.bare(context)
        wanted = count((lamp or prompt).text)
        for part in ("prefix", "suffix"):
            missing = max(wanted - count(prompt.text), 0)
            budget = replace(budget, **{part: getattr(budget, part) + missing})
            prompt = self._means.prompt(context, (), budget)
        return prompt

    def _lamp(self, task: Task, context: CursorContext, arm: str) -> Prompt | None:
        variant = LAMPS[arm]
        budget = STRATEGIES[variant.strategy].spend(self._means.budget)
        learner = self._learner(variant)
        if learner is None:
            return None
        if not variant.retrieve:
            return self._means.bare(context)
        before = self._before.get((task.repository, task.path), "") if variant.own else ""
        with opened(learner, task, before):
            # Each task and arm is a client of its own, so that no retrieval holds still from one to the next.
            client, window = f"{task.id} {arm}", seen_by_model(context, budget, self._means.count_tokens)
            retrieved = learner.advice.retrieve(
                client, context, limit=RETRIEVAL_LIMIT, window=window, without=variant.without
            )
        return self._means.prompt(context, retrieved, budget)

    def _chunks(self, task: Task, context: CursorContext, arm: str) -> list[CorpusFile]:
        if arm == RECENT:
            in_repository = [file for file in self._files if file.repository == task.repository]
            return neighbours(in_repository, task.path, chance=random.Random(f"{self._means.seed} {task.id}"))  # noqa: S311 a sample
        seen = seen_by_model(context, self._means.budget, self._means.count_tokens)
        place = retrieval_query(context, (seen.prefix, seen.suffix))
        lines = frozenset((*place.before, *place.after))

        def wanted(chunk: CorpusFile) -> bool:
            here = arm == OWN_PLAIN or chunk.repository == task.repository
            return here and not shown_already(_snippet(chunk, task.language), place, lines)

        return self._search.search(query_of(context.prefix), wanted)


def _as_recalled(chunks: Sequence[CorpusFile], task: Task) -> list[RetrievedSnippet]:
    return [
        RetrievedSnippet(_snippet(chunk, task.language), score=1 / rank, reason="words")
        for rank, chunk in enumerate(chunks, start=1)
    ]


def _snippet(chunk: CorpusFile, language: str) -> Snippet:
    return Snippet(
        id="",
        project=project_of(chunk.repository),
        path=chunk.path,
        language=language,
        text=chunk.text,
        first_line=0,
        kind="block",
        name="",
        at=time.time(),
    )
