"""Routes of the developer's own adapter: what it may learn from."""

import asyncio
from typing import Any

from fastapi import APIRouter

from lamp_lsp.daemon.routes.data import store_ready
from lamp_lsp.daemon.services import Parts

router = APIRouter(tags=["adapter"])


@router.get("/adapter/material")
async def material(parts: Parts) -> dict[str, Any]:
    """Return the developer's own code and what they made of suggestions, for the training process."""
    await store_ready(parts)
    found = await asyncio.to_thread(parts.learner.records.material)
    return found.as_json()
