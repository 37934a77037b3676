"""What the language server asks of an editor."""

from collections.abc import Sequence
from typing import Any, Protocol

from lamp_lsp.api.messages import LearnProgress
from lamp_lsp.server.status import StatusLine


class Editor(Protocol):
    """The editor at the other end of the connection."""

    def show(self, message: str) -> None:
        """Show a sentence to the developer."""
        ...

    async def ask(self, question: str, answers: Sequence[str]) -> str | None:
        """Ask the developer; None when they wave it away."""
        ...

    async def pulled_settings(self) -> Any:
        """Return the editor's section of settings; None where it has none."""
        ...

    async def learning(self, progress: LearnProgress | None) -> None:
        """Show how far learning is; None when it is done."""
        ...

    def status(self, line: StatusLine) -> None:
        """Show the state in the status bar."""
        ...
