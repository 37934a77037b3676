"""A corpus of one's own holds what the developer themselves wrote, its history none of what is to be foreseen."""

from pathlib import Path

import pytest

from lamp_bench.histories.corpora import Corpus
from lamp_bench.histories.mine import DEVELOPER, FEWEST_COMMITS, own_corpus
from style_learner.errors import NotAvailable, WrongSetting
from style_learner.privacy.likeness import REDACTED
from tests.unit.style_learner.sources.conftest import History, no_git_configuration_of_this_machine

__all__ = ["no_git_configuration_of_this_machine"]  # brings itself into every test here

BOB = "Bob Babbage <bob@example.org>"
COMMITS = 12


@pytest.fixture
def history(tmp_path: Path) -> History:
    """Return a repository in which Ada added a function in each of twelve commits."""
    history = History(tmp_path / "bank")
    for number in range(COMMITS):
        _add(history, number)
    return history


def _function(number: int) -> str:
    return f"def entries_{number}(ledger):\n    found = ledger.entries(page={number})\n    return sorted(found)\n\n\n"


def _add(history: History, number: int) -> None:
    history.commit(ledger_py="".join(_function(one) for one in range(number + 1)))


def _corpus(*folders: Path) -> Corpus:
    return own_corpus(folders, lambda *_: None)


def test_the_history_ends_where_the_tasks_begin(history: History) -> None:
    """Half of the commits are foreseen where a fifth gives too little, and none of these is known already."""
    corpus = _corpus(history.folder)
    (known,) = corpus.files

    assert corpus.developer == DEVELOPER
    assert known.text == "".join(_function(one) for one in range(COMMITS // 2))
    assert {task.kind for task in corpus.tasks} == {"line", "block"}
    assert not any(task.target in known.text for task in corpus.tasks if task.kind == "block")


def test_a_task_is_cut_out_of_what_its_commit_left(history: History) -> None:
    """What stands around the target and the target are the file after the commit that wrote it."""
    for task in _corpus(history.folder).tasks:
        written = task.prefix + task.target + task.suffix

        assert written in {"".join(_function(one) for one in range(count)) for count in range(COMMITS + 1)}
        assert task.target == task.target.strip()
        assert ("\n" in task.target) == (task.kind == "block")


def test_the_same_history_gives_the_same(history: History) -> None:
    """So that scores are found again."""
    assert _corpus(history.folder) == _corpus(history.folder)


@pytest.mark.parametrize(
    ("author", "message", "path"),
    [
        (BOB, "Add", "theirs.py"),
        ("Ada Lovelace <ada@engine.example>", "Add\n\n🤖 Generated with Claude Code", "generated.py"),
        ("Ada Lovelace <ada@engine.example>", "Add", "node_modules/vendored.js"),
        ("Ada Lovelace <ada@engine.example>", "Add", "private/kept.py"),
        ("Ada Lovelace <ada@engine.example>", "Add", "notes.md"),
    ],
)
def test_what_is_not_learned_is_not_foreseen(history: History, author: str, message: str, path: str) -> None:
    """Others' code, a tool's, what is ignored and what is no code stay out of the tasks."""
    history.write({path: _function(100), ".lampignore": "private/\n"})
    history.git("add", "--force", path)
    history.commit(author, message)

    assert {task.path for task in _corpus(history.folder).tasks} == {"ledger.py"}


def test_secrets_stay_where_they_are(tmp_path: Path) -> None:
    """No secret is in what is known, nor around a target."""
    history, secret = History(tmp_path / "bank"), "ghp_" + "Zq3vT8rLw1Kx9Nd5Bf7Hj2Mc4Ps6Gy0Ua1Ee"
    for number in range(FEWEST_COMMITS):
        history.commit(ledger_py=f'KEY = "{secret}"\n' + "".join(_function(one) for one in range(number + 1)))

    corpus = _corpus(history.folder)
    texts = [file.text for file in corpus.files] + [task.prefix for task in corpus.tasks]

    assert all(text.startswith(f'KEY = "{REDACTED}"\n') for text in texts)


def test_several_folders_have_one_day(history: History, tmp_path: Path) -> None:
    """What is known of any repository is older than all that is foreseen; a second clone of one adds nothing."""
    shop = History(tmp_path / "shop")
    shop.commit(cart_py=_function(200))
    history.git("clone", "--quiet", ".", str(tmp_path / "again"))

    corpus = _corpus(history.folder, shop.folder, tmp_path / "again")

    assert [file.path for file in corpus.files] == ["ledger.py", "cart.py"]


def test_too_little_history_is_said_with_what_to_do(tmp_path: Path) -> None:
    """How many commits there are, how many it takes, and whose they would have to be."""
    young = History(tmp_path / "young")
    young.commit(ledger_py=_function(0))

    with pytest.raises(NotAvailable, match=rf"1 commits .*ada@engine.example.* takes {FEWEST_COMMITS}; name more"):
        _corpus(young.folder)


def test_a_history_without_code_of_ones_own_is_too_little(tmp_path: Path) -> None:
    """Commits that only take lines away leave nothing to foresee."""
    shrinking = History(tmp_path / "shrinking")
    for number in reversed(range(1, FEWEST_COMMITS + 1)):
        shrinking.commit(ledger_py="".join(_function(one) for one in range(number)))

    with pytest.raises(NotAvailable, match="0 places"):
        _corpus(shrinking.folder)


def test_a_folder_without_git_is_named(tmp_path: Path) -> None:
    """Nobody can say who wrote it."""
    with pytest.raises(WrongSetting, match="git repository"):
        _corpus(tmp_path)
