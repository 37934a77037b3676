"""The window on the document that goes into a prompt.

The window's start moves in jumps, not with each key, so that the model's prefix cache stays valid while one types.
"""

from dataclasses import dataclass

JUMP_SHARE = 0.25
"""The start moves by a quarter of the window at a time: three quarters of it always stay."""


@dataclass(frozen=True, slots=True)
class Window:
    """The text around the cursor that goes into a prompt."""

    prefix: str
    suffix: str


def window(prefix: str, suffix: str, *, prefix_characters: int, suffix_characters: int) -> Window:
    r"""Cut prefix and suffix to size at line boundaries, with a start that holds still while one types.

    >>> window("a\nbb\nccc\n", "d\ne\n", prefix_characters=8, suffix_characters=2)
    Window(prefix='bb\nccc\n', suffix='d\n')
    """
    return Window(_stable_tail(prefix, prefix_characters), _head(suffix, suffix_characters))


def _stable_tail(text: str, size: int) -> str:
    if len(text) <= size:
        return text
    jump = max(int(size * JUMP_SHARE), 1)
    start = -(-(len(text) - size) // jump) * jump
    line = text.find("\n", start - 1) + 1
    last_line = text.rfind("\n") + 1
    return text[min(line or last_line, last_line) if last_line > start else start :]


def _head(text: str, size: int) -> str:
    if len(text) <= size:
        return text
    end = text.rfind("\n", 0, size) + 1
    return text[: end or size]
