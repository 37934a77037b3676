"""How the daemon is put together: the composition root.

``boot`` makes the parts, in the order in which they need each other; ``create_app`` hangs the routes on them. Nothing
slow happens here: the store, the model and the embedder open behind the first requests.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from lamp_lsp.adapter.comparing import drop_if_worse
from lamp_lsp.adapter.forgetting import expire_adapter
from lamp_lsp.adapter.idle import IdleTraining
from lamp_lsp.adapter.record import AdapterFolder
from lamp_lsp.adapter.serving import AdapterInUse
from lamp_lsp.api.messages import ErrorResponse
from lamp_lsp.assistant.answering import Assistant
from lamp_lsp.daemon.auth import OnlyTheOwner
from lamp_lsp.daemon.keeping import StoreKeeper
from lamp_lsp.daemon.learning_service import LearningService
from lamp_lsp.daemon.preferences import Preferences
from lamp_lsp.daemon.requests import NoteRequests
from lamp_lsp.daemon.routes import adapter as own_adapter
from lamp_lsp.daemon.routes import assistant, control, data, learning, profile_editing, projects, suggesting
from lamp_lsp.daemon.services import Services
from lamp_lsp.engine.assistant_model import AssistantModel
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model
from lamp_lsp.log_rules import where
from lamp_lsp.paths import Paths
from lamp_lsp.version import __version__
from style_learner.errors import LampError, NeedsRestart, TryAgain
from style_learner.learner import Learner
from style_learner.write_queue import WriteQueue

log = structlog.get_logger()

REFUSALS: dict[int | str, dict[str, Any]] = {
    400: {"model": ErrorResponse, "description": "A setting or an argument has to be changed first."},
    401: {"model": ErrorResponse, "description": "The token is missing or wrong."},
    403: {"model": ErrorResponse, "description": "The host name is not this machine's."},
    422: {"model": ErrorResponse, "description": "The request is not of the form described here."},
    503: {"model": ErrorResponse, "description": "Not now: keep what you have, and send it again."},
}
"""What every route may answer beside what it is for."""
COMPARE_EVERY_S = 3600.0
"""How often the adapter is held against suggestions made without it."""
WATCH_EVERY_S = 5.0
"""How often idleness and a missing model are looked at."""


def boot(paths: Paths, port: int, stop: Callable[[], None]) -> Services:
    """Make the daemon's parts; opens nothing yet."""
    preferences = Preferences(paths)
    adapter = AdapterInUse(paths)
    model = Model(lambda: preferences.current, adapter.settings)
    queue = WriteQueue()
    assistant_model = AssistantModel(model, lambda: preferences.current)
    learner = Learner(queue=queue)
    sharing = learner.advice.sharing
    engine = Engine(model, learner, lambda project: adapter.may_be_used_in(project, sharing.allows))
    keeper = StoreKeeper(paths, preferences, learner, queue)
    learning = LearningService(keeper, preferences, learner, queue, model.settled, engine.learned)

    def take_up() -> None:
        adapter.look()
        model.open()

    return Services(
        paths=paths,
        port=port,
        preferences=preferences,
        model=model,
        adapter=adapter,
        assistant_model=assistant_model,
        learner=learner,
        engine=engine,
        assistant=Assistant(assistant_model, engine, learner),
        learning=learning,
        idle_training=IdleTraining(paths, lambda: preferences.current, learner.records.material, take_up),
        stop=stop,
    )


def create_app(services: Services, token: str) -> FastAPI:
    """Return the ASGI application that serves ``services`` to whoever holds ``token``."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        services.model.open()
        services.learning.follow_consent()
        adapter = asyncio.create_task(_look_after_adapter(services))
        watch = asyncio.create_task(_watch(services))
        yield
        watch.cancel()
        services.idle_training.stop()
        adapter.cancel()
        await services.engine.close()
        await services.model.close()
        await services.assistant_model.close()
        await services.learning.close()

    app = FastAPI(
        title="LAMP",
        version=__version__,
        lifespan=lifespan,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # both would load scripts from another site
        redoc_url=None,
    )
    app.state.services = services
    for routes in (suggesting, learning, data, projects, profile_editing, control, assistant, own_adapter):
        app.include_router(routes.router, prefix="/v1", responses=REFUSALS)
    app.add_exception_handler(LampError, _answer_lamp_error)
    app.add_exception_handler(RequestValidationError, _answer_wrong_request)
    app.add_exception_handler(HTTPException, _answer_refusal)
    app.add_exception_handler(Exception, _answer_failure)
    app.add_middleware(NoteRequests, seen=services.note_request)
    app.add_middleware(OnlyTheOwner, token=token)
    return app


def _answer_lamp_error(_: Request, error: Exception) -> JSONResponse:
    status = 503 if isinstance(error, TryAgain | NeedsRestart) else 400
    return JSONResponse({"error": str(error), "kind": type(error).__name__}, status)


def _answer_wrong_request(_: Request, error: Exception) -> JSONResponse:
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": (), "msg": "is not valid"}
    place = ".".join(str(part) for part in first["loc"][1:]) or "body"
    message = f"The request's `{place}` is wrong: {first['msg']}; /v1/openapi.json says what is expected."
    return JSONResponse({"error": message, "kind": "WrongSetting"}, 422)


def _answer_refusal(_: Request, error: Exception) -> JSONResponse:
    """Give the framework's own refusals (no such route, not even JSON) the form of all others."""
    detail, status = (error.detail, error.status_code) if isinstance(error, HTTPException) else (str(error), 400)
    message = f"The request was refused ({detail}); /v1/openapi.json says what is expected."
    return JSONResponse({"error": message, "kind": "WrongSetting"}, status)


def _answer_failure(_: Request, error: Exception) -> JSONResponse:
    """Answer what nobody foresaw; the log says where it came up, and nothing of what was asked."""
    log.error("a request failed", where=where(error))
    message = f"LAMP's daemon failed at this request; its log says where ({type(error).__name__}). Please report it."
    return JSONResponse({"error": message, "kind": "LampError"}, 500)


async def _look_after_adapter(services: Services) -> None:
    """Erase an adapter that is too old, and stop using one that use speaks against."""
    while True:
        await expire_adapter(services.paths, services.preferences.current, time.time())
        with suppress(LampError):  # the store is closed just then
            if services.learning.consent == "yes" and await services.learning.ready():
                folder, report = AdapterFolder(services.paths), services.learner.records.report
                if await asyncio.to_thread(drop_if_worse, folder, report, time.time()):
                    services.adapter.look()
                    services.model.open()
        await asyncio.sleep(COMPARE_EVERY_S)


async def _watch(services: Services) -> None:
    """Look again for a missing model, and leave when nobody asked for long."""
    while True:
        await asyncio.sleep(WATCH_EVERY_S)
        services.model.look_again()
        services.learning.keeper.look_again()
        idle_s = time.monotonic() - services.last_request
        services.idle_training.look(idle_s)
        busy = services.learning.busy or services.idle_training.busy
        if idle_s > services.preferences.current.idle_minutes * 60 and not busy:
            log.info("leaving", idle_s=round(idle_s))
            services.stop()
            return
