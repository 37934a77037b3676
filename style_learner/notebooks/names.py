"""What the live kernel knows, as comments close to the cursor: types, shapes, columns and signatures."""

import re
from collections.abc import Sequence

from style_learner.notebooks.cells import KernelName

MOST_NAMES = 12
MOST_CHARACTERS = 1_000
"""Of all names together: some 300 tokens, which two cores read in two seconds."""
LONGEST = 320
"""Of one name: a table of twenty columns."""
_WORD = re.compile(r"[^\W\d]\w*")


def names_worth_telling(names: Sequence[KernelName], before: str, elsewhere: str) -> list[KernelName]:
    """Return the names that the code around uses, the one used last before the cursor at the end.

    ``before`` is the cursor's cell up to the cursor; a name used only ``elsewhere`` comes before those.
    """
    known = {name.name: name for name in names}
    order: dict[str, None] = {}
    for word in _WORD.findall(f"{elsewhere}\n{before}"):
        if word in known:
            order.pop(word, None)
            order[word] = None
    kept: list[KernelName] = []
    room = MOST_CHARACTERS
    for word in reversed(list(order)[-MOST_NAMES:]):
        room -= len(in_words(known[word]))
        if room < 0:
            break
        kept.append(known[word])
    return kept[::-1]


def in_words(name: KernelName) -> str:
    """Return a name in one line.

    >>> in_words(KernelName("df", "DataFrame", "(3, 2) city str, price float64"))
    'df: DataFrame (3, 2) city str, price float64'
    """
    said = " ".join(f"{name.name}: {name.kind} {name.detail}".split())
    return said if len(said) <= LONGEST else said[:LONGEST].rsplit(",", 1)[0] + ", ..."
