import shutil
import subprocess
from pathlib import Path

import pytest

from style_learner.privacy.ignore import IgnoreRules, content_reason
from style_learner.sources.files import MAX_BYTES, MAX_NOTEBOOK_BYTES


def write(path: Path, content: str | bytes = "x = 1\n") -> Path:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    "name",
    [
        ".env",
        "deploy/.env.local",
        "prod.env",
        "server.pem",
        "Server.KEY",
        "id_rsa",
        "id_ed25519.pub",
        "store.p12",
        ".npmrc",
        ".pypirc",
        ".netrc",
        "credentials",
        "credentials.json",
        "google-credentials-2.json",
        "config/secrets.yml",
        ".ssh/config",
        ".aws/credentials",
        "main.tfvars",
    ],
)
def test_files_that_may_hold_secrets_are_passed_over(tmp_path: Path, name: str) -> None:
    """In a project and outside of any, whether they are there or not, and whatever the project says."""
    write(tmp_path / ".lampignore", "!*\n")

    for root, file in ((tmp_path, name), (None, tmp_path / name)):
        assert IgnoreRules(root).why_not_learn_from(file) == "may hold secrets"
        assert IgnoreRules(root).why_not_complete_in(file) == "may hold secrets"


@pytest.mark.parametrize("name", ["app/credentials.py", "secrets.go", "src/secrets.test.ts", "Credentials.java"])
def test_a_module_about_secrets_is_code(tmp_path: Path, name: str) -> None:
    """It is completed in like any other; what it holds may be secret all the same, so nothing is learned from it."""
    assert IgnoreRules(tmp_path).why_not_complete_in(name) is None
    assert IgnoreRules(tmp_path).why_not_learn_from(name) == "may hold secrets"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("node_modules/left/index.js", "vendored"),
        ("web/node_modules/left/index.js", "vendored"),
        ("lib/python3.11/site-packages/numpy/core.py", "vendored"),
        ("vendor/left/left.go", "vendored"),
        ("third_party/zlib/zlib.c", "vendored"),
        (".venv/lib/site.py", "in a virtual environment"),
        ("static/jquery.min.js", "minified"),
        ("package-lock.json", "a lock file"),
        ("Cargo.lock", "a lock file"),
        ("api/shop_pb2.py", "generated"),
        ("dist/shop.js", "built from other files"),
        ("build/main.c", "built from other files"),
        ("target/debug/main.rs", "built from other files"),
        ("static/shop.js.map", "built from other files"),
        (".git/hooks/pre-commit", "a tool's own"),
    ],
)
def test_what_nobody_wrote_here_is_completed_in_and_not_learned_from(tmp_path: Path, name: str, reason: str) -> None:
    """Packages, packed and generated code teach nothing of the developer, who may have to change them all the same."""
    assert IgnoreRules(tmp_path).why_not_learn_from(name) == reason
    assert IgnoreRules(tmp_path).why_not_complete_in(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "src/build/cli.ts",
        "environment.py",
        "secretary.py",
        "keys.py",
        "docs/locking.md",
        "untitled:1",
        "credential_store.py",
        "environments/prod.py",
        "pem.go",
    ],
)
def test_ordinary_files_are_not(tmp_path: Path, name: str) -> None:
    """Names that only sound like it are read."""
    assert IgnoreRules(tmp_path).why_not_learn_from(name) is None


def test_a_virtual_environment_is_known_by_its_mark(tmp_path: Path) -> None:
    """Whatever it is called."""
    write(tmp_path / "myenv/pyvenv.cfg")

    assert IgnoreRules(tmp_path).why_not_learn_from("myenv/bin/activate_this.py") == "in a virtual environment"
    assert IgnoreRules(tmp_path).why_not_learn_from("other/bin/activate_this.py") is None


@pytest.mark.parametrize("source", [".gitignore", ".lampignore", ".git/info/exclude"])
def test_every_ignore_file_counts(tmp_path: Path, source: str) -> None:
    """The reason names the one that says so, and its line."""
    write(tmp_path / source, "# mine\nprivate/\n\n*.log\n")
    rules = IgnoreRules(tmp_path)

    for asked in (rules.why_not_learn_from, rules.why_not_complete_in):
        assert asked("private/diary.py") == f"listed in {source}:2"
        assert asked("logs/today.log") == f"listed in {source}:4"
        assert asked("public/diary.py") is None


def test_the_inner_file_and_our_own_have_the_last_word(tmp_path: Path) -> None:
    """As git has it; ``.lampignore`` speaks after ``.gitignore`` of the same folder."""
    write(tmp_path / ".gitignore", "*.sql\n*.csv\n")
    write(tmp_path / ".lampignore", "!*.csv\n")
    write(tmp_path / "db/.gitignore", "!schema.sql\n")
    rules = IgnoreRules(tmp_path)

    assert rules.why_not_learn_from("db/dump.sql") == "listed in .gitignore:1"
    assert rules.why_not_learn_from("db/schema.sql") is None
    assert rules.why_not_learn_from("prices.csv") is None


@pytest.mark.skipif(shutil.which("git") is None, reason="compares with git")
def test_git_agrees(tmp_path: Path) -> None:
    """Of files that no built-in rule is about, exactly those that git passes over are passed over."""
    write(
        tmp_path / ".gitignore",
        "*.log\n!keep.log\n/top\nout/*\n!out/keep/\ndeep/**/x\na?.py\n[bc].py\n# note\n\\#odd\n",
    )
    write(tmp_path / "sub/.gitignore", "*\n!*.py\n!.gitignore\nlocal.py\n")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    names = [
        *(
            "a.log",
            "keep.log",
            "sub/keep.log",
            "top",
            "sub/top",
            "out/a",
            "out/keep/b",
            "deep/x",
            "deep/1/2/x",
            "deep/xy",
        ),
        *(
            "ab.py",
            "abc.py",
            "b.py",
            "d.py",
            "sub/main.py",
            "sub/local.py",
            "sub/data",
            "sub/inner/main.py",
            "#odd",
            "plain",
        ),
    ]
    for name in names:
        write(tmp_path / name)
    told = subprocess.run(
        ["git", "-C", tmp_path, "check-ignore", *names], capture_output=True, text=True, check=False
    ).stdout.splitlines()
    rules = IgnoreRules(tmp_path)

    assert [name for name in names if rules.why_not_learn_from(name)] == [name.strip('"') for name in told]
    assert 0 < len(told) < len(names)


def test_a_project_inside_a_repository_obeys_it(tmp_path: Path) -> None:
    """Whoever opens one folder of a repository still has its rules."""
    write(tmp_path / ".git/HEAD")
    write(tmp_path / ".gitignore", "/app/local.py\n")

    assert IgnoreRules(tmp_path / "app").why_not_learn_from("local.py") == "listed in .gitignore:1"
    assert IgnoreRules(tmp_path / "app").why_not_learn_from("main.py") is None


def test_a_project_that_a_repository_passes_over_is_wanted_all_the_same(tmp_path: Path) -> None:
    """A home folder under git that ignores everything must not silence what is opened in it."""
    write(tmp_path / ".git/HEAD")
    write(tmp_path / ".gitignore", "*\n")
    write(tmp_path / "shop/.gitignore", "*.log\n")
    rules = IgnoreRules(tmp_path / "shop")

    assert rules.why_not_learn_from("cart.py") is None
    assert rules.why_not_learn_from("today.log") == "listed in .gitignore:1"


def test_outside_of_projects_the_ignore_files_above_count(tmp_path: Path) -> None:
    """A file opened by itself is judged like its neighbours."""
    write(tmp_path / "notes/.lampignore", "diary*\n")

    assert (IgnoreRules(None).why_not_learn_from(tmp_path / "notes/diary.py") or "").endswith("notes/.lampignore:1")
    assert IgnoreRules(None).why_not_learn_from(tmp_path / "notes/cart.py") is None
    assert (IgnoreRules(tmp_path / "shop").why_not_learn_from(tmp_path / "notes/diary.py") or "").endswith(
        "notes/.lampignore:1"
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\x7fELF\x00\x00", "binary"),
        (b"var a=1;" * 1_000, "packed"),
        (b"// Code generated by protoc. DO NOT EDIT.\npackage shop\n", "generated"),
        (b"<!-- Autogenerated; do not modify. -->\n", "generated"),
        (b"#!/bin/sh\n# DO NOT EDIT\n", "generated"),
        (b"/**\n * @generated SignedSource<<1>>\n */\n", "generated"),
        (b'"""Finds files that say DO NOT EDIT and edits them."""\n', None),
        (b"MARK = 'do not edit'\n", None),
        (b"x = 1\n" * (MAX_BYTES // 6 + 1), "larger than 1 MB"),
        (b"x = 1\n" * 1_000, None),
        ("größe = 'ä'\n".encode("latin-1"), None),
        (b"", None),
    ],
)
def test_the_content_tells_too(tmp_path: Path, content: bytes, reason: str | None) -> None:
    """Whatever the name says; a text of another encoding is still a text."""
    write(tmp_path / "shop.py", content)

    assert IgnoreRules(tmp_path).why_not_learn_from("shop.py") == reason
    assert IgnoreRules(tmp_path).why_not_complete_in("shop.py") is None


def test_a_notebook_is_not_judged_by_its_pictures(tmp_path: Path) -> None:
    """They stand in its file, in lines as long as they are; its author wrote the cells."""
    write(tmp_path / "plot.ipynb", '{"image/png": "' + "A" * (MAX_BYTES + 1) + '"}')
    write(tmp_path / "huge.ipynb", "x" * (MAX_NOTEBOOK_BYTES + 1))

    assert IgnoreRules(tmp_path).why_not_learn_from("plot.ipynb") is None
    assert IgnoreRules(tmp_path).why_not_learn_from("huge.ipynb") == "larger than 20 MB"


def test_what_an_editor_holds_counts_before_what_is_on_disk(tmp_path: Path) -> None:
    """A file that was generated and is written by hand now is judged as it stands."""
    write(tmp_path / "shop.py", "# Code generated by a tool.\n")

    assert IgnoreRules(tmp_path).why_not_learn_from("shop.py", b"x = 1\n") is None


def test_changed_ignore_files_are_told(tmp_path: Path) -> None:
    """Made, rewritten or removed."""
    rules = IgnoreRules(tmp_path)
    rules.why_not_complete_in("cart.py")
    stale = [rules.is_stale]
    write(tmp_path / ".lampignore", "*.log\n")
    stale.append(rules.is_stale)

    assert stale == [False, True]


def test_a_text_that_is_not_on_disk_can_be_judged() -> None:
    """An editor holds documents that no file holds yet."""
    assert content_reason(b"a\0b") == "binary"
    assert content_reason(b"x = 1\n") is None


def test_an_ignore_file_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    """A folder in its place, or bytes that are no text, do not stop anything."""
    (tmp_path / ".gitignore").mkdir()
    write(tmp_path / ".lampignore", b"\xff\xfe*.log\n\x00")

    assert IgnoreRules(tmp_path).why_not_learn_from("cart.py") is None
