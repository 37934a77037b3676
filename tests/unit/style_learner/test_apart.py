"""A project that is kept apart neither gives nor takes text."""

import json
import time
from pathlib import Path

import pytest

from style_learner.learner import Learner
from style_learner.profile.agents import instructions
from style_learner.prompts.window import Window
from style_learner.store.forgetting import Forget
from style_learner.store.store import Store
from style_learner.types import CursorContext, Outcome, OutcomeKind, Suggestion
from tests.unit.style_learner.test_sharing import project

OWNER = "git@github.com:ada/{}.git"
OF_ACME = """\
import acme_ledger


def invoice_for(order):
    label = 'ACME'
    return acme_tariff(order, client=label)
"""
OF_SHOP = """\
import shop_counter


def invoice_for(order):
    label = "SHOP"
    return shop_price(order, client=label)
"""


def learn(learner: Learner, folder: str, code: str, files: int = 4) -> None:
    """Learn code from as many files as a habit needs."""
    for number in range(files):
        learner.writer.learn_document(f"{folder}/m{number}.py", "python", code, folder, saved=True)


def correct(learner: Learner, folder: str, old: str, new: str, times: int = 4) -> None:
    """Change what is offered as often as makes a rule of it."""
    for number in range(times):
        identity, at = f"{folder} {old} {number}", time.time() + number
        context = CursorContext(f"{folder}/e{number}.py", "python", f"def f{number}():\n    ", "\n", folder)
        text = f"value{number} = {old}(order)"
        offered = Suggestion(
            identity,
            text,
            at,
            "python",
            folder,
            context.path,
            context.prefix,
            "\n",
            "b",
            "m",
            "personal",
            (),
            None,
            1.0,
        )
        learner.writer.record(offered, context)
        typed = f"value{number} = {new}(order)"
        learner.writer.follow([Outcome(identity, OutcomeKind.TYPED_OVER, at, 0, typed)], [])


def told_in(learner: Learner, folder: str) -> str:
    """Return all that may reach a prompt, a suggestion, the profile or its files in a project."""
    place = CursorContext(f"{folder}/new.py", "python", "def invoice_for(order):\n    label = ", "\n", folder)
    found = learner.advice.retrieve("editor", place, limit=9, window=Window(place.prefix, place.suffix))
    rules = [f"{rule.old} {rule.new} {rule.cues}" for rule in learner.advice.rules("python", folder)]
    profile = learner.editor.known_profile(folder)
    return "\n".join(
        [
            *(one.snippet.text for one in found),
            *rules,
            json.dumps(learner.editor.profile(folder)),
            instructions(profile, folder),
        ]
    )


@pytest.fixture
def shop(learner: Learner, tmp_path: Path) -> str:
    """Give a project that was learned from."""
    folder = project(tmp_path / "shop", OWNER.format("shop"))
    learn(learner, folder, OF_SHOP)
    correct(learner, folder, "requests_get", "shop_fetch")
    return folder


@pytest.fixture
def acme(learner: Learner, tmp_path: Path) -> str:
    """Give another of the same owner."""
    folder = project(tmp_path / "acme", OWNER.format("acme"))
    learn(learner, folder, OF_ACME)
    correct(learner, folder, "requests_post", "acme_send")
    return folder


def test_nothing_of_it_is_told_elsewhere_and_nothing_else_is_told_in_it(
    learner: Learner, shop: str, acme: str, tmp_path: Path
) -> None:
    """Retrieval, rules, profile, libraries and AGENTS.md, at once and after a restart; together, it is as before."""
    for word in ("acme_tariff", "acme_send", "acme_ledger"):
        assert word in told_in(learner, shop)
    assert "shop_price" in told_in(learner, acme)

    learner.borders.keep_apart(acme, apart=True)
    for _ in range(2):
        assert "acme_" not in told_in(learner, shop)
        assert "ACME" not in json.dumps(learner.editor.profile())
        assert "shop_" not in told_in(learner, acme)
        assert "acme_tariff" in told_in(learner, acme)
        learner.close()
        learner.open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)

    learner.borders.keep_apart(acme, apart=False)
    assert "acme_tariff" in told_in(learner, shop)


def test_a_folder_around_it_gives_nothing_of_it_either(learner: Learner, acme: str, shop: str) -> None:
    """Opened with all other projects as one workspace, its files still belong to it alone."""
    around = str(Path(acme).parent)
    learner.writer.learn_document(f"{acme}/before.py", "python", OF_ACME.replace("tariff", "early"), around, saved=True)
    learner.borders.keep_apart(acme, apart=True)
    learner.writer.learn_document(f"{acme}/after.py", "python", OF_ACME.replace("tariff", "late"), around, saved=True)
    learner.writer.learn_folder(around, lambda *_: None, everything_is_mine=True)

    assert "acme_" not in told_in(learner, around) + told_in(learner, shop)
    assert "acme_late" in told_in(learner, acme)


def test_an_adapter_learns_nothing_of_it(learner: Learner, shop: str, acme: str) -> None:
    """Weights know no border."""
    assert "acme_tariff" in json.dumps(learner.records.material().as_json())

    learner.borders.keep_apart(acme, apart=True)

    material = json.dumps(learner.records.material().as_json())
    assert "acme_" not in material
    assert "shop_price" in material


def test_habits_hold_across_the_border_unless_they_shall_not(learner: Learner, shop: str, acme: str) -> None:
    """They are counts: `'` in one project counts in another, which a setting takes back."""
    learner.borders.keep_apart(acme, apart=True)
    other = str(Path(shop).parent / "new")

    def evidence() -> float:
        return sum(habit.evidence for habit in learner.editor.known_profile(other).habits if habit.feature == "quotes")

    shared = evidence()
    learner.borders.share_habits(shared=False)
    assert 0 < evidence() < shared

    learner.borders.share_habits(shared=True)
    assert evidence() == pytest.approx(shared)


def test_the_developer_is_asked_once_about_another_owners_project(learner: Learner, shop: str, tmp_path: Path) -> None:
    """Not about their own, nor without a remote, nor when all else is apart already."""
    client = project(tmp_path / "client", "git@github.com:client/site.git")
    mine, local = project(tmp_path / "mine", OWNER.format("x")), project(tmp_path / "local")

    assert [learner.borders.asks_about(one) for one in (mine, local, client, client)] == [
        "",
        "",
        "github.com/client",
        "",
    ]

    second = project(tmp_path / "second", "git@github.com:client/api.git")
    learn(learner, client, OF_ACME)
    assert learner.borders.asks_about(second) == ""
    learner.borders.keep_apart(client, apart=True)
    assert learner.borders.asks_about(second) == "github.com/client"


def test_what_is_forgotten_is_not_named_among_the_projects(learner: Learner, shop: str, acme: str) -> None:
    """Its path is a name too; when it comes back, it is asked about anew."""
    learner.borders.keep_apart(acme, apart=True)
    assert {(one.path, one.apart) for one in learner.borders.projects()} == {(shop, False), (acme, True)}

    learner.forget(Forget(project=acme))

    assert [one.path for one in learner.borders.projects()] == [shop]
    assert acme not in json.dumps(learner.records.export())
