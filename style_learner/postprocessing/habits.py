"""Quotes, semicolons and commas as the developer is sure to write them, where the parse proves it harmless.

What counts as a choice, and which nodes have one, is the catalogue's business: a node is changed when its feature
reads another choice there than the sure one. A change stays only if the tree around the cursor is the same with
it. Positions are bytes of the UTF-8 text.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from style_learner.habits.catalogue import catalogue
from style_learner.habits.features.feature import Feature
from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.syntax.languages import learned_as
from style_learner.syntax.parsing import Node, parse, text_of
from style_learner.types import CursorContext

__all__ = ["APPLIED", "apply_habits"]

PARSED_BEFORE = 3_000
"""Characters before the cursor that are parsed; what a token is depends on its statement, seldom on more."""
PARSED_AFTER = 1_500
MOST_TRIES = 8
"""Changes tried one by one where all together are not harmless; each costs a parse."""


class _Edit(NamedTuple):
    start: int
    end: int
    new: str


def apply_habits(text: str, context: CursorContext, sure: Mapping[str, str], *, replaces_after: int = 0) -> str:
    """Return ``text`` with the choices of ``sure``, a feature's name (without language) to its choice.

    Features that need more than another token, and those unknown, are left alone.
    """
    place = CursorSyntax(context)
    before = place.before[-PARSED_BEFORE:]
    if len(before) < len(place.before):
        before = before.partition("\n")[2]
    answer = _Answer(before, text, place.after[replaces_after:PARSED_AFTER], context.language)
    for name, choice in sure.items():
        feature, rewrite = catalogue().get(name), APPLIED.get(name)
        known = feature is not None and feature.choice(choice) and learned_as(context.language) in feature.kinds
        if answer.text and feature and known and rewrite:
            answer = answer.with_choice(feature, choice, rewrite)
    return answer.text


class _Answer:
    """A text in its place; parsed once for all the features that leave it as it is."""

    def __init__(self, before: str, text: str, after: str, language: str) -> None:
        self._before = before
        self.text = text
        self._after = after
        self._language = language
        first = len(_bytes(before))
        self._span = range(first, first + len(_bytes(text)))

    @cached_property
    def _root(self) -> Node | None:
        tree = parse(self._before + self.text + self._after, self._language)
        return tree.root_node if tree is not None else None

    @cached_property
    def _nodes(self) -> list[Node]:
        """The sound nodes that have something in the text."""
        return list(_within(self._root, self._span.start, self._span.stop)) if self._root is not None else []

    @cached_property
    def _shape(self) -> str:
        return _shape(self._root) if self._root is not None else ""

    def with_choice(self, feature: Feature, choice: str, rewrite: "_Rewrite") -> "_Answer":
        """Return the answer with a choice made wherever the parse proves that it does no harm."""
        kinds = feature.kinds[learned_as(self._language)]
        nodes = [node for node in self._nodes if node.type in kinds and not node.has_error]
        groups = list(_edits(nodes, self._span, feature, choice, rewrite))
        if not groups:
            return self
        changed = self._proved([edit for group in groups for edit in group])
        if changed is not None:
            return changed
        kept: list[_Edit] = []
        for group in groups[:MOST_TRIES]:
            kept = [*kept, *group] if self._proved([*kept, *group]) is not None else kept
        return self._proved(kept) or self

    def _proved(self, edits: list[_Edit]) -> "_Answer | None":
        """Return the answer with ``edits``; None where the tree around it would be another."""
        changed = _edited(_bytes(self.text), edits, self._span.start)
        proof = _Answer(self._before, changed, self._after, self._language)
        return proof if proof._root is not None and proof._shape == self._shape else None


def _edits(
    nodes: Iterable[Node], span: range, feature: Feature, choice: str, rewrite: "_Rewrite"
) -> Iterator[list[_Edit]]:
    """Yield the edits of each node that shows another choice."""
    read = feature.read_node
    if read is None:
        return
    for node in nodes:
        found = read(node)
        edits = list(rewrite(node, choice)) if found is not None and found != choice else []
        if edits and all(span.start <= edit.start and edit.end <= span.stop for edit in edits):
            yield edits


def _within(node: Node, start: int, end: int) -> Iterator[Node]:
    """Yield the sound nodes that have something between two bytes."""
    for child in node.children:
        if child.end_byte > start and child.start_byte < end and not child.is_error:
            yield child
            yield from _within(child, start, end)


def _edited(text: bytes, edits: Iterable[_Edit], offset: int) -> str:
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start - offset] + _bytes(edit.new) + text[edit.end - offset :]
    return text.decode("utf-8", "surrogatepass")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_ARROW = re.compile(
    r"parameters: \(formal_parameters (?:\(identifier\)|\(required_parameter pattern: \(identifier\)\))\)"
)


def _shape(root: Node) -> str:
    """Return the tree without its punctuation, an arrow function's only parameter always alike."""
    return _ARROW.sub("parameter: (identifier)", str(root))


def _quotes(node: Node, choice: str) -> Iterator[_Edit]:
    text = text_of(node)
    opening = re.match(r"[A-Za-z]*(\"{3}|'{3}|\"|')", text)
    if opening is None or not text.endswith(opening[1]) or len(text) < opening.end() + len(opening[1]):
        return
    body = text[opening.end() : -len(opening[1])]
    if re.search(r"[\"'\\]", body) or _in_text(node.parent):
        return
    quotes = {"double": '"', "single": "'"}[choice] * len(opening[1])
    begin = node.start_byte + len(opening[0]) - len(opening[1])
    yield _Edit(begin, begin + len(quotes), quotes)
    yield _Edit(node.end_byte - len(quotes), node.end_byte, quotes)


def _in_text(node: Node | None) -> bool:
    """Say whether a node is in another string, or in markup, whose quotes are a habit of their own."""
    while node is not None:
        if node.type in {"string", "template_string", "jsx_attribute", "interpolation"}:
            return True
        node = node.parent
    return False


def _semicolons(node: Node, choice: str) -> Iterator[_Edit]:
    last = node.children[-1]
    if choice == "always":
        yield _Edit(node.end_byte, node.end_byte, ";")
    elif last.type == ";" and _ends_line(node):
        yield _Edit(last.start_byte, last.end_byte, "")


def _ends_line(node: Node) -> bool:
    following = node.next_sibling
    return following is None or following.start_point[0] > node.end_point[0]


def _trailing_commas(node: Node, choice: str) -> Iterator[_Edit]:
    inner = [child for child in node.children if "comment" not in child.type]
    last = inner[-2]
    if choice == "always":
        yield _Edit(last.end_byte, last.end_byte, ",")
    elif last.type == ",":
        yield _Edit(last.start_byte, last.end_byte, "")


def _bracket_spacing(node: Node, choice: str) -> Iterator[_Edit]:
    gap = " " if choice == "spaced" else ""
    opener, closer = node.children[0], node.children[-1]
    yield _Edit(opener.end_byte, node.children[1].start_byte, gap)
    yield _Edit(node.children[-2].end_byte, closer.start_byte, gap)


def _operator_spacing(node: Node, choice: str) -> Iterator[_Edit]:
    gap = " " if choice == "spaced" else ""
    left, operator, right = node.children[0], node.children[1], node.children[-1]
    if len(node.children) == len((left, operator, right)) and left.end_point[0] == right.start_point[0]:
        yield _Edit(left.end_byte, operator.start_byte, gap)
        yield _Edit(operator.end_byte, right.start_byte, gap)


def _arrow_parentheses(node: Node, choice: str) -> Iterator[_Edit]:
    if choice == "always" and (parameter := node.child_by_field_name("parameter")):
        yield _Edit(parameter.start_byte, parameter.end_byte, f"({text_of(parameter)})")
    elif choice == "omitted" and (parameters := node.child_by_field_name("parameters")):
        yield _Edit(parameters.start_byte, parameters.end_byte, text_of(parameters).strip("()"))


_Rewrite = Callable[[Node, str], Iterator[_Edit]]
APPLIED: Mapping[str, _Rewrite] = {
    "quotes": _quotes,
    "docstring_quotes": _quotes,
    "semicolons": _semicolons,
    "trailing_commas": _trailing_commas,
    "bracket_spacing": _bracket_spacing,
    "operator_spacing": _operator_spacing,
    "arrow_parentheses": _arrow_parentheses,
}
"""The features that can be brought to a choice by another token, and how."""
