"""What a prompt says of the developer: how they want answers, how they write, what they wrote and kept."""

from collections.abc import Sequence
from dataclasses import dataclass

from lamp_lsp.assistant.questions import STYLED, Question
from lamp_lsp.engine.reasons import RETRIEVED
from style_learner.errors import LampError
from style_learner.habits.catalogue import instruction
from style_learner.learner import Learner
from style_learner.profile.wording import choice_in_words, feature_in_words, instruction_in_words, most_telling_first
from style_learner.prompts.window import Window
from style_learner.types import REST_OF_FILE, ChatTurn, CursorContext, Habit, RetrievedSnippet

MOST_HABITS = 8
"""Instructions a small model can heed at once."""
MOST_SNIPPETS = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known that helps with one question."""

    answer_habits: tuple[Habit, ...] = ()
    code_habits: tuple[Habit, ...] = ()
    snippets: tuple[RetrievedSnippet, ...] = ()
    kept: ChatTurn | None = None
    """An earlier answer to a like question that the developer kept."""

    @property
    def wishes(self) -> list[str]:
        """How answers should be, as sentences."""
        return [words for habit in self.answer_habits if (words := instruction(habit.feature, habit.choice))]

    @property
    def manner(self) -> list[str]:
        """How the developer writes code, as sentences."""
        return [words for habit in self.code_habits if (words := instruction_in_words(habit))]

    def choice(self, feature: str) -> str:
        """Return the sure choice of an answer habit; empty where there is none."""
        return next((habit.choice for habit in self.answer_habits if habit.feature == feature), "")


def gather(learner: Learner, question: Question, turn: ChatTurn) -> Evidence:
    """Return what is known for ``question``, which ``turn`` would keep; nothing where nothing may be learned."""
    talks = learner.conversations
    if talks is None:
        return Evidence()
    code_habits: Sequence[Habit] = ()
    if question.action in STYLED:
        telling = most_telling_first(learner.advice.speaking_habits(question.language, question.project))
        code_habits = [habit for habit in telling if instruction_in_words(habit)][:MOST_HABITS]
    kept = talks.kept_like(turn) if question.about is None else None
    return Evidence(tuple(talks.habits(question.project)), tuple(code_habits), _snippets(learner, question), kept)


def _snippets(learner: Learner, question: Question) -> tuple[RetrievedSnippet, ...]:
    if question.action not in STYLED:
        return ()
    asked = f"{question.code}\n{question.text}"
    place = CursorContext(question.path, question.language, asked, "", question.project)
    seen, without = Window(question.code, ""), (REST_OF_FILE,)  # the prompt has the cells around
    try:
        return tuple(learner.advice.retrieve("assistant", place, limit=MOST_SNIPPETS, window=seen, without=without))
    except LampError:
        return ()


def as_why(evidence: Evidence) -> dict[str, object]:
    """Return the evidence as ``why`` shows it."""
    habits = [*evidence.answer_habits, *evidence.code_habits]
    return {
        "snippets": [
            {
                "path": one.snippet.path,
                "line": one.snippet.first_line + 1,
                "language": one.snippet.language,
                "text": one.snippet.text,
                "why": RETRIEVED.get(one.reason, one.reason),
            }
            for one in evidence.snippets
        ],
        "habits": [
            {
                "feature": habit.name,
                "value": habit.choice,
                "sure": round(habit.confidence, 3),
                "said": f"{feature_in_words(habit.feature)}: {choice_in_words(habit.feature, habit.choice)}",
            }
            for habit in habits
        ],
        "rules": [],
        "kept_answer": evidence.kept.id if evidence.kept else "",
    }
