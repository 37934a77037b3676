"""Routes of learning: documents as they change, workspaces as they open, folders on demand."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from lamp_lsp.api import messages as m
from lamp_lsp.daemon.clean_requests import CleanRoute
from lamp_lsp.daemon.services import Parts
from style_learner.errors import LampError, WrongSetting

router = APIRouter(tags=["learning"], route_class=CleanRoute)

MOST_SHOWN = 200
"""Characters of a path in a message."""


@router.post("/documents")
async def document(body: m.DocumentMessage, parts: Parts) -> m.Answer:
    """Take note of a document as it stands; learning from it happens behind the answer.

    Raises:
        StoreUnavailable: it could not be kept now; send it again.
    """
    if parts.learning.learning:
        await parts.learning.store_ready()
        await parts.learning.room()
    if body.event == "removed":
        parts.learning.note_removed(body.path, body.project)
    elif body.event != "closed":
        parts.learner.advice.looked_at(body.path, parts.learner.sharing.home(body.path, body.project))
        parts.learning.note_document(body.path, body.language, body.text, body.project, saved=body.event == "saved")
    return m.Answer()


@router.post("/workspaces")
async def workspace(body: m.WorkspaceRequest, parts: Parts) -> m.WorkspaceResponse:
    """Learn from a workspace in the background, unless it was learned from lately; once the store is open.

    Raises:
        StoreUnavailable: the store cannot be opened now; the workspace is learned from when it is.
    """
    path = folder_of(body.path)
    parts.learning.learn_workspace(path)
    if not parts.learning.learning:
        return m.WorkspaceResponse()
    await parts.learning.store_ready()
    owner = await parts.learning.run(lambda: parts.learner.borders.asks_about(path)) if body.asks else ""
    return m.WorkspaceResponse(new_owner=owner)


@router.post("/learn")
async def learn(body: m.LearnRequest, parts: Parts) -> StreamingResponse:
    """Learn from a folder now; streams ``LearnProgress`` as lines of JSON."""
    if parts.learning.consent != "yes":
        raise WrongSetting("Nothing is kept without your consent; `lamp setup` asks for it, LAMP_CONSENT=yes gives it.")
    folder_of(body.path)
    await parts.learning.store_ready()
    return StreamingResponse(_progress(body, parts), media_type="application/x-ndjson")


def folder_of(path: str) -> str:
    """Return an absolute path; another one would mean a folder below wherever the daemon happens to be.

    Raises:
        WrongSetting: it is not absolute, cannot be one, or is that of something else.
    """
    folder = Path(path)
    if not folder.is_absolute() or "\0" in path:
        raise WrongSetting(f"{path!r} is not the absolute path of a folder; give the whole path.")
    try:
        is_other = folder.exists() and not folder.is_dir()
    except OSError as error:
        raise WrongSetting(f"{path[:MOST_SHOWN]!r} cannot be looked at ({error.strerror}); name another.") from error
    if is_other:
        raise WrongSetting(f"{path!r} is no folder; name the one that it lies in.")
    return path


async def _progress(body: m.LearnRequest, parts: Parts) -> AsyncIterator[str]:
    queue: asyncio.Queue[m.LearnProgress | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def report(stage: str, done: int, total: int) -> None:
        loop.call_soon_threadsafe(
            queue.put_nowait, m.LearnProgress(stage=stage, done=done, total=total, path=body.path)
        )

    work = asyncio.create_task(
        parts.learning.learn_folder(body.path, report, everything_is_mine=body.everything_is_mine)
    )
    work.add_done_callback(lambda _: queue.put_nowait(None))
    while (progress := await queue.get()) is not None:
        yield progress.model_dump_json() + "\n"
    try:
        summary = await work
        yield m.LearnProgress(stage=summary, done=1, total=1, path=body.path).model_dump_json() + "\n"
    except LampError as error:
        yield json.dumps({"error": str(error), "kind": type(error).__name__}) + "\n"
