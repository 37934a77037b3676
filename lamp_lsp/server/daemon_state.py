"""How the daemon is, as the editor shows it: its state, how far it is with learning, and whether it may learn."""

import asyncio
import time
from pathlib import Path

from lamp_lsp.api.messages import ProjectRequest, StatusResponse
from lamp_lsp.server.configuration import EditorOptions
from lamp_lsp.server.editor import Editor
from lamp_lsp.server.link import Link
from lamp_lsp.server.status import StatusBar
from style_learner.shown import visible

CONSENT = (
    "May LAMP learn from your code and from what you accept? What it learns stays on this machine, encrypted, "
    "and `lamp forget` erases it."
)
YES, NO = "Yes", "No"
CONSENT_ASIDE = (
    "LAMP completes, and keeps nothing until you agree. To let it learn from your code and from what you accept (on "
    "this machine, encrypted, erased by `lamp forget`), type `{yes}`; else `{no}`."
)
APART = (
    "{name} belongs to {owner}, your other projects do not. Keep it separate? LAMP then uses none of its code "
    "elsewhere, and no other code here."
)
SEPARATE, TOGETHER = "Keep separate", "No"
APART_ASIDE = (
    "{name} belongs to {owner}, your other projects do not. To keep it separate, so that LAMP uses none of its code "
    "elsewhere and no other code here, type `{command}`."
)
POLL_S = 1.0
"""How often the daemon is asked how far its learning is."""


AWAIT_POLL_S = 2.0
AWAITED_S = 900.0
"""As long as a model may take to be downloaded while its user waits before the file."""


class DaemonState:
    """Asks the daemon how it is, and shows it."""

    def __init__(self, link: Link, editor: Editor, bar: StatusBar, options: EditorOptions) -> None:
        self._link = link
        self._editor = editor
        self._bar = bar
        self._options = options
        self._asked_consent = False
        self._shows_learning = False
        self._awaits = False

    async def look(self) -> StatusResponse | None:
        """Bring the status bar up to date once."""
        status = await self._link.call(self._link.daemon.status)
        self._bar.note(status)
        return status

    async def follow(self, *, in_vain: bool = False) -> None:
        """Bring the status bar up to date; what is under way is followed to its end.

        ``in_vain``: a request got nothing, and its developer may wait for a model to turn up.
        """
        status = await self.look()
        if status and (status.learning or status.backend.state == "loading"):
            await self.show_learning()
        if in_vain:
            await self._await_model()

    async def _await_model(self) -> None:
        """Look, for as long as somebody may still wait for it, whether a model turns up; the editor is told by then."""
        if self._awaits:
            return
        self._awaits = True
        ends = time.monotonic() + AWAITED_S
        try:
            while self._bar.is_waiting and time.monotonic() < ends:
                await asyncio.sleep(AWAIT_POLL_S)
                await self.follow()
        finally:
            self._awaits = False

    async def meet(self) -> None:
        """Look at a daemon for the first time: ask for consent where nobody was asked, and show what it does."""
        status = await self.look()
        if status and status.consent == "unasked" and not self._asked_consent:
            await self._ask_consent()
        await self.show_learning()

    async def show_learning(self) -> None:
        """Show how far learning is, until it is done."""
        if self._shows_learning:
            return
        self._shows_learning = True
        try:
            while (status := await self.look()) and (status.learning or status.backend.state == "loading"):
                if status.learning:
                    await self._editor.learning(status.learning)
                await asyncio.sleep(POLL_S)
            await self._editor.learning(None)
        finally:
            self._shows_learning = False

    async def _ask_consent(self) -> None:
        self._asked_consent = True
        if not self._options.asks_aside:
            yes, no = (self._options.consent_command.format(answer=answer) for answer in ("yes", "no"))
            self._editor.show(CONSENT_ASIDE.format(yes=yes, no=no))
            return
        answer = await self._editor.ask(CONSENT, (YES, NO))
        if answer in {YES, NO}:
            await self._link.call(lambda: self._link.daemon.consent(answer == YES), patient=True)

    async def ask_apart(self, folder: str, owner: str) -> None:
        """Ask whether to keep a workspace apart, where no key that is meant for the text can answer it."""
        name = Path(folder).name
        if not self._options.asks_aside:
            command = self._options.apart_command(folder)
            self._editor.show(visible(APART_ASIDE.format(name=name, owner=owner, command=command)))
            return
        if await self._editor.ask(visible(APART.format(name=name, owner=owner)), (SEPARATE, TOGETHER)) == SEPARATE:
            request = ProjectRequest(path=folder, apart=True)
            await self._link.call(lambda: self._link.daemon.keep_apart(request), patient=True)
