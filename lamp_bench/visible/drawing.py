"""The places of a project as it stands, drawn by rule.

Every code line of every file that LAMP can parse may be drawn, in equal shares of the kinds, in an order that a hash of
the seed gives. What is hidden is hidden on disk for the whole run: no place can see another's truth.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from lamp_bench.visible.code import block_below, code_lines, columns_behind_openers, indentation
from lamp_bench.visible.places import Kind, Place

APART = 12
"""Lines that stand between two places of a file, so that each has its surroundings."""
MOST_LINES = 12
"""Of what is hidden at one place: as many as one suggestion may have."""
LEAST_LINES = 2
"""Of a whole block."""
STANDING: tuple[Kind, ...] = ("closed", "empty", "unsaved", "rest", "next", "block")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the project, whole."""

    path: str
    language: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hole:
    """Lines taken out of a file, and where the cursor stands in the first of them."""

    kind: Kind
    first: int
    last: int
    column: int

    def near(self, other: "_Hole") -> bool:
        return self.first - APART <= other.last and other.first - APART <= self.last


@dataclass(frozen=True, slots=True)
class Drawn:
    """The places, and what stands on disk meanwhile."""

    places: tuple[Place, ...]
    disk: Mapping[str, str]
    """Text of each file in which something is hidden, by its path."""


def draw(project: str, files: Sequence[SourceFile], count: int, seed: int) -> Drawn:
    """Draw up to ``count`` places; a larger count begins with those of a smaller one, among more that is hidden."""
    by_path = {file.path: file for file in files}
    chosen: dict[str, list[_Hole]] = {}
    order: list[tuple[str, _Hole]] = []
    groups = [sorted(group, key=lambda one: _rank(seed, *one)) for group in _candidates(files)]
    queues = [_fitting(iter(group), chosen) for group in groups]
    while len(order) < count and queues:
        for queue in list(queues):
            found = next(queue, None)
            if found is None:
                queues.remove(queue)
            elif len(order) < count:
                order.append(found)
                chosen.setdefault(found[0], []).append(found[1])
    places = tuple(_place(project, by_path[path], hole, chosen[path]) for path, hole in order)
    disk = {path: _joined(_composed(by_path[path].lines, holes)) for path, holes in chosen.items()}
    return Drawn(places, disk)


def _candidates(files: Sequence[SourceFile]) -> list[list[tuple[str, _Hole]]]:
    """Return every place there is, of each kind."""
    found: dict[Kind, list[tuple[str, _Hole]]] = {kind: [] for kind in STANDING}
    for file in files:
        code = set(code_lines(_joined(file.lines), file.language))
        for number, kind in product(sorted(code), STANDING):
            found[kind] += ((file.path, hole) for hole in _holes(file.lines, number, kind, code))
    return list(found.values())


def _holes(lines: Sequence[str], number: int, kind: Kind, code: set[int]) -> Iterator[_Hole]:
    line = lines[number]
    match kind:
        case "closed" | "empty" | "unsaved":
            around = (number - 1, number + 1)
            if all(0 <= one < len(lines) and lines[one].strip() for one in around):
                yield _Hole(kind, number, number, indentation(line))
        case "rest":
            yield from (_Hole(kind, number, number, column) for column in columns_behind_openers(line))
        case "next" | "block":
            body = block_below(lines, number)
            if kind == "block" and LEAST_LINES <= len(body) <= MOST_LINES and body[0] in code:
                yield _Hole(kind, body[0], body[-1], indentation(lines[body[0]]))
            elif kind == "next" and len(body) > 1:
                yield from _next_lines(lines, body, code)
        case "later":
            return


def _next_lines(lines: Sequence[str], body: range, code: set[int]) -> Iterator[_Hole]:
    """Yield the lines of a block itself, not of a block in it, behind the first."""
    column = indentation(lines[body[0]])
    for number in body[1:]:
        if number in code and indentation(lines[number]) == column and body[-1] - number < MOST_LINES:
            yield _Hole("next", number, body[-1], column)


def _rank(seed: int, path: str, hole: _Hole) -> str:
    words = f"{seed} {path} {hole.kind} {hole.first} {hole.column}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(words, digest_size=8).hexdigest()


def _fitting(group: Iterator[tuple[str, _Hole]], chosen: Mapping[str, list[_Hole]]) -> Iterator[tuple[str, _Hole]]:
    """Yield what stands clear of everything chosen by then."""
    for path, hole in group:
        if not any(hole.near(other) for other in chosen.get(path, ())):
            yield path, hole


def _composed(lines: Sequence[str], holes: Sequence[_Hole]) -> list[str]:
    """Return a file's lines as they stand on disk."""
    kept = list(lines)
    for hole in sorted(holes, key=lambda one: -one.first):
        if hole.kind != "unsaved":
            kept[hole.first : hole.last + 1] = [lines[hole.first][: hole.column]] if hole.kind == "empty" else []
    return kept


def _place(project: str, file: SourceFile, hole: _Hole, holes: Sequence[_Hole]) -> Place:
    others = [one for one in holes if one is not hole]
    above = _composed(file.lines[: hole.first], [one for one in others if one.last < hole.first])
    below_holes = [_moved(one, hole.last + 1) for one in others if one.first > hole.last]
    below = _composed(file.lines[hole.last + 1 :], below_holes)
    first, *rest = file.lines[hole.first : hole.last + 1]
    return Place(
        project=project,
        kind=hole.kind,
        path=file.path,
        language=file.language,
        opened=_joined(_composed(file.lines, holes)),
        before="".join(f"{line}\n" for line in above) + first[: hole.column],
        after="\n" + _joined(below) if below else "",
        truth=(first[hole.column :], *rest),
    )


def _moved(hole: _Hole, lines: int) -> _Hole:
    return _Hole(hole.kind, hole.first - lines, hole.last - lines, hole.column)


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines)
