"""The client of the daemon that every front end uses.

Starts or replaces the daemon on demand. Cancelling a call closes its HTTP request, and the daemon stops the model.
"""

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from lamp_lsp.api import assistant_messages as t
from lamp_lsp.api import messages as m
from lamp_lsp.api import profile_editing as o
from lamp_lsp.api.lifecycle import ensure_daemon, find_daemon
from lamp_lsp.api.process_end import until_process_ends
from lamp_lsp.api.runtime_file import DaemonAddress, read_runtime_file
from lamp_lsp.paths import Paths, lamp_paths
from style_learner import errors

T = TypeVar("T", bound=BaseModel)

CALL_TIMEOUT_S = 120.0
"""The daemon keeps its own, much shorter, waiting times; this only ends calls to one that hangs."""


class DaemonClient:
    """Asks the daemon, starting it when needed. Not for sharing between event loops.

    Every call raises ``TryAgain`` when no daemon can be had, and the daemon's own errors as what they are.
    """

    def __init__(self, paths: Paths | None = None, *, start: bool = True) -> None:
        self._paths = paths or lamp_paths()
        self._start = start
        self._http: httpx.AsyncClient | None = None
        self._dropped: list[httpx.AsyncClient] = []
        self._connecting = asyncio.Lock()
        self.address: DaemonAddress | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; the daemon stays."""
        if self._http is not None:
            self._drop(self._http)
        while self._dropped:
            await self._dropped.pop().aclose()

    async def suggest(self, request: m.SuggestRequest) -> m.SuggestResponse:
        return await self._post("/v1/suggest", request, m.SuggestResponse)

    async def suggest_stream(
        self, request: m.SuggestRequest
    ) -> AsyncGenerator[m.SuggestDraft | m.SuggestResponse, None]:
        """Yield drafts of a suggestion as it arrives, then the whole answer. Closing the iterator stops the model."""
        async with aclosing(self._lines("/v1/suggest/stream", request)) as lines:
            async for values in lines:
                yield (m.SuggestDraft if "text" in values else m.SuggestResponse).model_validate(values)

    async def ask(self, request: t.QuestionRequest) -> AsyncGenerator[t.AnswerPart, None]:
        """Ask the assistant; yields the answer as it comes. Closing the generator stops the model."""
        async with aclosing(self._lines("/v1/assistant", request)) as lines:
            async for values in lines:
                yield t.AnswerPart.model_validate(values)

    async def judge_answer(self, answer_id: str, said: t.AnswerFeedback) -> m.Answer:
        return await self._post(f"/v1/answers/{in_address(answer_id)}/feedback", said, m.Answer)

    async def forget_conversation(self, path: str, project: str) -> m.Answer:
        answer = await self._call("DELETE", "/v1/conversations", params={"path": path, "project": project})
        return m.Answer.model_validate(answer.json())

    async def move_conversation(self, move: t.ConversationMove) -> m.Answer:
        answer = await self._call("PUT", "/v1/conversations", json=move.model_dump())
        return m.Answer.model_validate(answer.json())

    async def prepare(self, request: m.PrepareRequest) -> m.Answer:
        return await self._post("/v1/prepare", request, m.Answer)

    async def outcomes(self, request: m.OutcomesRequest) -> m.Answer:
        """Report outcomes; returns when they are safe on disk."""
        return await self._post("/v1/outcomes", request, m.Answer)

    async def document(self, message: m.DocumentMessage) -> m.Answer:
        return await self._post("/v1/documents", message, m.Answer)

    async def workspace(self, request: m.WorkspaceRequest) -> m.WorkspaceResponse:
        return await self._post("/v1/workspaces", request, m.WorkspaceResponse)

    async def projects(self) -> list[m.ProjectMessage]:
        return [m.ProjectMessage.model_validate(one) for one in await self.get("/v1/projects")]

    async def keep_apart(self, request: m.ProjectRequest) -> m.Answer:
        return m.Answer.model_validate(await self.put("/v1/projects", request.model_dump()))

    async def settings(self, request: m.SettingsRequest) -> m.SettingsResponse:
        return await self._post("/v1/settings", request, m.SettingsResponse)

    async def consent(self, yes: bool) -> m.Answer:  # noqa: FBT001 the only argument, and it is the answer
        return await self._post("/v1/consent", m.ConsentRequest(consent=yes), m.Answer)

    async def pause(self) -> m.Answer:
        return await self._post("/v1/pause", None, m.Answer)

    async def resume(self) -> m.Answer:
        return await self._post("/v1/resume", None, m.Answer)

    async def reload(self) -> m.Answer:
        """Let the daemon read the settings file again."""
        return await self._post("/v1/reload", None, m.Answer)

    async def forget(self, request: m.ForgetRequest) -> m.Answer:
        return await self._post("/v1/forget", request, m.Answer)

    async def feedback(self, request: o.FeedbackRequest) -> m.Answer:
        return await self._post("/v1/feedback", request, m.Answer)

    async def status(self) -> m.StatusResponse:
        return m.StatusResponse.model_validate((await self._call("GET", "/v1/status")).json())

    async def ends_in_order(self) -> bool:
        """Return when the daemon that answered last has ended; whether it left by itself, or was killed."""
        address = self.address
        if address is not None:
            await until_process_ends(address.pid)
        left = await asyncio.to_thread(read_runtime_file, self._paths.runtime_file)
        return left is None or address is None or left.pid != address.pid

    async def get(self, path: str, /, **parameters: str) -> Any:
        """Return the JSON answer of any other ``GET``: profile, report, why, page."""
        return (await self._call("GET", path, params=parameters)).json()

    async def put(self, path: str, body: Any) -> Any:
        """Send JSON to any other ``PUT``: the profile, its changes, the model."""
        return (await self._call("PUT", path, content=json.dumps(body))).json()

    async def learn(self, request: m.LearnRequest) -> AsyncIterator[m.LearnProgress]:
        """Learn from a folder; yields progress as it goes."""
        async with aclosing(self._lines("/v1/learn", request)) as lines:
            async for values in lines:
                yield m.LearnProgress.model_validate(values)

    async def shutdown(self) -> None:
        await self._call("POST", "/v1/shutdown")

    async def _post(self, path: str, body: BaseModel | None, answer: type[T]) -> T:
        content = body.model_dump_json() if body is not None else None
        return answer.model_validate((await self._call("POST", path, content=content)).json())

    async def _lines(self, path: str, body: BaseModel) -> AsyncGenerator[dict[str, Any], None]:
        """Yield the lines of a streamed answer. Closing the generator closes the connection.

        A daemon that went away since the last call is replaced, as long as nothing of the answer came.
        """
        for last_try in (False, True):
            http = await self._connected()
            begun = False
            try:
                async with http.stream("POST", path, content=body.model_dump_json()) as answer:
                    if answer.status_code == httpx.codes.UNAUTHORIZED and not last_try:
                        self._drop(http)
                        continue
                    if answer.is_error:
                        await answer.aread()
                        raise _error_of(answer)
                    async for line in answer.aiter_lines():
                        begun = True
                        values = json.loads(line)
                        if "error" in values:
                            raise _error_named(values["kind"], values["error"])
                        yield values
            except httpx.TransportError as error:
                self._drop(http)
                if begun or last_try:
                    raise errors.TryAgain(
                        "LAMP's daemon ended in the middle of an answer; try again, what was learned is kept."
                    ) from error
            else:
                return

    async def _call(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        """Call once, and once more with a fresh daemon when the first was gone or another had taken its port."""
        for last_try in (False, True):
            http = await self._connected()
            try:
                answer = await http.request(method, path, **arguments)
            except httpx.TransportError as error:
                self._drop(http)
                if last_try:
                    raise errors.TryAgain("LAMP's daemon does not answer; `lamp doctor` says why.") from error
                continue
            if answer.status_code != httpx.codes.UNAUTHORIZED:
                break
            self._drop(http)
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise errors.NeedsRestart("LAMP's daemon was replaced; try again.")
        if answer.is_error:
            raise _error_of(answer)
        return answer

    def _drop(self, http: httpx.AsyncClient) -> None:
        """Use this connection no more; calls that others still have on it end by themselves."""
        self._dropped.append(http)
        if self._http is http:
            self._http = None

    async def _connected(self) -> httpx.AsyncClient:
        async with self._connecting:
            if self._http is None:
                self.address = await asyncio.to_thread(self._find)
                self._http = httpx.AsyncClient(
                    base_url=self.address.url,
                    headers={"Authorization": f"Bearer {self.address.token}", "Content-Type": "application/json"},
                    timeout=CALL_TIMEOUT_S,
                    trust_env=False,
                )
            return self._http

    def _find(self) -> DaemonAddress:
        address = ensure_daemon(self._paths) if self._start else find_daemon(self._paths)
        if address is None:
            raise errors.TryAgain(
                "LAMP's daemon is not running; it starts with the first editor, or `lamp daemon run`."
            )
        return address


def in_address(part: str) -> str:
    """Return an id or a name as one part of an address, whatever it holds.

    >>> in_address("../export"), in_address("..")
    ('..%2Fexport', '%2E%2E')
    """
    return quote(part, safe="").replace(".", "%2E") if set(part) <= {"."} else quote(part, safe="")


def _error_of(answer: httpx.Response) -> errors.LampError:
    try:
        body = m.ErrorResponse.model_validate(answer.json())
    except ValueError:
        return errors.TryAgain(
            f"LAMP's daemon answered {answer.status_code}; its log says why (`lamp status` names it)."
        )
    return _error_named(body.kind, body.error)


def _error_named(kind: str, message: str) -> errors.LampError:
    found = getattr(errors, kind, errors.LampError)
    return (
        found(message) if isinstance(found, type) and issubclass(found, errors.LampError) else errors.LampError(message)
    )
