"""Code of one project is shown in another only where both have the same owner."""

import subprocess
from pathlib import Path

import pytest

from style_learner.learner import Learner
from style_learner.ngrams.nested import PersonalNgrams, TokenizedText
from style_learner.ngrams.pre_tokenizer import PreTokenizer, PreTokenTail
from style_learner.prompts.window import Window
from style_learner.sources.owners import owner_of
from style_learner.types import CursorContext

OF_ACME = "def invoice_for(order):\n    return acme_tariff(order, client='ACME')\n"


def project(folder: Path, remote: str = "") -> str:
    """Make a repository, with a remote where one is named."""
    folder.mkdir()
    subprocess.run(["git", "init", "-q", folder], check=True)
    if remote:
        subprocess.run(["git", "-C", folder, "remote", "add", "upstream", "https://example.org/other/x"], check=True)
        subprocess.run(["git", "-C", folder, "remote", "add", "origin", remote], check=True)
    return folder.as_posix()


def test_an_owner_is_read_from_the_remote_of_the_repository(tmp_path: Path) -> None:
    """Of a folder inside and of a worktree too; without a remote there is none."""
    shop = project(tmp_path / "shop", "git@github.com:Ada/shop.git")
    (tmp_path / "shop" / "inside").mkdir()
    worktree, inner = tmp_path / "worktree", tmp_path / "shop" / ".git" / "worktrees" / "worktree"
    inner.mkdir(parents=True)
    (inner / "commondir").write_text("../..\n")
    worktree.mkdir()
    (worktree / ".git").write_text(f"gitdir: {inner}\n")

    assert {owner_of(one) for one in (shop, f"{shop}/inside", str(worktree))} == {"github.com/ada"}
    assert owner_of(project(tmp_path / "alone")) == owner_of("") == ""


@pytest.mark.parametrize(
    ("here", "there", "shown"),
    [
        ("git@github.com:ada/shop.git", "https://github.com/Ada/bank", True),
        ("git@github.com:ada/shop.git", "git@github.com:acme/bank.git", False),
        ("git@github.com:ada/shop.git", "", False),
        ("", "", False),
    ],
)
def test_code_comes_back_in_projects_of_its_owner_alone(
    learner: Learner, tmp_path: Path, here: str, there: str, *, shown: bool
) -> None:
    """A developer with two clients shows neither's code to the other's prompts."""
    shop, bank = project(tmp_path / "shop", here), project(tmp_path / "bank", there)
    learner.writer.learn_document(f"{bank}/client.py", "python", OF_ACME, bank, saved=True)
    learner.writer.learn_document(f"{shop}/keep.py", "python", "def keep(x):\n    return x\n", shop, saved=True)
    place = CursorContext(f"{shop}/new.py", "python", "def invoice_for(order):\n    ", "\n", shop)

    found = learner.advice.retrieve("editor", place, limit=5, window=Window(place.prefix, place.suffix))

    assert any("acme_tariff" in one.snippet.text for one in found) is shown
    assert learner.advice.sharing.allows(shop, bank) is shown


def test_ngrams_of_other_owners_say_nothing() -> None:
    """What is counted in projects that share nothing leaves the model alone."""
    words = PreTokenizer()
    own = PersonalNgrams([TokenizedText("/bank", "y.py", tuple(words.tokens("total = price\n" * 9)))])
    before = "total ="

    def steps(project: str) -> int:
        tail = PreTokenTail(before, words)
        cache = own.at("/shop", words.tokens(before), (), tail, shared=lambda other: other == project)
        return len(cache.after(()).steps)

    assert steps("/bank") > 0
    assert steps("/shop") == 0
