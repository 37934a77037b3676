"""What is known of the developer, in memory: habits, libraries, snippets, rejections.

All of it is rebuilt from the store's facts at start, and every change goes through here and the store alike.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import PurePosixPath

from style_learner.habits.book import HabitBook
from style_learner.habits.observing import observe_code, observe_runs
from style_learner.libraries.book import LibraryBook
from style_learner.libraries.keeping import is_library, libraries_seen, library_observations
from style_learner.libraries.observing import observe_imports
from style_learner.memory.retrieval import Memory
from style_learner.memory.semantic_index import SemanticIndex
from style_learner.policy.acceptance_model import AcceptanceModel
from style_learner.policy.rejected import RejectedHere
from style_learner.policy.thompson_sampling import ThompsonSampler
from style_learner.privacy.sharing import Sharing
from style_learner.rules.book import RuleBook
from style_learner.rules.keeping import evidence_of_edit, evidence_of_taking, is_rule, replaced_by_rule
from style_learner.types import Observation, Pin, Snippet, Source, Suggestion


def file_origin(project: str, path: str) -> str:
    """Return the name under which a file's observations stand.

    >>> file_origin("/home/a/shop", "cart.py")
    'file:/home/a/shop/cart.py'
    """
    return f"file:{PurePosixPath(project or '/') / path}"


def suggestion_origin(suggestion_id: str) -> str:
    """Return the name under which observations of a suggestion's text stand."""
    return f"suggestion:{suggestion_id}"


class LearnedState:
    """Everything learned, ready to be asked."""

    def __init__(self, meaning: SemanticIndex | None = None, sharing: Sharing | None = None) -> None:
        self.sharing = sharing or Sharing()
        """What projects may give one another."""
        self.habits = HabitBook(sharing=self.sharing)
        self.libraries = LibraryBook()
        self.memory = Memory(meaning)
        self.rejected = RejectedHere()
        self.acceptance = AcceptanceModel()
        self.rules = RuleBook()
        self.strategies = ThompsonSampler()

    def learn_file(
        self,
        project: str,
        path: str,
        language: str,
        text: str,
        *,
        at: float,
        source: Source,
        own_runs: Sequence[tuple[int, int]] = (),
    ) -> tuple[list[Observation], list[Snippet]]:
        """Learn from a file as it stands; return what is to be kept of it.

        ``own_runs`` are the lines (first and last, zero-based) that the developer wrote where the file is mostly
        another's; their habits count as the developer's own, and the rest of the file's not at all.
        """
        origin = file_origin(project, path)
        if own_runs:
            habits = observe_runs(
                text, language, own_runs, project=project, origin=origin, source=Source.WRITTEN, at=at
            )
        else:
            habits = observe_code(text, language, project=project, origin=origin, source=source, at=at)
        seen = observe_imports(text, language)
        self.habits.replace(origin, habits)
        self.libraries.replace(origin, seen, language=language, project=project, source=source, at=at)
        self.memory.replace_document(project, path, language, text, at=at, source=source)
        kept = library_observations(seen, origin, language=language, project=project, source=source, at=at)
        return [*habits, *kept], self.memory.snippets_of(project, path)

    def learn_text(
        self, text: str, language: str, project: str, suggestion_id: str, *, at: float, source: Source
    ) -> list[Observation]:
        """Learn from a piece of code that the developer took, or wrote in place of a suggestion."""
        origin = suggestion_origin(suggestion_id)
        found = observe_code(text, language, project=project, origin=origin, source=source, at=at)
        self.habits.replace(origin, found)
        return found

    def learn_correction(
        self, suggestion: Suggestion, text: str, *, at: float, source: Source, finished: bool
    ) -> list[Observation]:
        """Learn what became of a suggestion's text, piece by piece; return what is to be kept of it.

        ``finished``: the developer is done with it; else its last word may be half typed.
        """
        origin = suggestion_origin(suggestion.id)
        if source is Source.EDITED:
            found = evidence_of_edit(suggestion, text, origin, at, finished=finished)
        else:
            found = evidence_of_taking(suggestion, text, origin, at, is_known=self.rules.is_known)
        self.rules.replace(origin, found)
        return found

    def restore(
        self, observations: Iterable[Observation], snippets: Sequence[Snippet], pins: Iterable[Pin] = ()
    ) -> None:
        """Take back what the store kept."""
        habits: dict[str, list[Observation]] = {}
        libraries: dict[str, list[Observation]] = {}
        corrections: list[Observation] = []
        for one in observations:
            if is_rule(one):
                corrections.append(one)
                continue
            of_kind = libraries if is_library(one) else habits
            of_kind.setdefault(one.origin, []).append(one)
        self.rules.restore(corrections)
        for origin, found in habits.items():
            self.habits.replace(origin, found)
        for origin, found in libraries.items():
            one = found[0]
            self.libraries.replace(
                origin,
                libraries_seen(found),
                language=one.language,
                project=one.project,
                source=one.source,
                at=one.at,
            )
        for pin in pins:
            self.pin(pin)
        self.memory.restore(snippets)

    def pin(self, pin: Pin) -> None:
        """Take the owner's word on a habit or on a rule."""
        if old := replaced_by_rule(pin.feature):
            shared = partial(self.sharing.joins, pin.project)
            self.rules.pin(old, pin.choice, pin.language, pin.project, shared)
        else:
            self.habits.pin(pin.feature, pin.language, pin.choice, pin.project)

    def unpin(self, pin: Pin) -> None:
        """Take the owner's word back, whatever its choice was."""
        if old := replaced_by_rule(pin.feature):
            self.rules.unpin(old, pin.language)
        else:
            self.habits.unpin(pin.feature, pin.language, pin.project)
