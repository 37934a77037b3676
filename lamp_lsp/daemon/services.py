"""The daemon's parts, as its routes see them."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request

from lamp_lsp.adapter.idle import IdleTraining
from lamp_lsp.adapter.serving import AdapterInUse
from lamp_lsp.assistant.answering import Assistant
from lamp_lsp.daemon.learning_service import LearningService
from lamp_lsp.daemon.preferences import Preferences
from lamp_lsp.engine.assistant_model import AssistantModel
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model
from lamp_lsp.paths import Paths
from style_learner.learner import Learner


@dataclass(slots=True)
class Services:
    """One daemon."""

    paths: Paths
    port: int
    preferences: Preferences
    model: Model
    adapter: AdapterInUse
    assistant_model: AssistantModel
    learner: Learner
    engine: Engine
    assistant: Assistant
    learning: LearningService
    idle_training: IdleTraining
    stop: Callable[[], None]
    started: float = field(default_factory=time.monotonic)
    last_request: float = field(default_factory=time.monotonic)

    async def end_requests(self) -> None:
        """Break off what is asked of the model, and a long learning at its next file: the daemon leaves."""
        self.learner.writer.stop()
        await self.engine.close()

    async def forget(self) -> None:
        """Let go of what is held of the developer's code outside of the learner: nothing may be told of it any more."""
        await self.engine.forget()
        await self.assistant_model.forget()

    def note_request(self) -> None:
        """Somebody is there: stay."""
        self.last_request = time.monotonic()


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Parts = Annotated[Services, Depends(_services)]
