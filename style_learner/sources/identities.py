"""Which authors of a history are the developer at this machine.

People commit under several addresses: work and home, a host's no-reply address, an old one. Two authors are
taken for one person when they share an address, or a full name.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from style_learner.sources.git import Identity, Repository


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, by all the names and addresses known of them; compared without case."""

    emails: frozenset[str]
    names: frozenset[str]

    def is_author(self, identity: Identity) -> bool:
        """Say whether ``identity`` is this person."""
        return identity.email.casefold() in self.emails or _full_name(identity.name) in self.names

    @classmethod
    def of(cls, identities: Iterable[Identity]) -> "Person":
        """Take all of these for one person."""
        known = list(identities)
        names = {_full_name(identity.name) for identity in known} - {""}
        return cls(frozenset(identity.email.casefold() for identity in known if identity.email), frozenset(names))


def developer_of(repository: Repository, also: Collection[str] = ()) -> Person:
    """Gather who the developer is: as configured, as they moved HEAD in this clone, and by the addresses ``also``."""
    names = repository.configured("user.name") or [""]
    emails = [*repository.configured("user.email"), *also]
    configured = [Identity(name, email) for name in names for email in emails]
    mapped = [repository.mapped(identity) for identity in configured]
    return Person.of([*configured, *mapped, *repository.users_of_this_clone()])


def _full_name(name: str) -> str:
    """Return a name fit for comparing; empty for a single word, which several people may share.

    >>> _full_name("Ada  Lovelace")
    'ada lovelace'
    >>> _full_name("root")
    ''
    """
    words = name.casefold().split()
    return " ".join(words) if len(words) > 1 else ""
