"""A rule takes three independent recurrences, and is unlearned as fast as it was learned."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.learner import Learner
from style_learner.profile.edit import changes, to_text
from style_learner.rules.book import RuleBook
from style_learner.rules.keeping import evidence_of_edit, evidence_of_taking
from style_learner.store.forgetting import Forget
from style_learner.store.store import Store
from style_learner.types import CursorContext, Outcome, OutcomeKind, Suggestion

PROJECT = "/home/ada/shop"
NOW = 1_700_000_000.0
OFFERED = Suggestion(
    id="0",
    text="reply = requests.get(url)\n",
    at=NOW,
    language="python",
    project=PROJECT,
    path=f"{PROJECT}/load.py",
    before="def load(url):\n    ",
    after="",
    backend="b",
    model="m",
    strategy="personal",
    evidence=(),
    mean_logprob=None,
    latency_ms=1.0,
)
CHANGED = "reply = httpx.get(url)\n"


def offered(number: int, text: str = OFFERED.text) -> Suggestion:
    """Return the n-th suggestion, each at a place of its own."""
    before = f"def load_{number}(url, name{number}):\n    "
    return replace(OFFERED, id=str(number), text=text, before=before, at=NOW + number)


def changed(book: RuleBook, number: int) -> None:
    """Let the developer put their own library in the n-th suggestion."""
    one = offered(number)
    book.replace(f"s{number}", evidence_of_edit(one, CHANGED, f"s{number}", one.at))


def left(book: RuleBook, number: int) -> None:
    """Let the developer take the n-th suggestion as it is."""
    one = offered(number)
    found = evidence_of_taking(one, one.text, f"s{number}", one.at, is_known=book.is_known)
    book.replace(f"s{number}", found)


def turned_back(book: RuleBook, number: int) -> None:
    """Let the developer undo what the rule did to the n-th suggestion."""
    one = offered(number, CHANGED)
    book.replace(f"s{number}", evidence_of_edit(one, OFFERED.text, f"s{number}", one.at))


def test_a_rule_takes_three_independent_recurrences() -> None:
    """Two are not enough, nor is one place three times over."""
    book = RuleBook()
    for number in range(2):
        changed(book, number)
    same = [evidence_of_edit(offered(0), CHANGED, f"again{copy}", NOW) for copy in range(3)]
    for found in same:
        book.replace(found[0].origin, found)
    assert not book.rules(now=NOW)
    changed(book, 2)

    (rule,) = book.rules(now=NOW)
    assert (rule.old, rule.new, rule.recurrences) == ("requests.get", "httpx.get", 3)


@given(taught=st.integers(3, 40))
@pytest.mark.parametrize("unlearn", [left, turned_back])
def test_a_rule_is_unlearned_as_fast_as_it_was_learned(unlearn: Callable[[RuleBook, int], None], taught: int) -> None:
    """After as many newer suggestions left as they were, or turned back, the rule is gone."""
    book = RuleBook()
    for number in range(taught):
        changed(book, number)
    assert book.rules(now=NOW + 100)
    for number in range(taught, 2 * taught):
        unlearn(book, number)

    assert "httpx.get" not in [rule.new for rule in book.rules(now=NOW + 100)]


def test_a_rule_long_unlearned_is_learned_anew() -> None:
    """However often it was left in between, three times the newest evidence's worth brings it back."""
    book = RuleBook()
    for number in range(3):
        changed(book, number)
    for number in range(3, 60):
        left(book, number)
    for number in range(60, 72):
        changed(book, number)

    assert book.rules(now=NOW + 100)


def test_who_wants_another_name_each_time_has_no_rule() -> None:
    """A text that is replaced by this and by that has no rule: none of them is most of the evidence."""
    book = RuleBook()
    for number in range(12):
        one = offered(number)
        stands = CHANGED.replace("httpx", ("httpx", "aiohttp", "urllib3")[number % 3])
        book.replace(f"s{number}", evidence_of_edit(one, stands, f"s{number}", one.at))

    assert not book.rules(now=NOW + 100)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[], Learner]]:
    """Give a learner on the test's one store; each call closes the one before, as a restart does."""
    learners: list[Learner] = []

    def restart() -> Learner:
        for learner in learners:
            learner.close()
        learners[:] = [Learner()]
        learners[0].open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)
        return learners[0]

    yield restart
    for learner in learners:
        learner.close()


def corrected(learner: Learner, count: int = 3) -> Learner:
    """Let a learner see as many suggestions typed over."""
    for number in range(count):
        one = offered(number)
        learner.writer.record(one, CursorContext(one.path, one.language, one.before, "", PROJECT))
        learner.writer.follow([Outcome(one.id, OutcomeKind.TYPED_OVER, one.at + 1, 0, CHANGED)], [])
    return learner


def test_rules_are_rebuilt_from_what_is_kept(opened: Callable[[], Learner]) -> None:
    """After a restart they are what they were, and the profile tells of them."""
    rules = list(corrected(opened()).advice.rules("python"))
    again = opened()

    assert [rule.new for rule in rules] == ["httpx.get"]
    assert list(again.advice.rules("python")) == rules
    assert "httpx.get for requests.get" in again.editor.profile(PROJECT)["rules"][0]
    assert any(row["feature"] == "rule" for row in again.records.export()["observations"])


def test_a_project_takes_its_rules_along_when_forgotten(opened: Callable[[], Learner]) -> None:
    """Nothing of a forgotten project speaks any more, before and after a restart."""
    learner = corrected(opened())
    learner.forget(Forget(project=PROJECT))

    assert not learner.advice.rules("python")
    assert not opened().advice.rules("python")


def test_an_erased_rule_stays_away(opened: Callable[[], Learner]) -> None:
    """The owner's word holds after a restart too."""
    learner = corrected(opened())
    told = learner.editor.known_profile(PROJECT)
    (change,) = changes(to_text(told).replace(f'  "{told.rules[0]}",\n', ""), told)
    learner.editor.change_profile([{"action": change.kind, "language": change.language, "feature": change.feature}])

    assert not learner.advice.rules("python")
    assert not opened().advice.rules("python")


def _said(learner: Learner, action: str, **more: str) -> None:
    learner.editor.change_profile([{"action": action, "language": "python", "feature": "rule requests.get", **more}])


def test_a_pinned_rule_is_the_owners_word(opened: Callable[[], Learner]) -> None:
    """It holds as it was corrected, where it was learned, against newer evidence and after a restart."""
    learner = corrected(opened())
    (learned,) = learner.advice.rules("python")
    _said(learner, "pin", choice="aiohttp.get", project=PROJECT)
    for number in range(100, 120):
        one = offered(number)
        learner.writer.record(one, CursorContext(one.path, one.language, one.before, "", PROJECT))
        learner.writer.follow([Outcome(one.id, OutcomeKind.ACCEPTED, one.at + 1, 0, one.text)], [])
    pinned = list(learner.advice.rules("python"))

    assert pinned == [replace(learned, new="aiohttp.get", share=1.0, pinned=True)]
    assert [(rule.old, rule.new, rule.pinned) for rule in opened().advice.rules("python")] == [
        ("requests.get", "aiohttp.get", True)
    ]


def test_the_owners_word_can_be_taken_back(opened: Callable[[], Learner]) -> None:
    """Without the pin, what was learned holds again; erased, nothing does."""
    learner = corrected(opened())
    learned = list(learner.advice.rules("python"))
    _said(learner, "pin", choice="aiohttp.get")
    _said(learner, "unpin")
    assert list(learner.advice.rules("python")) == learned
    _said(learner, "pin", choice="aiohttp.get")
    _said(learner, "erase")

    assert not learner.advice.rules("python")
    assert not opened().advice.rules("python")


def test_what_was_erased_may_be_pinned(opened: Callable[[], Learner]) -> None:
    """The later word counts, after a restart too."""
    learner = corrected(opened())
    _said(learner, "erase")
    _said(learner, "pin", choice="httpx.get")

    assert [rule.new for rule in learner.advice.rules("python")] == ["httpx.get"]
    assert [rule.new for rule in opened().advice.rules("python")] == ["httpx.get"]
