"""The developer's own code in words and marks, by which the model's answers are corrected."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import structlog

from lamp_lsp.backends.protocol import Backend
from style_learner.advice import Advice
from style_learner.ngrams.nested import NestedCache, PersonalNgrams, TokenizedText
from style_learner.ngrams.pre_tokenizer import PreTokenizer, PreTokenTail
from style_learner.ngrams.token_healing import Vocabulary
from style_learner.types import CursorContext, Snippet

log = structlog.get_logger()

MOST_CHARACTERS = 8_000_000
"""Of code taken in, the newest first: about two million tokens and 50 MB."""
BEFORE_CHARACTERS, AFTER_CHARACTERS = 16_000, 4_000
"""Of the file around the cursor: what the language server sends."""
RENEW_AFTER = 200
"""Snippets that came or went before all is taken in anew; until then the new ones stand beside the others, and those
that are gone are passed over. Saving a file changes a handful."""


def personal_ngrams(
    snippets: Iterable[Snippet],
    vocabulary: Vocabulary,
    beside: PersonalNgrams | None = None,
    gone: Collection[str] = (),
) -> PersonalNgrams:
    """Return what the developer wrote, to be looked up, with what was taken in before; some seconds a megabyte.

    ``gone`` are ids of snippets that were taken in before and are no more.
    """
    texts, left = [], MOST_CHARACTERS
    for snippet in sorted(snippets, key=lambda one: -one.at):
        left -= len(snippet.text)
        if left < 0:
            break
        tokens = tuple(vocabulary.tokens(f"{snippet.text}\n"))
        texts.append(TokenizedText(snippet.project, snippet.path, tokens, snippet.id))
    return PersonalNgrams(texts, beside, gone)


def cache_at(
    own: PersonalNgrams,
    context: CursorContext,
    vocabulary: PreTokenizer,
    unless_in: Collection[str] = (),
    shared: Callable[[str], bool] = lambda _: True,
) -> NestedCache:
    """Return the nested cache for a place; takes some milliseconds.

    ``unless_in`` are ids of snippets that the open document shows, which is looked up as it stands now;
    ``shared`` tells of which projects code may be used.
    """
    before = vocabulary.tokens(context.prefix[-BEFORE_CHARACTERS:])
    after = vocabulary.tokens(context.suffix[:AFTER_CHARACTERS])
    tail = PreTokenTail(context.prefix, vocabulary)
    return own.at(context.project, before, after, tail, unless_in=unless_in, shared=shared)


def shown_of_file(advice: Advice, context: CursorContext) -> list[str]:
    """Return the ids of the open document's snippets that the text around the cursor shows."""
    whole = len(context.prefix) < BEFORE_CHARACTERS and len(context.suffix) < AFTER_CHARACTERS
    return advice.shown_in(context, whole=whole)


@dataclass(frozen=True, slots=True)
class _Most:
    """What was taken in when all was."""

    own: PersonalNgrams
    snippets: frozenset[str]
    """Their ids."""
    version: int
    """How much of the knowledge went in."""


@dataclass(frozen=True, slots=True)
class _Known:
    """The developer's tokens, and what they are of."""

    most: _Most
    own: PersonalNgrams
    """With what came since."""
    backend: Backend
    vocabulary: PreTokenizer
    number: int
    """Which knowledge went in."""
    version: int
    """How much of it."""


class PersonalNgramIndex:
    """Keeps the developer's tokens for the open model, taken in beside everything else."""

    def __init__(self, advice: Advice) -> None:
        self.at_once = False
        """Whether requests wait until all is taken in: for a measurement, which no speed shall change."""
        self._advice = advice
        self._known: _Known | None = None
        self._forgotten = 0
        """How often all was let go of."""
        self._renewing: asyncio.Task[None] | None = None
        self._beside = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lamp-own-tokens")

    def renew(self, backend: Backend) -> None:
        """Take in what was learned since, in the background; what was forgotten is let go of before anything else."""
        advice, known = self._advice, self._known
        if known is not None and (known.backend is not backend or known.number != advice.knowledge_number):
            known = self._known = None
        stale = known is None or advice.own_code_version != known.version
        if stale and self.at_once:
            self._known = self._taken_in(backend, known)
        elif stale and (self._renewing is None or self._renewing.done()):
            self._renewing = asyncio.create_task(self._renew(backend, known))

    def forget(self) -> None:
        """Let go of all that was taken in: some of it may be what the developer wants erased."""
        self._known = None
        self._forgotten += 1

    async def _renew(self, backend: Backend, before: _Known | None) -> None:
        forgotten = self._forgotten
        known = await asyncio.to_thread(self._taken_in, backend, before)
        if known is not None and known.number == self._advice.knowledge_number and forgotten == self._forgotten:
            self._known = known

    def _taken_in(self, backend: Backend, before: _Known | None) -> _Known | None:
        number, version = self._advice.knowledge_number, self._advice.own_code_version
        try:
            snippets = self._advice.own_code()
            if before is None or version - before.most.version >= RENEW_AFTER:
                vocabulary = PreTokenizer()
                ids = frozenset(one.id for one in snippets)
                most = _Most(personal_ngrams(snippets, vocabulary), ids, version)
            else:
                vocabulary, most = before.vocabulary, before.most
            new = [one for one in snippets if one.id not in most.snippets]
            gone = most.snippets - {one.id for one in snippets}
            own = personal_ngrams(new, vocabulary, most.own, gone) if new or gone else most.own
            return _Known(most, own, backend, vocabulary, number, version)
        except Exception as error:  # noqa: BLE001 without it the model decodes alone
            log.warning("own tokens not taken in", error=str(error))
            return None

    def cache_at(self, backend: Backend, context: CursorContext) -> Future[NestedCache] | None:
        """Return what the developer would write at a place; None while nothing is known.

        It takes some 30 milliseconds, beside the model's reading of the prompt.
        """
        known = self._known
        if known is None or not self.knows(backend):
            return None
        return self._beside.submit(self._cache_at, known, context)

    def _cache_at(self, known: _Known, context: CursorContext) -> NestedCache:
        shown, shared = shown_of_file(self._advice, context), partial(self._advice.sharing.allows, context.project)
        return cache_at(known.own, context, known.vocabulary, shown, shared)

    @property
    def pre_tokenizer(self) -> PreTokenizer | None:
        """The words and marks in which answers are weighed; None while nothing is known."""
        return self._known.vocabulary if self._known is not None else None

    def knows(self, backend: object) -> bool:
        """Say whether anything of the developer's is known in tokens that serve this model."""
        return self._known is not None and len(self._known.own) > 0 and self._known.backend is backend

    async def close(self) -> None:
        """Wait for what still runs."""
        if self._renewing is not None:
            await asyncio.wait({self._renewing})
        self._beside.shutdown(wait=False)


@dataclass(frozen=True, slots=True)
class TokenOverride:
    """Where an answer took another way than the model's own, by what the developer wrote."""

    model_had: str
    written: str
