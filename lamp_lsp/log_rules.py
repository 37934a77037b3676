"""What every log of LAMP's keeps to: nothing of what the developer writes, and no line a thousand times."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable

QUIET_S = 60.0
"""A warning of one kind is written once in this time: whoever can provoke it must not fill the disk."""
_MOST_KINDS = 500
_MOST_OF_KIND = 60
_PACKAGES = ("lamp_lsp", "style_learner", "jupyter_ext")


def where(error: BaseException) -> str:
    """Return an error's kind and the place of LAMP's at which it came up; nothing of its text, which may hold code.

    >>> where(KeyError("secret"))
    'KeyError'
    """
    place, trace = "", error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename.replace("\\", "/")
        for package in _PACKAGES:
            _, found, rest = file.rpartition(f"/{package}/")
            if found:
                place = f" at {package}/{rest}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__}{place}"


class WithoutContents(logging.Formatter):
    """Formats an error as its kind and its place, without its text and its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        shown = logging.makeLogRecord(record.__dict__)
        shown.exc_info, shown.exc_text, shown.stack_info = None, None, None
        line = super().format(shown)
        error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        return f"{line} ({where(error)})" if error is not None else line


class SeldomRepeated(logging.Filter):
    """Lets a warning of one kind through once a minute; the next one says how many there were."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._kinds: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        said = record.msg.get("event", "") if isinstance(record.msg, dict) else record.msg
        kind, now = (record.name, str(said)[:_MOST_OF_KIND]), self._clock()
        at, left_out = self._kinds.pop(kind, (-QUIET_S, 0))
        if now - at < QUIET_S:
            self._kinds[kind] = (at, left_out + 1)
            return False
        self._kinds[kind] = (now, 0)
        if len(self._kinds) > _MOST_KINDS:
            self._kinds.popitem(last=False)
        if left_out and isinstance(record.msg, dict):
            record.msg["left_out"] = left_out
        elif left_out:
            record.msg = f"{record.msg} ({left_out} more like it were left out)"
        return True
