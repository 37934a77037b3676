"""Lines of a project that are hidden and asked for: drawn by rule, never by outcome."""

import hashlib
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from style_learner.sources.files import language_of, text_of
from style_learner.syntax.parsing import LANGUAGES, parse

PLACES = 12
"""Lines hidden, one a file: enough to see more than luck, and few enough to wait for."""
SEED = 7
FEWEST_LINES_ABOVE = 8
SHORTEST_LINE, LONGEST_LINE = 8, 100
MOST_BYTES = 200_000
_OUTSIDE = frozenset({"node_modules", "__pycache__", "vendor", "dist", "build"})
_NOT_CODE = ("string", "comment", "template")


@dataclass(frozen=True, slots=True)
class HiddenLine:
    """A real line that was taken out, and where; on disk the gap is closed."""

    path: str
    """Relative to the copy."""
    language: str
    opened: str
    before: str
    """Ends with the line's indentation."""
    after: str
    truth: str

    @property
    def line(self) -> int:
        """Counted from 1."""
        return self.before.count("\n") + 1


def copy_of(project: Path, target: Path) -> Path:
    """Copy a project's code, with its history where it has one, so that lines can be taken out of the copy."""
    git = shutil.which("git")
    if git and (project / ".git").exists():
        command = [git, "clone", "--quiet", "--shared", "--", str(project.resolve()), str(target)]
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:  # noqa: S603 no shell, own arguments
            return target.resolve()
        shutil.rmtree(target, ignore_errors=True)
    ignore = shutil.ignore_patterns(".*", *_OUTSIDE, "*.egg-info")
    shutil.copytree(project, target, ignore=ignore, symlinks=True)
    return target.resolve()


def hide_lines(copy: Path, count: int = PLACES) -> list[HiddenLine]:
    """Take a line of code out of each of ``count`` files, the same ones each time.

    Any line of code may be drawn that stands between two others, is neither a closing bracket nor a mere word, and has
    something above it. Which files and which lines, a hash says.
    """
    files = sorted((path for path in copy.rglob("*") if _may_hold(path, copy)), key=lambda path: _rank(path, copy))
    found: list[HiddenLine] = []
    for path in files:
        hidden = _hide_line(path, copy) if len(found) < count else None
        if hidden is not None:
            found.append(hidden)
            path.write_text(hidden.opened, encoding="utf-8", newline="")
    return found


def _may_hold(path: Path, copy: Path) -> bool:
    inside = path.relative_to(copy).parts
    hidden = any(part.startswith(".") or part in _OUTSIDE for part in inside)
    return not hidden and language_of(path) in LANGUAGES and path.suffix != ".ipynb" and _is_small_file(path)


def _is_small_file(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and path.stat().st_size <= MOST_BYTES


def _rank(path: Path, copy: Path, line: int = -1) -> str:
    words = f"{SEED} {path.relative_to(copy).as_posix()} {line}".encode("utf-8", "surrogateescape")
    return hashlib.blake2b(words, digest_size=8).hexdigest()


def _hide_line(path: Path, copy: Path) -> HiddenLine | None:
    data = path.read_bytes()
    text = None if b"\r" in data else text_of(data, path.name)
    language = language_of(path, text or "")
    if not text or language is None:
        return None
    lines = text.split("\n")
    number = min(_candidates(lines, text, language), key=lambda one: _rank(path, copy, one), default=None)
    if number is None:
        return None
    line, above, below = lines[number], lines[:number], lines[number + 1 :]
    indentation = line[: len(line) - len(line.lstrip())]
    return HiddenLine(
        path=path.relative_to(copy).as_posix(),
        language=language,
        opened="\n".join([*above, *below]),
        before="".join(f"{one}\n" for one in above) + indentation,
        after="\n" + "\n".join(below),
        truth=line.strip(),
    )


def _candidates(lines: list[str], text: str, language: str) -> Iterator[int]:
    code = _lines_of_code(text, language)
    for number in range(FEWEST_LINES_ABOVE, len(lines) - 1):
        line = lines[number].strip()
        between = lines[number - 1].strip() and lines[number + 1].strip()
        if between and number in code and SHORTEST_LINE <= len(line) <= LONGEST_LINE and re.search(r"\w\W+\w", line):
            yield number


def _lines_of_code(text: str, language: str) -> frozenset[int]:
    """Return the lines, zero-based, that begin with code, not within a text or a comment."""
    tree = parse(text, language)
    if tree is None:
        return frozenset()
    found = set()
    for number, line in enumerate(text.encode("utf-8", "surrogatepass").split(b"\n")):
        column = len(line) - len(line.lstrip())
        node = tree.root_node.descendant_for_point_range((number, column), (number, column + 1))
        if node is not None and not any(mark in node.type for mark in _NOT_CODE):
            found.add(number)
    return frozenset(found)
