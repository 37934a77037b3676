"""An arm is compared with another on the tasks that both did."""

from style_learner.evaluation.measures import Score, summarize


def _score(task: str, arm: str, bits: float, developer: str = "ada") -> Score:
    return Score(task, developer, arm, "line", bits, characters=10, prompt_tokens=100, evidence=int(arm == "lamp"))


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
    assert found.bits_per_character.estimate == 1.0


def test_change_is_taken_on_shared_tasks_alone() -> None:
    """A task that only one arm did says nothing about the difference."""
    found = summarize(SCORES, "lamp", "none")

    assert found is not None
    assert found.change is not None
    assert found.change.estimate == -0.15
    assert (found.better, found.worse) == (1, 1)


def test_tasks_of_two_developers_are_not_mixed_up() -> None:
    """The same id in two corpora means two tasks."""
    found = summarize([*SCORES, _score("1", "lamp", 20.0, developer="bob")], "lamp", "none")

    assert found is not None
    assert found.change is not None
    assert found.change.estimate == -0.15


def test_an_arm_without_tasks_has_no_summary() -> None:
    """Nothing is said about what was not measured."""
    assert summarize(SCORES, "other") is None
