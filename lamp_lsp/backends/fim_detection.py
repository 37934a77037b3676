"""How a model fills in the middle, from what its server says of it, and from the user's setting.

A model says it in its template (around ``.Prompt`` and ``.Suffix``), and in the special tokens of its
vocabulary; families that share the marks of the gap are told apart by the vocabulary, else by the architecture.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from lamp_lsp.backends.go_template import render
from style_learner.errors import WrongSetting
from style_learner.prompts.formats import (
    CODE_GEMMA,
    FORMATS,
    GRANITE,
    GRANITE_4,
    MELLUM,
    QWEN,
    STARCODER,
    FimFormat,
    family_in_vocabulary,
    format_asked_for,
)

_WORD_START = "▁"
"""SentencePiece writes a word's leading space so; Code Llama's marks carry it in the vocabulary."""

_PROMPT, _SUFFIX = "\0prompt\0", "\0suffix\0"

_BY_ARCHITECTURE = {
    "qwen": QWEN,
    "gemma": CODE_GEMMA,
    "starcoder": STARCODER,
    "granite": GRANITE_4,
    "gpt_bigcode": GRANITE,
}


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a server says of a model, as far as filling in the middle goes."""

    template: str = ""
    """A Go template, as Ollama has it; empty where there is none."""
    architecture: str = ""
    """``general.architecture`` of the weights: ``qwen2``, ``starcoder2`` ..."""
    vocabulary: Collection[str] = ()
    """All tokens, as a set; empty where the server does not tell."""
    name: str = ""
    """What the model is called."""


def detect_format(facts: ModelFacts) -> FimFormat | None:
    """Return how the model fills in the middle; None when nothing it says of itself suggests that it can."""
    vocabulary = facts.vocabulary
    spoken = family_in_vocabulary(lambda mark: mark in vocabulary or _WORD_START + mark in vocabulary)
    spoken = by_name_among_alike(spoken, facts.name)
    written = format_in_template(facts.template)
    if written is None:
        return spoken
    if spoken is not None and _same_gap(spoken, written):
        return spoken
    alike = [known for known in FORMATS if _same_gap(known, written)]
    for start, family in _BY_ARCHITECTURE.items():
        if family in alike and facts.architecture.startswith(start):
            return family
    return replace(alike[0], repo="", file="") if alike else written


def by_name_among_alike(found: FimFormat | None, name: str) -> FimFormat | None:
    """Return ``found``, or the family that shares its marks in another order and is told by its name alone."""
    if found is not None and "mellum" in name.lower() and {*found.gap} == {*MELLUM.gap}:
        return MELLUM
    return found


def format_in_template(template: str) -> FimFormat | None:
    """Return the marks that a Go template puts around prompt and suffix; None if it knows no suffix."""
    if ".Suffix" not in template:
        return None
    text = render(template, {"Prompt": _PROMPT, "Suffix": _SUFFIX})
    prompt, suffix = text.find(_PROMPT), text.find(_SUFFIX)
    if prompt < 0 or suffix < 0:
        return None
    first, second = min(prompt, suffix), max(prompt, suffix)
    before = text[:first].lstrip("\n")
    between = text[first + len(_PROMPT) : second]
    after = text[second + len(_SUFFIX) :].rstrip("\n")
    if prompt < suffix:
        return FimFormat("template", prefix=before, suffix=between, middle=after)
    return FimFormat("template", prefix=between, suffix=before, middle=after, suffix_first=True)


def _same_gap(known: FimFormat, written: FimFormat) -> bool:
    """Tell whether ``known`` is the family of a format read from a template, which may have more around its marks."""
    pairs = ((known.prefix, written.prefix), (known.suffix, written.suffix), (known.middle, written.middle))
    return known.suffix_first == written.suffix_first and all(mark.strip() in found for mark, found in pairs)


def chosen_format(setting: str, detected: FimFormat | None) -> FimFormat | None:
    """Return the format that the setting asks for, else the detected one.

    The setting is a family's name, a pattern such as ``<PRE>{prefix}<SUF>{suffix}<MID>``, ``none`` for a model that
    shall be instructed instead, or empty.

    Raises:
        WrongSetting: it is neither.

    """
    setting = setting.strip()
    if setting.lower() in {"", "auto"}:
        return detected
    if setting.lower() == "none":
        return None
    if setting.lower() == "suffix":
        raise WrongSetting(
            "`fim_format` is `suffix`, which only OpenAI-compatible servers know; leave it empty, and the model tells."
        )
    try:
        return format_asked_for(setting)
    except ValueError as error:
        raise WrongSetting(f"`fim_format` {error}.") from error
