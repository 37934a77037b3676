"""The daemon's log: one JSON object a line, rotated, with request ids and stage times, without any code."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog

from lamp_lsp.paths import private_folder

MOST_BYTES, KEPT_FILES = 2_000_000, 3
"""Some weeks of use; nobody reads further back."""


def configure_logs(file: Path, level: str, *, to_terminal: bool) -> None:
    """Send structlog's and the libraries' messages to ``file``, and to the terminal as well for a person."""
    private_folder(file.parent)
    handlers: list[logging.Handler] = [RotatingFileHandler(file, maxBytes=MOST_BYTES, backupCount=KEPT_FILES)]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
    ]
    handlers[0].setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=structlog.processors.JSONRenderer(), foreign_pre_chain=shared)
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
