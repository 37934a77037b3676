"""The daemon's log: one JSON object a line, rotated, with request ids and stage times, without any code."""

import logging
import os
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog

from lamp_lsp.log_rules import SeldomRepeated, where
from lamp_lsp.paths import Paths, mend_modes, private_folder
from lamp_lsp.settings import hide_secrets
from style_learner.errors import LampError

log = structlog.get_logger()

MOST_BYTES, KEPT_FILES = 2_000_000, 3
"""Some weeks of use; nobody reads further back."""


def configure_logs(file: Path, level: str, *, to_terminal: bool) -> None:
    """Send structlog's and the libraries' messages to ``file``, and to the terminal as well for a person."""
    private_folder(file.parent)
    handlers: list[logging.Handler] = [
        RotatingFileHandler(file, maxBytes=MOST_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    ]
    handlers[0].addFilter(SeldomRepeated())
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    handlers[0].setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[_without_contents, structlog.processors.JSONRenderer()], foreign_pre_chain=shared
        )
    )
    if to_terminal:
        handlers.append(logging.StreamHandler())
        handlers[1].setFormatter(
            structlog.stdlib.ProcessorFormatter(processor=structlog.dev.ConsoleRenderer(), foreign_pre_chain=shared)
        )
    logging.basicConfig(level=level.upper(), handlers=handlers, force=True)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def secure(paths: Paths) -> None:
    """Keep others out of LAMP's files, and secrets out of the settings file, and say what had to be mended."""
    for path in mend_modes(paths):
        log.warning("others could read this; now they cannot", path=str(path))
    if "LAMP_HOME" not in os.environ:
        try:
            hide_secrets(paths.settings_file)
        except (LampError, OSError) as error:
            log.warning("a secret stays in the settings file", why=where(error))


def _without_contents(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Say of an error its kind and its place: its text and its traceback may hold what the developer writes."""
    for name in ("_record", "_from_structlog"):
        event.pop(name, None)
    error = event.pop("exc_info", None)
    error = error[1] if isinstance(error, tuple) else error
    if isinstance(error, BaseException):
        event["failed"] = where(error)
    return event
