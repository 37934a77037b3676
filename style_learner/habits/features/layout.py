"""The page: indentation, width, blank lines, line endings."""

from collections.abc import Iterator
from itertools import pairwise

from style_learner.habits.features.feature import ALL, SCRIPTS, Choice, File, Sighting, file_feature
from style_learner.habits.features.reading import FUNCTIONS, binned, field, is_kind, last_row, statements
from style_learner.syntax.parsing import Node

_BLOCKS = {
    "python": "block",
    SCRIPTS: "statement_block class_body",
    "go": "block",
    "rust": "block declaration_list",
    "java": "block class_body",
    "c cpp": "compound_statement",
}
_FUNCTIONS = {
    "python": "function_definition",
    SCRIPTS: "function_declaration method_definition",
    "go": "function_declaration method_declaration",
    "rust": "function_item",
    "java": "method_declaration",
    "c cpp": "function_definition",
}


@file_feature(
    "indentation",
    "Indentation",
    _BLOCKS,
    Choice(
        "tabs",
        "tabs",
        "Indent with tabs.",
        {
            "python": "def f():\n\treturn 1",
            "javascript": "function f() {\n\tg();\n}",
            "go": "func f() {\n\tg()\n}",
            "c": "void f(void) {\n\tg();\n}",
        },
    ),
    Choice(
        "2",
        "two spaces",
        "Indent with two spaces.",
        {"python": "def f():\n  return 1", "javascript": "function f() {\n  g();\n}", "java": "class A {\n  int x;\n}"},
    ),
    Choice(
        "4",
        "four spaces",
        "Indent with four spaces.",
        {"python": "def f():\n    return 1", "rust": "fn f() {\n    g();\n}"},
    ),
    Choice("8", "eight spaces", "Indent with eight spaces.", {"c": "void f(void) {\n        g();\n}"}),
    crosses_languages=False,
)
def indentation(file: File) -> Iterator[Sighting]:
    """Read how far a block's first statement stands in from the line that opens the block."""
    for kind in file.nodes:
        for block in file.nodes[kind] if kind in _BLOCK_KINDS else ():
            first = next(iter(block.named_children), None)
            opener = block.parent
            if first is None or opener is None or first.start_point[0] == opener.start_point[0]:
                continue
            inner, outer = file.lines[first.start_point[0]], file.lines[opener.start_point[0]]
            step = _leading(inner).removeprefix(_leading(outer))
            if step.startswith("\t"):
                yield Sighting("tabs", first.start_point[0])
            elif step in {"  ", "    ", "        "}:
                yield Sighting(str(len(step)), first.start_point[0])


_BLOCK_KINDS = frozenset(kind for kinds in _BLOCKS.values() for kind in kinds.split())


def _leading(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


_WIDTHS = ((79, "79"), (88, "88"), (100, "100"), (120, "120"))
_LINES_THAT_SHOW_A_LIMIT = 50
"""A shorter file may have no long line by chance."""


@file_feature(
    "line_length",
    "Longest lines",
    {ALL: ""},
    *(
        Choice(
            limit,
            f"at most {limit} columns",
            f"Keep lines within {limit} columns.",
            {"python": f"x{'1' * (int(limit) - 5)} = 2\n" * 60},
        )
        for _, limit in _WIDTHS
    ),
    Choice("longer", "over 120 columns", "", {"python": f"x{'1' * 150} = 2\n" * 60}),
)
def line_length(file: File) -> Iterator[Sighting]:
    """Read the width that all but one line in a hundred keep; a tab counts as four columns."""
    widths = sorted((len(line.rstrip().expandtabs(4)), row) for row, line in enumerate(file.lines) if line.strip())
    if file.complete and len(widths) >= _LINES_THAT_SHOW_A_LIMIT:
        width, row = widths[-1 - len(widths) // 100]
        yield Sighting(binned(width, _WIDTHS, "longer"), row)


@file_feature(
    "final_newline",
    "End of file",
    {ALL: ""},
    Choice("yes", "ends with a line break", "End files with a line break.", {"python": "x = 1\n", "c": "int x;\n"}),
    Choice("no", "ends without a line break", "", {"python": "x = 1"}),
)
def final_newline(file: File) -> Iterator[Sighting]:
    """Read whether a file's last line is ended."""
    if file.complete and any(file.lines):
        yield Sighting("no" if file.lines[-1] else "yes", len(file.lines) - 1)


@file_feature(
    "trailing_whitespace",
    "Blanks at the ends of lines",
    {ALL: ""},
    Choice("removed", "removed", "Leave no blanks at the ends of lines.", {"python": "x = 1\ny = 2\n"}),
    Choice("left", "left", "", {"python": "x = 1 \ny = 2\n"}),
)
def trailing_whitespace(file: File) -> Iterator[Sighting]:
    """Read whether any line of a file ends in blanks."""
    if file.complete and len(file.lines) > 1:
        found = next((row for row, line in enumerate(file.lines) if line.rstrip("\r\n")[-1:] in {" ", "\t"}), None)
        yield Sighting("removed" if found is None else "left", found or 0)


@file_feature(
    "line_endings",
    "Line endings",
    {ALL: ""},
    Choice("lf", "LF", "End lines with LF.", {"python": "x = 1\ny = 2\n"}),
    Choice("crlf", "CR LF", "End lines with CR LF.", {"python": "x = 1\r\ny = 2\r\n"}),
)
def line_endings(file: File) -> Iterator[Sighting]:
    """Read the end of the first line."""
    if file.complete and len(file.lines) > 1:
        yield Sighting("crlf" if file.lines[0].endswith("\r") else "lf", 0)


_DEFINITIONS = frozenset(
    {
        *("function_definition", "class_definition", "decorated_definition", "function_declaration"),
        *("class_declaration", "interface_declaration", "export_statement", "method_declaration"),
        *("method_definition", "function_item", "impl_item", "trait_item", "constructor_declaration"),
    }
)


@file_feature(
    "blank_lines_top",
    "Blank lines around top-level definitions",
    {ALL: ""},
    Choice(
        "0",
        "none",
        "Leave no blank line between top-level definitions.",
        {"python": "def f():\n    g()\ndef g():\n    f()"},
    ),
    Choice(
        "1",
        "one",
        "Leave one blank line between top-level definitions.",
        {
            "python": "def f():\n    g()\n\ndef g():\n    f()",
            "javascript": "function f() {\n}\n\nfunction g() {\n}\n",
            "rust": "fn f() {\n}\n\n/// G.\nfn g() {\n}\n",
        },
    ),
    Choice(
        "2",
        "two",
        "Leave two blank lines between top-level definitions.",
        {"python": "def f():\n    g()\n\n\n# about g\ndef g():\n    f()"},
    ),
    crosses_languages=False,
)
def blank_lines_top(file: File) -> Iterator[Sighting]:
    """Count the blank lines between two neighbours of which the second is a definition."""
    yield from _gaps(file.root)


@file_feature(
    "blank_lines_members",
    "Blank lines between methods",
    {
        "python": "class_definition",
        SCRIPTS: "class_body",
        "rust": "declaration_list",
        "java": "class_body",
        "cpp": "field_declaration_list",
    },
    Choice(
        "0",
        "none",
        "Leave no blank line between methods.",
        {"python": "class A:\n    def f(self):\n        g()\n    def g(self):\n        f()"},
    ),
    Choice(
        "1",
        "one",
        "Leave one blank line between methods.",
        {
            "python": "class A:\n    def f(self):\n        g()\n\n    def g(self):\n        f()",
            "javascript": "class A {\n\tf() {\n\t}\n\n\tg() {\n\t}\n}",
            "java": "class A {\n  int x;\n\n  void f() {\n  }\n}",
            "rust": "impl A {\n    fn f() {\n    }\n\n    fn g() {\n    }\n}",
            "cpp": "class A {\n  void f() {\n  }\n\n  void g() {\n  }\n};",
        },
    ),
    Choice(
        "2",
        "two",
        "Leave two blank lines between methods.",
        {"python": "class A:\n    x = 1\n\n\n    def g(self):\n        f()"},
    ),
)
def blank_lines_members(file: File) -> Iterator[Sighting]:
    """Count the blank lines before a method that has a neighbour above."""
    for node in file.all("class_definition class_body declaration_list field_declaration_list"):
        body = field(node, "body") if node.type == "class_definition" else node
        if body is not None:
            yield from _gaps(body)


def _gaps(parent: Node) -> Iterator[Sighting]:
    """Yield the blank lines above each definition, counted from the top of the comments that belong to it."""
    above: Node | None = None
    top: Node | None = None
    for child in parent.named_children:
        attached = "comment" in child.type or child.type in {"attribute_item", "decorator"}
        if top is None or last_row(above) + 1 < child.start_point[0] or not _belongs(above):
            top, before = child, above
        if (
            not attached
            and child.type in _DEFINITIONS
            and before is not None
            and child.start_point[0] < last_row(child)
        ):
            blank = top.start_point[0] - last_row(before) - 1
            if blank in {0, 1, 2} and not _belongs(before):
                yield Sighting(str(blank), child.start_point[0])
        above = child


def _belongs(node: Node | None) -> bool:
    """Say whether a node is a part of what stands below it: a comment, an attribute."""
    return node is not None and ("comment" in node.type or node.type in {"attribute_item", "decorator"})


@file_feature(
    "function_length",
    "Length of functions",
    _FUNCTIONS,
    Choice("short", "up to 10 lines", "Keep functions within about ten lines.", {"python": "def f():\n    g()"}),
    Choice("medium", "11 to 25 lines", "", {"python": "def f():\n" + "    g()\n" * 15}),
    Choice("long", "26 to 50 lines", "", {"python": "def f():\n" + "    g()\n" * 35}),
    Choice("very_long", "over 50 lines", "", {"python": "def f():\n" + "    g()\n" * 60}),
)
def function_length(file: File) -> Iterator[Sighting]:
    """Count the lines of each function that has a body."""
    for node in _functions(file):
        length = last_row(node) - node.start_point[0] + 1
        yield Sighting(binned(length, ((10, "short"), (25, "medium"), (50, "long")), "very_long"), node.start_point[0])


def _functions(file: File) -> Iterator[Node]:
    for kind, found in file.nodes.items():
        if kind in FUNCTIONS and kind != "arrow_function":
            yield from (node for node in found if is_kind(field(node, "body"), *_BLOCK_KINDS))


_LINES_THAT_MAY_HAVE_A_GAP = 8


@file_feature(
    "paragraphs",
    "Blank lines within functions",
    _FUNCTIONS,
    Choice(
        "blank",
        "steps set apart by blank lines",
        "Set the steps of a function apart with blank lines.",
        {"python": "def f():\n" + "    g()\n" * 5 + "\n" + "    g()\n" * 5},
    ),
    Choice(
        "dense",
        "no blank lines",
        "Write functions without blank lines inside.",
        {"python": "def f():\n" + "    g()\n" * 10},
    ),
)
def paragraphs(file: File) -> Iterator[Sighting]:
    """Look for a blank line between the statements of functions long enough to have one."""
    for node in _functions(file):
        body = statements(field(node, "body"))
        if body and last_row(node) - node.start_point[0] >= _LINES_THAT_MAY_HAVE_A_GAP:
            gap = any(b.start_point[0] - last_row(a) > 1 for a, b in pairwise(body))
            yield Sighting("blank" if gap else "dense", body[0].start_point[0])
