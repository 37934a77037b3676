"""Just enough of Go's text/template to see what a model's template writes around a gap.

Ollama templates are Go templates. To learn where a model wants prefix and suffix, one is rendered with only
``.Prompt`` and ``.Suffix`` set; whatever it does for conversations renders to nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_ACTION = re.compile(r"\{\{(-\s)?\s*(.*?)\s*(\s-)?\}\}", re.DOTALL)
_FIELD = re.compile(r"^\$?\.(\w+)$")


@dataclass(slots=True)
class _Branch:
    """One open ``if``, ``range`` or ``with``."""

    outer: bool
    """Whether the text around it is written."""
    taken: bool
    """Whether one of its alternatives was written already."""
    writing: bool


def render(template: str, values: Mapping[str, str]) -> str:
    """Render ``template``; fields that ``values`` lacks are empty, and loops over them do not run."""
    written: list[str] = []
    open_branches: list[_Branch] = []
    for kind, text in _pieces(template):
        writing = open_branches[-1].writing if open_branches else True
        if kind == "text":
            if writing:
                written.append(text)
            continue
        word, _, rest = text.partition(" ")
        if word in {"if", "range", "with", "block", "define"}:
            chosen = writing and word == "if" and _is_true(rest, values)
            open_branches.append(_Branch(outer=writing, taken=chosen, writing=chosen))
        elif word == "else" and open_branches:
            _turn(open_branches[-1], rest, values)
        elif word == "end" and open_branches:
            open_branches.pop()
        elif writing and (field := _FIELD.match(text)):
            written.append(values.get(field[1], ""))
    return "".join(written)


def _turn(branch: _Branch, rest: str, values: Mapping[str, str]) -> None:
    condition = rest.removeprefix("if ").strip()
    branch.writing = branch.outer and not branch.taken and (not condition or _is_true(condition, values))
    branch.taken = branch.taken or branch.writing


def _pieces(template: str) -> Iterator[tuple[str, str]]:
    """Yield texts and actions in order, with the white space that ``{{-`` and ``-}}`` eat already gone."""
    position, trim = 0, False
    for action in _ACTION.finditer(template):
        text = template[position : action.start()]
        text = text.lstrip() if trim else text
        yield "text", text.rstrip() if action[1] else text
        if not action[2].startswith("/*"):
            yield "action", " ".join(action[2].split())
        position, trim = action.end(), bool(action[3])
    rest = template[position:]
    yield "text", rest.lstrip() if trim else rest


def _is_true(condition: str, values: Mapping[str, str]) -> bool:
    """Judge ``.A``, ``not .A``, ``and .A .B``, ``or .A .B``; anything else is about what is not set."""
    words = condition.split()
    if field := _FIELD.match(condition):
        return bool(values.get(field[1]))
    truths = [bool(values.get(match[1])) if (match := _FIELD.match(word)) else False for word in words[1:]]
    match words[:1]:
        case ["not"]:
            return not any(truths)
        case ["and"]:
            return all(truths)
        case ["or"]:
            return any(truths)
    return False
