"""What a feature is: one countable choice in code, its alternatives in words, and how it is read off a tree.

A feature is a decorated function. ``node_feature`` reads one syntax node and names a choice or none;
``file_feature`` reads a whole file (its lines, its nodes) and yields choices with the line that shows each.
Adding one is adding such a function to a module of this package: the catalogue finds it, and its examples are tests.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from style_learner.syntax.parsing import Node

SCRIPTS = "javascript typescript"
"""The languages of one family, as a feature's table spells them."""
CURLY = "javascript typescript go rust java c cpp"
ALL = f"python {CURLY}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One alternative of a feature."""

    name: str
    """As it stands in an observation: ``double``."""
    title: str
    """In words for people: ``double quotes``."""
    instruction: str
    """As one would tell it to an assistant: ``Use double quotes for strings.``; empty where it isn't worth telling."""
    examples: Mapping[str, str] = field(default_factory=dict)
    """Code that shows this choice and no other of its feature, by language."""


class Sighting(NamedTuple):
    """A choice seen at one place."""

    choice: str
    line: int
    """Zero-based line of the text that was parsed."""


@dataclass(frozen=True, slots=True)
class File:
    """One parsed text as features see it."""

    language: str
    lines: list[str]
    root: Node
    nodes: Mapping[str, list[Node]]
    """Sound nodes by kind, in document order: all kinds that any feature of this language asks for."""
    complete: bool
    """False for a fragment, which can't show what only a whole file has (its last line break, its docstring)."""

    def all(self, kinds: str) -> Iterator[Node]:
        """Yield the nodes of several kinds, separated by spaces."""
        for kind in kinds.split():
            yield from self.nodes.get(kind, ())


NodeReader = Callable[[Node], str | None]
FileReader = Callable[[File], Iterable[Sighting]]


@dataclass(frozen=True, slots=True)
class Feature:
    """One countable choice in code."""

    name: str
    """Without its language, since languages share features: ``quotes``."""
    title: str
    """In words for people: ``String quotes``."""
    choices: tuple[Choice, ...]
    kinds: Mapping[str, tuple[str, ...]]
    """The node kinds it reads, by language: a language without an entry doesn't have the feature."""
    crosses_languages: bool
    """Whether the choice in one language says something about another."""
    read_node: NodeReader | None = None
    read_file: FileReader | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.kinds)

    @property
    def choice_names(self) -> tuple[str, ...]:
        return tuple(choice.name for choice in self.choices)

    def choice(self, name: str) -> Choice | None:
        """Return the choice of that name, or None."""
        return next((choice for choice in self.choices if choice.name == name), None)

    def sightings(self, file: File) -> Iterator[Sighting]:
        """Yield every choice that ``file`` shows."""
        if self.read_file is not None:
            yield from self.read_file(file)
        if self.read_node is not None:
            for kind in self.kinds[file.language]:
                for node in file.nodes.get(kind, ()):
                    choice = self.read_node(node)
                    if choice is not None:
                        yield Sighting(choice, node.start_point[0])


def _table(rows: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Expand a table with space-separated languages and kinds; rows of one language add up."""
    table: dict[str, tuple[str, ...]] = {}
    for languages, kinds in rows.items():
        for language in languages.split():
            table[language] = tuple(dict.fromkeys((*table.get(language, ()), *kinds.split())))
    return table


def node_feature(
    name: str, title: str, nodes: Mapping[str, str], *choices: Choice, crosses_languages: bool = True
) -> Callable[[NodeReader], Feature]:
    """Make a feature of a function that reads one node.

    ``nodes`` is its table: languages (separated by spaces) to the kinds of nodes it is called with.
    """
    return lambda read: Feature(name, title, choices, _table(nodes), crosses_languages, read_node=read)


def file_feature(
    name: str, title: str, nodes: Mapping[str, str], *choices: Choice, crosses_languages: bool = True
) -> Callable[[FileReader], Feature]:
    """Make a feature of a function that reads a file; ``nodes`` tells which kinds it wants in ``File.nodes``."""
    return lambda read: Feature(name, title, choices, _table(nodes), crosses_languages, read_file=read)
