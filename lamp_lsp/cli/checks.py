"""What `lamp doctor` looks at: each look gives a check, with the next step where something is missing."""

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Literal

from lamp_lsp.api.messages import AssistantModelStatus, StatusResponse
from lamp_lsp.backends.choose import Choice, fills_in
from lamp_lsp.backends.hardware import Hardware
from lamp_lsp.backends.ollama_server import InstalledModel
from lamp_lsp.backends.ollama_version import standing, trouble_with
from lamp_lsp.backends.weights import EMBEDDED_MODEL, weights_path, weights_ready
from lamp_lsp.cli import wording
from lamp_lsp.cli.editors import Editor, jupyter_extension
from lamp_lsp.cli.models_here import OllamaFound
from lamp_lsp.paths import Paths
from lamp_lsp.settings import Settings
from lamp_lsp.version import __version__
from style_learner.extras import EXTRAS, install_command

LOOKED_AT = ("embedded", "embeddings")
"""The extras that serve whoever completes code; the others belong to what brings them up."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's list."""

    name: str
    state: Literal["ok", "warn", "fail"]
    """``fail``: something that LAMP needs is not there; ``warn``: it works, and could be better."""
    found: str
    next_step: str = ""


def packages() -> Iterator[Check]:
    """Look at Python and the extras of the package."""
    yield Check("Python", "ok", f"{platform.python_version()} at {sys.executable}, LAMP {__version__}")
    for extra in LOOKED_AT:
        if find_spec(EXTRAS[extra]) is not None:
            yield Check(f"extra {extra}", "ok", "installed")
        else:
            how = f"Only if you want it: `{install_command(extra)}`"
            yield Check(f"extra {extra}", "ok", "not installed", how)


def settings_file(paths: Paths, problems: list[str]) -> Iterator[Check]:
    """Look at the settings."""
    for problem in problems:
        yield Check("settings", "warn", problem, f"Mend it in {paths.settings_file}, or with `lamp settings set`.")
    if not problems:
        yield Check(
            "settings", "ok", f"{paths.settings_file}" if paths.settings_file.exists() else "all at their defaults"
        )


def ollama(found: OllamaFound, status: StatusResponse | None) -> Check:
    """Look at the Ollama server: its version, what it can do for LAMP, and the one thing to change.

    Without a server another backend may do.
    """
    in_use = status is not None and status.backend.state == "ready" and status.backend.kind != "ollama"
    if found.problem:
        if in_use and status is not None:
            kind = status.backend.kind
            return Check("Ollama", "ok", f"none answers at {found.address}; the {kind} model does without")
        return Check("Ollama", "warn", found.problem)
    said = f"{found.version} at {found.address}, {standing(found.version)}: {_models_of(found)}"
    if trouble := trouble_with(found.version):
        return Check("Ollama", "warn", f"{said}; {trouble.found}", trouble.next_step)
    if not any(fills_in(model) for model in found.models):
        return Check("Ollama", "ok" if in_use else "warn", said, "`lamp setup` gets a model that fills in the middle.")
    return Check("Ollama", "ok", said)


def _models_of(found: OllamaFound) -> str:
    """Name the models, and say of each what it cannot do for LAMP."""
    if not found.models:
        return "no model yet"
    return ", ".join(f"{model.name}{_cannot(model)}" for model in found.models)


def _cannot(model: InstalledModel) -> str:
    if model.is_remote:
        return " (runs in Ollama's cloud: LAMP leaves it alone)"
    if model.capabilities and not {"completion", "insert"} & {*model.capabilities}:
        return " (writes no text)"
    return "" if fills_in(model) or not model.capabilities else " (does not say that it fills in the middle)"


def weights() -> Check:
    """Look at the embedded model's weights."""
    if weights_ready():
        return Check("embedded weights", "ok", f"{weights_path()}, verified")
    if weights_path().is_file():
        why = f"{weights_path()}, not verified yet"
        return Check(
            "embedded weights", "warn", why, "run `lamp model pull`, which verifies them and repairs them if needed."
        )
    size = f"{EMBEDDED_MODEL.size_bytes / 1e6:.0f} MB"
    return Check("embedded weights", "ok", "not here", f"Only if you want them: `lamp model pull` ({size})")


def daemon(status: StatusResponse | None, problem: str) -> Check:
    """Look at the daemon."""
    if status is None:
        return Check("daemon", "fail", problem, "`lamp daemon run` shows in the foreground why.")
    return Check("daemon", "ok", f"process {status.pid}, port {status.port}, version {status.version}")


def model(status: StatusResponse, choice: Choice | None, settings: Settings) -> Iterator[Check]:
    """Look at the model in use: which, why, what it can, how fast it is and what that allows."""
    backend = status.backend
    if backend.state != "ready":
        missing = " ".join(choice.missing) if choice else ""
        state: Literal["warn", "fail"] = "warn" if backend.state == "loading" else "fail"
        yield Check("model", state, f"{backend.state}: {backend.why}", missing or "`lamp setup` gets one.")
        return
    yield Check("model", "ok", f"{backend.model} ({backend.kind}). {backend.why}".strip())
    if status.assistant is not None:
        yield _assistant(status.assistant)
    if backend.fills_in_the_middle:
        yield Check("completion", "ok", wording.abilities(backend))
    else:
        better = "A model that fills in the middle does better: `lamp model list`"
        yield Check("completion", "warn", wording.abilities(backend), better)
    if backend.speed is not None:
        yield Check("speed", "warn" if backend.slow else "ok", wording.speed(backend), backend.slow)
        yield Check(
            "budget",
            "ok",
            wording.budget(backend, settings.latency_budget_ms),
            "`lamp settings set latency_budget_ms` changes it.",
        )


def _assistant(own: AssistantModelStatus) -> Check:
    """Look at the model that answers questions."""
    said = wording.assistant_model(own)
    if own.state in {"missing", "failed"}:
        return Check("assistant", "warn", said, "`lamp settings set assistant_model ''` lets the other model answer.")
    if own.in_memory is False:
        both = "Memory does not hold both: take a smaller one (`lamp model list`), or let one model do both."
        return Check("assistant", "warn", said, both)
    return Check("assistant", "ok", said)


def gpu(hardware: Hardware, status: StatusResponse | None) -> Check:
    """Look at the GPU, and whether the model sits on it."""
    if status is None or not wording.gpu(status.backend):
        return Check("GPU", "ok", hardware.words)
    advice = wording.gpu_advice(status.backend, gpu_found=bool(hardware.gpus))
    found = f"{hardware.words}; on the GPU: {wording.gpu(status.backend)}"
    return Check("GPU", "warn" if advice else "ok", found, advice)


def memory(status: StatusResponse, paths: Paths) -> Iterator[Check]:
    """Look at consent, the store, its key, and meaning search."""
    if status.consent != "yes":
        yield Check("learning", "warn", wording.learning(status), "`lamp setup` asks; LAMP_CONSENT=yes says yes.")
        return
    yield Check("learning", "warn" if status.paused else "ok", wording.learning(status))
    if status.store != "ready":
        yield Check("store", "fail", f"{status.store}: {status.store_message}".rstrip(": "))
        return
    yield Check("store", "ok", f"{paths.store_file}, encrypted")
    if status.key_in == "keyring":
        yield Check("key", "ok", "in the system's keyring")
    else:
        yield Check("key", "ok", f"in {paths.key_file}, readable for you alone, for there is no keyring to hold it")
    yield Check("meaning search", "ok", status.embedder)


def jupyterlab(found: list[Editor]) -> Iterator[Check]:
    """Look at JupyterLab, where it is installed: LAMP's part of it has to be in the same environment."""
    for editor in found:
        if editor.name != "JupyterLab":
            continue
        place = jupyter_extension(editor.program)
        if place is not None:
            yield Check("JupyterLab", "ok", f"{editor.version}, with LAMP in {place}".lstrip(", "))
        else:
            yield Check("JupyterLab", "warn", f"{editor.program} is without LAMP", editor.connect)


def editors(found: list[Editor]) -> Check:
    """Look at the editors."""
    if found:
        names = ", ".join(f"{editor.name} {editor.version}".strip() for editor in found)
        return Check("editors", "ok", names, "`lamp setup` says how to connect each.")
    return Check("editors", "warn", "none found on PATH", "Any editor with inline completion can start `lamp lsp`.")
