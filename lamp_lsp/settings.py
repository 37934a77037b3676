"""Every setting of LAMP: its default, its meaning, and how a wrong one is answered.

Values come from a TOML file, then ``LAMP_*`` environment variables, then the editor; the later wins. A wrong value
never stops anything: the default holds, and a sentence names the key and the nearest known one.
"""

import os
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

import tomlkit
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from lamp_lsp.paths import private_folder
from style_learner.errors import WrongSetting
from style_learner.privacy.keys import hidden, is_hidden
from style_learner.prompts.formats import format_asked_for

ENVIRONMENT_PREFIX = "LAMP_"
NOT_SETTINGS = frozenset({"LAMP_HOME", "LAMP_MODELS", "LAMP_DEBUG"})
"""Variables that are no settings: where LAMP's files are (``paths``), and tracebacks (``cli.main``)."""
RENAMED = {
    "wait_ms": "latency_budget_ms",
    "show_above": "min_accept_probability",
    "generic_share": "holdout_share",
}
"""Settings by the names that they once had, which are still read."""
SECRETS = frozenset({"api_key"})
"""Never shown, since terminals are shared and copied."""
FORMAT_WORDS = frozenset({"", "auto", "none", "suffix"})
"""What ``fim_format`` may say beside a family's name and a pattern: what the model tells, no format at all, or the
parameter of that name of an OpenAI-compatible server."""


class Settings(BaseModel):
    """All settings; each has a sane default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    backend: Literal["auto", "ollama", "embedded", "openai"] = Field(
        "auto", description="What runs the model. `auto` uses Ollama if it answers, otherwise the embedded model."
    )
    model: str = Field("", description="Name of the model; if empty, LAMP chooses one that is installed.")
    assistant_model: str = Field(
        "", description="Name of the model that answers questions; if empty, the model that completes code."
    )
    base_url: str = Field(
        "", description="Address of the Ollama or OpenAI-compatible server; if empty, OLLAMA_HOST or this machine."
    )
    api_key: str = Field("", description="Key for an OpenAI-compatible server that requires one.")
    ca_certificate: str = Field(
        "",
        description="PEM file with the certificate of an OpenAI-compatible server or of its authority, trusted in "
        "addition to the system's.",
    )
    fim_format: str = Field(
        "",
        description="Fill-in-the-middle prompt format, if LAMP shouldn't detect it: `qwen`, `starcoder2`, `codellama` "
        "..., a pattern, `none`, or `suffix` for the parameter of an OpenAI-compatible server.",
    )
    context_length: int = Field(
        4096, ge=512, le=131_072, description="Context window of the model in tokens, for completion and chat alike."
    )
    keep_alive: str = Field("30m", description="How long Ollama keeps the model in memory after a request.")
    latency_budget_ms: int = Field(
        2000,
        ge=100,
        le=60_000,
        description="How long a suggestion may take, in milliseconds; LAMP sizes the prompt to fit.",
    )
    enabled: bool = Field(default=True, description="Offer suggestions.")
    paused: bool = Field(default=False, description="Pause LAMP: it neither suggests nor learns.")
    disabled_languages: tuple[str, ...] = Field(
        (), description="Identifiers of languages in which LAMP makes no suggestions."
    )
    max_lines: int = Field(12, ge=1, le=100, description="Maximum number of lines in a suggestion.")
    candidates: int = Field(
        3,
        ge=1,
        le=5,
        description="Maximum number of suggestions when you ask for them; each one after the first takes extra time.",
    )
    completion_items: bool = Field(
        default=False,
        description="Show the suggestion in the completion list too, for editors without ghost text.",
    )
    debounce_ms: int = Field(
        150, ge=0, le=5000, description="How long you must stop typing before LAMP asks the model, in milliseconds."
    )
    holdout_share: float = Field(
        0.05,
        ge=0,
        le=1,
        description="Share of suggestions made without what LAMP learned, for comparison in `lamp report`.",
    )
    min_accept_probability: float = Field(
        0.2,
        ge=0,
        le=1,
        description="Minimum acceptance probability for automatic suggestions; 0 shows all.",
    )
    consent: Literal["ask", "yes", "no"] = Field(
        "ask", description="Let LAMP keep what it learns, encrypted on this machine; `ask` asks once."
    )
    share_habits: bool = Field(
        default=True,
        description="Let habits, which are counts, hold across the border of a project that is kept apart.",
    )
    live_kernel: Literal["ask", "yes", "no"] = Field(
        "ask",
        description="Let LAMP read names and types from a notebook's idle kernel; `ask` asks once.",
    )
    retention_days: int = Field(
        365,
        ge=1,
        le=36_500,
        description="Days after which LAMP erases suggestions, and code that it has not seen again.",
    )
    learn_workspaces: bool = Field(
        default=True, description="Learn from your own code in each workspace that you open."
    )
    adapter: bool = Field(default=True, description="Use your adapter, if `lamp adapter train` made one that helps.")
    adapter_when_idle: bool = Field(
        default=False,
        description="Train your adapter while nobody types, on mains power, and again when much new code came.",
    )
    adapter_model: str = Field(
        "",
        description="Name of the model with your adapter on an OpenAI-compatible server; empty if there is none.",
    )
    meaning_search: bool = Field(
        default=True, description="Also search your code by meaning (needs the extra `embeddings`)."
    )
    idle_minutes: float = Field(
        60.0, gt=0, le=100_000, description="Minutes without a request after which the daemon exits."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much the daemon logs; it never logs code."
    )

    @field_validator("fim_format")
    @classmethod
    def _is_a_format(cls, value: str) -> str:
        if value.strip().lower() not in FORMAT_WORDS:
            format_asked_for(value)
        return value


PROCESS_WIDE = frozenset(
    {
        *(
            "backend",
            "model",
            "assistant_model",
            "base_url",
            "api_key",
            "ca_certificate",
            "fim_format",
            "context_length",
            "keep_alive",
        ),
        *("adapter", "adapter_model", "adapter_when_idle"),
        *("consent", "share_habits", "paused", "learn_workspaces", "meaning_search", "retention_days", "idle_minutes"),
    }
)
"""Settings of the one model and the one memory: an editor that changes them changes them for every editor."""


def with_values(settings: Settings, values: Mapping[str, Any], origin: str) -> tuple[Settings, list[str]]:
    """Return ``settings`` with ``values`` laid over, and a sentence for each value that could not be used."""
    merged = settings.model_dump()
    problems: list[str] = []
    for given, value in values.items():
        key = RENAMED.get(given, given)
        if key != given and key in values:
            continue
        problem = _problem(key, value, origin, _what_holds(settings, key))
        if not problem:
            merged[key] = value
        if problem or key != given:
            problems.append(problem or f"`{given}` ({origin}) is now called `{key}`; its value is used.")
    return Settings.model_validate(merged), problems


def _what_holds(settings: Settings, key: str) -> str:
    holds = getattr(settings, key, "") if key not in SECRETS else "..."
    return f"`{holds}` is used until you fix it" if holds != "" else "it is ignored until you fix it"


def _problem(key: str, value: object, origin: str, otherwise: str) -> str:
    if key not in Settings.model_fields:
        near = get_close_matches(key, Settings.model_fields, n=1, cutoff=0.5)
        hint = f"did you mean `{near[0]}`?" if near else "run `lamp settings` to see all of them."
        return f"`{key}` ({origin}) is not a LAMP setting: {hint}"
    try:
        Settings.model_validate({key: value})
    except ValidationError as error:
        said = error.errors()[0]["msg"].removeprefix("Input ").removeprefix("Value error, ")
        said = said.replace("valid tuple", "list")
        return f"`{key}` ({origin}) {said}; {otherwise}."
    return ""


def environment_values(environ: Mapping[str, str]) -> dict[str, Any]:
    """Return the settings that ``LAMP_*`` variables state; lists are comma-separated."""
    values: dict[str, Any] = {}
    for name, text in environ.items():
        if not name.startswith(ENVIRONMENT_PREFIX) or name in NOT_SETTINGS:
            continue
        key = name.removeprefix(ENVIRONMENT_PREFIX).lower()
        if key == "disabled_languages":
            values[key] = tuple(part.strip() for part in text.split(",") if part.strip())
        else:
            values[key] = text
    return values


def load_settings(file: Path, environ: Mapping[str, str] = os.environ) -> tuple[Settings, list[str]]:
    """Read the settings file and the environment; returns the settings and a sentence for each problem."""
    settings, problems = Settings(), []
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"The settings file {file} cannot be read ({error}); defaults are used until it can.")
        text = ""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"The settings file {file} is not valid TOML ({error}); defaults are used until you fix it.")
        values = {}
    settings, more = with_values(settings, values, file.name)
    problems += more
    settings, more = with_values(settings, environment_values(environ), "environment")
    return settings, problems + more


def save_setting(file: Path, key: str, value: object) -> None:
    """Write one setting into the settings file, for its owner's eyes alone, and leave the rest of it as it is.

    A secret goes into the system's keyring where there is one; the file then names its entry.

    Raises:
        WrongSetting: the key or value is not one, or the file is not TOML; nothing was written.
    """
    key = RENAMED.get(key, key)
    problem = _problem(key, value, "given", "nothing was changed")
    if problem:
        raise WrongSetting(problem)
    try:
        document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.exists() else tomlkit.document()
    except tomlkit.exceptions.ParseError as error:
        raise WrongSetting(f"The settings file {file} is not valid TOML ({error}); fix it first.") from error
    document[key] = hidden(key, str(value)) if key in SECRETS and "LAMP_HOME" not in os.environ else value
    private_folder(file.parent)
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(tomlkit.dumps(document))
    draft.replace(file)


def hide_secrets(file: Path) -> None:
    """Move secrets that stand in the settings file into the system's keyring, where there is one.

    Raises:
        WrongSetting: the file cannot be written.
    """
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return  # told by whoever reads the settings
    for key in SECRETS & written.keys():
        value = written[key]
        if isinstance(value, str) and value and not is_hidden(value):
            save_setting(file, key, value)
