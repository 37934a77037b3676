"""What is forgotten takes an adapter that was trained on it along: weights cannot forget a part.

Where it is unclear whether an adapter learned from what is to be forgotten, it goes.
"""

import asyncio
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from lamp_lsp.adapter.record import AdapterFolder, Record
from lamp_lsp.adapter.serving import withdraw_from
from lamp_lsp.paths import Paths
from lamp_lsp.settings import Settings
from style_learner.store.forgetting import Forget

_DAY_S = 86_400


async def forget_adapter(paths: Paths, settings: Settings, what: Forget) -> str:
    """Erase the adapter and its copies if it may have learned from ``what``; returns a sentence to add, or none."""
    folder = AdapterFolder(paths)
    if not await asyncio.to_thread(folder.path.exists):
        return ""
    record = folder.read_if_sound()
    await asyncio.to_thread(folder.drop_unfinished)
    if record is not None and not learned_from(record, what):
        return ""
    return f" {await withdraw_from(folder, settings)}"


async def drop_adapter_of(paths: Paths, settings: Settings, project: str) -> str:
    """Erase the adapter if it learned from a project, which is to be kept apart; returns a sentence to add, or none.

    One that was trained elsewhere stays: it came from where the developer brought it.
    """
    folder = AdapterFolder(paths)
    record = await asyncio.to_thread(folder.read_if_sound)
    await asyncio.to_thread(folder.drop_unfinished)
    if record is None or record.trained is None or not learned_from(record, Forget(path=project)):
        return ""
    said = await withdraw_from(folder, settings)
    return f" {said} It had learned from this project; `lamp adapter train` makes another without it."


def learned_from(record: Record, what: Forget) -> bool:
    """Say whether an adapter may have learned from what is to be forgotten."""
    if what.everything or record.trained is None:
        return True
    if what.day:
        return what.day <= datetime.fromtimestamp(record.made_at).astimezone().date().isoformat()
    if what.project:
        return any(_related(project, what.project) for project in record.projects)
    path = what.path or ""
    return any(
        _within(f"{project}/{name}" if project else name, path) or _within(name, path)
        for project, name in record.trained.documents
    )


async def expire_adapter(paths: Paths, settings: Settings, now: float) -> None:
    """Erase an adapter that is older than anything may be kept."""
    folder = AdapterFolder(paths)
    record = folder.read_if_sound()
    if record is not None and now - record.made_at > settings.retention_days * _DAY_S:
        await withdraw_from(folder, settings)


def adapter_exported(paths: Paths) -> dict[str, Any] | None:
    """Return what `lamp export` says of the adapter; its weights are copied by `lamp adapter export`."""
    folder = AdapterFolder(paths)
    record = folder.read_if_sound()
    return {"folder": str(folder.path), **record.model_dump(mode="json")} if record is not None else None


def _related(one: str, other: str) -> bool:
    """Say whether one folder is the other or lies in it."""
    return _within(one, other) or _within(other, one)


def _within(path: str, folder: str) -> bool:
    return PurePosixPath(path).is_relative_to(PurePosixPath(folder))
