"""What may be done with a file, by its name, its content and the project's ignore files.

Two rules. *Completing in* a file is refused where it may hold secrets, or where ``.gitignore``, ``.lampignore`` or
git's own exclude file names it. *Learning from* it is refused there too, and where nobody wrote it by hand: vendored,
built, generated, packed, binary, too large. The project's files may take back (``!path``) what an outer one of them
says, but not what is built in. Every refusal is told by its true reason, in a few words.
"""

import os
import re
from pathlib import Path
from typing import NamedTuple

from pathspec import GitIgnoreSpec

from style_learner.sources.files import MAX_BYTES, MAX_NOTEBOOK_BYTES, language_of

_LOOKED_AT_BYTES = 8_192
"""Git looks at as many to tell a binary file."""
_LONG_LINE_BYTES = 5_000
"""A line of packed code; lines that people write are shorter."""
_IGNORE_FILES = (".git/info/exclude", ".gitignore", ".lampignore")
"""The weakest first; all three speak of paths relative to the folder that holds them."""
SECRETS = "may hold secrets"


def _rules(words: str) -> GitIgnoreSpec:
    return GitIgnoreSpec.from_lines(words.split())


_SECRETS = _rules("""
    .env .env.* *.env .envrc *.pem *.key *.p12 *.pfx *.jks *.keystore *.kdbx *.ppk *.asc *.gpg *.ovpn
    id_rsa* id_dsa* id_ecdsa* id_ed25519* .npmrc .pypirc .netrc _netrc .pgpass .my.cnf .git-credentials .htpasswd
    .dockercfg .docker/config.json .config/gcloud/
    credentials *credentials*.json *credentials*.yml *credentials*.yaml
    secrets *.secret *.secrets service-account*.json *.tfstate *.tfstate.* *.tfvars
""")
_CALLED_SECRETS = _rules("credentials.* secrets.*")
"""Data by this name is secret; a module of code is code about secrets, and its developer wants it completed."""
_MOSTLY_DATA = frozenset({"shellscript", "powershell", "sql"})
"""Scripts that set what they are called after."""
_SECRET_FOLDERS = frozenset({".ssh", ".aws", ".azure", ".gnupg", ".kube", ".password-store"})
"""Wherever they are, also above a project."""
_NOT_WRITTEN_HERE = (
    ("vendored", _rules("""
        node_modules/ bower_components/ jspm_packages/ site-packages/ vendor/ vendored/ _vendor/ third_party/
        third-party/ Pods/ Carthage/ .yarn/ .pnpm-store/
    """)),
    ("in a virtual environment", _rules(".venv/ venv/ .virtualenv/")),
    ("a tool's own", _rules("""
        .git/ .hg/ .svn/ __pycache__/ .tox/ .nox/ .eggs/ *.egg-info/ .mypy_cache/ .pytest_cache/ .ruff_cache/
        .ipynb_checkpoints/ .gradle/ .terraform/
    """)),
    ("built from other files", _rules("""
        /dist/ /build/ /target/ /coverage/ /htmlcov/ .next/ .nuxt/ .svelte-kit/ *.bundle.js *.map
    """)),
    ("minified", _rules("*.min.js *.min.css *.min.mjs")),
    ("a lock file", _rules("*.lock package-lock.json npm-shrinkwrap.json pnpm-lock.yaml go.sum")),
    ("generated", _rules("""
        *_pb2.py *_pb2_grpc.py *_pb2.pyi *.pb.go *.pb.cc *.pb.h *.g.dart *.generated.* *_generated.* *.gen.go *.gen.ts
    """)),
)  # fmt: skip
_GENERATED = re.compile(
    rb"""^\s*(?:\#|//|/\*|\*|--|;|%|<!--|\"{3}|'{3})(?:.*(?:@generated\b|code\ generated\ by|auto-?generated\b)
    |(?:.*[.;:!,(*#/\-]|)\s*do\ not\ (?:edit|modify)\b)""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
"""A comment in which a generator says that it wrote the file; not one that only speaks of such files."""
_MARKED_LINES = 5


class _IgnoreFile(NamedTuple):
    path: Path
    spec: GitIgnoreSpec
    lines: tuple[int, ...]
    """The line of each of the spec's patterns."""


class IgnoreRules:
    """What is passed over in one project; :attr:`is_stale` says when its ignore files have changed.

    The ignore files above a project that lies in a larger repository count too, unless they pass over the project
    as a whole: who opens it wants it. A file in no project is judged by the built-in rules and by the ignore files
    above it, up to its repository's.
    """

    def __init__(self, project_root: Path | str | None) -> None:
        self._files: dict[Path, list[_IgnoreFile]] = {}
        self._stamps: dict[Path, tuple[int, int] | None] = {}
        self._project = _plain(project_root) if project_root else None
        self._top = (self._project and _repository(self._project)) or self._project
        if self._project and self._top != self._project and self._by_ignore_files(self._project, self._top):
            self._top = self._project

    def why_not_complete_in(self, path: Path | str) -> str | None:
        """Return in a few words why nothing is suggested in a file, or None; the file need not be there."""
        file = self._file(path)
        name = file.relative_to(self._top_of(file) or file.anchor).as_posix()
        return (SECRETS if _is_secret(file, name) else None) or self._by_ignore_files(file, self._top_of(file))

    def why_not_learn_from(self, path: Path | str, content: bytes | None = None) -> str | None:
        """Return in a few words why nothing is learned from a file, or None; ``content`` is what an editor holds."""
        file = self._file(path)
        top = self._top_of(file)
        name = file.relative_to(top or file.anchor).as_posix()
        if _CALLED_SECRETS.match_file(name.lower()):
            return SECRETS
        return (
            self.why_not_complete_in(path)
            or _not_written_here(file, name, top)
            or (_by_content(file) if content is None else content_reason(content))
        )

    @property
    def is_stale(self) -> bool:
        """Whether an ignore file that was read is another one now; looks at the disk."""
        return any(_stamp(file) != stamp for file, stamp in self._stamps.items())

    def _file(self, path: Path | str) -> Path:
        return _plain(self._project / path if self._project else path)

    def _by_ignore_files(self, file: Path, top: Path | None) -> str | None:
        """Ask for each folder on the way and then the file; an ignored folder takes all that is in it along."""
        root = top or Path(file.anchor)
        places = [place for place in reversed(file.parents) if root in place.parents]
        for place in (*places, file):
            reason = self._said_of(place, root, is_folder=place != file)
            if reason:
                return reason
        return None

    def _said_of(self, place: Path, root: Path, *, is_folder: bool) -> str | None:
        """Return what the strongest ignore file that speaks of ``place`` says: the innermost, the later by name."""
        reason = None
        for folder in reversed(place.parents):
            if folder == root or root in folder.parents:
                name = place.relative_to(folder).as_posix() + "/" * is_folder
                for source in self._ignore_files_in(folder):
                    verdict = source.spec.check_file(name)
                    if verdict.include is not None and verdict.index is not None:
                        said = f"{source.path.relative_to(root).as_posix()}:{source.lines[verdict.index]}"
                        reason = f"listed in {said}" if verdict.include else None
        return reason

    def _ignore_files_in(self, folder: Path) -> list[_IgnoreFile]:
        """Return a folder's ignore files, the weakest first."""
        if folder not in self._files:
            files = [folder / name for name in _IGNORE_FILES]
            self._stamps |= {file: _stamp(file) for file in files}
            self._files[folder] = [found for file in files if (found := _read(file))]
        return self._files[folder]

    def _top_of(self, file: Path) -> Path | None:
        """Return the folder whose ignore files are the outermost that count, or None outside of any project."""
        if self._project and self._project in file.parents:
            return self._top
        return _repository(file.parent)


def _is_secret(file: Path, name: str) -> bool:
    if _SECRETS.match_file(name.lower()) or _SECRET_FOLDERS.intersection(file.parts):
        return True
    return _CALLED_SECRETS.match_file(name.lower()) and language_of(file) in {None, *_MOSTLY_DATA}


def _not_written_here(file: Path, name: str, top: Path | None) -> str | None:
    if by_name := next((reason for reason, rules in _NOT_WRITTEN_HERE if rules.match_file(name)), None):
        return by_name
    inside = [folder for folder in file.parents if top is None or top in folder.parents]
    return "in a virtual environment" if any((folder / "pyvenv.cfg").exists() for folder in inside) else None


def _plain(path: Path | str) -> Path:
    # Not resolve(): a link is judged where it is seen, as git does.
    return Path(os.path.abspath(path))  # noqa: PTH100


def _repository(folder: Path) -> Path | None:
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), None)


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _read(file: Path) -> _IgnoreFile | None:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        numbers = tuple(number for number, line in enumerate(lines, 1) if line)  # empty ones are no patterns
        return _IgnoreFile(file, GitIgnoreSpec.from_lines(lines), numbers)
    except (OSError, ValueError):
        return None


def _by_content(file: Path) -> str | None:
    """Judge a file on disk; a notebook only by its size, since its pictures are not what its author wrote."""
    most = MAX_NOTEBOOK_BYTES if file.suffix.lower() == ".ipynb" else MAX_BYTES
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            start = opened.read(_LOOKED_AT_BYTES)
    except OSError:
        return None
    if size > most:
        return f"larger than {most // 1_000_000} MB"
    return content_reason(start) if most == MAX_BYTES else None


def content_reason(start: bytes) -> str | None:
    """Return why nothing is learned from a file that begins so, or None: binary, packed or generated.

    >>> content_reason(b"# Code generated by tool. DO NOT EDIT.")
    'generated'
    """
    start = start[:_LOOKED_AT_BYTES]
    if b"\0" in start:
        return "binary"
    lines = start.split(b"\n")
    if any(len(line) > _LONG_LINE_BYTES for line in lines):
        return "packed"
    return "generated" if _GENERATED.search(b"\n".join(lines[:_MARKED_LINES])) else None
