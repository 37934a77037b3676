"""The arms by name: what each puts beside the cursor, and for LAMP's own which of its parts take part."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from style_learner.errors import WrongSetting
from style_learner.memory.retrieval import OPEN_FILE, OTHER_FILES
from style_learner.policy.strategies import PERSONAL, SEARCH
from style_learner.types import REST_OF_FILE

NONE, LONG, RECENT, REPO, OWN_PLAIN = "none", "long", "recent", "repo", "own-plain"
OTHER, LAMP = "other", "lamp"

TWO_CORES_READ, TWO_CORES_WRITE = 150.0, 25.0
"""Tokens a second of a 0.5B model on two cores, as measured."""


@dataclass(frozen=True, slots=True)
class Variant:
    """LAMP, whole or without one of its parts."""

    meaning: str
    own: bool = True
    """Whether the developer's own history was learned, not another's."""
    strategy: str = PERSONAL
    """How the prompt's tokens are spent."""
    retrieve: bool = True
    without: frozenset[str] = frozenset()
    """Parts of retrieval that are left out."""
    habits: bool = True
    """Whether answers are brought to the sure habits."""
    corrected: bool = True
    """Whether answers are corrected by the developer's words, as they are on every backend that tells the likeliest
    tokens."""


LAMPS: Mapping[str, Variant] = {
    OTHER: Variant("LAMP, fed another developer's history of the same size", own=False),
    LAMP: Variant("LAMP, on the developer's own history"),
    "lamp-correcting": Variant("lamp without correcting answers: the prompt alone", corrected=False),
    "lamp-file": Variant("lamp with what a search found before more of the open file", strategy=SEARCH),
    "lamp-words": Variant("lamp without the search by words", without=frozenset({"words"})),
    "lamp-definition": Variant("lamp without the search for definitions", without=frozenset({"definition"})),
    "lamp-continuation": Variant(
        "lamp without the search for the very tokens before the cursor", without=frozenset({"continuation"})
    ),
    "lamp-rest": Variant(
        "lamp without the rest of the open file, where its project holds little that is alike",
        without=frozenset({REST_OF_FILE}),
    ),
    "lamp-openfile": Variant("lamp without far parts of the open file", without=frozenset({OPEN_FILE})),
    "lamp-otherfiles": Variant("lamp with far parts of the open file alone", without=frozenset({OTHER_FILES})),
    "lamp-retrieval": Variant("lamp without any retrieved code: habits alone", retrieve=False),
    "lamp-habits": Variant("lamp without habits: its answers stay as the model wrote them", habits=False),
}
"""The arms that are LAMP."""

EVIDENCE: Mapping[str, str] = {
    NONE: "a window of the file around the cursor: by the usual budget 800 tokens, not the whole file",
    LONG: "as many tokens as lamp, all of the same file; fewer where the file ends",
    RECENT: "chunks of the neighbouring files",
    REPO: "word search in the same repository",
    OWN_PLAIN: "word search in all of the developer's code",
    **{name: variant.meaning for name, variant in LAMPS.items()},
}
"""Every arm and what it is, in the order of the table."""

ARMS = tuple(EVIDENCE)
PARTS = tuple(name for name in LAMPS if name.startswith(f"{LAMP}-"))
"""LAMP with one part switched off, or cut short."""
STANDARD = tuple(name for name in ARMS if name not in PARTS)
PLAIN_SEARCHES = (LONG, REPO, OWN_PLAIN)
"""What costs the model as much as LAMP does, and needs nothing learned: the best of them is what LAMP has to beat."""
GROUPS: Mapping[str, tuple[str, ...]] = {
    "standard": STANDARD,
    "parts": (NONE, LAMP, *PARTS),
    "all": ARMS,
}
"""Arms that are chosen by one word."""

CORRECTED = frozenset(name for name, variant in LAMPS.items() if variant.corrected)
OTHERS_LEARNED = frozenset(name for name, variant in LAMPS.items() if not variant.own)
OWN_LEARNED = frozenset(name for name, variant in LAMPS.items() if variant.own) | {LONG}
"""Arms for which the developer has to be learned: `long` is as long as what LAMP remembers."""


def chosen_arms(named: Iterable[str]) -> list[str]:
    """Return the arms that names of arms and of groups stand for, each once, in the order in which they are named.

    >>> chosen_arms(["none", "parts"])[:3]
    ['none', 'lamp', 'lamp-correcting']

    Raises:
        WrongSetting: there is no such arm, or none is named.
    """
    names = [name.strip() for name in named if name.strip()]
    unknown = [name for name in names if name not in EVIDENCE and name not in GROUPS]
    if unknown or not names:
        what = f"There is no arm {', '.join(unknown)}" if unknown else "No arm is named"
        groups = ", ".join(GROUPS)
        raise WrongSetting(f"{what}; choose of {', '.join(ARMS)}, or of the groups {groups}.")
    return list(dict.fromkeys(arm for name in names for arm in GROUPS.get(name, (name,))))
