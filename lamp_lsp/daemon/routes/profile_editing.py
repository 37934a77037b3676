"""Routes of the developer as LAMP's owner: why, feedback, the page, models, files for other tools."""

import asyncio
import time

from fastapi import APIRouter

from lamp_lsp.api import messages as m
from lamp_lsp.api import profile_editing as o
from lamp_lsp.backends.listing import KnownModel, is_used, models_here, settings_for
from lamp_lsp.daemon.clean_requests import CleanRoute
from lamp_lsp.daemon.routes.data import store_ready
from lamp_lsp.daemon.routes.learning import folder_of
from lamp_lsp.daemon.services import Parts, Services
from lamp_lsp.daemon.why import explain
from style_learner.errors import NotAvailable, WrongSetting
from style_learner.profile.files import Kind, updated_file
from style_learner.profile.page.page import Figures, Theme, page
from style_learner.types import Feedback

router = APIRouter(tags=["owning"], route_class=CleanRoute)

PAGE_DAYS = 90
"""What the page's plots look back on: a quarter shows a trend, and still every day."""


@router.get("/why/{suggestion_id}")
async def why(suggestion_id: str, parts: Parts) -> o.WhyResponse:
    """Say what a suggestion was built from."""
    return await asyncio.to_thread(explain, parts, suggestion_id)


@router.post("/feedback")
async def feedback(body: o.FeedbackRequest, parts: Parts) -> m.Answer:
    """Keep a good or bad word on a suggestion, and learn from it."""
    await store_ready(parts)
    if body.verdict == "bad":
        parts.engine.withdraw(body.suggestion_id)
    said = Feedback(body.suggestion_id, body.verdict, time.time(), body.reason)
    if not await parts.learning.run(lambda: parts.learner.writer.judge(said)):
        raise NotAvailable("LAMP does not know this suggestion any more, so that nothing was learned from it.")
    if body.verdict == "good":
        return m.Answer(message="Noted: LAMP will suggest more like it.")
    return m.Answer(message="Noted: this and its like stay away here.")


@router.get("/page")
async def show_page(parts: Parts, project: str = "", theme: Theme = "") -> o.PageResponse:
    """Return the profile and the report as one HTML document to be looked at."""
    known = await parts.learning.ready()
    figures = Figures(
        report=await asyncio.to_thread(parts.learner.records.report, PAGE_DAYS) if known else None,
        days=PAGE_DAYS,
        snippets=parts.learner.advice.snippet_count,
        rules=await asyncio.to_thread(parts.learner.editor.known_rules, project),
        consent=parts.learning.consent,
        paused=parts.preferences.current.paused,
    )
    profile = await asyncio.to_thread(parts.learner.editor.known_profile, project)
    return o.PageResponse(html=await asyncio.to_thread(page, profile, figures, project=project, theme=theme))


@router.get("/models")
async def models(parts: Parts) -> list[o.ModelMessage]:
    """List the models that are here or can be had."""
    return [_model(parts, one) for one in await models_here(parts.preferences.current)]


@router.put("/model")
async def choose_model(body: o.ModelChoice, parts: Parts) -> m.Answer:
    """Use another model from here on, in every editor."""
    backend, model = await settings_for(body.name, parts.preferences.current)
    parts.preferences.save("backend", backend)
    parts.preferences.save("model", model)
    current = parts.preferences.current
    if (current.backend, current.model) != (backend, model):
        raise WrongSetting(
            f"{body.name} is noted in the settings file, but the environment asks for "
            f"{current.model or current.backend}; take that away first."
        )
    parts.model.open()
    said = "LAMP chooses the model." if body.name == "auto" else f"LAMP uses {body.name}."
    return m.Answer(message=f"{said} It is ready in a moment.")


@router.get("/exports/{kind}")
async def exported(kind: Kind, folder: str, parts: Parts) -> o.ExportedFile:
    """Return a file of settings for other tools with the profile in it, as it would stand in ``folder``."""
    await store_ready(parts)
    profile = await asyncio.to_thread(parts.learner.editor.known_profile, folder_of(folder))
    path, text = await asyncio.to_thread(updated_file, kind, profile, folder)
    return o.ExportedFile(path=path, text=text)


def _model(parts: Services, known: KnownModel) -> o.ModelMessage:
    choice = parts.model.choice
    current = choice is not None and choice.backend is not None and is_used(known, choice.backend)
    state = parts.model.state if current else "here" if known.here else "missing"
    return o.ModelMessage.model_validate(
        {"name": known.name, "backend": known.backend, "state": state, "current": current, "words": known.words}
    )
