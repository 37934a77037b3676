"""A rule changes a suggestion only in its context, and only when that harms nothing."""

from dataclasses import replace

import pytest

from style_learner.rules.applying import applied_rules, apply_rules
from style_learner.rules.book import Rule
from style_learner.types import CursorContext

RULE = Rule("requests.get", "httpx.get", "python", "", ("session", "url"), 3, 1.0)
PLACE = CursorContext("a.py", "python", "import httpx\n\n\ndef load(session, url):\n    ", "\n", "/p")


def test_a_rule_is_applied_where_it_was_learned() -> None:
    """In code that shows the words which stood around it, and nowhere else in the text."""
    text = 'return requests.get(url, note="requests.get")'

    assert apply_rules(text, PLACE, [RULE]) == 'return httpx.get(url, note="requests.get")'


def test_a_rule_that_was_applied_can_be_told() -> None:
    """By what it took away and put there; one that found nothing to replace had no part in it."""
    written = 'return requests.get(url, note="requests.get")'
    idle = replace(RULE, old="url.open", new="httpx.get")

    assert applied_rules(written, apply_rules(written, PLACE, [RULE]), [RULE, idle]) == [RULE]
    assert applied_rules(written, written, [RULE]) == []


@pytest.mark.parametrize(
    ("rule", "context"),
    [
        (RULE, replace(PLACE, prefix="import httpx\n\n\ndef load(a, b):\n    ")),
        (RULE, replace(PLACE, prefix="def load(session, url):\n    ")),
        (RULE, replace(PLACE, language="ruby")),
        (replace(RULE, project="/q"), PLACE),
        (replace(RULE, new="httpx.get("), PLACE),
        (replace(RULE, new="httpx get"), PLACE),
    ],
    ids=["other words", "unknown name", "other language", "other project", "unbalanced", "broken"],
)
def test_a_rule_is_left_out_elsewhere(rule: Rule, context: CursorContext) -> None:
    """Where the words, the project or the language differ, a name is unknown, or the code would not parse."""
    assert apply_rules("requests.get(path)", context, [rule]) == "requests.get(path)"


def test_an_import_may_bring_in_a_name() -> None:
    """Unless the document uses the old name already; code that only uses the new one stays as it was."""
    rule = Rule("requests", "httpx", "python", "", (), 3, 1.0)
    empty = CursorContext("a.py", "python", "import os\n", "\n", "/p")

    assert apply_rules("import requests", empty, [rule]) == "import httpx"
    assert apply_rules("import requests", replace(empty, suffix="\nrequests.get(1)\n"), [rule]) == "import requests"
    assert apply_rules("requests.get(1)", empty, [rule]) == "requests.get(1)"
