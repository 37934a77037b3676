"""What the engine is asked, and what it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lamp_lsp.engine.reuse import Offered
from lamp_lsp.settings import Settings
from style_learner.types import CursorContext


@dataclass(frozen=True, slots=True)
class SuggestionRequest:
    """One request, with the settings that hold for its editor."""

    context: CursorContext
    client: str
    settings: Settings
    invoked: bool = False
    count: int = 1
    latency_budget_ms: int | None = None
    strategy: str | None = None
    suggestion_id: str = ""
    """The id that the suggestion gets; empty: a new one."""
    watch: Callable[[str], None] | None = None
    """Told what may be shown of the first candidate while it still arrives."""


@dataclass(slots=True)
class SuggestionResult:
    """What the engine answers."""

    items: list[Offered] = field(default_factory=list)
    reason: str = ""
    stages_ms: dict[str, float] = field(default_factory=dict)
