"""llama.cpp's own server under its own name, out of the wheel that LAMP runs it from: for the tests' Ollama, and alone.

    python llama_server.py --model FILE --port 8080 ...

Ollama starts a program called llama-server for each model and speaks to it over HTTP. The wheel has that server without
the program around it, so this reads the options that Ollama and the tests give and starts it with them. Nothing has to
be compiled.
"""

import argparse
import os
import signal
import sys

import xllamacpp

DEFAULT_CONTEXT = 4096


def main() -> None:
    """Serve until somebody ends the process."""
    asked, unknown = _parser().parse_known_args()
    if asked.list_devices:
        print("Available devices:")  # noqa: T201 what Ollama reads
        return
    if not asked.model:  # Ollama asks a server without a model what machine this is
        print(f"system_info: {xllamacpp.get_system_info()}", file=sys.stderr, flush=True)  # noqa: T201
        return
    if unknown:
        print(f"llama-server: left aside: {' '.join(unknown)}", file=sys.stderr)  # noqa: T201
    server = xllamacpp.Server(_parameters(asked))
    print(f"llama-server: listening on {server.listening_address}", file=sys.stderr, flush=True)  # noqa: T201
    signal.pause()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("llama-server")
    for name in ("--model", "--host", "--alias", "--api-key", "--ssl-key-file", "--ssl-cert-file", "--chat-template"):
        parser.add_argument(name, default="")
    for name, default in (("--port", 8080), ("-c", DEFAULT_CONTEXT), ("-np", 1), ("-b", 0), ("-ub", 0), ("-t", 0)):
        parser.add_argument(name, type=int, default=default)
    parser.add_argument("--keep", type=int, default=0)
    parser.add_argument("--log-verbosity", type=int, default=3)
    for name in ("--context-shift", "--no-jinja", "--list-devices", "--offline", "--no-webui", "--verbose"):
        parser.add_argument(name, action="store_true")
    return parser


def _parameters(asked: argparse.Namespace) -> xllamacpp.CommonParams:
    found = xllamacpp.CommonParams()
    found.model.path = asked.model
    found.model_alias = {asked.alias or os.path.basename(asked.model)}  # noqa: PTH119 as llama-server does
    found.hostnames, found.port = [asked.host or "127.0.0.1"], asked.port
    found.n_ctx, found.n_parallel = asked.c, asked.np
    if asked.b:
        found.n_batch, found.n_ubatch = asked.b, asked.ub or asked.b
    if asked.t:
        found.cpuparams.n_threads = found.cpuparams_batch.n_threads = asked.t
    if asked.api_key:
        found.api_keys = [asked.api_key]
    if asked.ssl_key_file:
        found.ssl_file_key, found.ssl_file_cert = asked.ssl_key_file, asked.ssl_cert_file
    if asked.chat_template:
        found.chat_template = asked.chat_template
    found.ctx_shift, found.n_keep = asked.context_shift, asked.keep
    found.use_jinja = not asked.no_jinja
    found.verbosity = asked.log_verbosity
    found.endpoint_slots = True
    found.no_extra_bufts = True  # builds with AMX crash on a prompt of more than a few tokens
    found.warmup = found.ui = False
    return found


if __name__ == "__main__":
    main()
