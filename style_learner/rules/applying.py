"""A suggestion with the rules of its context applied, where the parse proves it harmless.

A replacement stays only if the code around the cursor, which parsed without it, still does, and if the name that it
brings in is known there, or is imported where nothing uses the old one: a rule must never be the reason that code does
not run.
"""

import builtins
import re
from collections.abc import Sequence

from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.rules.book import Rule
from style_learner.rules.edits import occurrences, tokens
from style_learner.syntax.parsing import parse
from style_learner.types import CursorContext

AROUND_LINES = 12
"""Before the cursor, in which a rule's cues are looked for: as many as are kept with a suggestion."""
PARSED_BEFORE = 3_000
PARSED_AFTER = 1_500

_IMPORT = re.compile(r"\s*(import|from|use|using)\b")
_BUILTINS = frozenset(dir(builtins))


def apply_rules(text: str, context: CursorContext, rules: Sequence[Rule], *, replaces_after: int = 0) -> str:
    """Return ``text`` with every replacement that is sure in this context and harmless."""
    fitting = [rule for rule in rules if rule.language == context.language and rule.old in text]
    if not fitting:
        return text
    place = CursorSyntax(context)
    around = "".join(place.before.splitlines(keepends=True)[-AROUND_LINES:]) + text
    before = place.before[-PARSED_BEFORE:]
    if len(before) < len(place.before):
        before = before.partition("\n")[2]
    after = place.after[replaces_after:PARSED_AFTER]
    for rule in fitting:
        if rule.holds_at(around, context.project) and _is_safe(rule, text, place.before + place.after):
            changed = _replaced(text, rule)
            if _parses(before + text + after, context.language) and _parses(before + changed + after, context.language):
                text = changed
    return text


def applied_rules(written: str, text: str, rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules that made ``text`` of what was written: what each replaces is gone, what it puts is there."""
    return [
        rule
        for rule in rules
        if occurrences(written, rule.old) and not occurrences(text, rule.old) and occurrences(text, rule.new)
    ]


def _replaced(text: str, rule: Rule) -> str:
    for start, end in reversed(occurrences(text, rule.old)):
        text = text[:start] + rule.new + text[end:]
    return text


def _is_safe(rule: Rule, text: str, document: str) -> bool:
    """Say whether every name that the rule brings in is known, or all that it changes is what is imported."""
    old = _roots(rule.old)
    strangers = _roots(rule.new) - old - (_BUILTINS if rule.language == "python" else frozenset())
    words = set(re.findall(r"[^\W\d]\w*", document)) if strangers else set()
    return strangers <= words or (not old & words and _is_import(text, rule))


def _is_import(text: str, rule: Rule) -> bool:
    """Say whether the text is one line that imports what the rule replaces, and so uses it nowhere."""
    return "\n" not in text.strip() and _IMPORT.match(text) is not None and len(occurrences(text, rule.old)) == 1


def _roots(code: str) -> set[str]:
    return {token.text.partition(".")[0] for token in tokens(code) if token.is_name}


def _parses(code: str, language: str) -> bool:
    tree = parse(code, language)
    return tree is not None and not tree.root_node.has_error
