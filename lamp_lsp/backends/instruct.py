"""Filling in by instruction, for models that chat but know no gap: slower and less exact, yet something.

The model is asked for the inserted code alone; what it wraps around it all the same is taken off.
"""

import re
from collections.abc import AsyncGenerator

from lamp_lsp.backends.protocol import Backend, ChatMessage, Chunk, GenerationOptions, Timing
from style_learner.types import CursorContext

GAP = "<CURSOR>"

_TASK = (
    "You complete code inside an editor. The user sends a file with the cursor as <CURSOR>. "
    "Answer with exactly the text to insert at <CURSOR>, and nothing else: no explanation, no Markdown fence, "
    "no repetition of what stands before or after it. Keep the file's style and indentation. Prefer a short completion."
)

_FENCE = re.compile(r"```[^\n`]*\n(.*?)(?:\n?```|\Z)", re.DOTALL)
_PROSE = re.compile(
    r"\A\s*(?:sure|here(?:'s| is| are)|certainly|the (?:completed|missing|inserted))\b[^\n]*:\s*\n", re.IGNORECASE
)

_SUFFIX_LINES = 20
"""Lines after the cursor that are shown: more distracts a small model from the gap."""

_FENCE_TOKENS = 16
"""What an answer may take for a fence and a language's name beside the code asked for."""

_SHORTEST_ECHO = 3
"""Characters of the text before the cursor that an answer must repeat to be taken for an echo: fewer is chance."""


def advice(model: str) -> str:
    """Say, for the user to see once, what would work better than ``model``."""
    return (
        f"{model} cannot fill in the middle of code and is instructed instead, which is slower and less exact; "
        "`lamp setup` proposes a coder model that can, such as qwen2.5-coder:1.5b-base."
    )


async def complete_by_instruction(
    backend: Backend, context: CursorContext, options: GenerationOptions
) -> AsyncGenerator[Chunk | Timing, None]:
    """Yield the text to insert as one chunk, then the timing: an answer can only be cleaned when it is whole."""
    chat_options = GenerationOptions(
        max_tokens=options.max_tokens + _FENCE_TOKENS, temperature=options.temperature, seed=options.seed
    )
    pieces: list[Chunk] = []
    timing: Timing | None = None
    async for item in backend.chat(fill_in_messages(context), chat_options):
        if isinstance(item, Timing):
            timing = item
        else:
            pieces.append(item)
    code = inserted_code("".join(piece.text for piece in pieces), context.prefix, context.suffix)
    code = _before_stop(code, options.stop)
    if code:
        logprobs = [piece.logprob for piece in pieces if piece.logprob is not None]
        yield Chunk(code, sum(logprobs) if logprobs else None, sum(piece.tokens for piece in pieces))
    if timing is not None:
        yield timing


def fill_in_messages(context: CursorContext) -> list[ChatMessage]:
    """Return the conversation that asks for the code at the cursor."""
    after = "".join(context.suffix.splitlines(keepends=True)[:_SUFFIX_LINES])
    file = f"File {context.path.rsplit('/', 1)[-1]} ({context.language}):\n\n{context.prefix}{GAP}{after}"
    return [ChatMessage("system", _TASK), ChatMessage("user", file)]


def inserted_code(answer: str, prefix: str, suffix: str) -> str:
    """Return the code of ``answer`` without fence, prose, and the text around the cursor it repeats."""
    code = _without_wrapping(answer).replace(GAP, "")
    code = _without_echo(code, prefix)
    return _without_suffix(code, suffix)


def _without_wrapping(answer: str) -> str:
    if fence := _FENCE.search(answer):
        return fence[1]
    return _PROSE.sub("", answer)


def _without_echo(code: str, prefix: str) -> str:
    """Drop the longest end of ``prefix`` that ``code`` begins with, white space at its front aside."""
    line = prefix[prefix.rfind("\n") + 1 :]
    for echo in (prefix, *_tails(prefix), line, line.lstrip()):
        if len(echo.strip()) >= _SHORTEST_ECHO and code.startswith(echo):
            return code[len(echo) :]
    return code


def _tails(prefix: str) -> list[str]:
    """Return the ends of ``prefix`` that begin with a line, the longest first; an echo rarely has more than 40."""
    lines = prefix.splitlines(keepends=True)[-40:]
    return ["".join(lines[start:]) for start in range(len(lines))]


def _without_suffix(code: str, suffix: str) -> str:
    """Cut where ``code`` goes on with the first full line of what stands after the cursor."""
    following = next((line for line in suffix.splitlines() if line.strip()), "")
    if len(following.strip()) >= _SHORTEST_ECHO and (at := code.find(following)) >= 0:
        return code[:at].rstrip("\n") if suffix.startswith("\n") else code[:at]
    return code


def _before_stop(code: str, stops: tuple[str, ...]) -> str:
    found = [at for stop in stops if stop and (at := code.find(stop)) >= 0]
    return code[: min(found)] if found else code
