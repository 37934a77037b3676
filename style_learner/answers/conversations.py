"""Conversations with the assistant: kept, judged, searched, retrieved, erased. One a document.

What the developer says and does with answers becomes habits of answers, counted as all habits are
(docs/learning.md): a wish in words or a button weighs as code they wrote, an edit as an edit, a thumb as an accept.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from style_learner.answers.code import code_block
from style_learner.answers.traits import Trait, changed_comments, said_of_answers, spoken_language, traits_of
from style_learner.errors import NotAvailable
from style_learner.habits.book import is_actionable
from style_learner.habits.catalogue import instruction
from style_learner.habits.features.answering import ANSWERS
from style_learner.habits.observing import observe_code
from style_learner.learned_state import LearnedState
from style_learner.memory.tokens import words
from style_learner.privacy.redaction import redact, redact_joined
from style_learner.privacy.sharing import Sharing
from style_learner.store.store import Store
from style_learner.types import ChatTurn, Feedback, Habit, Observation, Source

KEPT = frozenset({"good", "applied"})
"""Verdicts on an answer that make it worth retrieving; the newest word counts."""
WISHES = {"shorter": ("answer_length", "short"), "longer": ("answer_length", "long")}
VERDICTS = frozenset({"good", "bad", "applied", "edited", "again", *WISHES})
MOST_SEARCHED = 1_000
"""The newest turns among which an earlier answer is looked for: about 10 ms."""
LIKE_ENOUGH = 0.35
"""Cosine of the words' weights from which an earlier question is taken for the same kind."""


class Conversations:
    """All that was asked and answered."""

    def __init__(
        self,
        store: Store,
        state: LearnedState,
        clock: Callable[[], float] = time.time,
        sharing: Sharing | None = None,
    ) -> None:
        self._store = store
        self._sharing = sharing or Sharing()
        self._state = state
        self._clock = clock

    def keep(self, turn: ChatTurn) -> None:
        """Keep a question and its answer, and learn in which language the developer asks."""
        (asked, _), (code, _), (answer, _) = (redact_joined(one, "") for one in (turn.asked, turn.code, turn.answer))
        kept = replace(
            turn,
            asked=asked,
            code=code,
            answer=answer,
            proposed="" if redact(turn.proposed).kinds else turn.proposed,  # with a gap in it, it is nothing to apply
            used=redact(turn.used).text,
        )
        self._store.add(kept)
        if (spoken := spoken_language(asked)) is not None:
            self._learn(f"asked:{turn.id}", turn, [("answer_language", spoken)], Source.WRITTEN)
        self._store.flush()

    def turn(self, turn_id: str) -> ChatTurn:
        """Return one turn.

        Raises:
            NotAvailable: it is kept no more, or never was.
        """
        found = self._store.turn(turn_id)
        if found is None:
            raise NotAvailable("LAMP kept nothing of this answer, or forgot it; ask again.")
        return found

    def judge(self, turn_id: str, verdict: str, reason: str = "", text: str = "") -> bool:
        """Keep what the developer said or did about an answer, and learn from it; returns whether habits changed.

        ``text`` is the code as it was applied or edited to.

        Raises:
            NotAvailable: the answer is not known.
        """
        turn, at = self.turn(turn_id), self._clock()
        reason = redact(reason).text
        self._store.add(Feedback(turn.id, verdict, at, reason, turn.project, turn.path))
        wished = [*said_of_answers(reason), *([WISHES[verdict]] if verdict in WISHES else [])]
        origin = f"answer:{turn.id}"
        if wished:
            self._learn(origin, turn, wished, Source.WRITTEN)
        elif verdict in KEPT:
            self._learn(origin, turn, list(traits_of(turn.answer, turn.language)), Source.ACCEPTED)
        elif verdict == "edited":
            changed = list(changed_comments(code_block(turn.answer) or "", text, turn.language))
            self._learn(origin, turn, changed, Source.EDITED)
        elif verdict == "bad":
            self._learn(origin, turn, [], Source.ACCEPTED)
        if verdict in {"applied", "edited"}:
            self._learn_code(turn, text or code_block(turn.answer) or "", verdict)
        self._store.flush()
        return verdict != "again"

    def turns(self, project: str, path: str, query: str = "") -> list[tuple[ChatTurn, str]]:
        """Return turns with the last word on each, oldest first: about a document or all, with these words."""
        found = self._store.turns(project, path) if path else self._store.turns()
        verdicts = self._verdicts()
        return [(turn, verdicts.get(turn.id, "")) for turn in found if _speaks_of(turn, query)]

    def kept_like(self, turn: ChatTurn) -> ChatTurn | None:
        """Return the answer the developer kept to the question that is most like ``turn``'s; None when none is."""
        verdicts = self._verdicts()
        kept = [one for one in self._store.turns() if verdicts.get(one.id) in KEPT and one.action == turn.action]
        kept = [one for one in kept if self._sharing.allows(turn.project, one.project)]
        return _most_like(turn, [one for one in kept[-MOST_SEARCHED:] if one.language == turn.language])

    def move(self, project: str, path: str, to_project: str, to: str) -> None:
        """Follow a document that was renamed."""
        self._store.move_conversation(project, path, to_project, to)
        self._store.flush()

    def forget(self, project: str, path: str) -> dict[str, int]:
        """Erase the conversation about one document and what was learned from it."""
        gone = [turn.id for turn in self._store.turns(project, path)]
        for turn_id in gone:
            for origin in ("asked", "answer", "applied"):
                self._state.habits.drop(f"{origin}:{turn_id}")
        return self._store.forget_conversation(project, path)

    def habits(self, project: str) -> list[Habit]:
        """Return how the developer surely wants answers."""
        return [habit for habit in self._state.habits.habits(ANSWERS, project) if is_actionable(habit)]

    def _verdicts(self) -> Mapping[str, str]:
        return {one.about: one.verdict for one in self._store.feedback() if one.verdict in VERDICTS - {"again"}}

    def _learn(self, origin: str, turn: ChatTurn, traits: Sequence[Trait], source: Source) -> None:
        at = self._clock()
        found = [
            Observation(feature, choice, ANSWERS, turn.project, source, origin, at, 1.0, instruction(feature, choice))
            for feature, choice in dict.fromkeys(traits)
        ]
        self._replace(origin, found)

    def _learn_code(self, turn: ChatTurn, code: str, verdict: str) -> None:
        source = Source.EDITED if verdict == "edited" else Source.ACCEPTED
        origin, text = f"applied:{turn.id}", redact(code).text
        found = observe_code(text, turn.language, project=turn.project, origin=origin, source=source, at=self._clock())
        self._replace(origin, found)

    def _replace(self, origin: str, observations: Sequence[Observation]) -> None:
        self._state.habits.replace(origin, observations)
        self._store.replace_observations(origin, observations)


def _speaks_of(turn: ChatTurn, query: str) -> bool:
    text = f"{turn.asked}\n{turn.code}\n{turn.answer}\n{turn.path}".casefold()
    return all(word in text for word in query.casefold().split())


def _most_like(turn: ChatTurn, kept: Sequence[ChatTurn]) -> ChatTurn | None:
    """Compare by words, each weighed by how few of the turns have it (cosine of tf-idf)."""
    texts = [_words(one) for one in kept]
    asked = _words(turn)
    documents = Counter(word for text in [*texts, asked] for word in text)
    rarity = {word: math.log1p(len(kept) / count) for word, count in documents.items()}
    likeness = [_cosine(asked, text, rarity) for text in texts]
    best = max(range(len(kept)), key=lambda index: (likeness[index], index), default=None)
    return kept[best] if best is not None and likeness[best] >= LIKE_ENOUGH else None


def _words(turn: ChatTurn) -> frozenset[str]:
    return frozenset(words(f"{turn.asked}\n{turn.code}"))


def _cosine(one: Iterable[str], other: frozenset[str], rarity: Mapping[str, float]) -> float:
    mine = {word: rarity[word] ** 2 for word in one}
    theirs = sum(rarity[word] ** 2 for word in other)
    shared = sum(weight for word, weight in mine.items() if word in other)
    return shared / math.sqrt(sum(mine.values()) * theirs) if shared else 0.0
