"""Lets the model write a request's candidates."""

import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace

from lamp_lsp.backends.protocol import Chunk, GenerationOptions, Timing
from lamp_lsp.engine.choosing import Candidate, Chooser
from lamp_lsp.engine.logprob_correction import corrected
from lamp_lsp.engine.model import Model
from lamp_lsp.engine.personal_ngrams import TokenOverride
from lamp_lsp.engine.request import PreparedRequest
from lamp_lsp.engine.writing import finish, listen
from style_learner.postprocessing.finish import Postprocessor

EXPLORING_TEMPERATURE = 0.6
"""For the second and further candidates: enough to differ, still sensible."""
MORE_TRIES = 2
"""Beyond the candidates asked for: some come out the same."""
MORE_WAITS = 2.0
"""How long candidates after the first are made for, in waits: who asks by hand waits a little, not for all of them."""


class Generation:
    """Asks the model; whoever calls holds it."""

    def __init__(self, model: Model, chooser: Chooser) -> None:
        self._model = model
        self._chooser = chooser

    async def candidates(self, request: PreparedRequest) -> list[Candidate]:
        """Return as many different answers as are asked for and as there is time for."""
        ask, found = request.ask, list[Candidate]()
        until = time.monotonic() + MORE_WAITS * (ask.latency_budget_ms or ask.settings.latency_budget_ms) / 1000
        for number in range(ask.count + MORE_TRIES if ask.count > 1 else 1):
            candidate = await self._candidate(request, number)
            if (
                candidate.overrides and not candidate.postprocessed.text.strip()
            ):  # what the developer writes led nowhere
                candidate = await self._candidate(replace(request, correction=None), number)
            text = candidate.postprocessed.text.strip()
            if text and all(text != other.postprocessed.text.strip() for other in found):
                found.append(candidate)
            if len(found) == ask.count or time.monotonic() > until:
                break
        return found

    async def _candidate(self, request: PreparedRequest, number: int) -> Candidate:
        options = GenerationOptions(
            max_tokens=request.budget.answer,
            stop=request.completion_scope.stop,
            temperature=EXPLORING_TEMPERATURE if number else 0.0,
            seed=number,
            adapter_strength=request.adapter_strength,
            cache_key=request.ask.client,
        )
        postprocessor, overrides = _postprocessor(request), list[TokenOverride]()
        with request.stages.measure("generate"):
            draft = self._chooser.drafts(request.ask) if number == 0 else None
            written = await listen(_stream(request, options, overrides.append), postprocessor, draft)
        if written.timing is not None:
            self._model.speed.add(written.timing)
        with request.stages.measure("postprocess"):
            postprocessed = finish(postprocessor, written)
        return Candidate(postprocessed, written.mean_logprob, tuple(overrides))


def _postprocessor(request: PreparedRequest) -> Postprocessor:
    prompt, fim = request.prompt, request.opened.capabilities.fim
    headings = prompt.headings if prompt is not None else ()
    marks = fim.marks if fim is not None else ()
    return Postprocessor(request.ask.context, request.completion_scope, marks, headings=headings, chat=prompt is None)


def _stream(
    request: PreparedRequest, options: GenerationOptions, turn: Callable[[TokenOverride], None]
) -> AsyncGenerator[Chunk | Timing, None]:
    opened, prompt, correction = request.opened, request.prompt, request.correction
    if prompt is None:
        return opened.instruct(request.ask.context, options)
    if correction is None:
        return opened.backend.generate(prompt.text, options)
    return corrected(opened.backend.generate, prompt.text, options, correction.begin, turn)
