"""Postprocessing as a whole: while the answer arrives, and when it is there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.postprocessing.completion_scope import completion_scope
from style_learner.postprocessing.finish import Postprocessed, Postprocessor, postprocess
from style_learner.syntax.parsing import parse
from style_learner.types import CursorContext
from tests.unit.style_learner.postprocessing.places import at, real_places

MARKS = ("<|fim_middle|>", "<|endoftext|>")
PIECES = [
    *("def f(a):", "return x", "x = 1", "# hm", "if x:", "else:", "foo(a, ", "=> {", "<|endoftext|>", "é\U0001f600"),
    *("    ", "\t", "\n", " ", "\r\n", "\\", "\ud800"),
    *("(", ")", "]", "{", "}", ";", "'", '"', '"""', "```", "`", "//", "/*"),
]
CODE = st.lists(st.sampled_from(PIECES), max_size=24).map("".join)
PLACES = st.builds(CursorContext, st.just("a"), st.sampled_from(["python", "typescript", "rust", "x"]), CODE, CODE)


def postprocessed(marked: str, answer: str, language: str = "python") -> Postprocessed:
    """Shape ``answer`` at the place of ``|``."""
    return postprocess(at(marked, language), completion_scope(at(marked, language)), answer, MARKS)


@pytest.mark.parametrize(
    ("marked", "answer", "text", "language"),
    [
        # the text below is not said twice
        ("def f():\n    |\n    return x\n", "x = 1\n    return x\n", "x = 1", "python"),
        ("def f():\n    |\n    return 'x'\n", 'x = 1\n    return "x"', "x = 1", "python"),
        ("def f():\n    |\n    return total\n", "x = 1\n    return to", "x = 1", "python"),
        # nor what stands right of the cursor
        ("foo(|)\n", "bar)", "bar", "python"),
        ("if foo(|):\n", "a, b):", "a, b", "python"),
        # the block ends
        ("def f():\n    |\n\n\nx = 1\n", "return 1\n\n\ndef g():\n    pass", "return 1", "python"),
        ("def f(a):|\n", "\n    return a\nprint(f(1))", "\n    return a", "python"),
        ("if a {\n    |\n}\n", "b();\n}\nc();", "b();", "rust"),
        ("class A:\n    |\n", "def f(s):\n        pass\n\n    def g(s):\n", "def f(s):\n        pass", "python"),
        ("if a:\n    |\n", "b()\nelse:\n    c()\nd()", "b()\nelse:\n    c()", "python"),
        # closers that nothing opened, and those that are wanted
        ("x = foo(|\n", "bar))", "bar)", "python"),
        ("f(() => {\n\t|\n});\n", "a();\n});", "a();", "typescript"),
        ("f(() => {\n\t|\n", "a();\n});", "a();\n});", "typescript"),
        # indentation
        ("def f():\n    |\n", "    return 1", "return 1", "python"),
        ("def f():\n    |\n", " return 1", "return 1", "python"),
        ("def f():\n    if x:\n    |\n", "    return 1", "    return 1", "python"),
        ("def f():\n|\n", "    return 1", "    return 1", "python"),
        ("def f():\n        a()\n        |\n", "\n        b()", "b()", "python"),
        ("def f():\n\tg()\n\t|\n", "if x:\n        y()", "if x:\n\t\ty()", "python"),
        ("def f():\n    g()\n    |\n", "if x:\n\t\ty()", "if x:\n        y()", "python"),
        ("class A:\n    def f(self):\n        |\n", "if x:\n    y()", "if x:\n            y()", "python"),
        ("x = |\n", " 12", "12", "python"),
        # once more what stands before the cursor
        ("    return foo|\n", "return foo(1)", "(1)", "python"),
        # marks and circles
        ("x = |\n", "12<|endoftext|>junk", "12", "python"),
        ("x = |\n", "12<|endof", "12", "python"),
        ("def f():\n    |\n", "a()\n" + "    b()\n" * 5, "a()\n    b()", "python"),
        ("def f():\n    |\n", "a()\n    b()\n\n    a()\n    b()\n    a()\n\n    b()\n", "a()\n    b()", "python"),
        # what would not parse
        ("def f():\n    |\n", "x = 1\n    y = g(", "x = 1", "python"),
    ],
)  # fmt: skip
def test_what_is_left(marked: str, answer: str, text: str, language: str) -> None:
    """Of an answer is left what belongs at its place."""
    assert postprocessed(marked, answer, language).text == text


@pytest.mark.parametrize(
    ("marked", "answer", "reason"),
    [
        ("x = |\n", "  \n", "empty"),
        ("x = f|\n", "(", "too short"),
        ("def f():\n    |\n", "))\n", "empty"),
        ("a = 1\n|\nb = compute(a)\n", "b = compute(a)\n", "empty"),
        ("b = |\nb = compute(a)\n", "compute(a)", "the next line says it"),
        ("# add the numbers\n|\n", "# add the numbers", "only repeats a comment"),
    ],
)
def test_what_is_not_worth_showing(marked: str, answer: str, reason: str) -> None:
    """An answer that adds nothing is dropped, with the reason in words."""
    result = postprocessed(marked, answer)

    assert result.text == ""
    assert result.dropped[-1] == reason


IMPORTS = "import torch\nfrom torch import nn\n"
BELOW = "\n\ndef area(shape):\n    return 1\n"
AREA = "def area(shape):\n    return shape.width"
OVERLOAD = "export function on(\n  event: '{}',\n): void;"
USE = "use std::collections::{{\n    {},\n}};"
FN, FN_2 = "fn area() {\n    1\n}", "fn area() {\n    2\n}"


@pytest.mark.parametrize(
    ("marked", "answer", "text", "language"),
    [
        (f"{IMPORTS}|\n", f"import tqdm\n{IMPORTS}", "import tqdm", "python"),
        (f"{IMPORTS}|\n", IMPORTS, "", "python"),
        (f"{IMPORTS}|\n".replace("\n", "\r\n"), IMPORTS, "", "python"),
        (f"x = 1\n|{BELOW}", AREA, "", "python"),
        (f"x = 1\n|{BELOW}", f"y = 2\n\n\n# of a shape\n{AREA}", "y = 2", "python"),
        (f"from x import (\n    a,\n)\n|{BELOW}", "from x import (\n    a,\n)", "", "python"),
        (f"x();\n|\n\n{FN}\n", FN_2, "", "rust"),
        ("a();\n|\n\nexport class A {\n  b = 1;\n}\n", "export class A {\n  c = 1;\n}", "", "typescript"),
        # what only looks alike
        (f"def area(shape):|{BELOW}", "\n    return 2", "\n    return 2", "python"),
        (f"x = 1\n|{BELOW}", AREA.replace("shape)", "shapes)"), AREA.replace("shape)", "shapes)"), "python"),
        (f"{IMPORTS}|\n", "import torch.nn", "import torch.nn", "python"),
        (f"class A:\n    |{BELOW}", "def area(shape):\n        pass", "def area(shape):\n        pass", "python"),
        ("from x import (\n    a,\n)\n|\n", "from x import (\n    b,\n)", "from x import (\n    b,\n)", "python"),
        (
            "import {\n  a,\n} from 'a';\n|\n",
            "import {\n  b,\n} from 'b';",
            "import {\n  b,\n} from 'b';",
            "typescript",
        ),
        (f"{OVERLOAD.format('a')}\n|\n", OVERLOAD.format("b"), OVERLOAD.format("b"), "typescript"),
        (f"{USE.format('A')}\n|\n", USE.format("B"), USE.format("B"), "rust"),
        ("select a\nfrom orders\nwhere b;\n\nselect c\n|\n", "from orders\nwhere d;", "from orders\nwhere d;", "sql"),
        # where the other is no code, or is to be
        (f'USAGE = """\n{IMPORTS}"""\n|\n', "import torch\n", "import torch", "python"),
        (f'{IMPORTS}USAGE = """\n|\n"""\n', "import torch\n", "import torch", "python"),
        (f"{IMPORTS}|\n", 'USAGE = """\nimport torch\n"""', 'USAGE = """\nimport torch\n"""', "python"),
        # where a second one may be meant
        (f"@overload\n# of a shape\n|{BELOW}", AREA, AREA, "python"),
        (f"x = 1\n|{BELOW}", f"@overload\n{AREA}", f"@overload\n{AREA}", "python"),
        (f"#[cfg(unix)]\n// once\n|\n\n{FN}\n", FN_2, FN_2, "rust"),
        (f"x();\n|\n\n{FN}\n", f"#[cfg(\n    unix\n)]\n{FN_2}", f"#[cfg(\n    unix\n)]\n{FN_2}", "rust"),
        ("func init() {\n\ta()\n}\n|\n", "func init() {\n\tb()\n}", "func init() {\n\tb()\n}", "go"),
        (f"# %%\n{IMPORTS}# %%\n|\n", "import torch\n", "import torch", "python"),
        (f"{IMPORTS}|\n# %%\n", "import torch\n", "import torch", "python"),
    ],
)
def test_what_the_file_has_is_not_defined_again(marked: str, answer: str, text: str, language: str) -> None:
    """A definition or an import at the outermost level stands once in a file, by its head, unless it says otherwise."""
    assert postprocessed(marked, answer, language).text == text


def test_an_answer_that_begins_with_the_file_goes_on_to_what_is_new() -> None:
    """Chat models begin at the top; that they say imports again is no reason to stop them."""
    place = at(f"{IMPORTS}\n|\n")
    postprocessor = Postprocessor(place, completion_scope(place))

    assert not any(postprocessor.feed(piece) for piece in (IMPORTS, "\n", "import tqdm\n"))
    assert postprocessor.result().text == "import tqdm"


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["x = 1\n", "# shop/", "cart.py\n", "import torch\n"], "x = 1"),
        (["x = 1\n", "# shop/", "cart.py"], "x = 1"),
        (["# shop/", "cart.py\n", "import torch\n"], ""),
        (["x = 1\n", "# shop/", "cart.py is for carts\n", "y = 2"], "x = 1\n# shop/cart.py is for carts\ny = 2"),
    ],
)
def test_a_heading_of_the_prompt_ends_the_answer(pieces: list[str], text: str) -> None:
    """Evidence stands below a comment with its path, and a small model goes on in that manner."""
    postprocessor = Postprocessor(at("|\n"), completion_scope(at("|\n")), headings=("# shop/cart.py",))
    enough = [postprocessor.feed(piece) for piece in pieces]

    assert postprocessor.result().text == text
    assert any(enough) is any("cart.py\n" in piece for piece in pieces)


def test_closers_of_the_editor_are_replaced_in_the_middle() -> None:
    """Where the answer goes on behind a closer that the editor put there, it replaces it."""
    assert postprocessed("x = foo(|)\n", "a) + bar(b)") == Postprocessed("a) + bar(b)", 1)


def test_a_block_between_braces_keeps_its_last_line() -> None:
    """A closing brace right of the cursor goes to the block's last line."""
    result = postprocessed("function f() {|}\n", "\n    return 1;\n}", "javascript")

    assert result == Postprocessed("\n    return 1;\n}", 1)


@pytest.mark.parametrize(
    "answer",
    ["Here is the code:\n```python\nreturn 1\n```\nIt returns one.", "```\nreturn 1\n```", "return 1"],
)
def test_chat_models_are_freed_of_fences_and_prose(answer: str) -> None:
    """Of a chat model's answer the code is kept."""
    place = at("def f():\n    |\n")
    postprocessor = Postprocessor(place, completion_scope(place), chat=True)
    postprocessor.feed(answer)

    assert postprocessor.result().text == "return 1"


@pytest.mark.parametrize(
    ("marked", "pieces"),
    [
        ("x = |\n", ["1", "\n"]),
        ("x = |\n", ["1<|endoftext|>"]),
        ("def f():\n    |\n\nx = 1\n", ["return 1\n", "\n", "y", " "]),
        ("if a:\n    |\n", ["b()\n", "else", ":\n", "    c()\n", "d", "("]),
        ("f(\n    |\n)\n", ["a,\n", ")\n", "\n", "g()\n"]),
        ("def f():\n    |\n", ["a()\n", "    a()\n", "    a()\n"]),
        ("def f():\n    |\n    one(first)\n    two(second)\n    three(third)\n    return x\n",
         ["a()\n", "    one(first)\n", "    two(second)\n", "    three(third)\n"]),
    ],
)  # fmt: skip
def test_the_model_is_stopped_at_the_last_piece_and_not_before(marked: str, pieces: list[str]) -> None:
    """Feeding answers True as soon as nothing that could come would be shown."""
    postprocessor = Postprocessor(at(marked), completion_scope(at(marked)), MARKS)

    assert [postprocessor.feed(piece) for piece in pieces] == [False] * (len(pieces) - 1) + [True]


def test_a_line_cut_short_is_left_off() -> None:
    """An answer that ended at its limit loses its last, unfinished line."""
    place = at("def f():\n    |\n")
    postprocessor = Postprocessor(place, completion_scope(place))
    postprocessor.feed("first()\n    second = fi")

    assert postprocessor.result(cut_short=True).text == "first()"


def test_a_line_cut_short_and_a_heading_are_not_two() -> None:
    """Behind a heading nothing was cut that would be shown."""
    postprocessor = Postprocessor(at("|\n"), completion_scope(at("|\n")), headings=("# shop/cart.py",))
    postprocessor.feed("x = 1\ny = 2\n# shop/cart.py\nimp")

    assert postprocessor.result(cut_short=True).text == "x = 1\ny = 2"


@settings(max_examples=150)
@given(PLACES, CODE)
def test_any_answer_anywhere_is_shaped_once_and_for_all(place: CursorContext, answer: str) -> None:
    """Postprocessing never fails, and running it again changes nothing."""
    wanted = completion_scope(place)
    once = postprocess(place, wanted, answer, MARKS)

    assert postprocess(place, wanted, once.text, MARKS).text == once.text
    assert 0 <= once.replaces_after <= len(place.suffix.partition("\n")[0])
    assert not any(mark in once.text for mark in MARKS)


@settings(max_examples=50)
@given(PLACES, CODE, st.integers(1, 7))
def test_pieces_do_not_matter(place: CursorContext, answer: str, size: int) -> None:
    """An answer that is taken whole gives the same in pieces."""
    pieces, whole = (
        Postprocessor(place, completion_scope(place), MARKS),
        postprocess(place, completion_scope(place), answer, MARKS),
    )
    for start in range(0, len(answer), size):
        pieces.feed(answer[start : start + size])

    assert pieces.result() == whole


def test_right_answers_stay_as_they_are() -> None:
    """What really stood at a place, and the same running on into the text below, comes back whole."""
    cases = [(place, right, answer) for place, right in real_places() for answer in (right, right + place.suffix[:300])]
    whole = [
        postprocess(place, completion_scope(place), answer).text.rstrip() == right.rstrip()
        for place, right, answer in cases
    ]

    assert len(whole) > 100
    assert sum(whole) > 0.97 * len(whole)


def test_a_document_that_parsed_parses_with_a_wrong_answer() -> None:
    """Code of one place, offered at another that parsed without it, leaves it parsing or opens a block."""
    places = list(real_places())
    answers = [right for _, right in places]
    for (place, _), answer in zip(places, answers[7:] + answers[:7], strict=True):
        if _parses(place.prefix + place.suffix) and len(place.prefix + place.suffix) < 4_000:
            text = postprocess(place, completion_scope(place), answer).text

            assert _parses(place.prefix + text + place.suffix) or text.endswith((":", "(", "[", "{"))


def _parses(text: str) -> bool:
    tree = parse(text, "python")
    return tree is not None and not tree.root_node.has_error


@settings(max_examples=50)
@given(st.sampled_from(list(real_places())), st.integers(0, 400), st.integers(1, 9))
def test_stopping_the_model_loses_nothing(case: tuple[CursorContext, str], following: int, size: int) -> None:
    """A right answer that runs on is shaped alike whether the model was stopped in time or not."""
    place, right = case
    answer = right + place.suffix[:following]
    stopped = Postprocessor(place, completion_scope(place))
    for start in range(0, len(answer), size):
        if stopped.feed(answer[start : start + size]):
            break

    assert stopped.result().text == postprocess(place, completion_scope(place), answer).text
