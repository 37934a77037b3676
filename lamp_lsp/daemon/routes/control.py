"""Routes that say and change how the daemon is: health, status, settings, consent, pause, shutdown."""

import asyncio
import os
import time

from fastapi import APIRouter

from lamp_lsp.api import messages as m
from lamp_lsp.backends.speed import Speed
from lamp_lsp.backends.weights import EMBEDDED_MODEL
from lamp_lsp.daemon.clean_requests import CleanRoute
from lamp_lsp.daemon.services import Parts, Services
from lamp_lsp.version import __version__
from style_learner.prompts.budget import LEAST_PREFIX, LEAST_SUFFIX, Budget

router = APIRouter(tags=["control"], route_class=CleanRoute)


@router.get("/health")
async def health(parts: Parts) -> dict[str, str | int]:
    """Answer at once, whatever still loads."""
    return {
        "version": __version__,
        "pid": os.getpid(),
        "model": parts.model.state,
        "store": parts.learning.keeper.state,
    }


@router.get("/status")
async def status(parts: Parts) -> m.StatusResponse:
    """Say all there is to say about this daemon."""
    learner = parts.learner
    return m.StatusResponse(
        pid=os.getpid(),
        port=parts.port,
        version=__version__,
        backend=await _backend_status(parts),
        assistant=await _assistant_status(parts),
        consent=parts.learning.consent,
        paused=parts.preferences.current.paused,
        learning=parts.learning.progress,
        embedder=learner.embedder_state,
        store=parts.learning.keeper.state,
        store_message=parts.learning.keeper.message,
        key_in=parts.learning.keeper.key_in,
        snippets=learner.advice.snippet_count,
        habits=learner.advice.habit_count,
        suggestions=learner.records.suggestion_count,
        uptime_s=round(time.monotonic() - parts.started, 1),
    )


@router.post("/settings")
async def settings(body: m.SettingsRequest, parts: Parts) -> m.SettingsResponse:
    """Take an editor's settings; answers with a sentence for each that is wrong."""
    problems = parts.preferences.set_client(body.client, body.values)
    parts.model.open()
    await parts.assistant_model.follow_settings()
    parts.learning.follow_consent()
    return m.SettingsResponse(problems=[*parts.preferences.problems, *problems])


@router.post("/reload")
async def reload(parts: Parts) -> m.Answer:
    """Read the settings file again."""
    parts.preferences.reload()
    await asyncio.to_thread(parts.adapter.look)
    parts.model.open()
    await parts.assistant_model.follow_settings()
    parts.learning.follow_consent()
    return m.Answer(message=" ".join(parts.preferences.problems))


@router.post("/consent")
async def consent(body: m.ConsentRequest, parts: Parts) -> m.Answer:
    """Keep the developer's answer to whether LAMP may keep what it learns."""
    parts.learning.set_consent(yes=body.consent)
    if not body.consent:
        await parts.forget()
    kept = "LAMP learns, and keeps it encrypted on this machine." if body.consent else "LAMP keeps nothing."
    return m.Answer(message=kept)


@router.post("/pause")
async def pause(parts: Parts) -> m.Answer:
    """Rest: no suggestions, no learning."""
    parts.preferences.save("paused", value=True)
    return m.Answer(message="LAMP is paused; run `lamp resume`.")


@router.post("/resume")
async def resume(parts: Parts) -> m.Answer:
    """Wake up."""
    parts.preferences.save("paused", value=False)
    return m.Answer(message="LAMP suggests and learns again.")


@router.post("/shutdown")
async def shutdown(parts: Parts) -> m.Answer:
    """Leave, after what was begun is done."""
    parts.stop()
    return m.Answer(message="LAMP's daemon leaves.")


async def _backend_status(parts: Services) -> m.BackendStatus:
    model = parts.model
    choice_why = " ".join(model.choice.why) if model.choice else ""
    if model.opened is None:
        state = model.state if model.state in {"loading", "missing", "failed"} else "loading"
        chosen = model.choice.backend if model.choice is not None else None
        kind, name = (chosen.kind, chosen.model) if chosen is not None else ("none", "")
        return m.BackendStatus.model_validate({"kind": kind, "model": name, "state": state, "why": model.why_not})
    backend, can = model.opened.backend, model.opened.capabilities
    speed, budget = model.speed.estimate(), parts.engine.budget(parts.preferences.current)
    return m.BackendStatus(
        kind=backend.kind,
        model=backend.model,
        state="ready",
        why=choice_why,
        fills_in_the_middle=can.fim is not None,
        chat=can.chat,
        logprobs=can.logprobs,
        adapter=can.adapter,
        context_length=can.context_length,
        gpu_share=(await model.loaded()).gpu_share,
        speed=m.SpeedMessage(
            read_tokens_per_s=round(speed.read_tokens_per_s, 1),
            write_tokens_per_s=round(speed.write_tokens_per_s, 1),
            measured=speed.measured,
        ),
        budget=m.BudgetMessage(
            evidence=budget.evidence, prefix=budget.prefix, suffix=budget.suffix, answer=budget.answer
        ),
        slow=_slow(speed, budget, parts.preferences.current.latency_budget_ms),
    )


async def _assistant_status(parts: Services) -> m.AssistantModelStatus | None:
    own = parts.assistant_model.own
    if own is None:
        return None
    name, opened = parts.preferences.current.assistant_model or EMBEDDED_MODEL.name, own.opened
    if opened is None:
        state = own.state if own.is_used else "waiting"
        why = own.why_not if own.is_used else "It loads at the first question."
        return m.AssistantModelStatus.model_validate({"model": name, "state": state, "why": why})
    loaded = await own.loaded()
    in_memory = loaded.memory_bytes is not None if opened.backend.kind == "ollama" else None
    return m.AssistantModelStatus(
        kind=opened.backend.kind, model=opened.backend.model, state="ready", in_memory=in_memory
    )


def _slow(speed: Speed, budget: Budget, latency_budget_ms: int) -> str:
    """Say why the model cannot keep the waiting time even with the shortest prompt; empty when it can."""
    if not speed.measured or budget.at_once >= LEAST_PREFIX + LEAST_SUFFIX:
        return ""
    return (
        f"The model reads {speed.read_tokens_per_s:.0f} tokens a second, too few to answer well within "
        f"{latency_budget_ms} ms; "
        "choose a smaller one (`lamp model list`), or give it longer (`lamp settings set latency_budget_ms 4000`)."
    )
