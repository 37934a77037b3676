"""Tests: their framework, their form, their names."""

import re
from collections.abc import Iterator

from style_learner.habits.features.feature import SCRIPTS, Choice, File, Sighting, file_feature, node_feature
from style_learner.habits.features.reading import declared_name, field, field_text, first_named, is_inside, is_kind
from style_learner.syntax.parsing import Node, text_of

_FRAMEWORKS = {
    "pytest": r"\bpytest\b",
    "unittest": r"\bunittest\b(?!\.mock|\s+import\s+mock)",
    "jest": r"['\"]@?jest",
    "vitest": r"['\"]vitest['\"]",
    "ava": r"['\"]ava['\"]",
    "mocha": r"['\"](mocha|chai)['\"]",
    "node": r"['\"]node:test['\"]",
    "playwright": r"['\"]@playwright/test['\"]",
    "junit5": r"org\.junit\.jupiter",
    "junit4": r"org\.junit\.(?!jupiter)",
    "testng": r"org\.testng",
    "testify": r"stretchr/testify",
    "gtest": r"gtest/",
    "catch2": r"catch2?/|catch\.hpp",
    "doctest": r"doctest",
}
_EXAMPLES = {
    "pytest": {"python": "import pytest"},
    "unittest": {"python": "import unittest"},
    "jest": {"javascript": "import {jest} from '@jest/globals';"},
    "vitest": {"javascript": "import {test} from 'vitest';"},
    "ava": {"javascript": "import test from 'ava';"},
    "mocha": {"javascript": "import {expect} from 'chai';"},
    "node": {"javascript": "import test from 'node:test';"},
    "playwright": {"javascript": "import {test} from '@playwright/test';"},
    "junit5": {"java": "import org.junit.jupiter.api.Test;"},
    "junit4": {"java": "import org.junit.Test;"},
    "testng": {"java": "import org.testng.annotations.Test;"},
    "testify": {"go": 'package a\nimport "github.com/stretchr/testify/require"'},
    "gtest": {"cpp": "#include <gtest/gtest.h>\n"},
    "catch2": {"cpp": "#include <catch2/catch.hpp>\n"},
    "doctest": {"cpp": '#include "doctest.h"\n'},
}


@node_feature(
    "test_framework",
    "Test framework",
    {
        "python": "import_statement import_from_statement",
        SCRIPTS: "import_statement",
        "java": "import_declaration",
        "go": "import_spec",
        "cpp": "preproc_include",
    },
    *(Choice(name, name, f"Write tests with {name}.", _EXAMPLES[name]) for name in _FRAMEWORKS),
    crosses_languages=False,
)
def test_framework(node: Node) -> str | None:
    """Read imports of the known frameworks."""
    text = text_of(node)
    return next((name for name, pattern in _FRAMEWORKS.items() if re.search(pattern, text)), None)


@node_feature(
    "test_assertions",
    "Assertions",
    {"python": "assert_statement call", SCRIPTS: "call_expression"},
    Choice(
        "assert",
        "assert",
        "Assert in tests with plain assert.",
        {"python": "def test_a():\n    assert a == 1", "javascript": "assert.equal(a, 1);"},
    ),
    Choice(
        "methods",
        "self.assertEqual()",
        "Assert with the methods of the test case.",
        {"python": "self.assertEqual(a, 1)"},
    ),
    Choice("expect", "expect()", "Assert with expect().", {"javascript": "expect(a).toBe(1);"}),
    Choice("context", "t.is()", "Assert with the test's own t.", {"javascript": "t.is(a, 1);"}),
    crosses_languages=False,
)
def test_assertions(node: Node) -> str | None:
    """Read the calls that check something within tests."""
    if node.type == "assert_statement":
        return "assert" if _in_test(node) else None
    called = field_text(node, "function")
    if node.type == "call":
        return "methods" if re.match(r"self\.assert\w+$", called) else None
    if re.match(r"assert(\.\w+)*$", called):
        return "assert"
    if called == "expect":
        return "expect"
    return (
        "context"
        if re.match(r"t\.(is|deepEqual|true|false|throws\w*|not|like|regex|pass|fail|truthy)$", called)
        else None
    )


def _in_test(node: Node) -> bool:
    outer = node.parent
    while outer is not None:
        if outer.type == "function_definition" and field_text(outer, "name").startswith("test"):
            return True
        outer = outer.parent
    return False


@node_feature(
    "test_grouping",
    "Grouping of tests",
    {"python": "function_definition", SCRIPTS: "call_expression"},
    Choice(
        "classes",
        "in classes (describe blocks)",
        "Group tests in classes (describe blocks).",
        {
            "python": "class TestA:\n    def test_b(self): pass",
            "javascript": "describe('a', () => { it('b', () => {}); });",
        },
    ),
    Choice(
        "flat",
        "one beside the other",
        "Write tests as plain functions, not in classes or describe blocks.",
        {"python": "def test_b(): pass", "javascript": "test('b', t => {});"},
    ),
)
def test_grouping(node: Node) -> str | None:
    """Read what a test stands in."""
    if node.type == "function_definition":
        if not field_text(node, "name").startswith("test_"):
            return None
        return (
            "classes"
            if is_inside(node, frozenset({"class_definition"}), frozenset({"function_definition"}))
            else "flat"
        )
    if not re.fullmatch(r"test(\.\w+)*|it(\.\w+)*", field_text(node, "function")) or not _has_title(node):
        return None
    return "classes" if is_inside(node, frozenset({"arrow_function", "function_expression"})) else "flat"


def _has_title(node: Node) -> bool:
    return is_kind(first_named(field(node, "arguments")), "string", "template_string")


@node_feature(
    "test_word",
    "The word that begins a test",
    {SCRIPTS: "call_expression"},
    Choice("test", "test()", "Begin tests with test().", {"javascript": "test('b', t => {});"}),
    Choice("it", "it()", "Begin tests with it().", {"javascript": "it('b', () => {});"}),
    crosses_languages=False,
)
def test_word(node: Node) -> str | None:
    """Read the function that takes a title and a test."""
    word = field_text(node, "function").split(".")[0]
    return word if word in {"test", "it"} and _has_title(node) else None


@node_feature(
    "test_titles",
    "Titles of tests",
    {SCRIPTS: "call_expression"},
    Choice(
        "should",
        "begin with should",
        "Begin titles of tests with should.",
        {"javascript": "it('should work', () => {});"},
    ),
    Choice(
        "plain",
        "say what holds",
        "Let titles of tests say what holds, without should.",
        {"javascript": "it('works', () => {});"},
    ),
    crosses_languages=False,
)
def test_titles(node: Node) -> str | None:
    """Read the first word of a test's title."""
    title = first_named(field(node, "arguments"))
    if (
        field_text(node, "function").split(".")[0] not in {"test", "it"}
        or not is_kind(title, "string")
        or title is None
    ):
        return None
    return "should" if text_of(title)[1:].startswith("should ") else "plain"


@node_feature(
    "test_names",
    "Names of tests",
    {
        "python": "function_definition",
        "rust": "function_item",
        "java": "method_declaration",
        "go": "function_declaration",
    },
    Choice(
        "sentence",
        "sentences of four words or more",
        "Name tests as sentences: test_rejects_an_empty_name.",
        {"python": "def test_rejects_an_empty_name(): pass", "rust": "#[test]\nfn rejects_an_empty_name() {}"},
    ),
    Choice(
        "short",
        "up to three words",
        "Keep names of tests short.",
        {
            "python": "def test_names(): pass",
            "go": "package a\nfunc TestNames(t *testing.T) {}",
            "java": "class A { @Test void testNames() {} }",
        },
    ),
)
def test_names(node: Node) -> str | None:
    """Count the words of a test's name behind the word test."""
    name = declared_name(node)
    if not re.match(r"test", name, re.IGNORECASE) and not _is_marked(node):
        return None
    words = [word for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name) if word.lower() != "test"]
    return ("sentence" if len(words) > 3 else "short") if words else None  # noqa: PLR2004 - three words are a label


def _is_marked(node: Node) -> bool:
    before = node.prev_named_sibling if node.type == "function_item" else first_named(node)
    marks = text_of(before) if is_kind(before, "attribute_item", "modifiers") and before is not None else ""
    return bool(re.search(r"#\[(\w+::)?test\]|@(Parameterized)?Test\b", marks))


@node_feature(
    "test_prefix",
    "The word test in names of tests",
    {"rust": "function_item", "java": "method_declaration"},
    Choice(
        "test",
        "begins with it",
        "Begin names of tests with test.",
        {"rust": "#[test]\nfn test_a() {}", "java": "class A { @Test void testA() {} }"},
    ),
    Choice(
        "none",
        "left out",
        "Name tests without the word test.",
        {"rust": "#[test]\nfn a_works() {}", "java": "class A { @Test void works() {} }"},
    ),
)
def test_prefix(node: Node) -> str | None:
    """Read the name of what is marked as a test."""
    if not _is_marked(node):
        return None
    return "test" if declared_name(node).lower().startswith("test") else "none"


@file_feature(
    "test_cases",
    "Many cases of one test",
    {"python": "function_definition"},
    Choice(
        "parametrized",
        "parametrized",
        "Parametrize tests with many cases.",
        {"python": "@pytest.mark.parametrize('a', [1])\ndef test_b(a): pass"},
    ),
    Choice("plain", "a test each, or a loop", "", {"python": "def test_b(): pass"}),
)
def test_cases(file: File) -> Iterator[Sighting]:
    """Read the decorators of tests."""
    for node in file.all("function_definition"):
        if field_text(node, "name").startswith("test_"):
            marks = text_of(node.parent)[:200] if is_kind(node.parent, "decorated_definition") and node.parent else ""
            yield Sighting("parametrized" if "parametrize(" in marks else "plain", node.start_point[0])


@node_feature(
    "test_setup",
    "Preparing tests",
    {"python": "function_definition"},
    Choice("fixtures", "fixtures", "Prepare tests with fixtures.", {"python": "@pytest.fixture\ndef a(): pass"}),
    Choice(
        "setup", "setUp methods", "Prepare tests in setUp methods.", {"python": "class A:\n    def setUp(self): pass"}
    ),
    crosses_languages=False,
)
def test_setup(node: Node) -> str | None:
    """Read fixtures and set-up methods."""
    if field_text(node, "name") in {"setUp", "setup_method", "setUpClass"}:
        return "setup"
    marks = text_of(node.parent)[:200] if is_kind(node.parent, "decorated_definition") and node.parent else ""
    return "fixtures" if re.match(r"@(pytest\.|pytest_asyncio\.)?fixture\b", marks) else None


@node_feature(
    "test_doubles",
    "Standing in for what is not tested",
    {"python": "call parameters"},
    Choice(
        "monkeypatch",
        "monkeypatch",
        "Replace things in tests with monkeypatch.",
        {"python": "def test_a(monkeypatch): pass"},
    ),
    Choice(
        "mock",
        "unittest.mock",
        "Replace things in tests with unittest.mock.",
        {"python": 'with mock.patch("a"):\n    f()'},
    ),
    Choice("mocker", "pytest-mock", "Replace things in tests with mocker.", {"python": "def test_a(mocker): pass"}),
    crosses_languages=False,
)
def test_doubles(node: Node) -> str | None:
    """Read the parameters of tests and calls of mock."""
    if node.type == "parameters":
        names = {text_of(one).split(":")[0] for one in node.named_children}
        return next((name for name in ("monkeypatch", "mocker") if name in names), None)
    called = field_text(node, "function")
    return "mock" if re.fullmatch(r"(mock\.)?(patch(\.object|\.dict)?|Mock|MagicMock|AsyncMock)", called) else None
