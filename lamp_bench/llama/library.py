"""The one module that imports llama_cpp: loads it quietly, and says how to get it."""

import ctypes
import importlib
import logging
import os
from collections import deque
from functools import cache
from typing import Any

from lamp_lsp.backends.llama_process import SPIN_COUNT
from style_learner.errors import NotAvailable
from style_learner.extras import install_command

_log = logging.getLogger(__name__)

_ERROR_LEVEL = 4  # GGML_LOG_LEVEL_ERROR of ggml.h; the Python package's own table is one off
_complaints: deque[str] = deque(maxlen=8)


@cache
def llama_cpp() -> Any:
    """Return the llama_cpp module with its log in ours.

    Raises:
        NotAvailable: the extra ``bench`` is not installed, or its library does not load here.

    """
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)  # read once, when the library is loaded
    try:
        library = importlib.import_module("llama_cpp")
    except ImportError as error:
        raise NotAvailable(
            f"Bits per character need llama-cpp-python, which is not installed; run `{install_command('bench')}`."
        ) from error
    except (OSError, RuntimeError) as error:
        raise NotAvailable(
            f"llama-cpp-python does not load on this machine ({error}); "
            "rebuild it with `pip install --force-reinstall --no-cache-dir llama-cpp-python`."
        ) from error
    library.llama_log_set(_log_callback(library), ctypes.c_void_p(0))
    library.llama_backend_init()
    return library


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
