"""BM25 word search over snippets, in memory alone: nothing of it may reach the disk unencrypted.

One tantivy index serves every language family. Its words carry their family's name, so a query meets its own
family's postings only, without a filter that would spoil the engine's early stopping; a boost sets the rarity of a
word to what it is within its family. That is counted here: the engine's own counts hold what was removed, until it
comes to merge, and words of a file that is often saved would seem common. Adding and removing are incremental (a commit
of some milliseconds); searches read a snapshot, so they need no lock against the one thread that writes.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import tantivy

from style_learner.memory.tokens import words

__all__ = ["WordIndex"]

_WRITER_BYTES = 15_000_000
"""The least that tantivy accepts; more would only delay a segment's end."""
_MOST_TERMS = 24
"""Terms of a query: the most informative ones; 24 take 1-2 ms among 100,000 snippets, and more change little."""
_COUNTED = 2_000
"""Snippets whose words stay counted, 4 kilobytes and 70 microseconds each: places near each other find the same."""
_K1, _B = 1.2, 0.75
"""BM25's saturation and its share of length, as the engine has them."""


class WordIndex:
    """An inverted index from words to snippets' ids (16 hexadecimal digits, which are 64-bit numbers to the engine).

    One thread writes at a time; any thread may search.
    """

    def __init__(self, text_of: Callable[[str], str]) -> None:
        """Make an empty index; ``text_of`` gives the text of a snippet that is in it, or nothing."""
        self._text_of = text_of
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("words", tokenizer_name="whitespace", index_option="freq")
        builder.add_text_field("id", tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("key", fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        self._writer = self._index.writer(_WRITER_BYTES, 1)
        self._searcher = self._index.searcher()
        self._sizes: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        """Of each word with its family's name, the snippets that hold it."""
        self._lengths: Counter[str] = Counter()
        """The words of all of a family's snippets."""
        self._recent: dict[str, Counter[str]] = {}
        """The words of snippets found lately."""

    def add(self, identity: str, text: str, family: str) -> None:
        """Add a snippet that is not in it yet; it is found after :meth:`commit`."""
        terms = [f"{family}/{word}" for word in words(text)]
        document = tantivy.Document()
        document.add_text("words", " ".join(terms))
        document.add_text("id", identity)
        document.add_unsigned("key", int(identity, 16))
        self._writer.add_document(document)
        self._sizes[family] += 1
        self._counts.update(set(terms))
        self._lengths[family] += len(terms)

    def remove(self, identity: str, text: str, family: str) -> None:
        """Remove a snippet that was added with that text; it is gone after :meth:`commit`."""
        self._writer.delete_documents_by_term("id", identity)
        self._sizes[family] -= 1
        self._recent.pop(identity, None)
        terms = [f"{family}/{word}" for word in words(text)]
        self._lengths[family] -= len(terms)
        for term in set(terms):
            if self._counts[term] > 1:
                self._counts[term] -= 1
            else:
                del self._counts[term]

    def commit(self) -> None:
        """Let searches see what was added and removed."""
        self._writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def information(self, terms: Iterable[str], family: str) -> dict[str, float]:
        """Return how much each word tells within its family: BM25's inverse document frequency, at least 0.

        Robertson and Zaragoza, The Probabilistic Relevance Framework (2009), section 3.4, kept above zero.
        """
        size = self._sizes[family]
        return {term: _information(self._counts[f"{family}/{term}"], size) for term in terms}

    def search(self, weights: Mapping[str, float], family: str, limit: int) -> list[tuple[str, float]]:
        """Return the ids of the best ``limit`` snippets with their scores, best first.

        ``weights`` says how much each word of the query matters, apart from how rare it is. Words that no snippet
        of the family holds cost nothing. What is found is scored anew by its text: the engine's scores differ a little
        with what it has merged.
        """
        values = self._values(weights, family)
        average = self._lengths[family] / max(1, self._sizes[family])
        scored = [(one, _bm25(self._counted(one), values, average)) for one in self._found(values, family, limit)]
        return sorted(scored, key=lambda one: (-one[1], one[0]))

    def candidates(self, weights: Mapping[str, float], family: str, limit: int) -> list[str]:
        """Return the ids that :meth:`search` would, in no order worth the name, in a fraction of its time."""
        return self._found(self._values(weights, family), family, limit)

    def _found(self, values: Mapping[str, float], family: str, limit: int) -> list[str]:
        searcher = self._searcher
        terms = [(tantivy.Occur.Should, self._term(searcher, f"{family}/{term}", values[term])) for term in values]
        if not terms:
            return []
        hits = searcher.search(tantivy.Query.boolean_query(terms), limit, count=False).hits
        keys = searcher.fast_field_values("key", [address for _, address in hits])
        return [f"{key:016x}" for key in keys if key is not None]

    def _counted(self, identity: str) -> Counter[str]:
        """Return a snippet's words, counted."""
        found = self._recent.get(identity)
        if found is None:
            text = self._text_of(identity)
            found = Counter(words(text))
            if len(self._recent) >= _COUNTED:
                self._recent.clear()
            if text:  # else it is gone, though this snapshot has it
                self._recent[identity] = found
        return found

    def _values(self, weights: Mapping[str, float], family: str) -> dict[str, float]:
        """Return the words of the query that tell most, each with what it tells."""
        size = self._sizes[family]
        counts = {term: self._counts[f"{family}/{term}"] for term in weights}
        values = {term: weights[term] * _information(count, size) for term, count in counts.items() if count}
        chosen = sorted(values, key=lambda term: (-values[term], term))[:_MOST_TERMS]
        return {term: values[term] for term in chosen if values[term] > 0}

    def _term(self, searcher: tantivy.Searcher, word: str, value: float) -> tantivy.Query:
        """Return a query for a word that counts ``value``, whatever rarity the engine itself assumes."""
        count = searcher.doc_freq("words", word)
        assumed = _information(count, max(sum(self._sizes.values()), count))
        return tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, "words", word, "freq"), value / assumed)


def _bm25(held: Counter[str], values: Mapping[str, float], average: float) -> float:
    """Return BM25's score of a text by its words, where texts are ``average`` words long.

    >>> scores = [_bm25(Counter(text), {"a": 1.0}, 3.0) for text in ("aab", "abc", "abcd")]
    >>> scores == sorted(scores, reverse=True)
    True
    """
    longer = _K1 * (1 - _B + _B * held.total() / max(average, 1.0))
    return sum(values[term] * held[term] * (_K1 + 1) / (held[term] + longer) for term in values if term in held)


def _information(count: int, size: int) -> float:
    """Return the information of a word that ``count`` of ``size`` snippets hold.

    >>> round(_information(1, 1000), 2), round(_information(1000, 1000), 4)
    (6.5, 0.0005)
    """
    count = min(count, size)
    return math.log(1 + (size - count + 0.5) / (count + 0.5))
