"""The branch that plugin managers take, made in a clone."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.e2e.editors.neovims import REPOSITORY, program

PACK = """
vim.pack.add({{ {{ src = 'file://{clone}', version = 'nvim' }} }}, {{ confirm = false }})
require('lamp').setup {{ mappings = true }}
"""


def git(folder: Path, *arguments: str) -> str:
    """Run git as somebody who is nobody."""
    who = {f"GIT_{role}_{what}": "x@y.z" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **who}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Give a clone of this repository whose branch is made."""
    git(tmp_path, "clone", "--quiet", "--no-tags", str(REPOSITORY), "clone")
    folder = tmp_path / "clone"
    make(folder)
    return folder


def make(folder: Path) -> None:
    """Make the branch."""
    who = {f"GIT_{role}_{what}": "x@y.z" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    subprocess.run(
        [folder / "scripts" / "make_nvim_plugin.sh"], env={**os.environ, **who}, check=True, capture_output=True
    )


def test_the_branch_is_the_plugin_and_the_licence(clone: Path) -> None:
    """Its root is editors/nvim, as it is committed."""
    there = git(clone, "ls-tree", "-r", "--name-only", "nvim").splitlines()

    assert {*there} - {"LICENSE"} == {*git(clone, "ls-tree", "-r", "--name-only", "HEAD:editors/nvim").splitlines()}
    assert {"LICENSE", "doc/tags", "plugin/lamp.lua", "lua/lamp/init.lua"} <= {*there}


def test_a_release_adds_a_commit_where_the_plugin_changed(clone: Path) -> None:
    """Whoever has the branch can go on from there, and the working tree is left as it was."""
    before = git(clone, "rev-parse", "nvim")
    make(clone)
    unchanged = git(clone, "rev-parse", "nvim")
    (clone / "editors" / "nvim" / "README.md").write_text("# Anew\n", encoding="utf-8")
    git(clone, "commit", "--quiet", "--all", "--message", "Change the plugin")
    make(clone)

    assert unchanged == before
    assert git(clone, "rev-parse", "nvim^") == before
    assert git(clone, "show", "nvim:README.md") == "# Anew"
    assert git(clone, "status", "--porcelain") == ""


def test_neovims_own_package_manager_takes_it_by_address(clone: Path, tmp_path: Path) -> None:
    """In an empty home: installed by the repository's address, set up, and `:help lamp` opens."""
    init = tmp_path / "config" / "nvim" / "init.lua"
    init.parent.mkdir(parents=True)
    init.write_text(PACK.format(clone=clone), encoding="utf-8")
    folders = {f"XDG_{kind}_HOME": str(tmp_path / kind.lower()) for kind in ("CONFIG", "DATA", "STATE", "CACHE")}

    done = subprocess.run(
        [program("nvim-newest"), "--headless", "+help lamp", "+echo expand('%:p')", "+Lamp!", "+quitall"],
        env={**os.environ, **folders, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )

    assert "site/pack/core/opt/clone/doc/lamp.txt" in done.stderr
    assert "E477" in done.stderr, "the command is there, and takes no bang"
