"""What of a document is sent."""

from lsprotocol import types

from lamp_lsp.server.documents import open_document
from lamp_lsp.server.places import PREFIX_CHARACTERS, STEP_CHARACTERS, SUFFIX_CHARACTERS, place_at

LINE = "value = compute(value)\n"


def test_long_documents_are_cut_at_lines() -> None:
    """Before and after the cursor whole lines are sent, within the bounds."""
    text = LINE * 4000
    document = open_document(types.TextDocumentItem("file:///a.py", "python", 1, text), "utf-16")
    place = place_at(document, len(LINE) * 2000, project="")

    assert place.prefix.startswith(LINE)
    assert place.suffix.endswith(LINE)
    assert PREFIX_CHARACTERS - STEP_CHARACTERS - len(LINE) <= len(place.prefix) <= PREFIX_CHARACTERS
    assert SUFFIX_CHARACTERS - len(LINE) < len(place.suffix) <= SUFFIX_CHARACTERS


def test_the_cut_holds_still_while_typing() -> None:
    """From one line to the next the text sent begins at the same place, so that the model need not read it again."""
    text = LINE * 4000
    document = open_document(types.TextDocumentItem("file:///a.py", "python", 1, text), "utf-16")
    beginnings = set()
    for line in range(2000, 2100):
        offset = line * len(LINE)
        beginnings.add(offset - len(place_at(document, offset, project="").prefix))

    assert len(beginnings) <= 2
