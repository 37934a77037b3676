"""What stands before a place and is the developer's too."""

from style_learner.privacy.likeness import REDACTED
from style_learner.tuning.documents import OwnDocument
from style_learner.tuning.samples import own_before
from style_learner.tuning.spans import Span

TEXT = "theirs = 1\nmine = 2\nalso = 3\nwanted = 4\n"
WANTED = Span("line", TEXT.index("wanted"), TEXT.index("wanted") + 10, 3, 3)


def document(text: str = TEXT) -> OwnDocument:
    """Return a file whose first line is another's."""
    return OwnDocument("/shop", "a.py", "python", text, ((1, 3),), 0.0)


def test_it_reaches_back_to_where_others_wrote() -> None:
    """Lines of other people are read, never learned."""
    found = own_before(document(), WANTED)

    assert TEXT[WANTED.start - found : WANTED.start] == "mine = 2\nalso = 3\n"


def test_nothing_up_to_a_secret_is_learned() -> None:
    """What stands in a secret's place, and all before it, is left out."""
    text = TEXT.replace("2", REDACTED)
    start = text.index("wanted")

    found = own_before(document(text), Span("line", start, start + 10, 3, 3))

    assert text[start - found : start] == "\nalso = 3\n"
