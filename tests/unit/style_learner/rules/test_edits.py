"""What was replaced is found token by token, in corrections only."""

import pytest

from style_learner.rules.edits import Replacement, occurrences, replacements


@pytest.mark.parametrize(
    ("offered", "stands", "found"),
    [
        ("r = requests.get(url)", "r = httpx.get(url)", [("requests.get", "httpx.get")]),
        ("self.logger.info(x)\n", "log.info(x)\n", [("self.logger.info", "log.info")]),
        ("df = frame.head(3)\nprint(df)", "data = frame.head(3)\nprint(data)\n", [("df", "data")]),
        ("if x == None:\n    pass", "if x is None:\n    pass", []),
        ("a = f(1)", "a = f(1)", []),
        ("a = f(1)", "", []),
        ("return None", "while True:\n    step()", []),
        ("x = old # note old", "x = new # note new\n", []),
    ],
)
def test_corrections(offered: str, stands: str, found: list[tuple[str, str]]) -> None:
    """Names and calls put in another's place; never operators alone, rewrites, or an end still being typed."""
    assert replacements(offered, stands) == [Replacement(*pair) for pair in found]


def test_the_end_counts_once_it_is_typed() -> None:
    """The last word of a line that is not ended may be half typed; of one that is, or of a finished text, it counts."""
    offered, found = "import requests", [Replacement("requests", "httpx")]

    assert replacements(offered, "import httpx") == []
    assert replacements(offered, "import httpx\n") == found
    assert replacements(offered, "import httpx", finished=True) == found


def test_only_whole_tokens_of_code_are_found() -> None:
    """Neither part of a longer name, nor a string, nor a comment."""
    text = 'get(target.get, "get")  # get\nget()'

    assert [text[start:end] for start, end in occurrences(text, "get")] == ["get", "get"]
    assert occurrences(text, "get")[1][0] == text.rindex("get")
