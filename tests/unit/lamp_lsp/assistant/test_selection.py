"""Answers about code that was selected in a file: offered where they fit it, as they would stand there."""

import asyncio
from dataclasses import replace

import pytest

from lamp_lsp.assistant.checking import BROKEN, check
from lamp_lsp.assistant.questions import Action, Question
from lamp_lsp.assistant.selection import Selection, without_indentation
from style_learner.notebooks.cells import Cell, Notebook
from tests.unit.lamp_lsp.assistant.scripted import PROJECT, Script, answer, assistant

BEFORE = "import math\n\ndef area(r):\n    if r < 0:\n        r = -r\n"
AFTER = "\nprint(area(2))\n"


def selected(action: Action, lines: str, before: str = BEFORE, after: str = AFTER) -> Question:
    """Return a question about lines of a file."""
    code, indentation = without_indentation(lines)
    cells = Cell("code", before), Cell("code", code), Cell("code", after)
    return Question(
        action,
        "",
        f"{PROJECT}/area.py",
        PROJECT,
        Notebook("python", cells, 1, 0),
        selection=Selection(before, after, indentation),
    )


def test_the_answer_comes_back_with_the_indentation_of_the_selection() -> None:
    """The model reads and writes code at the left margin; what is applied stands where the selection stood."""

    async def body() -> None:
        script = Script("```python\nif r == 0:\n    return 0\n\nreturn math.pi * r**2\n```")
        _, done = await answer(assistant(script), selected(Action.REWRITE, "    return 3 * r * r"))

        assert done.code == "    if r == 0:\n        return 0\n\n    return math.pi * r**2"
        assert "```python\nreturn 3 * r * r\n```" in script.asked[0]
        assert "notebook" not in script.asked[0]
        assert "cell" not in script.asked[0]
        assert BEFORE.strip() in script.asked[0]

    asyncio.run(body())


def test_a_test_is_for_a_file_of_its_own() -> None:
    """It begins at the left margin."""

    async def body() -> None:
        script = Script("```python\nassert area(0) == 0\n```")
        _, done = await answer(assistant(script), selected(Action.TEST, "    return 3 * r * r"))

        assert done.code == "assert area(0) == 0"

    asyncio.run(body())


@pytest.mark.parametrize(
    ("action", "lines", "said", "offered"),
    [
        (Action.REWRITE, "    return 3 * r * r", "return math.pi * r**2", True),
        (Action.REWRITE, "    return 3 * r * r", "return math.pi * (r**2", False),
        (Action.REWRITE, "    else:\n        r += 0", "else:\n    pass", True),
        (Action.REWRITE, "    else:\n        r += 0", "else\n    pass", False),
        (Action.FIX, "    else\n        r += 0", "else:\n    r += 0", True),
        (Action.FIX, "    else\n        r += 0", "else\n    r += 1", False),
    ],
)
def test_what_would_break_the_file_is_not_offered(action: Action, lines: str, said: str, *, offered: bool) -> None:
    """A part of a statement, which cannot parse alone, is judged in its file."""
    found = check(selected(action, lines), f"```python\n{said}\n```", {})

    assert (found.code is not None) is offered
    assert found.text.endswith(BROKEN) is not offered


def test_a_selection_that_never_parsed_needs_not_parse() -> None:
    """In a file that is broken elsewhere nobody can tell, and only a fix has to mend it."""
    asked = selected(Action.DOCUMENT, "    else:\n        r += 0", before="def area(:\n    if r:\n        pass\n")

    assert check(asked, "```python\nelse:\n    r += 0  # nothing\n```", {}).code is not None
    fix = replace(asked, action=Action.FIX)
    assert check(fix, "```python\nelse:\n    r += 1\n```", {}).code is None
