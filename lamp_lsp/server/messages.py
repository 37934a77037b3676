"""What clients really send, beyond the specification.

The typed messages of lsprotocol refuse ``triggerKind`` 0 and drop the fields that the Copilot language server
introduced, so these few are read here. Unknown fields pass; a wrong shape is answered with an error.
"""

from typing import Any, Literal

from lsprotocol import types
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from lamp_lsp.api.messages import IndentationMessage

INVOKED_BEFORE_3_18 = 0
"""VS Code's own number for a request by hand, which older language clients send as it is."""


class ClientParams(BaseModel):
    """What a client sends: camel case, unknown fields pass."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, frozen=True)


class _Document(ClientParams):
    uri: str
    version: int | None = None


class ClientPosition(ClientParams):
    """A place as the client counts it."""

    line: int = Field(ge=0)
    character: int = Field(ge=0)


class _Context(ClientParams):
    trigger_kind: int = 2


class _Formatting(ClientParams):
    tab_size: int = Field(4, ge=1, le=16)
    insert_spaces: bool = True


class InlineCompletionRequest(ClientParams):
    """``textDocument/inlineCompletion`` as clients send it."""

    text_document: _Document
    position: ClientPosition
    context: _Context = _Context()
    formatting_options: _Formatting | None = None

    @property
    def at(self) -> types.Position:
        return types.Position(self.position.line, self.position.character)

    @property
    def indentation(self) -> IndentationMessage | None:
        options = self.formatting_options
        return IndentationMessage(width=options.tab_size, spaces=options.insert_spaces) if options else None

    def trigger(self, *, counts_from_zero: bool) -> Literal["automatic", "invoked"]:
        """Say whether a person asked; a client once seen to send 0 means automatic by 1."""
        invoked = {INVOKED_BEFORE_3_18} if counts_from_zero else {INVOKED_BEFORE_3_18, 1}
        return "invoked" if self.context.trigger_kind in invoked else "automatic"


class _Command(ClientParams):
    arguments: list[Any] = []


class _Item(ClientParams):
    command: _Command | None = None


class ItemNotice(ClientParams):
    """``textDocument/didShowCompletion`` and ``textDocument/didPartiallyAcceptCompletion``."""

    item: _Item
    accepted_length: int = Field(0, ge=0)
    """UTF-16 code units of the item's text, from its beginning."""

    @property
    def suggestion_id(self) -> str:
        arguments = self.item.command.arguments if self.item.command else []
        return str(arguments[0]) if arguments else ""


class FocusNotice(ClientParams):
    """``textDocument/didFocus``: the document that the developer turned to, or none."""

    text_document: _Document | None = None
