"""An arm is compared with another on the tasks that both did."""

from lamp_bench.answers import Likeness
from lamp_bench.measures import Score, best_of, compare, summarize
from style_learner.evaluation.intervals import Interval


def _score(task: str, arm: str, bits: float, developer: str = "ada") -> Score:
    return Score(task, developer, arm, "line", bits, characters=10, prompt_tokens=100, evidence=int(arm == "lamp"))


def _written(task: str, arm: str, kind: str, *, exact: bool, similarity: float) -> Score:
    found = Likeness(exact, similarity, identifier_f1=similarity, style_agreement=None)
    return Score(task, "ada", arm, kind, None, 10, prompt_tokens=100, evidence=0, likeness=found, seconds=1.0)


SCORES = [
    _score("1", "none", 10.0),
    _score("2", "none", 10.0),
    _score("1", "lamp", 5.0),
    _score("2", "lamp", 12.0),
    _score("3", "lamp", 100.0),
]


def test_bits_are_counted_by_all_characters() -> None:
    """A long text counts for more than a short one."""
    found = summarize(SCORES, "none")

    assert found is not None
    assert found.bits_per_character is not None
    assert found.bits_per_character.estimate == 1.0


def test_change_is_taken_on_shared_tasks_alone() -> None:
    """A task that only one arm did says nothing about the difference."""
    found = compare(SCORES, "lamp", "none")

    assert found is not None
    assert found.bits is not None
    assert found.bits.estimate == -0.15
    assert (found.tasks, found.better, found.worse) == (2, 1, 1)


def test_tasks_of_two_developers_are_not_mixed_up() -> None:
    """The same id in two corpora means two tasks."""
    assert compare([*SCORES, _score("1", "lamp", 20.0, developer="bob")], "lamp", "none") == compare(
        SCORES, "lamp", "none"
    )


def test_an_arm_without_tasks_has_no_summary() -> None:
    """Nothing is said about what was not measured, and nothing of an arm against itself."""
    assert summarize(SCORES, "other") is None
    assert compare(SCORES, "lamp", "other") is None
    assert compare(SCORES, "lamp", "lamp") is None


def test_answers_are_compared_where_bits_are_not_told() -> None:
    """Exact matches are those of line tasks; a difference is a difference of shares."""
    scores = [
        _written("1", "none", "line", exact=False, similarity=0.5),
        _written("1", "lamp", "line", exact=True, similarity=1.0),
        _written("2", "none", "block", exact=True, similarity=0.5),
        _written("2", "lamp", "block", exact=False, similarity=0.5),
    ]
    summary, found = summarize(scores, "lamp"), compare(scores, "lamp", "none")

    assert summary is not None
    assert found is not None
    assert summary.bits_per_character is found.bits is None
    assert found.exact_lines == Interval(1.0, 1.0, 1.0)
    assert found.edit_similarity is not None
    assert found.edit_similarity.estimate == 0.25


def test_the_best_is_chosen_on_what_all_did() -> None:
    """A task that one arm lacks does not make it the best; an arm that was not run is no candidate."""
    scores = [*SCORES, _score("1", "long", 9.0)]

    assert best_of(scores, ["none", "lamp", "long", "repo"]) == "lamp"
    assert best_of(scores, ["none", "long"]) == "long"
    assert best_of(scores, ["repo"]) is None
    alike = [_written("1", arm, "line", exact=False, similarity=value) for arm, value in (("long", 0.2), ("repo", 0.3))]
    assert best_of(alike, ["long", "repo"]) == "repo"
