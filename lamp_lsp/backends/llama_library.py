"""The one module that imports llama_cpp: loads it quietly, and says how to get it.

llama.cpp writes to stderr by default, which is the language server's reader's nightmare; here its words go to
our log, and its last complaint is kept for error messages.
"""

import ctypes
import importlib
import logging
import os
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from style_learner.errors import NotAvailable

ChatFormatter = Callable[[Sequence[Mapping[str, str]]], str]
"""Lays out messages, each with ``role`` and ``content``, as one prompt."""

_log = logging.getLogger(__name__)

_SPIN_COUNT = "1000"
"""How long llama.cpp's threads spin for one another before they sleep. GNU OpenMP's default of 300,000 burns the core
that the late thread waits for: with one of two cores busy, this reads 121 tokens a second instead of 72 and writes 18
instead of 10; on an idle machine it costs nothing."""

_ERROR_LEVEL = 4  # GGML_LOG_LEVEL_ERROR of ggml.h; the Python package's own table is one off
_complaints: deque[str] = deque(maxlen=8)


class Cancel:
    """Stops work inside llama.cpp from another thread, within one node of its graph.

    llama.cpp calls back hundreds of times a token to ask. A Python function would take the interpreter lock
    each time and stall the model behind whatever else runs; ``strlen`` of our flag answers the same question in C.
    """

    def __init__(self) -> None:
        self._flag = ctypes.create_string_buffer(2)

    def set(self) -> None:
        """Ask the work to stop; for good."""
        self._flag[0] = b"\1"

    @property
    def is_set(self) -> bool:
        return self._flag[0] != b"\0"

    def watch(self, context: Any) -> None:
        """Make ``context`` heed this flag instead of the one before; keep this object alive while it does."""
        llama = llama_cpp()
        llama.llama_set_abort_callback(context, _c_strlen(), ctypes.cast(self._flag, ctypes.c_void_p))


@cache
def llama_cpp() -> Any:
    """Return the llama_cpp module with its log in ours.

    Raises:
        NotAvailable: the extra ``embedded`` is not installed, or its library does not load here.

    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", _SPIN_COUNT)  # read once, when the library is loaded
    try:
        library = importlib.import_module("llama_cpp")
    except ImportError as error:
        raise NotAvailable(
            "The embedded model needs llama-cpp-python, which is not installed; "
            "run `pip install 'lamp-assistant[embedded]'`, or start Ollama."
        ) from error
    except (OSError, RuntimeError) as error:
        raise NotAvailable(
            f"llama-cpp-python does not load on this machine ({error}); "
            "build it anew with `pip install --force-reinstall --no-cache-dir llama-cpp-python`, or start Ollama."
        ) from error
    library.llama_log_set(_log_callback(library), ctypes.c_void_p(0))
    library.llama_backend_init()
    return library


def chat_formatter(template: str, end_of_text: str) -> ChatFormatter:
    """Return a function that lays a conversation out as ``template`` does, ready for the answer.

    The mark that begins a text is left to the tokenizer, which adds it.
    """
    formats = importlib.import_module("llama_cpp.llama_chat_format")
    formatter = formats.Jinja2ChatFormatter(template=template, eos_token=end_of_text, bos_token="")
    return lambda messages: str(formatter(messages=messages).prompt)


def last_complaint() -> str:
    """Return the first cause that llama.cpp gave for its last failure, in its own words, and forget it."""
    words = _complaints[0] if _complaints else ""
    _complaints.clear()
    return words


@cache
def _log_callback(library: Any) -> Any:
    def write(level: int, text: bytes, _data: object) -> None:
        line = text.decode("utf-8", "replace").rstrip()
        if level == _ERROR_LEVEL and line:
            _complaints.append(line)
        if line:
            _log.debug("llama.cpp: %s", line)

    return library.llama_log_callback(write)


@cache
def _c_strlen() -> Any:
    runtime = ctypes.CDLL("msvcrt" if os.name == "nt" else None)
    return ctypes.cast(runtime.strlen, llama_cpp().ggml_abort_callback)
