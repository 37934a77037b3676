"""A document that parsed still does, and what parses is left alone."""

import re
from collections.abc import Iterator
from functools import lru_cache

from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.endings import endings_of, is_balanced
from style_learner.postprocessing.heads import BRACE_LANGUAGES, opens_block
from style_learner.syntax.parsing import Node, Tree, is_loaded, parse_if_loaded

__all__ = ["parses_whole", "until_it_parses"]

PARSED_BEFORE = 4_000
"""Characters before the cursor that are parsed, from a line in the first column on: half a millisecond."""
PARSED_AFTER = 3_000
_NOT_PYTHON = re.compile(r"^\s*[!%]", re.MULTILINE)
"""A notebook's commands, which no grammar knows; in other languages a line so begun is left unproved, too."""
_FIRST_COLUMN = re.compile(r"\n[A-Za-z@#]")
TRIES = 5
"""Endings left off before giving up; each costs a parse or two more."""
_FORGIVING = frozenset({"html", "shellscript"})
_ENDS_OF_SHELL = frozenset({b"}", b"fi", b"done", b"esac", b"then", b"else", b"do"})
_HAS_MACROS = frozenset({"c", "cpp"})
_MACRO = re.compile(
    r"^(?P<indent>[ \t]+)(?!(?:if|for|while|switch|return|sizeof|catch|defined)\b)[A-Za-z_]\w*[ \t]*\([^;{}\n]*\)"
    r"(?=[ \t]*\{[ \t]*$|[ \t]*\n(?P=indent)[ \t]+\w)",
    re.MULTILINE,
)
"""What reads like a call and has a block or a deeper line below it: a macro that is a loop, which no grammar knows."""


def parses_whole(place: CursorSyntax, text: str, replaced: int) -> bool:
    """Say whether the code around the cursor has no error with ``text`` in it; False where nobody can tell."""
    region = _region(place)
    return region is not None and _tree_of(place, region[0], text, region[1][replaced:]) is not None


def until_it_parses(place: CursorSyntax, text: str, replaced: int, *, is_cut: bool = False) -> str:
    """Leave off last lines of ``text`` until the code around the cursor parses with it.

    What is left may be a block without its end, which is added then. Where nothing of it parses, it stays as it is if
    the code did not parse before either; else one line that opens a block stays, since it is to be continued.
    ``is_cut`` says that lines were left off already, so that the last one may be a head that lost its body.
    """
    region = _region(place)
    if not text or region is None or _NOT_PYTHON.search(text):
        return text
    before, after = region[0], region[1][replaced:]
    for candidate in _candidates(place, text):
        shortened = is_cut or candidate != text
        tree = _tree_of(place, before, candidate, after)
        lost = shortened and tree is not None and (_lost_body(place, candidate) or _swallows(tree, before, candidate))
        if tree is not None and not lost:
            return candidate
    if _tree_of(place, "".join(region), "", "") is None:
        return text
    first, newline, _ = text.partition("\n")
    to_be_continued = opens_block(first, place.context.language)
    if newline and place.context.language in BRACE_LANGUAGES:
        # a head alone would leave its brace open; a whole block may be a macro's that only its compiler knows
        return text if place.context.language in _HAS_MACROS and is_balanced(place, text) else ""
    return first.rstrip() if to_be_continued else ""


def _candidates(place: CursorSyntax, text: str) -> Iterator[str]:
    lines = text.split("\n")
    for count in range(len(lines), max(0, len(lines) - TRIES), -1):
        kept = text if count == len(lines) else "\n".join(lines[:count]).rstrip()
        if kept:
            yield kept
            for ending in endings_of(place, kept):
                yield kept + ending
                if kept.endswith(","):
                    yield kept[:-1] + ending


def _lost_body(place: CursorSyntax, text: str) -> bool:
    """Say whether the last of several lines is the head of a block, which Python's grammar takes without its body."""
    head, _, last = text.rpartition("\n")
    return bool(head) and place.context.language == "python" and opens_block(last, "python")


def _swallows(tree: Tree, before: str, text: str) -> bool:
    """Say whether a statement of ``text`` takes in what stands below: a loop's head whose body was left off."""
    begin = len(before.encode("utf-8", "surrogatepass"))
    end = begin + len(text.rstrip().encode("utf-8", "surrogatepass"))
    node = tree.root_node.descendant_for_byte_range(max(begin, end - 1), max(begin, end - 1))
    while node is not None and node.start_byte >= begin:
        goes_on = node.text is not None and bool(node.text[end - node.start_byte :].strip())
        if node.end_byte > end and goes_on and not _only_holds_statements(node):
            return True
        node = node.parent
    return False


def _only_holds_statements(node: Node) -> bool:
    """Say whether a node is a list of statements, which has no words or marks of its own."""
    own = [child for child in node.children if not child.is_named and (child.text or b"").strip(b";\r\n\t ")]
    return not own and node.type != "decorated_definition"


def _region(place: CursorSyntax) -> tuple[str, str] | None:
    """Return whole statements of the first column around the cursor; None where they are out of reach.

    Also where the grammar still loads: it could be there for the second of two ways, which would then win.
    """
    if not is_loaded(place.context.language):
        return None
    before, after = place.before[-PARSED_BEFORE:], place.after[:PARSED_AFTER]
    if len(before) < len(place.context.prefix):
        begin = _FIRST_COLUMN.search(before)
        if begin is None:
            return None
        before = before[begin.end() - 1 :]
    if len(after) < len(place.context.suffix):
        ends = [found.start() for found in _FIRST_COLUMN.finditer(after)]
        if not ends:
            return None
        after = after[: ends[-1]]
    return before, after


def _tree_of(place: CursorSyntax, before: str, text: str, after: str) -> Tree | None:
    tree = _tree(before + text + after, place.context.language)
    return None if tree is None or _has_error(tree, place.context.language) else tree


def _has_error(tree: Tree, language: str) -> bool:
    return tree.root_node.has_error or (language in _FORGIVING and _has_stray_end(tree))


def _has_stray_end(tree: Tree) -> bool:
    """Say whether an end closes nothing, which these grammars take for an element or a command of its own."""
    waiting = [tree.root_node]
    while waiting:
        node = waiting.pop()
        if node.type == "erroneous_end_tag" or (node.type == "command_name" and node.text in _ENDS_OF_SHELL):
            return True
        waiting += node.children
    return False


@lru_cache(maxsize=8)
def _tree(text: str, language: str) -> Tree | None:
    """Parse ``text``; remembered, since postprocessing asks more than once for the same."""
    if language in _HAS_MACROS:
        text = _MACRO.sub(_as_loop, text)
    return parse_if_loaded(text, language)


def _as_loop(found: re.Match[str]) -> str:
    """Return a loop's head as long as the macro's, so that no position moves."""
    length = len(found[0]) - len(found["indent"])
    return found["indent"] + ("while(1)".ljust(length) if length >= len("while(1)") else "if(1)".ljust(length))
