"""Imports: order, groups, form, aliases."""

import re
import sys
from collections.abc import Iterator

from style_learner.habits.features.feature import SCRIPTS, Choice, File, Sighting, file_feature, node_feature
from style_learner.habits.features.reading import child_of, field_text, is_inside, is_kind
from style_learner.syntax.parsing import Node, text_of

_IMPORTS = {
    "python": "import_statement import_from_statement",
    SCRIPTS: "import_statement",
    "go": "import_spec",
    "rust": "use_declaration",
    "java": "import_declaration",
    "c cpp": "preproc_include",
}
_KINDS = " ".join(dict.fromkeys(" ".join(_IMPORTS.values()).split()))
_ENOUGH_TO_HAVE_AN_ORDER = 3


def _groups(file: File) -> Iterator[list[Node]]:
    """Yield runs of imports on neighbouring lines."""
    run: list[Node] = []
    for node in sorted(file.all(_KINDS), key=lambda one: one.start_byte):
        if run and node.start_point[0] - run[-1].end_point[0] > 1:
            yield run
            run = []
        run.append(node)
    if run:
        yield run


def _module(node: Node) -> str:
    """Return what is imported, without what surrounds it, as a sorter would compare it."""
    target = field_text(node, "source") or field_text(node, "path") or field_text(node, "argument")
    target = target or field_text(node, "module_name") or field_text(node, "name") or text_of(node)
    return re.sub(r"^import\s+(static\s+)?", "", target).strip("\"'<>;").lower()


@file_feature(
    "import_order",
    "Order of imports",
    _IMPORTS,
    Choice(
        "sorted",
        "sorted by name",
        "Sort imports by name.",
        {
            "python": "import a\nimport b\nimport c",
            "javascript": "import a from 'a';\nimport b from 'b';\nimport c from 'c';",
            "go": 'package a\nimport (\n"a"\n"b"\n"c"\n)',
            "rust": "use a::x;\nuse b::x;\nuse c::x;",
            "java": "import a.B;\nimport a.C;\nimport b.A;",
            "c": "#include <a.h>\n#include <b.h>\n#include <c.h>\n",
        },
    ),
    Choice(
        "by_kind",
        "import before from, each sorted",
        "Put import before from ... import, each sorted by name.",
        {"python": "import b\nimport c\nfrom a import x"},
    ),
    Choice("free", "in no fixed order", "", {"python": "import b\nimport c\nimport a"}),
)
def import_order(file: File) -> Iterator[Sighting]:
    """Read the order within each run of three imports or more."""
    for run in _groups(file):
        modules = [_module(node) for node in run]
        if len(run) < _ENOUGH_TO_HAVE_AN_ORDER:
            continue
        by_kind = sorted(run, key=lambda node: (node.type == "import_from_statement", _module(node)))
        choice = "sorted" if modules == sorted(modules) else "by_kind" if by_kind == run else "free"
        yield Sighting(choice, run[0].start_point[0])


@file_feature(
    "import_groups",
    "Groups of imports",
    {"python": "import_statement import_from_statement"},
    Choice(
        "separated",
        "standard library set apart",
        "Set the standard library's imports apart with a blank line.",
        {"python": "import os\n\nimport numpy"},
    ),
    Choice("together", "in one block", "Keep all imports in one block.", {"python": "import os\nimport numpy"}),
    crosses_languages=False,
)
def import_groups(file: File) -> Iterator[Sighting]:
    """Read whether runs of imports mix the standard library with others."""
    runs = [run for run in _groups(file) if not is_inside(run[0], frozenset({"function_definition"}))]
    origins = [{_module(node).split(".")[0] in sys.stdlib_module_names for node in run} for run in runs]
    if set().union(*origins) == {True, False}:
        mixed = any(len(origin) > 1 for origin in origins)
        yield Sighting("together" if mixed else "separated", runs[0][0].start_point[0])


@node_feature(
    "import_form",
    "Form of imports",
    {"python": "import_statement import_from_statement"},
    Choice("module", "import module", "Import modules and reach into them: import os.", {"python": "import os"}),
    Choice(
        "names",
        "from module import name",
        "Import names from modules: from os import path.",
        {"python": "from os import path"},
    ),
    crosses_languages=False,
)
def import_form(node: Node) -> str | None:
    """Read whether a module or its names come in."""
    return "module" if node.type == "import_statement" else "names"


@node_feature(
    "import_aliases",
    "Aliases of imports",
    {"python": "import_statement import_from_statement"},
    Choice("aliased", "often", "", {"python": "import numpy as np"}),
    Choice("plain", "not used", "Import without aliases.", {"python": "import numpy"}),
    crosses_languages=False,
)
def import_aliases(node: Node) -> str | None:
    """Read whether an import gives another name."""
    return "aliased" if child_of(node, "aliased_import") else "plain"


@node_feature(
    "import_place",
    "Place of imports",
    {"python": "import_statement import_from_statement"},
    Choice("top", "at the top", "Import at the top of the file.", {"python": "import os"}),
    Choice("local", "inside functions", "", {"python": "def f():\n    import os"}),
    crosses_languages=False,
)
def import_place(node: Node) -> str | None:
    """Read whether a function does the import."""
    return "local" if is_inside(node, frozenset({"function_definition"})) else "top"


@node_feature(
    "import_lines",
    "Several names from one module",
    {"python": "import_from_statement", "rust": "use_declaration"},
    Choice(
        "one_line",
        "on one line",
        "Import several names on one line.",
        {"python": "from a import b, c", "rust": "use a::{b, c};"},
    ),
    Choice(
        "wrapped",
        "one a line in parentheses",
        "Wrap several imported names one a line.",
        {"python": "from a import (\n    b,\n    c,\n)", "rust": "use a::{\n    b,\n    c,\n};"},
    ),
)
def import_lines(node: Node) -> str | None:
    """Read the lines that an import of several names takes."""
    if "," not in text_of(node):
        return None
    return "wrapped" if node.start_point[0] != node.end_point[0] else "one_line"


@node_feature(
    "wildcard_imports",
    "Imports of everything",
    {"python": "import_from_statement", "rust": "use_declaration", "java": "import_declaration"},
    Choice("used", "used", "", {"python": "from a import *", "java": "import a.b.*;"}),
    Choice(
        "avoided",
        "avoided",
        "Import names one by one, never everything.",
        {"python": "from a import b", "rust": "use a::b;"},
    ),
)
def wildcard_imports(node: Node) -> str | None:
    """Read whether an import takes all there is."""
    return "used" if re.search(r"\*\s*;?$", text_of(node)) else "avoided"


@node_feature(
    "module_system",
    "Modules",
    {SCRIPTS: "import_statement call_expression"},
    Choice("import", "import", "Use ES modules (import, export).", {"javascript": "import a from 'a';"}),
    Choice(
        "require",
        "require()",
        "Use CommonJS modules (require, module.exports).",
        {"javascript": "const a = require('a');"},
    ),
    crosses_languages=False,
)
def module_system(node: Node) -> str | None:
    """Read how another module is brought in."""
    if node.type == "import_statement":
        return "import"
    return "require" if field_text(node, "function") == "require" else None


@node_feature(
    "import_extension",
    "Extensions in import paths",
    {SCRIPTS: "import_statement"},
    Choice(
        "written", "written", "Write extensions in import paths: './a.js'.", {"javascript": "import a from './a.js';"}
    ),
    Choice(
        "omitted", "left out", "Leave extensions in import paths out: './a'.", {"javascript": "import a from './a';"}
    ),
    crosses_languages=False,
)
def import_extension(node: Node) -> str | None:
    """Read the end of a relative path."""
    path = field_text(node, "source").strip("\"'")
    if not path.startswith("."):
        return None
    return "written" if re.search(r"\.\w{2,4}$", path) else "omitted"


_NODE_MODULES = frozenset(
    {
        *("assert", "buffer", "child_process", "crypto", "events", "fs", "http", "https", "net", "os", "path"),
        *(
            "process",
            "querystring",
            "readline",
            "stream",
            "timers",
            "tls",
            "url",
            "util",
            "vm",
            "worker_threads",
            "zlib",
        ),
    }
)


@node_feature(
    "node_prefix",
    "Node's own modules",
    {SCRIPTS: "import_statement"},
    Choice(
        "prefixed",
        "with node:",
        "Import Node's modules with the prefix node:.",
        {"javascript": "import fs from 'node:fs';"},
    ),
    Choice("plain", "without node:", "Import Node's modules without a prefix.", {"javascript": "import fs from 'fs';"}),
    crosses_languages=False,
)
def node_prefix(node: Node) -> str | None:
    """Read the name of one of Node's own modules."""
    path = field_text(node, "source").strip("\"'")
    if path.startswith("node:"):
        return "prefixed"
    return "plain" if path.split("/")[0] in _NODE_MODULES else None


@node_feature(
    "use_grouping",
    "Several names from one crate",
    {"rust": "use_declaration"},
    Choice(
        "nested", "in one use with braces", "Import several names of a crate in one use.", {"rust": "use a::{b, c};"}
    ),
    Choice(
        "separate",
        "each in a use of its own",
        "Import each name with a use of its own.",
        {"rust": "use a::b;\nuse a::c;"},
    ),
    crosses_languages=False,
)
def use_grouping(node: Node) -> str | None:
    """Read whether a use has braces, or stands beside another of the same path."""
    if is_kind(node.child_by_field_name("argument"), "scoped_use_list"):
        return "nested"
    path = field_text(node, "argument").rpartition("::")[0]
    others = (node.prev_named_sibling, node.next_named_sibling)
    same = any(is_kind(one, "use_declaration") and f" {path}::" in text_of(one) for one in others if one is not None)
    return "separate" if path and same else None
