"""Histories of people who write in public are cut by a rule, and read back as they were written."""

from pathlib import Path

import pytest

from lamp_bench.histories import public
from lamp_bench.histories.corpora import read_corpus, write_corpus
from lamp_bench.histories.public import cut, half_of, mirror_of, read_list
from style_learner.errors import WrongSetting
from tests.unit.style_learner.sources.conftest import History, no_git_configuration_of_this_machine

__all__ = ["no_git_configuration_of_this_machine"]  # brings itself into every test here

ADA, ADA_AT_HOME = "Ada Lovelace <ada@work.example>", "Ada Lovelace <ada@home.example>"
BOB, BOT = "Bob Babbage <bob@example.org>", "renovate[bot] <bot@example.org>"
REPOSITORY = "engine/bank"


def _function(number: int) -> str:
    return f"def entries_{number}(ledger):\n    found = ledger.entries(page={number})\n    return sorted(found)\n\n\n"


@pytest.fixture
def mirrors(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give mirrors of one repository: ten commits before the day, then thirty of Ada's, fewer of others."""
    history = History(tmp_path / "mirrors" / "engine+bank")
    for number in range(60):
        author = ADA if number % 2 else ADA_AT_HOME
        if number >= 50:
            author = BOB if number % 2 else BOT
        history.commit(author=author, ledger_py="".join(map(_function, range(number + 1))))
    monkeypatch.setattr(public, "DAY", 1_700_000_000 + 86_400 * 20.5)
    monkeypatch.setattr(public, "FEWEST_LATER", 30)
    monkeypatch.setattr(public, "FEWEST_TASKS", 10)
    return tmp_path / "mirrors"


def test_the_main_author_is_cut_at_the_day(mirrors: Path) -> None:
    """What stood before is the history, what they added since is to be foreseen; bots and others are not they."""
    found = cut(REPOSITORY, mirrors, lambda *_: None)

    assert (found.commits, found.left_out) == (30, "")
    assert found.corpus is not None
    assert [file.text for file in found.corpus.files] == ["".join(map(_function, range(20)))]
    assert {task.repository for task in found.corpus.tasks} == {"engine+bank"}
    known = found.corpus.files[0].text
    assert not any(task.target in known for task in found.corpus.tasks if task.kind == "block")


def test_who_came_after_the_day_is_cut_at_a_third(mirrors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that they wrote is newer than the model, so that any day would do."""
    monkeypatch.setattr(public, "DAY", 0.0)
    corpus = cut(REPOSITORY, mirrors, lambda *_: None).corpus
    assert corpus is not None
    assert [file.text for file in corpus.files] == ["".join(map(_function, range(50 // 3)))]


def test_who_wrote_little_since_is_left_out(mirrors: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is told; so it is where there is no mirror."""
    monkeypatch.setattr(public, "FEWEST_LATER", 31)
    assert cut(REPOSITORY, mirrors, lambda *_: None).left_out.startswith("30 commits")
    assert cut("engine/shop", mirrors, lambda *_: None).left_out == "no mirror"


def test_a_written_corpus_is_read_back(mirrors: Path, tmp_path: Path) -> None:
    """Whole, and the same bytes each time."""
    corpus = cut(REPOSITORY, mirrors, lambda *_: None).corpus
    assert corpus is not None
    for name in ("once", "again"):
        write_corpus(corpus, tmp_path / f"{name}.jsonl.gz")
    assert read_corpus(tmp_path / "once.jsonl.gz") == corpus
    assert (tmp_path / "once.jsonl.gz").read_bytes() == (tmp_path / "again.jsonl.gz").read_bytes()


def test_the_half_hangs_on_the_name_alone() -> None:
    """Whoever adds a person cannot choose the half; both halves have about as many."""
    names = [f"owner/name-{number}" for number in range(200)]
    tuned = [name for name in names if half_of(name) == "tune"]
    assert 70 < len(tuned) < 130
    assert [half_of(name.upper()) for name in names] == [half_of(name) for name in names]


def test_a_list_names_repositories(tmp_path: Path) -> None:
    """Remarks are left out; what is none is said."""
    (tmp_path / "people.txt").write_text("# Go\njunegunn/fzf  # large\n\nmvdan/sh\njunegunn/fzf\n")
    assert read_list(tmp_path / "people.txt") == ["junegunn/fzf", "mvdan/sh"]
    (tmp_path / "people.txt").write_text("fzf\n")
    with pytest.raises(WrongSetting, match="owner/name"):
        read_list(tmp_path / "people.txt")
    with pytest.raises(WrongSetting, match="nobody"):
        read_list(tmp_path / "nobody.txt")


@pytest.mark.parametrize("form", ["engine+bank", "engine/bank", "engine/bank.git", "engine+bank/repo/.git"])
def test_mirrors_may_lie_in_any_of_the_usual_forms(tmp_path: Path, form: str) -> None:
    """As `git clone` and `git clone --mirror` leave them."""
    (tmp_path / form).mkdir(parents=True)
    (tmp_path / form / "HEAD").touch()
    assert mirror_of("engine/bank", tmp_path) == tmp_path / form
