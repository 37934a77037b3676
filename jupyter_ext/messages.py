"""What the front end says, checked at the door."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from style_learner.notebooks.cells import Cell, KernelName, Notebook
from style_learner.notebooks.magics import language_named


class Body(BaseModel):
    """Base of all bodies: a newer front end may say more than is understood here."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class CellBody(Body):
    """A cell with the textual part of its outputs."""

    type: Literal["code", "markdown", "raw"] = "code"
    source: str
    outputs: list[str] = []
    error: str = ""

    @property
    def cell(self) -> Cell:
        return Cell(self.type, self.source, tuple(self.outputs), self.error)


class NameBody(Body):
    """A name of the live kernel."""

    name: str
    type: str = ""
    detail: str = ""


class PlaceBody(Body):
    """A document: a notebook's cells, or one cell for a file or a console."""

    path: str
    language: str = ""
    """The kernel's or the file's language, in whatever spelling Jupyter has it."""
    cells: list[CellBody] = []
    cell: int = Field(0, ge=0)
    """Index of the cell that is meant."""

    @property
    def spoken(self) -> str:
        """The language as the daemon spells it."""
        return language_named(self.language) if self.language else "python"

    def notebook(self, offset_utf16: int = 0, names: list[NameBody] | None = None) -> Notebook:
        """Return what a model or a learner reads; a place beyond the end means the end."""
        cells = tuple(body.cell for body in self.cells) or (Cell("code", ""),)
        at = min(self.cell, len(cells) - 1)
        known = tuple(KernelName(name.name, name.type, name.detail) for name in names or [])
        return Notebook(self.spoken, cells, at, characters(cells[at].source, offset_utf16), known)


class SuggestBody(PlaceBody):
    """``POST lamp/suggest``."""

    client: str
    trigger: Literal["automatic", "invoked"] = "automatic"
    offset: int = Field(0, ge=0)
    """UTF-16 units of the cell before the cursor."""
    names: list[NameBody] = []
    tab_size: int = Field(4, ge=1, le=16)
    insert_spaces: bool = True
    """How the page's editor indents; what stands in the document outweighs it."""


class DocumentBody(PlaceBody):
    """``POST lamp/document``."""

    event: Literal["opened", "saved", "changed", "closed"] = "saved"


class OfferBody(Body):
    """A suggestion on show."""

    id: str
    text: str
    """The whole text that would stand at ``at``."""
    at: int = Field(ge=0)
    """UTF-16 units of the source before its first character."""
    replaces_after: int = Field(0, ge=0)
    """UTF-16 units after the cursor that it already contains."""
    complete: bool = True
    """False while the model still writes it."""


class DeltaPart(Body):
    """A part of a shared text's change, as Yjs tells it; counts are UTF-16 units."""

    retain: int = Field(0, ge=0)
    insert: str = ""
    delete: int = Field(0, ge=0)


class TrackEvent(Body):
    """Something that happened in one source: a cell, a file, a console's prompt."""

    kind: Literal["offered", "grew", "shown", "edited", "accepted", "dismissed", "moved", "left", "ran", "closed"]
    source: str
    at: float
    """Seconds since 1970, by the page's clock."""
    text: str = ""
    """With ``offered``: the whole source."""
    offers: list[OfferBody] = []
    """With ``offered`` and ``grew``; the one on show first."""
    delta: list[DeltaPart] = []
    """With ``edited``."""
    suggestion_id: str = ""
    """With ``shown``, ``accepted`` and ``dismissed``."""
    offset: int = Field(0, ge=0)
    """With ``moved``: where the cursor is, in UTF-16 units."""
    raised: bool = False
    error: str = ""
    """With ``ran``: whether the cell raised, and what."""


class TrackBody(Body):
    """``POST lamp/track``."""

    now: float
    """The page's clock when it was sent."""
    events: list[TrackEvent] = Field(max_length=10_000)


def characters(text: str, offset_utf16: int) -> int:
    r"""Return how many characters so many UTF-16 units are.

    >>> characters("\N{LADY BEETLE}x\N{BUG}y", 4)
    3
    """
    if text.isascii():
        return min(offset_utf16, len(text))
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * offset_utf16].decode("utf-16-le", "replace"))
