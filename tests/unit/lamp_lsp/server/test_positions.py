"""Columns in every encoding, against Python's own encoders."""

from typing import get_args

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from lamp_lsp.server.documents import Document, clean, open_document
from lamp_lsp.server.positions import Encoding, characters_in, units_of

ENCODINGS = st.sampled_from(get_args(Encoding))
LINES = st.text(alphabet="aé漢😀\t\u2028\x0c", max_size=12)
TEXTS = st.text(alphabet="aé漢😀\n\r\u2028\x0c", max_size=30)
UNIT_BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}


def opened(text: str, encoding: Encoding) -> Document:
    """Open ``text`` as a document."""
    return open_document(types.TextDocumentItem("file:///a.py", "python", 1, text), encoding)


@given(LINES, ENCODINGS)
def test_units_are_what_the_encoder_makes(line: str, encoding: Encoding) -> None:
    """The length in code units is that of the encoded text."""
    codec = encoding if encoding == "utf-8" else f"{encoding}-le"
    assert units_of(line, encoding) == len(line.encode(codec)) // UNIT_BYTES[encoding]


@given(LINES, ENCODINGS, st.integers(0, 12))
def test_columns_go_there_and_back(line: str, encoding: Encoding, at: int) -> None:
    """The column of a character leads back to it."""
    at = min(at, len(line))
    assert characters_in(line, units_of(line[:at], encoding), encoding) == at


@given(LINES, ENCODINGS, st.integers(0, 60))
def test_a_column_inside_a_character_is_its_beginning(line: str, encoding: Encoding, units: int) -> None:
    """Every column leads to the last character that begins at or before it."""
    at = characters_in(line, units, encoding)

    assert units_of(line[:at], encoding) <= units
    assert at == len(line) or units < units_of(line[: at + 1], encoding)


@given(TEXTS, ENCODINGS, st.data())
def test_offsets_go_there_and_back(text: str, encoding: Encoding, data: st.DataObject) -> None:
    """Every offset of a document has a position that leads back to it, whatever else Python calls a line end."""
    document = opened(text, encoding)
    offset = data.draw(st.integers(0, len(document.text)))
    position = document.position_at(offset)

    assert document.offset_at(position) == offset
    assert position.line == document.text.count("\n", 0, offset)


@given(TEXTS, ENCODINGS, st.data())
def test_incremental_changes_make_the_clients_text(text: str, encoding: Encoding, data: st.DataObject) -> None:
    """A document changed by ranges equals the text that the client has, line ends aside."""
    document = opened(text, encoding)
    mirror = clean(text)
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(mirror)))
        end = data.draw(st.integers(start, len(mirror)))
        inserted = data.draw(TEXTS)
        place = types.Range(document.position_at(start), document.position_at(end))
        document.change([types.TextDocumentContentChangePartial(range=place, text=inserted)], 2, 0.0)
        mirror = mirror[:start] + clean(inserted) + mirror[end:]

        assert document.text == mirror


def test_positions_beyond_mean_the_end() -> None:
    """A column beyond its line is the line's end, a line beyond the document is its end."""
    document = opened("ab\nc", "utf-16")

    assert document.offset_at(types.Position(0, 99)) == 2
    assert document.offset_at(types.Position(9, 0)) == 4
