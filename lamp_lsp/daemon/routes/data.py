"""Routes of what was learned: profile, report, export, forget."""

import asyncio
import shutil
from typing import Annotated, Any

from fastapi import APIRouter, Query

from lamp_lsp.adapter.forgetting import adapter_exported, forget_adapter
from lamp_lsp.api import messages as m
from lamp_lsp.daemon.clean_requests import CleanRoute
from lamp_lsp.daemon.services import Parts, Services
from style_learner.errors import WrongSetting
from style_learner.profile.wording import counted, titles
from style_learner.store.forgetting import Forget

router = APIRouter(tags=["data"], route_class=CleanRoute)

MOST_DAYS = 36_500
"""As long as anything may be kept (setting `retention_days`)."""


@router.get("/profile")
async def profile(parts: Parts, project: str = "") -> dict[str, Any]:
    """Return the learned profile in its documented JSON."""
    await parts.learning.ready()  # without a store it is empty; while one opens it would only seem so
    return await asyncio.to_thread(parts.learner.editor.profile, project)


@router.get("/profile/words")
async def profile_words() -> dict[str, Any]:
    """Return what a profile's languages, features and choices are called, by their names."""
    return titles()


@router.put("/profile")
async def put_profile(body: dict[str, Any], parts: Parts) -> m.Answer:
    """Take a profile from elsewhere in: its counts add to what is known."""
    await store_ready(parts)
    taken = await parts.learning.run(lambda: parts.learner.editor.import_profile(body))
    return m.Answer(message=f"Took in {counted(taken, 'habit')}.", counts={"habits": taken})


@router.put("/profile/changes")
async def change_profile(body: list[dict[str, str]], parts: Parts) -> m.Answer:
    """Apply the owner's own corrections: pins and erasures."""
    await store_ready(parts)
    changed = await parts.learning.run(lambda: parts.learner.editor.change_profile(body))
    return m.Answer(message=f"Changed {counted(changed, 'habit')}.", counts={"changed": changed})


@router.get("/report")
async def report(parts: Parts, days: Annotated[int, Query(ge=0, le=MOST_DAYS)] = 3650) -> dict[str, Any]:
    """Return acceptance, retained characters and latency, generic against personalized with an interval."""
    await store_ready(parts)
    return await asyncio.to_thread(parts.learner.records.report, days)


@router.get("/export")
async def export(parts: Parts) -> dict[str, Any]:
    """Return everything that is kept, as one JSON document."""
    await store_ready(parts)
    document = await asyncio.to_thread(parts.learner.records.export)
    return {**document, "adapter": await asyncio.to_thread(adapter_exported, parts.paths)}


@router.post("/forget")
async def forget(body: m.ForgetRequest, parts: Parts) -> m.Answer:
    """Erase, the bytes too."""
    await store_ready(parts)
    given = [body.everything or None, body.project, body.path, body.day]
    if sum(value is not None for value in given) != 1:
        raise WrongSetting("Say one thing to forget: everything, a project, a file or a day.")
    what = Forget(everything=body.everything, project=body.project, path=body.path, day=body.day)

    def erase() -> dict[str, int]:
        if body.everything:
            parts.learning.keeper.spool.clear()
        else:
            parts.learning.keeper.bring_in()  # what waits may belong to what is to be forgotten
        return parts.learner.forget(what)

    try:
        counts = await parts.learning.run(erase)
    finally:
        await parts.forget()
    await asyncio.to_thread(shutil.rmtree, parts.paths.scores, ignore_errors=True)  # of which code is not to be told
    adapter = await forget_adapter(parts.paths, parts.preferences.current, what)
    if adapter:
        parts.adapter.look()
        parts.model.open()
    erased = ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing: it was not there"
    return m.Answer(message=f"Erased {erased}.{adapter}", counts=counts)


async def store_ready(parts: Services) -> None:
    """Wait until the store is open.

    Raises:
        WrongSetting: the developer did not agree to having one.
        StoreUnavailable: it cannot be opened now.
    """
    if parts.learning.consent != "yes":
        raise WrongSetting("LAMP keeps nothing yet; `lamp setup` asks whether it may, LAMP_CONSENT=yes says so.")
    await parts.learning.store_ready()
