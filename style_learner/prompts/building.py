"""Build the raw prompt of a model that fills in the middle.

Stable text first: the developer's own code, each piece below a comment with its path, then the file around the cursor,
all of it as if it stood in one file (docs/decisions/0004-evidence-as-one-file.md). Models that fill in the middle take
code, not instructions, so the profile speaks through the developer's own code.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from style_learner.prompts.budget import Budget
from style_learner.prompts.formats import FimFormat
from style_learner.prompts.window import Window, window
from style_learner.types import REST_OF_FILE, CursorContext, RetrievedSnippet

COMMENT_MARKS = {
    "python": "#",
    "r": "#",
    "shellscript": "#",
    "yaml": "#",
    "ruby": "#",
    "julia": "#",
    "lua": "--",
    "sql": "--",
}
"""How a line comment begins, where not ``//``."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt, and what went into it."""

    text: str
    stable: str
    """The beginning that does not change while one types nearby: worth reading ahead."""
    evidence: tuple[RetrievedSnippet, ...]
    """What was retrieved and fitted in."""
    window: Window
    headings: tuple[str, ...] = ()
    """The lines above pieces of code, which no answer says."""


def build_prompt(
    context: CursorContext,
    retrieved: Sequence[RetrievedSnippet],
    *,
    fim: FimFormat,
    budget: Budget,
    count_tokens: Callable[[str], int],
) -> Prompt:
    """Fill ``budget`` with the file around the cursor and as much evidence as fits, best first.

    What the evidence does not take goes to the file. With ``file_first`` it is the other way round, but for the piece
    that the surest sign speaks for.
    """
    sure = [item for item in retrieved if item.is_sure][:1] if budget.file_first else retrieved
    blocks, used, taken = _fit_evidence(context, sure, fim, budget.evidence, count_tokens)
    whole_file = any(item.reason == REST_OF_FILE for item in used)  # what stands next to the window is there already
    spent = budget if whole_file else _with_rest(context, budget, budget.evidence - taken, fim, count_tokens)
    if budget.file_first:
        left = budget.prefix + budget.suffix + budget.evidence - taken - _window_tokens(context, spent, count_tokens)
        others = [item for item in retrieved if item not in sure]
        more, used_too, _ = _fit_evidence(context, others, fim, max(0, left), count_tokens)
        blocks, used = [*more, *blocks], (*used, *used_too)
    around = seen_by_model(context, spent, count_tokens)
    around = Window(_without_marks(around.prefix, fim), _without_marks(around.suffix, fim))
    paths = [*(one.snippet.path for one in used), shown_path(context)] if used else []
    headings = tuple(_heading(context, path) for path in paths)
    before = "".join([*blocks, f"{headings[-1]}\n"]) if blocks else ""
    if fim.suffix_first:
        before = fim.suffix + around.suffix + fim.prefix + before
        return Prompt(before + around.prefix + fim.middle, before + _whole_lines(around.prefix), used, around, headings)
    stable = fim.prefix + before + _whole_lines(around.prefix)
    text = fim.prefix + before + around.prefix + fim.suffix + around.suffix + fim.middle
    return Prompt(text, stable, used, around, headings)


def seen_by_model(context: CursorContext, budget: Budget, count_tokens: Callable[[str], int]) -> Window:
    """Return the text around the cursor that a prompt shows, so that retrieval can leave it out."""
    if budget.file_first:
        budget = budget.all_of_the_file()
    per_token = _characters_per_token(context, count_tokens)
    return window(
        context.prefix,
        context.suffix,
        prefix_characters=int(budget.prefix * per_token),
        suffix_characters=int(budget.suffix * per_token),
    )


def _with_rest(
    context: CursorContext, budget: Budget, left: int, fim: FimFormat, count_tokens: Callable[[str], int]
) -> Budget:
    """Give ``left`` tokens to the file: before the cursor, and where that takes less, after it."""
    longer = replace(budget, prefix=budget.prefix + left, file_first=False)
    if fim.suffix_first:  # what changes with each key must not stand first
        return longer
    missing = longer.prefix - count_tokens(seen_by_model(context, longer, count_tokens).prefix)
    return replace(longer, suffix=budget.longer_suffix(max(0, min(missing, left))))


def _window_tokens(context: CursorContext, budget: Budget, count_tokens: Callable[[str], int]) -> int:
    seen = seen_by_model(context, budget, count_tokens)
    return count_tokens(seen.prefix) + count_tokens(seen.suffix)


def _fit_evidence(
    context: CursorContext,
    retrieved: Sequence[RetrievedSnippet],
    fim: FimFormat,
    tokens: int,
    count_tokens: Callable[[str], int],
) -> tuple[list[str], tuple[RetrievedSnippet, ...], int]:
    """Take what fits, best first, and put the best nearest to the file: a stable order for a stable set.

    Nearer still stands the rest of the file itself, in its order. Also returns the tokens that are taken.
    """
    taken: list[tuple[str, RetrievedSnippet]] = []
    left = tokens
    for item in retrieved:
        block = _block(context, item, fim)
        cost = count_tokens(block)
        if cost <= left:
            taken.append((block, item))
            left -= cost
    here = [one for one in taken if one[1].reason == REST_OF_FILE]
    here.sort(key=lambda one: one[1].snippet.first_line)
    others = [one for one in taken if one[1].reason != REST_OF_FILE]
    return [block for block, _ in (*reversed(others), *here)], tuple(item for _, item in taken), tokens - left


def _block(context: CursorContext, item: RetrievedSnippet, fim: FimFormat) -> str:
    text = item.snippet.text.strip("\n")
    return _without_marks(f"{_heading(context, item.snippet.path)}\n{text}\n\n", fim)


def _heading(context: CursorContext, path: str) -> str:
    return f"{COMMENT_MARKS.get(context.language, '//')} {path}"


def shown_path(context: CursorContext) -> str:
    """Return what prompts call the document: its path inside its project, else its name alone."""
    path = PurePosixPath(context.path)
    if context.project and path.is_relative_to(context.project):
        return str(path.relative_to(context.project))
    return path.name


def _characters_per_token(context: CursorContext, count_tokens: Callable[[str], int]) -> float:
    """Return about how many characters a token has here; in quarters, so that the window holds still meanwhile."""
    sample = context.prefix[-2000:] + context.suffix[:500]
    return max(round(4 * len(sample) / max(count_tokens(sample), 1)) / 4, 1.0) if sample else 3.0


def _whole_lines(text: str) -> str:
    return text[: text.rfind("\n") + 1]


def _without_marks(text: str, fim: FimFormat) -> str:
    """Break any mark that stands in the text itself, so that code about prompts cannot end the prompt."""
    for mark in fim.marks:
        if mark in text:
            text = text.replace(mark, f"{mark[0]} {mark[1:]}")
    return text
