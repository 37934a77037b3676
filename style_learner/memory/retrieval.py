"""The developer's memory: what they wrote, and what of it helps at a place.

Threads: one thread at a time changes a memory (a lock sees to it); any number retrieval meanwhile, without a lock.
They read snapshots: the word index's last commit, dictionaries by single look-ups, and immutable snippets and tuples
that writers replace whole. A snippet removed in the middle of a retrieval is at worst still in that retrieval's answer.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice

from style_learner.memory.continuing import (
    LEAST_INFORMATION,
    goes_on_below,
    information_of,
    is_shown,
    least_run,
    longest_run,
)
from style_learner.memory.cutting import cut
from style_learner.memory.query import RetrievalQuery, relative_path, retrieval_query, significant_lines
from style_learner.memory.ranking import (
    age_factor,
    diverse,
    fused,
    is_in_window,
    nearness_factor,
    shown_already,
    shows_most,
)
from style_learner.memory.semantic_index import SemanticIndex
from style_learner.memory.tokens import family_of, words
from style_learner.memory.words import WordIndex
from style_learner.types import CONTINUATION, REST_OF_FILE, CursorContext, RetrievedSnippet, Snippet, Source

__all__ = ["OPEN_FILE", "OTHER_FILES", "PARTS", "Memory"]

_CANDIDATES = 60
"""Snippets that each search may bring: several times what is asked for, as the window and near copies take some."""
_CHOOSE_FROM = 40
"""Candidates among which the diverse few are chosen; looking at each takes some 20 microseconds."""
_HALF_LIFE_S = 180 * 86_400.0
"""Code older than half a year counts half of what age can take away."""
_OTHERS = 0.8
"""What other people's code in a project counts against the developer's own: a custom of the house, not of theirs."""
_MEANING_TIMEOUT_S = 0.02
"""What a retrieval spares for its query's vector, out of the engine's 30 ms."""
_WEIGHTS = {"words": 1.0, "meaning": 0.5, "definition": 0.3}
"""How much each search's ranking counts; its words are the surest sign of code's kinship."""
_LOOKED_AT = 200
"""Pieces of the open file that are weighed: a tenth of a millisecond each."""
_RELATED = 12
"""Snippets at most that the searches choose for a place."""
_STRANGERS = 1 / 6
"""Share of them from other projects, from which on the project holds little that is like the place. Then the open file
tells more than any search does (docs/learning.md)."""
_CONTINUATIONS = 3
"""Places at most where the code before the cursor stands as well: there is no surer sign of what follows."""
OPEN_FILE, OTHER_FILES = "openfile", "otherfiles"
PARTS = (*_WEIGHTS, CONTINUATION, REST_OF_FILE, OPEN_FILE, OTHER_FILES)
"""What a measurement may leave out: a search, or where snippets come from."""
_COVERED_WORDS = 24
"""The most informative words of a place, over which coverage is counted."""


class Memory:
    """Snippets of the developer's own code, found by words, by meaning and by the names they define."""

    def __init__(self, meaning: SemanticIndex | None = None) -> None:
        self._meaning = meaning
        self._writing = threading.RLock()
        self._words = WordIndex(self._text_of)
        self._snippets: dict[str, Snippet] = {}
        self._documents: dict[tuple[str, str], tuple[str, ...]] = {}
        self._names: dict[tuple[str, str], tuple[str, ...]] = {}
        self._bulk = 0
        self.version = 0
        """Counts the snippets that were added and removed."""

    def __len__(self) -> int:
        return len(self._snippets)

    def __contains__(self, snippet_id: str) -> bool:
        return snippet_id in self._snippets

    def snippets(self) -> list[Snippet]:
        """Return all snippets, to be kept."""
        with self._writing:
            return list(self._snippets.values())

    def snippets_of(self, project: str, path: str) -> list[Snippet]:
        """Return one document's snippets, in its order."""
        with self._writing:
            return [self._snippets[identity] for identity in self._documents.get((project, path), ())]

    def shown_in(self, context: CursorContext, *, whole: bool) -> list[str]:
        """Return the ids of the open document's snippets that ``context`` shows; all where it is the whole text."""
        stored = self.snippets_of(context.project, relative_path(context.path, context.project))
        if whole:
            return [snippet.id for snippet in stored]
        lines = {*significant_lines(context.prefix), *significant_lines(context.suffix)}
        return [snippet.id for snippet in stored if shows_most(lines, snippet)]

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """Make the changes inside visible together at the end: much faster for many documents."""
        with self._writing:
            self._bulk += 1
        try:
            yield
        finally:
            with self._writing:
                self._bulk -= 1
                self._publish()

    def replace_document(
        self, project: str, path: str, language: str, text: str, *, at: float, source: Source = Source.WRITTEN
    ) -> tuple[list[Snippet], list[str]]:
        """Take in a document as it stands; return the snippets that are new and the ids of those that are gone.

        A snippet whose text stayed keeps the time it was written, unless its source became stronger.
        """
        fresh = {one.id: one for one in cut(text, language, project=project, path=path, at=at, source=source)}
        with self._writing:
            gone = [identity for identity in self._documents.get((project, path), ()) if identity not in fresh]
            new = [snippet for snippet in fresh.values() if self._is_news(snippet)]
            self._forget(gone)
            self._take(new)
            if fresh:
                self._documents[project, path] = tuple(fresh)
            else:
                self._documents.pop((project, path), None)
            self._publish()
        return new, gone

    def remove(self, project: str | None = None, path: str | None = None) -> list[str]:
        """Forget a document, a project, or with neither everything; return the ids that are gone."""
        with self._writing:
            documents = [key for key in self._documents if project in (None, key[0]) and path in (None, key[1])]
            gone = [identity for key in documents for identity in self._documents.pop(key)]
            self._forget(gone)
            self._publish()
        return gone

    def restore(self, snippets: Iterable[Snippet]) -> None:
        """Take back what :meth:`snippets` gave."""
        with self.bulk():
            for snippet in snippets:
                with self._writing:
                    key = (snippet.project, snippet.path)
                    known = self._documents.get(key, ())
                    if snippet.id not in known:
                        self._documents[key] = (*known, snippet.id)
                    self._take([snippet])

    def retrieve(
        self,
        context: CursorContext,
        *,
        limit: int,
        now: float,
        window: tuple[str, str] | None = None,
        recent_paths: Collection[str] = (),
        meaning_timeout_s: float = _MEANING_TIMEOUT_S,
        without: Collection[str] = (),
        shared: Callable[[str], bool] = lambda _: True,
    ) -> list[RetrievedSnippet]:
        """Return at most ``limit`` snippets that help at the cursor, the best first.

        ``window`` is the text before and after the cursor that the model will see (all of the context's, when not
        given): nothing in it comes back, while far parts of the same file may. ``recent_paths`` are files of the
        project that the developer looked at or changed lately. ``without`` names ``PARTS`` that are left out;
        ``shared`` tells of which projects code may come back.
        """
        place = retrieval_query(context, window)
        found = self._rankings(place, meaning_timeout_s)
        rankings = {
            name: [one for one in ranking if self._is_of(one, shared)]
            for name, ranking in found.items()
            if name not in without
        }
        scored = self._scored(place, rankings, now, recent_paths, without)
        continuing = [
            one for one in self._continuing(place, shared) if not {CONTINUATION, _from(one[0], place)} & set(without)
        ]
        information = self._information(place)
        why = {snippet.id: (score, reason) for snippet, score, reason in (*scored, *continuing)}
        first = [snippet for snippet, _, _ in continuing]
        searched = [(snippet, score) for snippet, score, _ in scored if snippet not in first]
        related = diverse(searched, _RELATED)
        strangers = sum(one.project != place.project for one in related)
        if strangers and strangers >= _STRANGERS * len(related):
            left_out = {OPEN_FILE, REST_OF_FILE} & set(without)
            here = [] if left_out else self._rest_of_file(place, why, information)
            why |= {snippet.id: (why.get(snippet.id, (0.0, ""))[0], REST_OF_FILE) for snippet in here}
            related = [*(one for one in here if one not in first), *(one for one in related if one not in here)]
        elif strangers:
            related = diverse([one for one in searched if one[0].project == place.project], _RELATED)
        chosen = [*first, *related][:limit]
        return [RetrievedSnippet(one, *why[one.id], _coverage(one, information)) for one in chosen]

    def definitions(self, names: Sequence[str], language: str) -> list[Snippet]:
        """Return the snippets that define ``names`` (qualified or bare), in the names' order."""
        found = dict.fromkeys(self._defining(names, family_of(language)))
        return [snippet for one in found if (snippet := self._snippets.get(one)) is not None]

    def _defining(self, names: Sequence[str], family: str) -> Iterator[str]:
        return (identity for name in names for identity in self._names.get((family, name), ()))

    def _rankings(self, place: RetrievalQuery, timeout_s: float) -> dict[str, list[str]]:
        """Return what each search finds, as ids, the best first."""
        hits = self._words.search(place.weights, place.family, _CANDIDATES)
        rankings = {
            "words": [one for one, _ in sorted(hits, key=lambda hit: (-hit[1], *self._standing(hit[0])))],
            "definition": list(dict.fromkeys(islice(self._defining(place.names, place.family), _CANDIDATES))),
        }
        if self._meaning is not None:
            near = self._meaning.search(place.text, place.family, _CANDIDATES, timeout_s)
            rankings["meaning"] = [one for one, _ in near]
        return rankings

    def _is_of(self, identity: str, shared: Callable[[str], bool]) -> bool:
        snippet = self._snippets.get(identity)
        return snippet is not None and shared(snippet.project)

    def _continuing(self, place: RetrievalQuery, shared: Callable[[str], bool]) -> list[tuple[Snippet, float, str]]:
        """Return snippets in which the code right before the cursor stands and goes on, the longest run first.

        Each comes with what its run tells. A snippet whose going on the window shows is left out.
        """
        rarity = self._words.information({token.lower() for token in place.tail if token.isidentifier()}, place.family)
        needed = frozenset(least_run(place.tail, rarity))
        if not needed:
            return []
        found = []
        for identity in self._words.candidates(place.near, place.family, _CANDIDATES):
            snippet = self._snippets.get(identity)
            if snippet is None or not all(token in snippet.text for token in needed) or not shared(snippet.project):
                continue
            run = longest_run(place.tail, snippet.text)
            told = information_of(run.tokens, rarity)
            if told < LEAST_INFORMATION or is_in_window(snippet, place):
                continue
            if not (is_shown(run, place.shown) or goes_on_below(run, place.below)):
                found.append((snippet, told, CONTINUATION))
        return sorted(found, key=lambda one: (-one[1], *self._standing(one[0].id)))[:_CONTINUATIONS]

    def _rest_of_file(
        self, place: RetrievalQuery, found: Mapping[str, tuple[float, str]], information: Mapping[str, float]
    ) -> list[Snippet]:
        """Return what the window does not show of the open file: what a search found first, then what covers most."""

        def score(snippet: Snippet) -> float:
            return found.get(snippet.id, (0.0, ""))[0]

        window_lines = frozenset((*place.before, *place.after))
        pieces = sorted(self.snippets_of(place.project, place.path), key=score, reverse=True)[:_LOOKED_AT]
        unseen = [snippet for snippet in pieces if not shown_already(snippet, place, window_lines)]
        unseen.sort(key=lambda one: (score(one), _coverage(one, information)), reverse=True)
        return diverse([(snippet, 1.0) for snippet in unseen[:_CHOOSE_FROM]], _CHOOSE_FROM)

    def _text_of(self, identity: str) -> str:
        snippet = self._snippets.get(identity)
        return snippet.text if snippet is not None else ""

    def _standing(self, identity: str) -> tuple[str, int, str]:
        """Return what orders equals: where they stand, since ids differ with the folder that a project lies in."""
        snippet = self._snippets.get(identity)
        return (snippet.path, snippet.first_line, identity) if snippet is not None else ("", 0, identity)

    def _scored(
        self,
        place: RetrievalQuery,
        rankings: Mapping[str, Sequence[str]],
        now: float,
        recent_paths: Collection[str],
        without: Collection[str],
    ) -> list[tuple[Snippet, float, str]]:
        """Return the best candidates outside the window with score and reason, the best first."""
        scored = []
        for identity, (score, reason) in fused(rankings, _WEIGHTS).items():
            snippet = self._snippets.get(identity)
            if snippet is not None and _from(snippet, place) not in without:
                own = _OTHERS if snippet.source is Source.PROJECT else 1.0
                factor = own * age_factor(now - snippet.at, _HALF_LIFE_S)
                scored.append((snippet, score * factor * nearness_factor(snippet, place, recent_paths), reason))
        scored.sort(key=lambda one: (-one[1], *self._standing(one[0].id)))
        window_lines = frozenset((*place.before, *place.after))
        outside = (one for one in scored if not shown_already(one[0], place, window_lines))
        return list(islice(outside, _CHOOSE_FROM))

    def _information(self, place: RetrievalQuery) -> dict[str, float]:
        """Return the place's most informative words with what they tell, weighted by their nearness."""
        rarity = self._words.information(place.weights, place.family)
        values = {word: weight * rarity[word] for word, weight in place.weights.items()}
        return {word: values[word] for word in sorted(values, key=lambda w: -values[w])[:_COVERED_WORDS]}

    def _is_news(self, snippet: Snippet) -> bool:
        known = self._snippets.get(snippet.id)
        return known is None or _strength(snippet.source) < _strength(known.source)

    def _take(self, snippets: Iterable[Snippet]) -> None:
        for snippet in snippets:
            family = family_of(snippet.language)
            if snippet.id not in self._snippets:
                self._words.add(snippet.id, snippet.text, family)
                if self._meaning is not None:
                    self._meaning.add(snippet.id, snippet.text, family)
                for name in _lookup_names(snippet):
                    self._names[family, name] = (*self._names.get((family, name), ()), snippet.id)
            self._snippets[snippet.id] = snippet
            self.version += 1

    def _forget(self, identities: Iterable[str]) -> None:
        for identity in identities:
            snippet = self._snippets.pop(identity, None)
            if snippet is None:
                continue
            family = family_of(snippet.language)
            self._words.remove(identity, snippet.text, family)
            if self._meaning is not None:
                self._meaning.remove(identity)
            for name in _lookup_names(snippet):
                left = tuple(one for one in self._names.get((family, name), ()) if one != identity)
                if left:
                    self._names[family, name] = left
                else:
                    self._names.pop((family, name), None)
            self.version += 1

    def _publish(self) -> None:
        if not self._bulk:
            self._words.commit()


def _strength(source: Source) -> int:
    return list(Source).index(source)


def _lookup_names(snippet: Snippet) -> set[str]:
    """Return the names a snippet's definitions are looked up by: qualified and bare."""
    names = snippet.name.split()
    return {*names, *(name.rpartition(".")[2] for name in names)}


def _from(snippet: Snippet, place: RetrievalQuery) -> str:
    here = (snippet.project, snippet.path) == (place.project, place.path)
    return OPEN_FILE if here else OTHER_FILES


def _coverage(snippet: Snippet, information: Mapping[str, float]) -> float:
    total = sum(information.values())
    held = set(words(snippet.text))
    return sum(value for word, value in information.items() if word in held) / total if total else 0.0
