"""What a workspace gives to learn from, and whose it is called."""

import subprocess
from pathlib import Path

import pytest

from style_learner.errors import NotAvailable, WrongSetting
from style_learner.privacy.ignore import IgnoreRules
from style_learner.sources.folder import Limits, OwnFile, Survey, files_of, survey
from style_learner.sources.git import Repository
from style_learner.types import Source
from tests.unit.style_learner.sources.conftest import History

BOB = "Bob Babbage <bob@example.org>"
OWN = "def mine():\n    total = 1\n    return total\n"
OTHERS = "def theirs():\n    count = 2\n    other = 3\n    return count + other\n"


def _nothing_ignored(_: Path) -> None:
    return None


def _survey(folder: Path, *also_mine: str, everything_is_mine: bool = False) -> Survey:
    return survey(folder, _nothing_ignored, also_mine=also_mine, everything_is_mine=everything_is_mine)


def _files(folder: Path, *also_mine: str, everything_is_mine: bool = False) -> dict[str, OwnFile]:
    found = _survey(folder, *also_mine, everything_is_mine=everything_is_mine)
    return {file.path: file for file in files_of(found)}


def _sources(folder: Path, *also_mine: str) -> dict[str, Source]:
    return {path: file.source for path, file in _files(folder, *also_mine).items()}


def test_a_file_is_its_only_authors(history: History) -> None:
    """What the developer alone touched is written by them; what others alone touched is the project's."""
    history.commit(mine_py=OWN)
    history.commit(BOB, theirs_py=OTHERS)

    assert _sources(history.folder) == {"mine.py": Source.WRITTEN, "theirs.py": Source.PROJECT}


def test_most_lines_decide_a_shared_file(history: History) -> None:
    """A file of two authors is the developer's when most of its lines are, and else gives their lines alone."""
    history.commit(most_py=OWN * 3, few_py=OTHERS * 3)
    history.commit(BOB, most_py=OWN * 3 + OTHERS, few_py=OTHERS * 12)
    history.commit(few_py=OTHERS * 12 + OWN)

    files = _files(history.folder)

    assert files["most.py"].source is Source.WRITTEN
    assert files["most.py"].share_own == pytest.approx(9 / 13)
    assert files["few.py"].source is Source.PROJECT
    assert (48, 50) in files["few.py"].own_runs


def test_the_newest_of_their_own_comes_first(history: History) -> None:
    """The developer's files come before others', and in both the last written first."""
    history.commit(old_py=OWN)
    history.commit(BOB, others_old_py=OTHERS)
    history.commit(new_py=OWN)
    history.commit(BOB, others_new_py=OTHERS)

    files = list(files_of(_survey(history.folder)))

    assert [file.path for file in files] == ["new.py", "old.py", "others_new.py", "others_old.py"]
    assert files[0].at == files[1].at + 2 * 86_400


def test_progress_runs_to_the_end(history: History) -> None:
    """Progress counts every candidate, and ends with all of them done."""
    history.commit(one_py=OWN, two_py=OWN)
    seen: list[tuple[int, int]] = []

    list(files_of(_survey(history.folder), lambda done, total: seen.append((done, total))))

    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_one_person_under_several_addresses(history: History) -> None:
    """An old address with the same full name, and one that the mailmap joins, are the developer."""
    history.commit("Ada Lovelace <ada@old.example>", home_py=OWN)
    history.commit("aal <countess@example.org>", work_py=OWN)
    (history.folder / ".mailmap").write_text("Ada Lovelace <ada@engine.example> <countess@example.org>\n")
    history.commit(BOB, theirs_py=OTHERS)

    sources = _sources(history.folder)

    assert sources["home.py"] is sources["work.py"] is Source.WRITTEN
    assert sources["theirs.py"] is Source.PROJECT


def test_an_address_used_in_this_clone_is_the_developers(history: History) -> None:
    """Who committed from this clone before is the developer, whatever the configuration says now."""
    history.git("config", "user.email", "a@former.example")
    history.git("config", "user.name", "A")
    history.write({"before.py": OWN})
    history.git("add", "--all")
    history.git("commit", "--quiet", "--message", "Before")
    history.git("config", "user.email", "ada@engine.example")

    assert _sources(history.folder) == {"before.py": Source.WRITTEN}


def test_a_history_without_the_developer_says_so(history: History) -> None:
    """Somebody else's repository gives nothing as written, says that nobody is known, and names its authors."""
    history.commit(BOB, theirs_py=OTHERS)

    found = _survey(history.folder)

    assert found.nobody_known
    assert [(author.email, commits) for author, commits in found.authors] == [("bob@example.org", 1)]
    assert _sources(history.folder) == {"theirs.py": Source.PROJECT}
    assert _sources(history.folder, "bob@example.org") == {"theirs.py": Source.WRITTEN}


@pytest.mark.parametrize(
    ("credit", "source"),
    [
        ("Co-authored-by: Claude <noreply@example.org>", Source.PROJECT),
        ("🤖 Generated with [Claude Code](https://example.org)\n\nSigned-off-by: Ada", Source.PROJECT),
        ("Move the cursor to where copilot suggests, as generated by it", Source.WRITTEN),
    ],
)
def test_what_a_tool_wrote_is_not_the_developers(history: History, credit: str, source: Source) -> None:
    """Commits that credit a code-writing tool don't show how the developer writes; those that speak of one do."""
    history.commit(tool_py=OWN, message=f"Add\n\n{credit}")

    assert _sources(history.folder) == {"tool.py": source}


def test_a_rename_does_not_change_the_author(history: History) -> None:
    """A file that somebody moved, and one moved with small changes, remain the developer's."""
    history.commit(old_py=OWN * 5)
    history.git("mv", "old.py", "moved.py")
    history.commit(BOB, "Move")
    history.commit(moved_py=OWN * 6)

    files = _files(history.folder)

    assert files["moved.py"].share_own == 1


def test_a_shallow_clone_credits_nobody_with_what_lay_before_the_cut(history: History, tmp_path: Path) -> None:
    """The oldest commit of a shallow clone seems to add every file; that makes nobody their author."""
    history.commit(BOB, theirs_py=OTHERS)
    history.commit(mine_py=OWN)
    subprocess.run(["git", "clone", "--quiet", "--depth=1", history.folder.as_uri(), str(tmp_path / "cut")], check=True)

    found = _survey(tmp_path / "cut", "ada@engine.example")

    assert found.shallow
    assert _sources(tmp_path / "cut", "ada@engine.example") == {"mine.py": Source.PROJECT, "theirs.py": Source.PROJECT}


def test_a_partial_clone_is_read_without_the_network(history: History, tmp_path: Path) -> None:
    """Where files of the past are missing, nothing is fetched and what is here is read."""
    history.commit(mine_py=OWN * 4)
    history.commit(BOB, mine_py=OWN * 5, theirs_py=OTHERS)
    history.git("config", "uploadpack.allowFilter", "true")
    clone = ["git", "clone", "--quiet", "--filter=blob:none", history.folder.as_uri(), str(tmp_path / "partial")]
    subprocess.run(clone, check=True)

    files = _files(tmp_path / "partial", "ada@engine.example")

    assert set(files) == {"mine.py", "theirs.py"}
    assert files["theirs.py"].source is Source.PROJECT


def test_a_bare_repository_is_read(history: History, tmp_path: Path) -> None:
    """Without a work tree the files are read from the last commit."""
    history.commit(mine_py=OWN)
    subprocess.run(["git", "clone", "--quiet", "--bare", str(history.folder), str(tmp_path / "bare.git")], check=True)

    files = _files(tmp_path / "bare.git", "ada@engine.example")

    assert files["mine.py"].text == OWN
    assert files["mine.py"].source is Source.WRITTEN


def test_a_worktree_is_read(history: History, tmp_path: Path) -> None:
    """A linked work tree is as good as the first."""
    history.commit(mine_py=OWN)
    history.git("worktree", "add", "--quiet", str(tmp_path / "second"))

    assert _sources(tmp_path / "second") == {"mine.py": Source.WRITTEN}


def test_links_and_submodules_are_not_followed(history: History, tmp_path: Path) -> None:
    """Only regular files of the repository itself are read."""
    inner = History(tmp_path / "inner")
    inner.commit(inner_py=OWN)
    history.commit(mine_py=OWN)
    (history.folder / "link.py").symlink_to(tmp_path / "inner" / "inner.py")
    history.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(inner.folder), "sub")
    history.commit()

    assert set(_files(history.folder)) == {"mine.py"}


def test_a_part_of_a_repository_is_a_workspace(history: History) -> None:
    """A workspace inside a repository gives its own files, named from there."""
    history.commit(app__mine_py=OWN, other_py=OWN)
    history.commit(BOB, app__mine_py=OWN * 2 + OTHERS)

    files = _files(history.folder / "app")

    assert set(files) == {"mine.py"}
    assert 0 < files["mine.py"].share_own < 1


def test_names_of_every_kind_are_found(history: History) -> None:
    """Blanks, other scripts, globs and line breaks in names are only names."""
    names = {"a b.py", "größe.py", "[x]*.py", "line\nbreak.py"}
    history.write(dict.fromkeys(names, OWN))
    history.commit()
    history.write(dict.fromkeys(names, OWN + OTHERS))
    history.commit(BOB)

    files = _files(history.folder)

    assert set(files) == names
    assert {0 < file.share_own < 1 for file in files.values()} == {True}


def test_before_the_first_commit_a_repository_is_a_folder(history: History) -> None:
    """An empty repository says nothing about authors."""
    history.write({"draft.py": OWN})

    assert not _survey(history.folder).version_control
    assert _sources(history.folder) == {"draft.py": Source.PROJECT}


def test_a_folder_without_history_is_the_callers_word(tmp_path: Path) -> None:
    """Without git every file is the developer's if the caller says so, and nobody's else."""
    (tmp_path / "plain").mkdir()
    (tmp_path / "plain" / "mine.py").write_text(OWN)

    assert _files(tmp_path / "plain")["mine.py"].source is Source.PROJECT
    assert _files(tmp_path / "plain", everything_is_mine=True)["mine.py"].source is Source.WRITTEN


def test_everything_is_mine_outweighs_git(history: History) -> None:
    """Where the caller says so, other people's commits count as the developer's too."""
    history.commit(BOB, theirs_py=OTHERS)

    assert _files(history.folder, everything_is_mine=True)["theirs.py"].source is Source.WRITTEN
    assert not _survey(history.folder, everything_is_mine=True).nobody_known


def test_ignored_files_are_passed_over(history: History) -> None:
    """What the ignore rules pass over (secrets, vendored, generated) and what is no code never shows up."""
    history.commit(
        mine_py=OWN,
        secrets_py=OWN,
        vendor__lib_py=OWN,
        gen_py="# Code generated by a tool, do not edit\n",
        notes_txt="x",
    )

    found = survey(history.folder, IgnoreRules(history.folder).why_not_learn_from)

    assert [file.path for file in files_of(found)] == ["mine.py"]


def test_ignored_folders_are_not_walked(tmp_path: Path) -> None:
    """In a folder without history no time goes into packages."""
    (tmp_path / "node_modules" / "deep" / "inside").mkdir(parents=True)
    (tmp_path / "mine.py").write_text(OWN)
    rules, asked = IgnoreRules(tmp_path), list[Path]()

    def ignored(path: Path) -> str | None:
        asked.append(path)
        return rules.why_not_learn_from(path)

    found = survey(tmp_path, ignored, everything_is_mine=True)

    assert [one.path for one in found.candidates] == ["mine.py"]
    assert not any("deep" in path.parts for path in asked)


def test_running_out_of_time_falls_back_on_commits(history: History) -> None:
    """When there is no time to blame, the share of the commits stands for that of the lines."""
    history.commit(shared_py=OWN)
    history.commit(BOB, shared_py=OWN + OTHERS)
    history.commit(shared_py=OWN + OTHERS + OWN)

    (file,) = files_of(_survey(history.folder), limits=Limits(blame_s=0))

    assert file.share_own == pytest.approx(2 / 3)


def test_a_walk_cut_short_decides_nothing_by_itself(history: History) -> None:
    """When older commits were not seen, a file seen with one author alone is still looked at line by line."""
    history.commit(BOB, shared_py=OTHERS * 3)
    history.commit(shared_py=OTHERS * 3 + OWN)

    found = survey(history.folder, _nothing_ignored, limits=Limits(commits=1))
    (file,) = files_of(found)

    assert not found.complete
    assert file.source is Source.PROJECT


def test_nothing_that_a_repository_configures_is_run(history: History, tmp_path: Path) -> None:
    """Hooks, file monitors, pagers, external diffs and text converters stay asleep."""
    history.commit(mine_py=OWN)
    history.commit(BOB, mine_py=OWN + OTHERS)
    trap = tmp_path / "trap.sh"
    trap.write_text(f'#!/bin/sh\ntouch {tmp_path}/sprung\ncat "$1"\n')
    trap.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "diff.external", "diff.t.textconv", "diff.t.command", "filter.t.clean"):
        history.git("config", key, str(trap))
    (history.folder / ".git" / "info" / "attributes").write_text("*.py diff=t filter=t\n")

    files = _files(history.folder)

    assert 0 < files["mine.py"].share_own < 1
    assert not (tmp_path / "sprung").exists()


def test_a_hooks_environment_does_not_mislead(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``GIT_DIR`` of another repository, as a hook sets it, is not obeyed."""
    history.commit(mine_py=OWN)
    monkeypatch.setenv("GIT_DIR", str(History(tmp_path / "other").folder / ".git"))

    assert set(_files(history.folder)) == {"mine.py"}


def test_without_git_the_caller_is_told(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    """A missing program is said in words, with the next step."""
    monkeypatch.setenv("PATH", "")

    with pytest.raises(NotAvailable, match="Install git"):
        _survey(history.folder)


def test_another_users_repository_asks_for_trust(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What git refuses because of its owner names the command that trusts it."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho \"fatal: detected dubious ownership in repository at '$PWD'\" >&2\nexit 128\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))

    with pytest.raises(WrongSetting, match=r"safe\.directory"):
        _survey(history.folder)


def test_no_repository_is_no_error(tmp_path: Path) -> None:
    """A folder outside any repository is simply not in one."""
    (tmp_path / "plain").mkdir()

    assert Repository.find(tmp_path / "plain") is None
