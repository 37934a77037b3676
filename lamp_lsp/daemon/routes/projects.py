"""Routes of projects: which are known, and which are kept apart."""

import asyncio
from dataclasses import asdict
from pathlib import Path

from fastapi import APIRouter

from lamp_lsp.adapter.forgetting import drop_adapter_of
from lamp_lsp.api import messages as m
from lamp_lsp.daemon.clean_requests import CleanRoute
from lamp_lsp.daemon.routes.data import store_ready
from lamp_lsp.daemon.routes.learning import folder_of
from lamp_lsp.daemon.services import Parts
from style_learner.errors import WrongSetting
from style_learner.shown import visible

router = APIRouter(tags=["projects"], route_class=CleanRoute)


@router.get("/projects")
async def projects(parts: Parts) -> list[m.ProjectMessage]:
    """Return the projects that code is known of, and those that are kept apart."""
    await store_ready(parts)
    known = await asyncio.to_thread(parts.learner.borders.projects)
    return [m.ProjectMessage.model_validate(asdict(one)) for one in known]


@router.put("/projects")
async def keep_apart(body: m.ProjectRequest, parts: Parts) -> m.Answer:
    """Keep a project apart from all others, or no longer; one that is gone can still be let go."""
    path = folder_of(body.path).rstrip("/") or "/"
    if body.apart and not await asyncio.to_thread(Path(path).is_dir):
        raise WrongSetting(f"There is no folder {visible(path)}, so nothing is kept apart; name the project's folder.")
    await store_ready(parts)
    await parts.learning.run(lambda: parts.learner.borders.keep_apart(path, apart=body.apart))
    await parts.forget()
    if not body.apart:
        return m.Answer(message=f"{visible(path)} shares again with your other projects of the same owner.")
    adapter = await drop_adapter_of(parts.paths, parts.preferences.current, path)
    if adapter:
        parts.adapter.look()
        parts.model.open()
    said = f"{visible(path)} is kept apart: LAMP uses none of its code elsewhere, and no other code there."
    return m.Answer(message=said + adapter)
