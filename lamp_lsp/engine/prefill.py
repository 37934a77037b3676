"""Reads the beginning of a place's prompt into the model's prefix cache while nobody waits."""

from lamp_lsp.engine.model import Model
from lamp_lsp.engine.preparing import Preparation
from lamp_lsp.engine.scheduler import RequestScheduler
from lamp_lsp.engine.suggestion import SuggestionRequest
from style_learner.learner import Learner
from style_learner.policy.strategies import STRATEGIES


class Prefill:
    """Reads ahead; every request goes before it."""

    def __init__(self, model: Model, learner: Learner, preparation: Preparation, overrides: RequestScheduler) -> None:
        self._model = model
        self._learner = learner
        self._preparation = preparation
        self._scheduler = overrides

    def begin(self, ask: SuggestionRequest) -> None:
        """Read the stable part of the prompt for this place; the newest place replaces the one before."""
        self._scheduler.prefill(self._read(ask))

    async def _read(self, ask: SuggestionRequest) -> None:
        opened = self._model.opened
        if opened is None or opened.capabilities.fim is None:
            return
        prompt = await self._preparation.full_prompt(ask, opened)
        if prompt is None:
            return
        strength = self._preparation.adapter_strength(ask, STRATEGIES[ask.strategy or self._preparation.strategy(ask)])
        async with self._scheduler.at_model():
            with self._learner.at_rest():
                timing = await opened.backend.prefill(prompt.stable, ask.client, strength)
        if timing is not None:
            self._model.speed.add(timing)
