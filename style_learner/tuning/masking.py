"""Names of people and hosts replaced, for samples that leave the machine by their owner's hand.

Secrets went before anything was kept; what is left and still names somebody goes here: addresses, hosts, home folders,
and the full names of those who wrote in the projects. The same name always gets the same stand-in.
"""

import re
import socket
import time
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from style_learner.errors import LampError
from style_learner.sources.git import Repository

COMMITS = 5_000
"""Looked through for the names of authors."""
_EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
_URL_HOST = re.compile(
    r"(?<=://)(?:[^\s/@'\"`<>]+@)?(?P<host>[\w.-]+\.[A-Za-z]{2,}|\d{1,3}(?:\.\d{1,3}){3}|[\w-]+(?=[:/]))"
)
_ADDRESS = re.compile(r"\b(?!(?:127|0)\.)\d{1,3}(?:\.\d{1,3}){3}\b(?!\.)")
_HOME = re.compile(r"(?P<before>(?:/home/|/Users/|[A-Za-z]:\\+Users\\+))(?P<name>[\w.-]+)")
_KEPT_HOSTS = re.compile(r"(?:^|\.)(?:example\.(?:com|org|net)|localhost)$|^(?:127|0)\.")
_LEAST_NAME = 4
_ANY_MACHINE = frozenset({"localhost", "host", "server", "main", "local", "machine", "computer"})
"""Names of a machine that are words of any code."""
_LOOK_S = 20.0


class Masking:
    """Replaces names; remembers what stands for what."""

    def __init__(self, people: Iterable[str] = ()) -> None:
        """Know the full names of ``people`` and the name of this machine; a single word could be any word."""
        full = {" ".join(name.split()) for name in people if len(name.split()) > 1}
        names = full | {
            host for host in (socket.gethostname(),) if host not in _ANY_MACHINE and len(host) >= _LEAST_NAME
        }
        long = sorted((re.escape(name) for name in names), key=lambda one: (-len(one), one))
        self._names = re.compile(rf"(?<![\w])(?:{'|'.join(long)})(?![\w])", re.IGNORECASE) if long else None
        self._stand_ins: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """Return ``text`` without names of people and hosts."""
        text = _EMAIL.sub(lambda found: self._for(found[0], "person{}@example.com"), text)
        text = _URL_HOST.sub(self._host, text)
        text = _ADDRESS.sub(lambda found: self._for(found[0], "192.0.2.{}"), text)
        text = _HOME.sub(lambda found: found["before"] + self._for(found["name"], "person{}"), text)
        return self._names.sub(lambda found: self._for(found[0], "person{}"), text) if self._names else text

    def _host(self, found: "re.Match[str]") -> str:
        host = found["host"]
        return host if _KEPT_HOSTS.search(host) else self._for(host, "host{}.example.com")

    def _for(self, name: str, form: str) -> str:
        if "example.com" in name:
            return name
        number = len(self._stand_ins) + 1
        return self._stand_ins.setdefault(f"{form} {name.casefold()}", form.format(number))


def people_in(projects: Iterable[str], repository: Callable[[Path], Repository | None] = Repository.find) -> set[str]:
    """Return the names of all who committed to these folders, as far as git tells."""
    names: set[str] = set()
    for project in projects:
        try:
            found = repository(Path(project)) if Path(project).is_dir() else None
            if found is not None and found.head():
                commits = islice(found.commits(max_count=COMMITS, deadline=time.monotonic() + _LOOK_S), COMMITS)
                names |= {commit.author.name for commit in commits} | set(found.configured("user.name"))
        except LampError:
            continue
    return names
