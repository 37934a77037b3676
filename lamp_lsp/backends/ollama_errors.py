"""Ollama's errors as ours: each one sentence about what happened and one about the next step."""

import contextlib
import json
from collections.abc import Iterator

import httpx

from lamp_lsp.backends.ollama_client import ResponseError
from lamp_lsp.backends.prompt_fit import PromptTooLong, tokens_too_many
from style_learner.errors import LampError, NotAvailable, TryAgain

SILENCE_S = 300.0
"""Longest wait for the next piece of an answer: loading a large model from a slow disk takes minutes."""

_NOT_FOUND = 404


class EndedByItself(TryAgain):
    """The server ended an answer that only repeats itself: what came of it is all there is."""


@contextlib.contextmanager
def our_errors(address: str, model: str = "") -> Iterator[None]:
    """Let what the client raises about a server, or a model of it, leave as our errors."""
    try:
        yield
    except ResponseError as error:
        raise _of_response(error, model) from error
    except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout, TimeoutError) as error:
        raise TryAgain(
            f"No Ollama answers at {address}; start it with `ollama serve`, "
            "or set base_url or OLLAMA_HOST to where it runs."
        ) from error
    except httpx.TimeoutException as error:
        raise TryAgain(
            f"Ollama at {address} was silent for {SILENCE_S:.0f} s; look at `ollama ps` and try again."
        ) from error
    except (httpx.HTTPError, httpx.StreamError, ValueError) as error:
        raise TryAgain(
            f"Ollama at {address} broke off in the middle of an answer; try again, "
            "and start it anew with `ollama serve` if it does not come back."
        ) from error


def _of_response(error: ResponseError, model: str) -> LampError:
    said = _words(error.error)
    words = said.lower()
    if (tokens := tokens_too_many(said)) is not None:
        message = f"The prompt is longer than the window of {model} ({said}); raise context_length, or ask for less."
        return PromptTooLong(message, tokens)
    if "token repeat limit" in words:
        return EndedByItself(f"{model} only repeated itself, so Ollama ended its answer; ask elsewhere in the file.")
    if "llama-server binary not found" in words:
        return NotAvailable(
            "Ollama is not installed whole: its llama-server is missing; install it anew (https://ollama.com/download)."
        )
    if error.status_code == _NOT_FOUND or "not found" in words:
        return NotAvailable(
            f"Ollama has no model {model}; get it with `ollama pull {model}` or `lamp model pull {model}`."
        )
    return _of_a_failure(said, model)


def _of_a_failure(said: str, model: str) -> LampError:
    words = said.lower()
    if "memory" in words:
        return NotAvailable(f"{model} does not fit into memory ({said}); choose a smaller model with `lamp model use`.")
    if "terminated" in words or "runner" in words:
        return TryAgain(
            f"Ollama's runner of {model} died ({said}); try again, and look into Ollama's log if it recurs."
        )
    return TryAgain(f"Ollama could not answer ({said}); try again, and look into Ollama's log if it recurs.")


def _words(error: object) -> str:
    """Return what a server says went wrong; newer versions pass on llama-server's own JSON, read or not."""
    said: object = error
    if isinstance(said, str):
        with contextlib.suppress(ValueError):
            said = json.loads(said)
    for name in ("error", "message"):
        said = said.get(name, said) if isinstance(said, dict) else said
    return str(said).strip().rstrip(".") or "it gave no reason"
