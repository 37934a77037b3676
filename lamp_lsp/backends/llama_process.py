"""The process that runs the embedded model: llama.cpp's own server. The one module that imports xllamacpp.

``python -m lamp_lsp.backends.llama_process`` reads what to serve from its first line of input (``ServerOrder``), says
in one line of output where it listens (``ServerAddress``), and leaves when its input ends: so it never outlives the
daemon that started it. A process of its own, because loading a model holds Python's lock for as long as it takes, and
because a crash in llama.cpp should cost one suggestion and not the daemon.
"""

import json
import os
import signal
import sys
from dataclasses import asdict, dataclass
from typing import Any

SPIN_COUNT = "1000"
"""How long llama.cpp's threads spin for one another before they sleep. GNU OpenMP's default of 300,000 burns the core
that the late thread waits for: with one of two cores busy, this reads 121 tokens a second instead of 72 and writes 18
instead of 10; on an idle machine it costs nothing."""

NO_LIBRARY = "xllamacpp cannot be imported"
ERRORS_ONLY = 1
"""Of llama.cpp's log."""


@dataclass(frozen=True, slots=True)
class ServerOrder:
    """What to serve."""

    weights: str
    alias: str
    """The name under which the server offers the model."""
    api_key: str
    context_length: int
    """Tokens, of each slot."""
    slots: int
    """Prompts whose beginning is kept side by side."""
    threads: int
    read_tokens: int
    """Tokens of a prompt that are read in one step. A request that is called off ends with its step."""
    adapter: str = ""
    """A LoRA beside the weights, at no strength unless a request asks for some; empty: none."""


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """Where it is served."""

    address: str
    on_gpu: bool


def main() -> None:
    """Serve until the input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the daemon closes the input
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # whatever else is printed is no answer
    order = ServerOrder(**json.loads(sys.stdin.readline()))
    if "OMP_WAIT_POLICY" not in os.environ:
        os.environ.setdefault("GOMP_SPINCOUNT", SPIN_COUNT)  # read once, when the library is loaded
    try:
        server, on_gpu = _serve(order)
    except ImportError as error:
        sys.exit(f"{NO_LIBRARY}: {error}")
    except RuntimeError:
        sys.exit("llama.cpp gave no other reason")  # after its own words, if it had any
    answers.write(json.dumps(asdict(ServerAddress(server.listening_address, on_gpu))) + "\n")
    answers.flush()
    sys.stdin.read()
    os._exit(0)  # there is nothing to save, and freeing a model at work is where llama.cpp crashes


def _serve(order: ServerOrder) -> tuple[Any, bool]:
    import xllamacpp  # noqa: PLC0415 only this process needs it

    on_gpu = any(device["type"] in _gpu_types(xllamacpp) for device in xllamacpp.get_device_info())
    parameters = xllamacpp.CommonParams()
    parameters.model.path = order.weights
    parameters.model_alias = {order.alias}
    parameters.api_keys = [order.api_key]
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_parallel = order.slots
    parameters.n_ctx = order.context_length * order.slots
    parameters.n_batch = parameters.n_ubatch = order.read_tokens
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = order.threads
    parameters.fit_params = on_gpu  # how many layers a GPU holds
    parameters.no_extra_bufts = True  # builds with AMX crash on a prompt of more than a few tokens
    parameters.cache_ram_mib = 0  # of prompts beside the slots: 8 GB by default
    if order.adapter:
        parameters.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(order.adapter, 0.0)]
        parameters.lora_init_without_apply = True
    parameters.warmup = False
    parameters.ui = False
    parameters.endpoint_slots = False  # it would tell prompts
    parameters.verbosity = ERRORS_ONLY
    return xllamacpp.Server(parameters), on_gpu


def _gpu_types(library: Any) -> tuple[Any, ...]:
    kinds = library.ggml_backend_dev_type
    return kinds.GGML_BACKEND_DEVICE_TYPE_GPU, kinds.GGML_BACKEND_DEVICE_TYPE_IGPU


if __name__ == "__main__":
    main()
