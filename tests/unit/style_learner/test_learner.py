"""The learner as a whole, on a real store in a temporary folder: what comes in is learned, kept and forgotten."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from style_learner.errors import StoreUnavailable, WrongSetting
from style_learner.learner import Learner
from style_learner.policy.acceptance_model import AcceptanceModel
from style_learner.prompts.window import Window
from style_learner.store.forgetting import Forget
from style_learner.store.store import Store
from style_learner.types import CursorContext, Feedback, Outcome, OutcomeKind, Suggestion
from style_learner.write_queue import WriteQueue

PROJECT = "/home/ada/shop"
PLACE = CursorContext(f"{PROJECT}/cart.py", "python", "def total(items):\n    ", "\n", PROJECT)
HELPERS = '''\
def chalk_up(name, amount):
    """Keep a tally."""
    return {"name": name, "amount": amount}
'''

Opening = Callable[[], Learner]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opening]:
    """Give a learner on the test's one store; each call closes the one before, as a restart does."""
    learners: list[Learner] = []

    def restart() -> Learner:
        if learners:
            learners.pop().close()
        learners.append(Learner())
        learners[0].open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)
        return learners[0]

    yield restart
    for learner in learners:
        learner.close()


def _suggestion(identity: str, text: str = "return sum(items)") -> Suggestion:
    return Suggestion(
        identity,
        text,
        1.0,
        "python",
        PROJECT,
        PLACE.path,
        PLACE.prefix,
        PLACE.suffix,
        "b",
        "m",
        "personal",
        (),
        None,
        1.0,
    )


def _retrieved(learner: Learner) -> str:
    asking = CursorContext(f"{PROJECT}/till.py", "python", "def close_day(name):\n    chalk_up(name, ", "", PROJECT)
    found = learner.advice.retrieve("editor", asking, limit=5, window=Window(asking.prefix, ""))
    return "".join(item.snippet.text for item in found)


def test_a_document_is_recalled_before_and_after_a_restart(opened: Opening) -> None:
    """What was typed is there at once, and again when the daemon comes back."""
    learner = opened()
    learner.writer.learn_document(f"{PROJECT}/helpers.py", "python", HELPERS, PROJECT, saved=True)

    assert "chalk_up" in _retrieved(learner)
    assert "chalk_up" in _retrieved(opened())


def test_a_file_that_was_just_looked_at_comes_first(opened: Opening) -> None:
    """Of two pieces that are alike, the one of the file that the developer has open is the likelier to help."""
    learner = opened()
    place = replace(PLACE, prefix='tally = chalk_up("ada", 3)\n')
    for name in ("a", "b", "c"):
        code = HELPERS.replace('"amount": amount', f'"{name}": amount')
        learner.writer.learn_document(f"{PROJECT}/{name}.py", "python", code, PROJECT, saved=True)

    firsts = []
    for name in ("b", "c", "a"):
        learner.advice.looked_at(f"{PROJECT}/{name}.py", PROJECT)
        for other in ("x", "y", "z", "u", "v", "w", "t"):
            learner.advice.looked_at(f"{PROJECT}/{other}.md", PROJECT)
        found = learner.advice.retrieve(f"client {name}", place, limit=3, window=Window(place.prefix, ""))
        firsts.append(found[0].snippet.path)

    assert firsts == ["b.py", "c.py", "a.py"]


def test_without_a_store_nothing_is_learned() -> None:
    """No consent means no store: then nothing is known, and whoever brings something is told to keep it."""
    learner = Learner()
    learner.writer.record(_suggestion("1"), PLACE)
    with pytest.raises(StoreUnavailable):
        learner.writer.learn_document(f"{PROJECT}/helpers.py", "python", HELPERS, PROJECT, saved=True)
    with pytest.raises(StoreUnavailable):
        learner.writer.follow([Outcome("1", OutcomeKind.ACCEPTED, 2.0, 3)], [])

    assert not learner.advice.knows_anything
    assert _retrieved(learner) == ""


def test_what_was_rejected_here_stays_rejected_here(opened: Opening) -> None:
    """Also after a restart; elsewhere it may be right."""
    learner = opened()
    learner.writer.record(_suggestion("1"), PLACE)
    learner.writer.follow([Outcome("1", OutcomeKind.REJECTED, time.time())], [])
    elsewhere = CursorContext(f"{PROJECT}/other.py", "python", "def mean(values):\n    ", "\n", PROJECT)

    assert learner.advice.is_rejected(PLACE, "return sum(items)")
    assert not learner.advice.is_rejected(elsewhere, "return sum(items)")
    assert opened().advice.is_rejected(PLACE, "return sum(items)")


def test_an_outcome_is_learned_though_its_suggestion_was_made_before_a_restart(opened: Opening) -> None:
    """A daemon that was replaced between the two loses nothing."""
    opened().writer.record(_suggestion("1"), PLACE)
    learner = opened()
    learner.writer.follow([Outcome("1", OutcomeKind.REJECTED, time.time())], [])

    assert learner.advice.is_rejected(PLACE, "return sum(items)")


def test_a_suggestion_made_while_the_store_opens_is_kept(tmp_path: Path) -> None:
    """The model may be ready first."""
    learner = Learner()
    learner.writer.expect()
    learner.writer.record(_suggestion("1"), PLACE)
    learner.open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)
    learner.writer.follow([Outcome("1", OutcomeKind.ACCEPTED, 2.0, 17)], [])
    kept = learner.records.export()["suggestions"]
    learner.close()

    assert [[outcome["kind"] for outcome in one["outcomes"]] for one in kept] == [["accepted"]]


def test_an_outcome_of_a_suggestion_that_never_was_whole_is_kept_with_what_was_on_show(opened: Opening) -> None:
    """Taken while the model still wrote it, it is kept as it stood then; shown and let go without a word, it is not."""
    learner = opened()
    for identity in ("taken", "passed"):
        learner.writer.record(_suggestion(identity, "return"), PLACE, growing=True)
        learner.writer.record(_suggestion(identity, "return sum("), PLACE, growing=True)
    learner.writer.follow([Outcome("taken", OutcomeKind.ACCEPTED, 2.0, 11)], [])

    kept = opened().records.export()["suggestions"]
    assert [(one["id"], one["text"], len(one["outcomes"])) for one in kept] == [("taken", "return sum(", 1)]


def test_a_suggestion_is_kept_whole_once_it_is(opened: Opening) -> None:
    """The draft that was shown first gives way to the whole text."""
    learner = opened()
    learner.writer.record(_suggestion("1", "return"), PLACE, growing=True)
    learner.writer.record(_suggestion("1", "return sum(items)"), PLACE)
    learner.writer.follow([Outcome("1", OutcomeKind.ACCEPTED, 2.0, 17)], [])

    assert [one["text"] for one in opened().records.export()["suggestions"]] == ["return sum(items)"]


def test_forgetting_takes_memory_and_store(opened: Opening) -> None:
    """Nothing of the project is retrieved or exported afterwards."""
    learner = opened()
    learner.writer.learn_document(f"{PROJECT}/helpers.py", "python", HELPERS, PROJECT, saved=True)
    learner.forget(Forget(project=PROJECT))

    assert _retrieved(learner) == ""
    assert "chalk_up" not in str(learner.records.export())


def test_secrets_are_learned_by_nobody(opened: Opening) -> None:
    """Redaction comes before learning, so neither memory nor store has it."""
    secret = "ghp_" + "a1B2c3D4e5F6" * 3
    learner = opened()
    learner.writer.learn_document(
        f"{PROJECT}/helpers.py", "python", HELPERS + f'\n\nTOKEN = "{secret}"\n', PROJECT, saved=True
    )

    assert secret not in str(learner.records.export())
    assert secret not in _retrieved(learner)


def test_a_profile_taken_in_twice_counts_once(opened: Opening) -> None:
    """Importing is idempotent: the same evidence again changes nothing."""
    learner = opened()
    for number in range(4):
        learner.writer.learn_document(f"{PROJECT}/h{number}.py", "python", HELPERS, PROJECT, saved=True)
    document = learner.editor.profile()
    learner.forget(Forget(everything=True))
    learner.editor.import_profile(document)
    once = {habit["feature"]: habit["evidence"] for habit in learner.editor.profile()["habits"]}
    learner.editor.import_profile(document)

    assert once
    assert {habit["feature"]: habit["evidence"] for habit in learner.editor.profile()["habits"]} == once


def test_a_file_of_a_folder_without_history_is_the_developers_once_saved(opened: Opening, tmp_path: Path) -> None:
    """Nobody knows who wrote what stood there; opening it says nothing, saving it does."""
    learner, folder = opened(), (tmp_path / "shop").resolve()
    folder.mkdir()
    (folder / "helpers.py").write_text(HELPERS)
    learner.writer.learn_folder(folder.as_posix(), lambda *_: None)
    grown = f"{HELPERS}\n\ndef wipe_slate(name):\n    return chalk_up(name, 0)\n"

    def known() -> bool:
        return any("wipe_slate" in one["text"] for one in learner.records.export()["snippets"])

    for saved, expected in ((False, False), (True, True), (False, True)):
        learner.writer.learn_document(f"{folder}/helpers.py", "python", grown, folder.as_posix(), saved=saved)
        assert known() is expected


def test_an_erased_habit_stays_erased_after_a_restart(opened: Opening) -> None:
    """What the owner erased is not brought back by the facts that are still kept."""
    learner = opened()
    learner.writer.learn_document(f"{PROJECT}/helpers.py", "python", HELPERS, PROJECT, saved=True)
    learner.editor.change_profile([{"action": "erase", "feature": "quotes", "language": "python"}])

    for restarted in (learner, None):
        habits = (restarted or opened()).editor.profile()["habits"]
        assert habits
        assert "quotes" not in {habit["feature"] for habit in habits}


def test_an_erased_library_stays_erased_after_a_restart(opened: Opening) -> None:
    """As a habit does; and nobody is told that it could be pinned."""
    learner = opened()
    learner.writer.learn_document(f"{PROJECT}/cart.py", "python", "import numpy\nimport pandas\n", PROJECT, saved=True)
    with pytest.raises(WrongSetting, match="can be erased"):
        learner.editor.change_profile(
            [{"action": "pin", "feature": "library numpy", "language": "python", "choice": "import numpy"}]
        )

    learner.editor.change_profile([{"action": "erase", "feature": "library numpy", "language": "python"}])

    for restarted in (learner, None):
        libraries = (restarted or opened()).editor.profile()["libraries"]
        assert [library["library"] for library in libraries] == ["pandas"]


def _said(verdict: str, at: float = 2.0) -> Feedback:
    return Feedback("1", verdict, at, reason="password = 'hunter2-hunter2-x9'")


def test_a_bad_suggestion_does_not_come_back(opened: Opening) -> None:
    """It counts as rejected, also after a restart; a good word later lets it come back."""
    learner = opened()
    learner.writer.record(_suggestion("1"), PLACE)

    assert learner.writer.judge(_said("bad", time.time()))
    assert learner.advice.is_rejected(PLACE, "return sum(items)")
    assert opened().advice.is_rejected(PLACE, "return sum(items)")
    opened_again = opened()
    opened_again.writer.judge(_said("good", time.time()))
    assert not opened_again.advice.is_rejected(PLACE, "return sum(items)")
    assert not opened().advice.is_rejected(PLACE, "return sum(items)")


def test_a_good_suggestion_is_learned_from_once(opened: Opening) -> None:
    """Praise counts as the developer's choice, but not against what they made of the suggestion."""
    learner = opened()
    for identity in ("1", "2"):
        learner.writer.record(_suggestion(identity, "name = 'x'"), PLACE)
    learner.writer.follow([Outcome("2", OutcomeKind.TYPED_OVER, 2.0, text='name = "x"')], [])

    for identity in ("1", "2"):
        learner.writer.judge(Feedback(identity, "good", 3.0))

    kept = [
        (one["origin"], one["choice"]) for one in learner.records.export()["observations"] if one["feature"] == "quotes"
    ]
    assert sorted(kept) == [("suggestion:1", "single"), ("suggestion:2", "double")]


def test_a_word_is_kept_without_its_secrets_and_with_its_suggestion(opened: Opening) -> None:
    """It goes with its project; a word on what is not kept would outlive it, and is not kept either."""
    learner = opened()
    assert not learner.writer.judge(_said("good"))
    learner.writer.record(_suggestion("1"), PLACE)
    assert learner.writer.judge(_said("good"))

    [kept] = learner.records.export()["feedback"]
    assert (kept["about"], kept["project"]) == ("1", PROJECT)
    assert "hunter2" not in kept["reason"]
    learner.forget(Forget(project=PROJECT))
    assert learner.records.export()["feedback"] == []


def test_why_names_the_habits_that_a_suggestion_follows(opened: Opening) -> None:
    """A sure habit is named where the text shows it, and as applied where the model wrote otherwise."""
    learner = opened()
    learner.editor.change_profile([{"action": "pin", "feature": "quotes", "language": "python", "choice": "single"}])
    suggestion = _suggestion("1", "name = 'x'")

    [applied] = learner.advice.habits_shown(suggestion, 'name = "x"')
    [shown] = learner.advice.habits_shown(suggestion, "name = 'x'")

    assert (applied.habit.choice, applied.applied, shown.applied) == ("single", True, False)
    assert "as you pinned it" in shown.said
    assert learner.advice.habits_shown(_suggestion("1", "return 1"), "return 1") == []


def test_why_reads_a_suggestion_at_its_place(opened: Opening) -> None:
    """An argument alone is no code, a bracket that closed itself stands once, and what stood before is not its own."""
    learner = opened()
    learner.editor.change_profile([{"action": "pin", "feature": "quotes", "language": "python", "choice": "single"}])
    argument = replace(_suggestion("1", "'x')"), before="show('y', ", after=")\n")

    assert [one.habit.feature for one in learner.advice.habits_shown(argument, "'x')")] == ["quotes"]
    assert learner.advice.habits_shown(replace(argument, text="1)"), "1)") == []


def test_one_outcome_is_learned_at_a_time(opened: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outcomes that two editors report at once are learned one after the other, each whole."""
    learner = opened()
    names = [str(number) for number in range(6)]
    for name in names:
        learner.writer.record(_suggestion(name), PLACE)
    seen: list[str] = []

    def learn(_: AcceptanceModel, suggestion: Suggestion, __: Outcome) -> None:
        seen.append(suggestion.id)
        time.sleep(0.01)  # long enough for another to come in between, if it may
        seen.append(suggestion.id)

    monkeypatch.setattr(AcceptanceModel, "learn", learn)
    queue, follow = WriteQueue(), learner.writer.follow
    with ThreadPoolExecutor(len(names)) as editors:
        list(
            editors.map(lambda name: queue.turn(partial(follow, [Outcome(name, OutcomeKind.REJECTED, 2.0)], [])), names)
        )
    queue.close()

    assert sorted(seen[::2]) == names
    assert seen[::2] == seen[1::2]
