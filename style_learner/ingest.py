"""What comes in: suggestions and their outcomes, documents, whole folders. Learned, and kept.

Every text is redacted before it is kept or learned from; ignored paths are passed over.

Threads: everything here runs in the one queue (``write_queue``), but for a folder: that is read outside, and comes in
file by file, so that an outcome waits for one file of a folder that is being learned, never for the folder.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from style_learner.errors import WrongSetting
from style_learner.learned_state import LearnedState, file_origin, suggestion_origin
from style_learner.memory.query import relative_path
from style_learner.privacy.redaction import redact, redact_joined
from style_learner.running import context_of, error_class, learn_run
from style_learner.sources.configuration import read_configuration
from style_learner.sources.files import MAX_BYTES
from style_learner.sources.folder import OwnFile, Survey, files_of, survey
from style_learner.store.store import Store
from style_learner.types import CursorContext, Feedback, Outcome, OutcomeKind, Retention, Run, Source, Suggestion
from style_learner.write_queue import AtOnce, Queue

ProgressCallback = Callable[[str, int, int], None]

AT_ONCE = AtOnce()
OPEN_SUGGESTIONS = 500
"""Suggestions whose outcome may still come; older ones are looked up in the store."""
TAKEN_UP = 5_000
"""The newest outcomes, from which the show filter is rebuilt at start: about a second."""
TAKEN = frozenset({OutcomeKind.ACCEPTED, OutcomeKind.ACCEPTED_PART})
REFUSED = frozenset({OutcomeKind.REJECTED, OutcomeKind.TYPED_OVER})
BAD = "bad"
CUT_SHORT = "Learning ended early, because something was forgotten or LAMP shut down; run `lamp learn` again."
_LOOKED_AT = 2_500
"""Characters on each side of a suggestion that are searched for secrets: a private key has 1,700."""
LEAST_RETENTION = 0.5
"""Below this share of an accepted text still standing, its style was not the developer's."""


class Ingest:
    """Feeds what comes in to the knowledge and to the store."""

    def __init__(
        self,
        store: Store,
        state: LearnedState,
        why_not_learn_from: Callable[[str, str, bytes | None], str | None],
        clock: Callable[[], float] = time.time,
        queue: Queue = AT_ONCE,
    ) -> None:
        self._queue = queue
        self.store = store
        self.stopped = False
        """Whether a folder that is being learned ends at its next file: LAMP leaves, or forgot something."""
        self._state = state
        self._why_not_learn_from = why_not_learn_from
        self._clock = clock
        self._open: OrderedDict[str, Suggestion] = OrderedDict()
        self._growing: set[str] = set()
        """Suggestions on show that are not whole yet; kept when they are, or when something became of them."""
        self._others: set[tuple[str, str]] = set()
        """Files that are mostly another's, as version control said."""
        self._unsaved: set[tuple[str, str]] = set()
        """Files that stood in a folder without history: nobody knows whose they are until the developer saves them."""

    # Suggestions and outcomes

    def offered(self, suggestion: Suggestion, context: CursorContext, *, growing: bool = False) -> None:
        """Keep a suggestion; the writing happens behind. One that is ``growing`` is kept with its first outcome."""
        self.take(as_kept(suggestion, context), growing=growing)

    def take(self, kept: Suggestion, *, growing: bool = False) -> None:
        """Keep a suggestion that has the form in which it is kept."""
        self._open[kept.id] = kept
        while len(self._open) > OPEN_SUGGESTIONS:
            self._growing.discard(self._open.popitem(last=False)[0])
        if growing:
            self._growing.add(kept.id)
        else:
            self._growing.discard(kept.id)
            self.store.add(kept)

    def follow(self, outcomes: Sequence[Outcome], retentions: Sequence[Retention], texts: Mapping[str, str]) -> bool:
        """Keep outcomes safely, then learn from them; returns whether anything learned may change an answer.

        What is told again, since its acknowledgement was lost, is neither kept nor learned from twice.
        """
        kept = [replace(outcome, text=self._in_place(outcome.suggestion_id, outcome.text)) for outcome in outcomes]
        new, looks = self.store.unknown_outcomes(kept), self.store.unknown_retentions(retentions)
        self._keep_growing(outcome.suggestion_id for outcome in new)
        self.store.add(*new, *looks)
        self.store.flush()
        learned = [self._learn_outcome(outcome) for outcome in sorted(new, key=lambda one: one.at)]
        learned += [self._learn_retention(look, texts.get(look.suggestion_id, "")) for look in looks]
        return any(learned)

    def _keep_growing(self, suggestion_ids: Iterable[str]) -> None:
        """Keep suggestions of which something became before they were whole."""
        for suggestion_id in self._growing.intersection(suggestion_ids):
            self._growing.discard(suggestion_id)
            self.store.add(self._open[suggestion_id])

    def judge(self, feedback: Feedback) -> bool:
        """Keep what the developer said of a suggestion, then learn from it; False when the suggestion is not kept.

        A bad one is a rejected one. A good one may come back, and its text counts as the developer's choice, unless
        what they made of it was learned from already.
        """
        feedback = replace(feedback, reason=redact(feedback.reason).text)
        suggestion = self.suggestion(feedback.about)
        if suggestion is None:
            return False
        self.store.add(replace(feedback, project=suggestion.project, path=suggestion.path))
        if feedback.verdict == BAD:
            self.follow([Outcome(suggestion.id, OutcomeKind.REJECTED, feedback.at, how="command")], [], {})
            return True
        self._state.rejected.forgive(context_of(suggestion), suggestion.text)
        if suggestion_origin(suggestion.id) not in self._state.habits:
            self._learn_text(suggestion, suggestion.text, Source.ACCEPTED, feedback.at)
        self.store.flush()
        return True

    def remember_outcomes(self) -> None:
        """Take up from the store what became of suggestions."""
        suggestions = {suggestion.id: suggestion for suggestion in self.store.suggestions()}
        outcomes = [outcome for outcome in self.store.outcomes() if outcome.suggestion_id in suggestions]
        self._remember_rejections(suggestions, outcomes)
        for outcome in outcomes[-TAKEN_UP:]:
            self._state.acceptance.learn(suggestions[outcome.suggestion_id], outcome)
            self._state.strategies.learn(suggestions[outcome.suggestion_id], outcome)
        for look in self.store.retentions()[-TAKEN_UP:]:
            if look.suggestion_id in suggestions:
                self._state.strategies.learn_retention(suggestions[look.suggestion_id], look)

    def _remember_rejections(self, suggestions: Mapping[str, Suggestion], outcomes: Sequence[Outcome]) -> None:
        """Take up what was rejected where, and what was forgiven since."""
        said = [(one.at, one.suggestion_id, one.kind in REFUSED, one.kind in TAKEN) for one in outcomes]
        said += [(one.at, one.about, one.verdict == BAD, one.verdict != BAD) for one in self.store.feedback()]
        for at, suggestion_id, refused, taken in sorted(said):
            found = suggestions.get(suggestion_id)
            if found is not None and refused:
                self._state.rejected.remember(context_of(found), found.text, at)
            elif found is not None and taken:
                self._state.rejected.forgive(context_of(found), found.text)

    def _learn_outcome(self, outcome: Outcome) -> bool:
        suggestion = self.suggestion(outcome.suggestion_id)
        if suggestion is None:
            return False
        self._state.acceptance.learn(suggestion, outcome)
        self._state.strategies.learn(suggestion, outcome)
        if outcome.kind in TAKEN:
            self._state.rejected.forgive(context_of(suggestion), suggestion.text)
            self._learn_text(suggestion, suggestion.text[: outcome.characters or None], Source.ACCEPTED, outcome.at)
            return True
        if outcome.kind is OutcomeKind.TYPED_OVER:
            self._state.rejected.remember(context_of(suggestion), suggestion.text, outcome.at)
            self._learn_text(suggestion, outcome.text, Source.EDITED, outcome.at)
            return True
        if outcome.kind is OutcomeKind.REJECTED:
            self._state.rejected.remember(context_of(suggestion), suggestion.text, outcome.at)
            return True
        return False

    def suggestion(self, suggestion_id: str) -> Suggestion | None:
        """Return a suggestion as it is kept; None when it is not."""
        return self._open.get(suggestion_id) or self.store.suggestion(suggestion_id)

    def _in_place(self, suggestion_id: str, text: str) -> str:
        """Return what stands in a suggestion's place without its secrets, also those that the place is a part of."""
        suggestion = self.suggestion(suggestion_id) if text else None
        before, after = (suggestion.before, suggestion.after) if suggestion is not None else ("", "")
        return redact_joined(before, text, after)[1]

    def _learn_retention(self, look: Retention, text: str) -> bool:
        suggestion = self.suggestion(look.suggestion_id)
        if suggestion is not None:
            self._state.strategies.learn_retention(suggestion, look)
        if suggestion is None or (look.share >= 1 and not text):
            return False
        if text:
            self._learn_text(suggestion, self._in_place(suggestion.id, text), Source.EDITED, look.at, finished=True)
        elif look.share < LEAST_RETENTION:
            origin = suggestion_origin(suggestion.id)
            self._state.habits.drop(origin)
            self._state.rules.drop(origin)
            self.store.replace_observations(origin, [])
        return True

    def _learn_text(
        self, suggestion: Suggestion, text: str, source: Source, at: float, *, finished: bool = False
    ) -> None:
        found = self._state.learn_text(
            text, suggestion.language, suggestion.project, suggestion.id, at=at, source=source
        )
        corrected = self._state.learn_correction(suggestion, text, at=at, source=source, finished=finished)
        self.store.replace_observations(suggestion_origin(suggestion.id), [*found, *corrected])

    def ran(self, runs: Sequence[Run]) -> bool:
        """Keep how cells with accepted suggestions ran, then learn; returns whether an answer may change."""
        new = self.store.unknown_runs(runs)
        self.store.add(*(replace(run, error=error_class(run.error)) for run in new))
        self.store.flush()
        found = [(self.suggestion(run.suggestion_id), run) for run in new]
        learned = [learn_run(self._state, self.store, known, run) for known, run in found if known]
        return any(learned)

    # Documents and folders

    def document(self, path: str, language: str, text: str, project: str, *, saved: bool) -> bool:
        """Learn from a document as it stands; returns whether it was."""
        if len(text) > MAX_BYTES or self._why_not_learn_from(path, project, text.encode("utf-8", "replace")):
            return False
        name = relative_path(path, project)
        if (project, name) in self._others or ((project, name) in self._unsaved and not saved):
            return False
        self._unsaved.discard((project, name))
        written = OwnFile(name, language, text, share_own=1.0, at=self._clock(), source=Source.WRITTEN)
        self._learn_file(project, written, redact_joined(text, "")[0])
        if saved:
            self.store.flush()
        return True

    def folder(self, folder: Path, progress: ProgressCallback, *, everything_is_mine: bool) -> str:
        """Learn from a workspace, newest files first.

        Raises:
            WrongSetting: there is no such folder.
        """
        if not folder.is_dir():
            raise WrongSetting(f"There is no folder {folder}; name one that is there.")
        project = folder.resolve().as_posix()
        progress("looking who wrote what", 0, 0)
        found = survey(
            folder,
            lambda path: self._why_not_learn_from(path.as_posix(), project, None),
            everything_is_mine=everything_is_mine,
        )
        count = self._files(found, project, progress)
        if self.stopped:
            return CUT_SHORT
        self._queue.turn(lambda: self._forget_what_is_gone(project))
        self._queue.turn(lambda: self._configuration(folder.resolve()))
        self.store.set_state("learned", str(time.time()), project)
        self.store.flush()
        return _in_words(found, count)

    def _files(self, found: Survey, project: str, progress: ProgressCallback) -> int:
        count, others = 0, self._others if found.version_control else self._unsaved
        with self._state.memory.bulk():
            for file in files_of(found, lambda done, total: progress("reading files", done, total)):
                if self.stopped:
                    break
                count += self._queue.turn(lambda file=file: self._own_file(project, file, others))  # type: ignore[misc]
        return count

    def _own_file(self, project: str, file: OwnFile, others: set[tuple[str, str]]) -> int:
        if self.stopped:
            return 0
        if file.source is Source.PROJECT:
            others.add((project, file.path))
        self._learn_file(project, file, redact(file.text).text)
        return int(file.source is Source.WRITTEN or bool(file.own_runs))

    def removed(self, path: str, project: str) -> bool:
        """Let go of what was learned from a file, or from all below a folder; returns whether there was any."""
        name = relative_path(path, project)
        known = {one.path: one.language for one in self._state.memory.snippets() if one.project == project}
        gone = {one: language for one, language in known.items() if one == name or one.startswith(f"{name}/")}
        for one, language in gone.items():
            self._let_go(project, one, language)
        self.store.flush()
        return bool(gone)

    def let_go_within(self, folder: str) -> None:
        """Let go of what was learned of a folder from the folders around it."""
        for project, name, language in {(one.project, one.path, one.language) for one in self._state.memory.snippets()}:
            path = PurePosixPath(project) / name
            if path.is_relative_to(folder) and not PurePosixPath(project).is_relative_to(folder):
                self._let_go(project, name, language)
        self.store.flush()

    def _let_go(self, project: str, name: str, language: str) -> None:
        gone = OwnFile(name, language, "", share_own=0.0, at=self._clock(), source=Source.WRITTEN)
        self._learn_file(project, gone, "")

    def _forget_what_is_gone(self, project: str) -> None:
        """Let go of what was learned from files that were removed, or that must not be learned from any more."""
        known = {one.path: one.language for one in self._state.memory.snippets() if one.project == project}
        for name, language in known.items():
            path = Path(project) / name
            if not path.exists() or self._why_not_learn_from(path.as_posix(), project, None):
                self._let_go(project, name, language)

    def _learn_file(self, project: str, file: OwnFile, text: str) -> None:
        observations, snippets = self._state.learn_file(
            project, file.path, file.language, text, at=file.at, source=file.source, own_runs=file.own_runs
        )
        self.store.replace_observations(file_origin(project, file.path), observations)
        self.store.replace_snippets(project, file.path, snippets)

    def _configuration(self, folder: Path) -> None:
        for origin, observations in read_configuration(folder).items():
            self._state.habits.replace(origin, observations)
            self.store.replace_observations(origin, observations)


def as_kept(suggestion: Suggestion, context: CursorContext) -> Suggestion:
    """Return a suggestion as it may be kept: without secrets, its path relative to its project.

    A secret may lie across the cursor, begin above the lines that are kept, or be half typed.
    """
    before, after = _as_the_document_stands(suggestion, context)
    before, text, after = redact_joined(before, suggestion.text, after)
    return replace(suggestion, text=text, before=before, after=after, path=relative_path(context.path, context.project))


def _as_the_document_stands(suggestion: Suggestion, context: CursorContext) -> tuple[str, str]:
    """Return the lines around a suggestion without their secrets, whose beginning or end may lie outside of them."""
    own_before, own_after = context.own_prefix[-_LOOKED_AT:], context.own_suffix[:_LOOKED_AT]
    if not (own_before.endswith(suggestion.before) and own_after.startswith(suggestion.after)):
        before, after = redact_joined(suggestion.before, suggestion.after)
        return before, after
    lines_before, lines_after = suggestion.before.count("\n"), suggestion.after.count("\n")
    before, after = redact_joined(own_before, own_after)  # no line moves, so that lines can be counted
    kept_before = before.split("\n")[-lines_before - 1 :] if suggestion.before else []
    kept_after = after.split("\n")[: lines_after + 1]
    if not suggestion.after or suggestion.after.endswith("\n"):
        kept_after[-1] = ""
    return "\n".join(kept_before), "\n".join(kept_after)


def _in_words(found: Survey, count: int) -> str:
    if found.nobody_known:
        names = ", ".join(identity.name for identity, _ in found.authors[:3])
        return (
            f"None of the commits here are yours as far as git knows (they are by {names}); "
            "`lamp learn PATH --everything-is-mine` counts them all as yours."
        )
    return f"Learned from {count} files of yours." if count else "There is no code of yours here yet."
