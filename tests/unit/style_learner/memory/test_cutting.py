from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.memory import cutting
from style_learner.memory.cutting import LONGEST_LINE, LONGEST_PIECE, cut, pieces
from style_learner.types import Snippet

_HERE = Path(cutting.__file__)
_LANGUAGES = st.sampled_from(["python", "typescript", "javascript", "rust", "go", "java", "c", "cpp", "lua", "text"])
_LINES = st.sampled_from(
    [
        "", "   ", "import os", "from a import b", "use std::io;", "#include <a.h>", "# %%", "# a comment", "// c",
        "/* opened", "closed */", "@decorator", "#[test]", "class A:", "class A {", "    def f(self):", "def g(x):",
        "        return 1", "    pass", "fn f() {", "pub fn g(&self) -> u8 {", "impl A for B {", "function h() {",
        "const k = (x) => {", "test('a', t => {", "});", "}", "  }", "if (x) {", "x = [", "    1,", "]", '"""', "'''",
        "value = call(one, two)", "let y: i32 = 3;", "func (a *A) F() {", "switch x {", "\t\tz;",
        "a" * (LONGEST_LINE + 1), "é = '\U0001f600'", "%matplotlib inline", "x\r", "\x0c", "def broken(",
    ]
)  # fmt: skip
_TEXTS = st.lists(_LINES, max_size=150).map("\n".join)


def _cut(text: str, language: str = "python", path: str = "a.py") -> list[Snippet]:
    return cut(text, language, project="/p", path=path, at=1.0)


@given(_TEXTS, _LANGUAGES)
def test_no_line_is_lost_and_none_is_in_two_pieces(text: str, language: str) -> None:
    """Each line that is neither blank nor too long is in exactly one piece."""
    lines = text.replace("\r\n", "\n").split("\n")
    written = [row for row, line in enumerate(lines) if line.strip() and len(line) <= LONGEST_LINE]

    held = [row for piece in pieces(text, language) for row in range(piece.first, piece.last + 1)]

    assert held == sorted(set(held))
    assert set(written) <= set(held)


@given(_TEXTS, _LANGUAGES)
def test_pieces_have_sizes_that_a_prompt_can_use(text: str, language: str) -> None:
    """No piece is longer than the longest, and each begins and ends with something written."""
    lines = text.replace("\r\n", "\n").split("\n")
    for piece in pieces(text, language):
        assert 1 <= piece.lines <= LONGEST_PIECE
        assert lines[piece.first].strip()
        assert lines[piece.last].strip()


@given(_TEXTS, _LANGUAGES)
def test_a_snippet_holds_the_lines_it_says(text: str, language: str) -> None:
    """The last lines of a snippet's text are lines of the document, from ``first_line`` on."""
    lines = text.replace("\r\n", "\n").split("\n")
    for snippet in _cut(text, language):
        at_its_place = "\n".join(line for line in lines[snippet.first_line :] if len(line) <= LONGEST_LINE)
        own = snippet.text.split("\n")

        assert any(at_its_place.startswith("\n".join(own[headers:])) for headers in range(3))


@given(st.text(max_size=400), _LANGUAGES)
def test_any_text_at_all_is_cut(text: str, language: str) -> None:
    """Whatever the text, cutting answers, and the ids differ."""
    ids = [snippet.id for snippet in _cut(text, language)]

    assert len(ids) == len(set(ids))


def test_ids_are_stable_and_tell_places_apart() -> None:
    """The same code at the same place has the same id; elsewhere another."""
    text = _HERE.read_text("utf-8")

    assert [one.id for one in _cut(text)] == [one.id for one in _cut(text)]
    assert not {one.id for one in _cut(text)} & {one.id for one in _cut(text, path="b.py")}


def test_a_change_in_one_function_leaves_the_others_alone() -> None:
    """Only the snippet that was edited gets a new id, wherever its neighbours move to."""
    text = _HERE.read_text("utf-8")
    edited = text.replace(
        "    digest = blake2b(digest_size=8)\n", "    size = 8\n    digest = blake2b(digest_size=size)\n"
    )

    gone = {one.id for one in _cut(text)} - {one.id for one in _cut(edited)}

    assert len(gone) == 1


def test_a_method_reads_on_its_own() -> None:
    """A method of a long class begins with its class's first line, and is named after it."""
    methods = "\n".join(f"    def method_{i}(self):\n" + f"        self.x = {i}\n" * 8 for i in range(8))

    snippet = _cut(f"class Long(Base):\n    '''Doc.'''\n\n{methods}")[2]

    assert snippet.text.startswith("class Long(Base):\n    def method_2(self):\n")
    assert (snippet.kind, snippet.name) == ("function", "Long.method_2")


def test_decorators_and_comments_stay_with_what_they_are_for() -> None:
    """A definition takes the comment and the decorators above it along."""
    body = "    x = 1\n" * 12
    text = f"def a():\n{body}\n# why\n@cached\ndef b():\n{body}"

    assert [one.text.split("\n")[0] for one in _cut(text)] == ["def a():", "# why"]


def test_a_long_function_is_split_between_statements() -> None:
    """No statement of a long function is torn apart."""
    call = "    call(\n        one,\n        two,\n    )\n"

    parts = _cut("def long():\n" + call * 30)

    assert len(parts) > 1
    assert all(part.text.count("(") == part.text.count(")") for part in parts)
    assert parts[1].text.startswith("def long():\n    call(")


@pytest.mark.parametrize(
    ("language", "text", "kind", "name"),
    [
        ("typescript", "export const twice = (x: number) => {\n\treturn x * 2;\n};\n", "function", "twice"),
        ("typescript", "export default class Box {\n\topen() {}\n}\n", "class", "Box Box.open"),
        ("rust", "impl Reader for File {\n    fn read(&self) {}\n}\n", "class", "File File.read"),
        ("go", "func (f *File) Read() error {\n\treturn nil\n}\n", "function", "Read"),
        ("java", "class A {\n  void f() {}\n}\n", "class", "A A.f"),
        ("cpp", "namespace n {\nint f(int x) { return x; }\n}\n", "class", "n n.f"),
        ("python", "LIMIT = 3\n", "block", "LIMIT"),
        ("python", "import os\nimport sys\n", "imports", ""),
    ],
)
def test_kinds_and_names_of_each_language(language: str, text: str, kind: str, name: str) -> None:
    """What a snippet defines is named as its language writes it."""
    (snippet,) = _cut(text, language)

    assert (snippet.kind, snippet.name) == (kind, name)


def test_a_notebook_is_cut_at_its_cells() -> None:
    """A cell's broken line spoils no other cell, and cells of some size stay apart."""
    cells = ["%matplotlib inline\nx = (\n" + "a = 1\n" * 6, "def f():\n" + "    return 2\n" * 6]

    snippets = _cut("# %%\n" + "\n# %%\n".join(cells))

    assert [one.text.split("\n")[1] for one in snippets] == ["%matplotlib inline", "def f():"]


@pytest.mark.parametrize("text", ["", "\n \n", "\0\1\2" * 99, "\ufffd" * 99, "x = 1\n" * 200_000, "a" * 600])
def test_what_nobody_wrote_gives_no_snippet(text: str) -> None:
    """Blank, binary, huge and minified texts are passed over."""
    assert _cut(text) == []


def test_deep_nesting_is_survived() -> None:
    """Thousands of open brackets are cut like any other text."""
    assert _cut("(\n" * 5_000)
    assert _cut("if x:\n" + "".join(" " * i + "if y:\n" for i in range(1, 300)))
