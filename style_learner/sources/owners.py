"""Whose a project is, as its git remote tells."""

import re
from pathlib import Path

__all__ = ["owner_in", "owner_of"]

_REMOTE = re.compile(r'^\[remote "([^"]+)"\]\s*$(?:\n(?!\[).*)*?\n\s*url\s*=\s*(\S+)', re.MULTILINE)
_ADDRESS = re.compile(r"(?:\w+://(?:[^@/]+@)?|[^@/:]+@)([\w.-]+)(?::\d+(?=/))?[:/]+(.+)")
_MOST_BYTES = 100_000


def owner_of(project: str) -> str:
    """Return host and owner of a project's remote, ``origin`` before others; empty where there is none.

    Reads one small file.
    """
    for folder in (Path(project), *Path(project).parents) if project else ():
        git = folder / ".git"
        if git.exists():
            return _owner_by(_config_of(git))
    return ""


def owner_in(address: str) -> str:
    """Return host and owner in a remote's address; empty for a folder.

    >>> owner_in("git@github.com:Ada/shop.git"), owner_in("https://ada:key@git.example.org:8443/tools/ci/lint")
    ('github.com/ada', 'git.example.org/tools')
    >>> owner_in("/srv/git/shop.git")
    ''
    """
    found = _ADDRESS.match(address)
    return f"{found[1]}/{found[2].strip('/').split('/')[0]}".lower() if found else ""


def _config_of(git: Path) -> Path:
    if git.is_dir():
        return git / "config"
    try:  # a worktree's or a submodule's, which names the folder
        folder = git.parent / git.read_text(encoding="utf-8").removeprefix("gitdir:").strip()
        common = folder / "commondir"
        return (folder / common.read_text(encoding="utf-8").strip() if common.is_file() else folder) / "config"
    except (OSError, UnicodeDecodeError):
        return git


def _owner_by(config: Path) -> str:
    try:
        with config.open(encoding="utf-8", errors="replace") as stream:
            remotes = dict(_REMOTE.findall(stream.read(_MOST_BYTES)))
    except OSError:
        return ""
    address = remotes.get("origin") or next(iter(remotes.values()), "")
    return owner_in(address)
