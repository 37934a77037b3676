"""How models are asked to fill in the middle: the marks of each family's prompt format.

The order is always evidence, prefix, suffix, gap (PSM), the one these models publish. Sources stand beside each format.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FimFormat:
    """The marks of one family; texts, not token ids, since every backend tokenizes special marks in raw prompts."""

    name: str
    prefix: str
    suffix: str
    middle: str
    repo: str = ""
    """Introduces the repository's name; empty: the family has no such mark."""
    file: str = ""
    """Introduces another file's path; empty: other files are given as comments before the prefix."""
    stop: tuple[str, ...] = ()
    """Marks that end an answer, beside those above."""
    suffix_first: bool = False
    """True for formats whose suffix stands before the prefix (SPM)."""

    @property
    def marks(self) -> tuple[str, ...]:
        """Every mark: none may come through from a prompt's text or into an answer."""
        own = (self.prefix, self.suffix, self.middle, self.repo, self.file)
        return tuple(dict.fromkeys(mark.strip() for mark in (*own, *self.stop) if mark.strip()))


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
