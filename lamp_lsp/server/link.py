"""The daemon, there or not.

Nothing here raises but ``ask``: an editor never breaks because of LAMP. A daemon that cannot be had is told of once,
asked again after a while, and told of anew only when it was there in between.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, Protocol, TypeVar

from lamp_lsp.api import assistant_messages as t
from lamp_lsp.api import messages as m
from lamp_lsp.api import profile_editing as o
from style_learner.errors import LampError, NeedsRestart, StoreUnavailable, TryAgain

T = TypeVar("T")

RETRY_S = 5.0
"""How long a daemon that could not be had is left alone; starting one in vain takes seconds of a processor."""

STORE_RETRY_S = 2.0
"""How soon what could not be stored is sent again; the daemon tries to open the store as often."""

log = logging.getLogger(__name__)


class Daemon(Protocol):
    """What the language server asks of the daemon; ``lamp_lsp.api.client.DaemonClient`` is one."""

    address: Any
    """Changes when another daemon answers."""

    async def suggest(self, request: m.SuggestRequest) -> m.SuggestResponse: ...
    async def prepare(self, request: m.PrepareRequest) -> m.Answer: ...
    async def outcomes(self, request: m.OutcomesRequest) -> m.Answer: ...
    async def document(self, message: m.DocumentMessage) -> m.Answer: ...
    async def workspace(self, request: m.WorkspaceRequest) -> m.WorkspaceResponse: ...
    async def keep_apart(self, request: m.ProjectRequest) -> m.Answer: ...
    async def settings(self, request: m.SettingsRequest) -> m.SettingsResponse: ...
    async def status(self) -> m.StatusResponse: ...
    async def ends_in_order(self) -> bool: ...
    async def consent(self, yes: bool) -> m.Answer: ...  # noqa: FBT001 the client's own form
    async def pause(self) -> m.Answer: ...
    async def resume(self) -> m.Answer: ...
    async def forget(self, request: m.ForgetRequest) -> m.Answer: ...
    async def feedback(self, request: o.FeedbackRequest) -> m.Answer: ...
    def ask(self, request: t.QuestionRequest) -> AsyncGenerator[t.AnswerPart, None]: ...
    async def judge_answer(self, answer_id: str, said: t.AnswerFeedback) -> m.Answer: ...
    async def get(self, path: str, /, **parameters: str) -> Any: ...
    async def put(self, path: str, body: Any) -> Any: ...
    async def close(self) -> None: ...


class Link:
    """Calls the daemon and survives its absence."""

    def __init__(
        self,
        daemon: Daemon,
        *,
        gone: Callable[[str], None],
        held: Callable[[str], None],
        anew: Callable[[], Awaitable[None]],
    ) -> None:
        """``gone`` is told, once, that there is no daemon; ``held``, once, that the store takes nothing now."""
        self.daemon = daemon
        self._gone = gone
        self._held = held
        self._told_held = False
        self._store_not_before = 0.0
        self._anew = anew
        self._address: object = None
        self._told = False
        self._not_before = 0.0
        self.why = ""
        """Why the last call got nothing, in words; empty when it got something."""

    @property
    def has_met(self) -> bool:
        """Whether a daemon has answered yet."""
        return self._address is not None

    @property
    def retry_in_s(self) -> float:
        return max(0.0, self._not_before - time.monotonic())

    @property
    def deliver_in_s(self) -> float:
        """How long to wait before what must not be lost is sent again."""
        return max(self.retry_in_s, self._store_not_before - time.monotonic())

    async def call(self, make: Callable[[], Awaitable[T]], *, patient: bool = False) -> T | None:
        """Await what ``make`` calls; None when the daemon is not there or says no.

        ``patient`` calls are worth a try while the daemon is left alone: a person asked.
        """
        if self.retry_in_s and not patient:
            return None
        try:
            answer = await make()
        except StoreUnavailable as error:
            self._unstored(str(error))
            return None
        except (TryAgain, NeedsRestart) as error:
            self._lost(str(error))
            return None
        except LampError as error:
            log.warning("The daemon refused: %s", error)
            self.why = str(error)
            return None
        self._told, self.why = False, ""
        self._not_before = 0.0
        await self._greet()
        return answer

    async def ask(self, make: Callable[[], Awaitable[T]]) -> T:
        """Await what a person asked for.

        Raises:
            LampError: it could not be done; the message is for them.
        """
        answer = await make()
        await self._greet()
        return answer

    async def deliver(self, make: Callable[[], Awaitable[object]], refused: Callable[[], None]) -> bool:
        """Send what must not be lost; False when it has to be sent again. ``refused``: it never will be taken so."""
        if self.deliver_in_s > 0:
            return False
        try:
            await make()
        except StoreUnavailable as error:
            self._unstored(str(error))
            return False
        except (TryAgain, NeedsRestart) as error:
            self._lost(str(error))
            return False
        except LampError as error:
            log.warning("The daemon refused: %s", error)
            refused()
        else:
            self._told_held = False
            await self._greet()
        return True

    async def _greet(self) -> None:
        """Introduce the editor to a daemon that does not know it, the first one or another."""
        if self.daemon.address != self._address:
            self._address = self.daemon.address
            await asyncio.shield(self._anew())

    def _unstored(self, why: str) -> None:
        """Leave the store alone for a while; the daemon is there, and goes on suggesting."""
        self._store_not_before = time.monotonic() + STORE_RETRY_S
        if not self._told_held:
            self._told_held = True
            self._held(why)

    def _lost(self, why: str) -> None:
        self._not_before = time.monotonic() + RETRY_S
        self.why = why
        if not self._told:
            self._told = True
            self._gone(why)
