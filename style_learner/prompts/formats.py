"""How models are asked to fill in the middle: the marks of each family's prompt format.

The order is prefix, suffix, gap (PSM), the one these models publish, except where ``suffix_first`` says otherwise.
Sources stand beside each format. A family is recognised by what a model says of itself: its vocabulary's special tokens
or its own template; ``family_of_name`` is the last resort and a guess.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class FimFormat:
    """The marks of one family; texts, not token ids, since every backend tokenizes special marks in raw prompts."""

    name: str
    prefix: str
    suffix: str
    middle: str
    repo: str = ""
    """Introduces a repository's name; known to tell families apart, and to be kept out of prompts and answers."""
    file: str = ""
    """Introduces another file's path; as ``repo``."""
    stop: tuple[str, ...] = ()
    """Marks that end an answer, beside those above."""
    suffix_first: bool = False
    """True for formats whose suffix stands before the prefix (SPM)."""

    @property
    def marks(self) -> tuple[str, ...]:
        """Every mark: none may come through from a prompt's text or into an answer."""
        own = (self.prefix, self.suffix, self.middle, self.repo, self.file)
        return tuple(dict.fromkeys(mark.strip() for mark in (*own, *self.stop) if mark.strip()))

    @property
    def gap(self) -> tuple[str, ...]:
        """The marks without which nothing can be filled in, as they stand in a vocabulary."""
        return tuple(mark.strip() for mark in (self.prefix, self.suffix, self.middle) if mark.strip())


QWEN = FimFormat(
    name="qwen",
    prefix="<|fim_prefix|>",
    suffix="<|fim_suffix|>",
    middle="<|fim_middle|>",
    repo="<|repo_name|>",
    file="<|file_sep|>",
    stop=("<|endoftext|>", "<|im_end|>", "<|im_start|>", "<|fim_pad|>", "<|cursor|>"),
)
"""Qwen2.5-Coder technical report (arXiv 2409.12186), section 3.1 and the repository's README."""

DEEPSEEK = FimFormat(
    name="deepseek",
    prefix="<｜fim▁begin｜>",
    suffix="<｜fim▁hole｜>",
    middle="<｜fim▁end｜>",
    stop=("<｜end▁of▁sentence｜>", "<|EOT|>"),
)
"""DeepSeek-Coder's and DeepSeek-Coder-V2's README, "Code Insertion"; both publish other files as comments only."""

CODE_LLAMA = FimFormat(
    name="codellama",
    prefix="<PRE> ",
    suffix=" <SUF>",
    middle=" <MID>",
    stop=("<EOT>", "</s>"),
)
"""Code Llama (arXiv 2308.12950), section 2.3; the spaces are those of Ollama's and Hugging Face's templates."""

STARCODER = FimFormat(
    name="starcoder2",
    prefix="<fim_prefix>",
    suffix="<fim_suffix>",
    middle="<fim_middle>",
    repo="<repo_name>",
    file="<file_sep>",
    stop=("<|endoftext|>", "<|end_of_text|>", "<fim_pad>"),
)
"""StarCoder 2 and The Stack v2 (arXiv 2402.19173), section 5.1 and table 5."""

GRANITE = FimFormat(
    name="granite",
    prefix="<fim_prefix>",
    suffix="<fim_suffix>",
    middle="<fim_middle>",
    repo="<reponame>",
    file="<filename>",
    stop=("<|endoftext|>", "<fim_pad>"),
)
"""Granite Code Models (arXiv 2405.04324) take StarCoder's first vocabulary, whose repository marks these are."""

GRANITE_4 = FimFormat(
    name="granite4",
    prefix="<|fim_prefix|>",
    suffix="<|fim_suffix|>",
    middle="<|fim_middle|>",
    file="<|filename|>",
    repo="<|reponame|>",
    stop=("<|end_of_text|>", "<|fim_pad|>", "<|start_of_role|>"),
)
"""Granite 3.3's and 4's model cards, "Fill-in-the-Middle", and their tokenizer's special tokens."""

CODE_GEMMA = FimFormat(
    name="codegemma",
    prefix="<|fim_prefix|>",
    suffix="<|fim_suffix|>",
    middle="<|fim_middle|>",
    file="<|file_separator|>",
    stop=("<eos>", "<end_of_turn>"),
)
"""CodeGemma's model card, "Formatting for code completion"."""

CODESTRAL = FimFormat(
    name="codestral",
    prefix="[PREFIX]",
    suffix="[SUFFIX]",
    middle="",
    stop=("</s>", "[INST]"),
    suffix_first=True,
)
"""mistral-common's ``encode_fim``: suffix, then prefix, and the answer follows the prefix without a mark."""

SEED_CODER = FimFormat(
    name="seed-coder",
    prefix="<[fim-prefix]>",
    suffix="<[fim-suffix]>",
    middle="<[fim-middle]>",
    stop=("<[end▁of▁sentence]>",),
    suffix_first=True,
)
"""Seed-Coder's model card, "Fill-in-the-Middle": suffix first."""

MELLUM = FimFormat(
    name="mellum",
    prefix="<fim_prefix>",
    suffix="<fim_suffix>",
    middle="<fim_middle>",
    file="<filename>",
    stop=("<|endoftext|>", "<fim_pad>", "<reponame>"),
    suffix_first=True,
)
"""Mellum-4b-base's model card and arXiv 2510.05788, section 3: StarCoder's marks, suffix first."""

FORMATS: tuple[FimFormat, ...] = (
    QWEN, GRANITE_4, CODE_GEMMA, STARCODER, GRANITE, DEEPSEEK, CODE_LLAMA, CODESTRAL, SEED_CODER, MELLUM,
)  # fmt: skip
"""Every known family; where two share the marks of the gap, the repository marks decide (``family_in_vocabulary``)."""

_NAMES: tuple[tuple[str, FimFormat], ...] = (
    (r"mellum", MELLUM),
    (r"qwen", QWEN),
    (r"deepseek", DEEPSEEK),
    (r"code-?llama", CODE_LLAMA),
    (r"star-?coder", STARCODER),
    (r"codegemma", CODE_GEMMA),
    (r"codestral|mistral", CODESTRAL),
    (r"granite-?code", GRANITE),
    (r"granite", GRANITE_4),
    (r"seed-?coder", SEED_CODER),
)


def format_named(name: str) -> FimFormat | None:
    """Return the family called ``name``, as a setting gives it."""
    return next((known for known in FORMATS if known.name == name.strip().lower()), None)


def format_asked_for(setting: str) -> FimFormat:
    """Return the format that a setting names or spells out.

    Raises:
        ValueError: it does neither; says what it may be.
    """
    found = format_named(setting) or format_from_pattern(setting.strip())
    if found is None:
        names = ", ".join(known.name for known in FORMATS)
        raise ValueError(
            f"is `{setting}`, which is no known format; "
            f"set one of {names}, `none`, or a pattern such as `<PRE>{{prefix}}<SUF>{{suffix}}<MID>`"
        )
    return found


def format_from_pattern(pattern: str) -> FimFormat | None:
    """Return the format that a pattern with ``{prefix}`` and ``{suffix}`` spells out; None if it has not both.

    >>> format_from_pattern("<S>{suffix}<P>{prefix}<M>").suffix_first
    True
    """
    parts = re.split(r"\{(prefix|suffix)\}", pattern)
    if [parts[1::2], parts[1::2][::-1]].count(["prefix", "suffix"]) != 1:
        return None
    first, second, middle = parts[0], parts[2], parts[4]
    if parts[1] == "prefix":
        return FimFormat("custom", prefix=first, suffix=second, middle=middle)
    return FimFormat("custom", prefix=second, suffix=first, middle=middle, suffix_first=True)


def family_in_vocabulary(is_one_token: Callable[[str], bool]) -> FimFormat | None:
    """Return the family whose marks a vocabulary holds, each as one special token.

    Families share the marks of the gap, so the one with the most repository marks present is meant; marks that
    the vocabulary lacks are left out of the answer.
    """
    best: FimFormat | None = None
    best_marks = -1
    for known in FORMATS:
        if not all(is_one_token(mark) for mark in known.gap):
            continue
        present = sum(bool(mark) and is_one_token(mark) for mark in (known.repo, known.file))
        if present > best_marks:
            best, best_marks = _without_missing(known, is_one_token), present
    return best


def _without_missing(known: FimFormat, is_one_token: Callable[[str], bool]) -> FimFormat:
    return replace(
        known,
        repo=known.repo if known.repo and is_one_token(known.repo) else "",
        file=known.file if known.file and is_one_token(known.file) else "",
    )


def family_of_name(name: str) -> FimFormat | None:
    """Guess the family from a model's name: for servers that say nothing else of what they serve.

    >>> family_of_name("Qwen/Qwen2.5-Coder-7B").name
    'qwen'
    """
    return next((known for pattern, known in _NAMES if re.search(pattern, name.lower())), None)
