"""Comments: how many, where, and how they are written."""

import re
from collections.abc import Iterator

from style_learner.habits.features.feature import SCRIPTS, Choice, File, Sighting, file_feature, node_feature
from style_learner.habits.features.reading import last_row
from style_learner.syntax.parsing import Node, text_of

_COMMENTS = {
    f"python {SCRIPTS} go c cpp": "comment",
    "rust java": "line_comment block_comment",
}
_DIRECTIVE = re.compile(
    r"^[#/*!\s]*(noqa|type:|pylint|pragma|mypy|fmt:|ruff|isort|eslint|prettier|@ts-|go:|nolint|clippy|NOLINT|%%|!|-\*-|=|-)"
)
_LINES_THAT_SHOW_A_DENSITY = 20


def _own_line_blocks(file: File) -> Iterator[list[Node]]:
    """Yield runs of comments on lines of their own, without documentation and directives."""
    run: list[Node] = []
    for node in file.all("comment line_comment block_comment"):
        text = text_of(node)
        column_text = file.lines[node.start_point[0]].lstrip()
        if not column_text.startswith(text[:2]) or _DIRECTIVE.match(text) or text.startswith(("/**", "///", "//!")):
            continue
        if run and last_row(run[-1]) + 1 != node.start_point[0]:
            yield run
            run = []
        run.append(node)
    if run:
        yield run


def _words(node: Node) -> str:
    return text_of(node).strip().strip("#/*;").strip()


@file_feature(
    "comment_density",
    "How much is commented",
    _COMMENTS,
    Choice("none", "not at all", "Write no comments.", {"python": "x = 1\n" * 30}),
    Choice("sparse", "under one line in twenty", "Comment sparingly.", {"python": "x = 1\n" * 30 + "# why\n"}),
    Choice("moderate", "up to one line in seven", "", {"python": ("x = 1\n" * 10 + "# why\n") * 3}),
    Choice("dense", "over one line in seven", "Comment generously.", {"python": ("x = 1\n" * 2 + "# why\n") * 10}),
)
def comment_density(file: File) -> Iterator[Sighting]:
    """Read the share of a whole file's lines that are comments; documentation isn't counted."""
    code_lines = sum(1 for line in file.lines if line.strip())
    if not file.complete or code_lines < _LINES_THAT_SHOW_A_DENSITY:
        return
    commented = sum(last_row(node) - node.start_point[0] + 1 for run in _own_line_blocks(file) for node in run)
    first = next((run[0].start_point[0] for run in _own_line_blocks(file)), 0)
    share = commented / code_lines
    choice = "none" if not share else "sparse" if share < 1 / 20 else "moderate" if share < 1 / 7 else "dense"
    yield Sighting(choice, first)


@file_feature(
    "comment_place",
    "Where comments stand",
    _COMMENTS,
    Choice(
        "own_line",
        "on lines of their own",
        "Put comments on lines of their own.",
        {"python": "# why\nx = 1", "rust": "// why\nfn f() {}"},
    ),
    Choice(
        "trailing",
        "behind the code",
        "Put comments behind the code.",
        {"python": "x = 1  # why", "java": "class A {} // why"},
    ),
)
def comment_place(file: File) -> Iterator[Sighting]:
    """Read what stands before a comment on its line."""
    for node in file.all("comment line_comment block_comment"):
        text = text_of(node)
        if not _DIRECTIVE.match(text) and not text.startswith(("/**", "///", "//!")):
            alone = file.lines[node.start_point[0]].lstrip().startswith(text[:2])
            yield Sighting("own_line" if alone else "trailing", node.start_point[0])


@file_feature(
    "comment_case",
    "Beginning of comments",
    _COMMENTS,
    Choice("capital", "with a capital", "Begin comments with a capital letter.", {"python": "# Read why\nx = 1"}),
    Choice(
        "lower",
        "in lower case",
        "Begin comments in lower case.",
        {"python": "# read why\nx = 1", "c": "// read why\nint x;", "java": "// read why\nclass A {}"},
    ),
)
def comment_case(file: File) -> Iterator[Sighting]:
    """Read the first letter of a comment of several words."""
    for run in _own_line_blocks(file):
        words = _words(run[0])
        if words[:1].isalpha() and " " in words:
            yield Sighting("capital" if words[0].isupper() else "lower", run[0].start_point[0])


@file_feature(
    "comment_period",
    "End of comments",
    _COMMENTS,
    Choice(
        "period",
        "with a period",
        "End comments with a period.",
        {"python": "# Read why.\nx = 1", "rust": "// Read why.\nfn f() {}"},
    ),
    Choice(
        "none",
        "without a period",
        "End comments without a period.",
        {"python": "# Read why\nx = 1", "go": "package a\n\n// read why\nvar x int"},
    ),
)
def comment_period(file: File) -> Iterator[Sighting]:
    """Read the end of a comment of several words."""
    for run in _own_line_blocks(file):
        words = _words(run[-1])
        if " " in words and (words[-1].isalnum() or words[-1] == "."):
            yield Sighting("period" if words[-1] == "." else "none", run[-1].start_point[0])


@file_feature(
    "comment_space",
    "Blank after a comment's mark",
    _COMMENTS,
    Choice(
        "spaced",
        "# like this",
        "Put a blank after a comment's mark.",
        {"python": "# why", "java": "// why\nclass A {}"},
    ),
    Choice("tight", "#like this", "Put no blank after a comment's mark.", {"python": "#why", "cpp": "//why\nint x;"}),
)
def comment_space(file: File) -> Iterator[Sighting]:
    """Read the first character behind the mark."""
    for node in file.all("comment line_comment"):
        text = text_of(node)
        rest = text.lstrip("#/")
        if text.startswith(("#", "//")) and rest[:1].strip(" ") != "!" and not _DIRECTIVE.match(text) and rest.strip():
            yield Sighting("spaced" if rest[0].isspace() else "tight", node.start_point[0])


@file_feature(
    "block_comments",
    "Comments of several lines",
    {f"{SCRIPTS} go c cpp": "comment", "rust java": "line_comment block_comment"},
    Choice(
        "lines",
        "// on each line",
        "Write comments of several lines with // on each.",
        {"javascript": "// a\n// b\nf();", "rust": "// a\n// b\nfn f() {}"},
    ),
    Choice(
        "block",
        "/* ... */",
        "Write comments of several lines as /* ... */.",
        {"c": "/* a\n * b */\nint x;", "java": "/* a\n b */\nclass A {}", "go": "package a\n/* a\nb */\nvar x int"},
    ),
)
def block_comments(file: File) -> Iterator[Sighting]:
    """Read the marks of comments that go over lines."""
    for run in _own_line_blocks(file):
        if text_of(run[0]).startswith("/*"):
            if last_row(run[0]) > run[0].start_point[0]:
                yield Sighting("block", run[0].start_point[0])
        elif len(run) > 1:
            yield Sighting("lines", run[0].start_point[0])


_MARK = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")


@node_feature(
    "todo_mark",
    "Mark of what is left to do",
    _COMMENTS,
    Choice(
        "TODO", "TODO", "Mark what is left to do with TODO.", {"python": "# TODO: it", "rust": "// TODO it\nfn f() {}"}
    ),
    Choice(
        "FIXME", "FIXME", "Mark what is left to do with FIXME.", {"python": "# FIXME: it", "c": "/* FIXME */\nint x;"}
    ),
    Choice("XXX", "XXX", "Mark what is left to do with XXX.", {"python": "# XXX it"}),
    Choice("HACK", "HACK", "", {"python": "# HACK it"}),
)
def todo_mark(node: Node) -> str | None:
    """Read the mark of a comment that has one."""
    found = _MARK.search(text_of(node))
    return found[1] if found else None
