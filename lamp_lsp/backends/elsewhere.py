"""A model on another machine: whatever is sent to it goes without its secrets.

What stands around the cursor is searched as one text, so that a secret that the cursor or a mark of the prompt's format
cuts in two is found too. A model on this machine reads what the developer sees.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from lamp_lsp.backends.instruct import GAP
from lamp_lsp.backends.openai import SUFFIX_PARAMETER
from lamp_lsp.backends.protocol import Backend, Capabilities, ChatMessage, Chunk, GenerationOptions, Loaded, Timing
from style_learner.privacy.redaction import redact, redact_joined

_OWN_MARKS = (GAP, SUFFIX_PARAMETER.suffix)
_REMEMBERED = 4
"""Prompts, each of which is counted, then sent."""


class BackendElsewhere:
    """Passes on what another backend does, and to it nothing that is a secret."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self.kind, self.model = backend.kind, backend.model
        self._marks = _pattern(())
        self._known: dict[str, str] = {}
        """The newest prompts, with what was sent of them."""

    async def open(self) -> Capabilities:
        """Connect; loads the rules of redaction as well, so that no request waits for them."""
        can = await self._backend.open()
        self.model = self._backend.model
        self._marks = _pattern(can.fim.marks if can.fim is not None else ())
        await asyncio.to_thread(redact, "")
        return can

    def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        return self._backend.generate(self._sent(prompt), options)

    def chat(self, messages: Sequence[ChatMessage], options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        clean = [replace(message, content=self._clean(message.content)) for message in messages]
        return self._backend.chat(clean, options)

    async def prefill(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> Timing | None:
        return await self._backend.prefill(self._clean(prompt), cache_key, adapter_strength)

    def unread(self, prompt: str, cache_key: str = "", adapter_strength: float = 0.0) -> int:
        return self._backend.unread(self._sent(prompt), cache_key, adapter_strength)

    def count_tokens(self, text: str) -> int:
        return self._backend.count_tokens(text)

    async def loaded(self) -> Loaded:
        return await self._backend.loaded()

    async def forget(self) -> None:
        self._known.clear()
        await self._backend.forget()

    async def close(self) -> None:
        await self._backend.close()

    def _sent(self, prompt: str) -> str:
        if prompt not in self._known:
            self._known[prompt] = self._clean(prompt)
            while len(self._known) > _REMEMBERED:
                del self._known[next(iter(self._known))]
        return self._known[prompt]

    def _clean(self, prompt: str) -> str:
        texts = self._marks.split(prompt)  # text, mark, text ...
        texts[::2] = redact_joined(*texts[::2])
        return "".join(texts)


def _pattern(marks: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted({*marks, *_OWN_MARKS}, key=len, reverse=True)
    return re.compile(f"({'|'.join(map(re.escape, longest_first))})")
