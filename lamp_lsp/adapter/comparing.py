"""An adapter that use speaks against is used no more.

The suggestions that are made without what was learned (setting ``holdout_share``) go on beside it, so that it is held
against them for as long as it is used.
"""

from collections.abc import Callable, Mapping
from typing import Any

import structlog

from lamp_lsp.adapter.record import AdapterFolder

log = structlog.get_logger()

_DAY_S = 86_400


def drop_if_worse(folder: AdapterFolder, report: Callable[[float], Mapping[str, Any]], now: float) -> bool:
    """Stop using an adapter with which less is retained than without, clear of zero; returns whether it was stopped.

    ``report`` returns the figures of the last days; only what was shown since the adapter was made counts.
    """
    record = folder.read_if_sound()
    if record is None or not record.kept:
        return False
    compared = report(max(0.0, now - record.made_at) / _DAY_S)["comparison"]
    found = compared["retained_characters_per_shown"] if compared is not None else None
    if found is None or not found["clear"] or found["estimate"] >= 0:
        return False
    why = (
        f"Stopped in use: with it {-found['estimate']:.1f} fewer characters of a suggestion were retained than without "
        f"(95 % interval {found['low']:+.1f} to {found['high']:+.1f})."
    )
    folder.write(record.model_copy(update={"kept": False, "stopped": why}))
    log.info("adapter stopped", why=why)
    return True
