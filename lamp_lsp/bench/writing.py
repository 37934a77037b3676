"""Let the model write at a task, shaped as the engine shapes."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from lamp_lsp.backends.protocol import Chunk, GenerationOptions, Timing
from style_learner.shaping.extent import Extent
from style_learner.shaping.finish import Shaper
from style_learner.shaping.habits import apply_habits
from style_learner.types import CursorContext


async def written(
    stream: AsyncGenerator[Chunk | Timing, None],
    context: CursorContext,
    wanted: Extent,
    options: GenerationOptions,
    *,
    marks: tuple[str, ...],
    habits: Mapping[str, str],
) -> str:
    """Return what would be offered of an answer; ``habits`` are those that a personal strategy acts upon."""
    shaper, tokens, cut_short = Shaper(context, wanted, marks=marks), 0, False
    async with aclosing(stream) as pieces:
        async for piece in pieces:
            if isinstance(piece, Timing):
                cut_short = tokens >= options.max_tokens
                break
            tokens += piece.tokens
            if shaper.feed(piece.text):
                break
    shaped = shaper.result(cut_short=cut_short)
    return apply_habits(shaped.text, context, habits, replaces_after=shaped.replaces_after) if habits else shaped.text
