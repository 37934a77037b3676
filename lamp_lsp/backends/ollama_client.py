"""The one module that imports Ollama's official client, and adds what it leaves out."""

from collections.abc import AsyncIterator
from typing import Any

import ollama
from ollama import ResponseError

from lamp_lsp.backends.request_body import JSON, encoded

__all__ = ["ChatAnswer", "GenerateAnswer", "OllamaAnswer", "OllamaClient", "ResponseError"]


class GenerateAnswer(ollama.GenerateResponse):
    """One line of an answer to a raw prompt."""

    prompt_eval_cached_count: int | None = None
    """Tokens of the prompt that were in the server's cache."""

    @property
    def text(self) -> str:
        return self.response or ""

    @property
    def thought(self) -> str:
        return self.thinking or ""


class ChatAnswer(ollama.ChatResponse):
    """One line of an answer to a conversation."""

    prompt_eval_cached_count: int | None = None

    @property
    def text(self) -> str:
        return self.message.content or ""

    @property
    def thought(self) -> str:
        return self.message.thinking or ""


OllamaAnswer = GenerateAnswer | ChatAnswer

_ANSWERS: dict[str, type[OllamaAnswer]] = {"/api/generate": GenerateAnswer, "/api/chat": ChatAnswer}


class OllamaClient(ollama.AsyncClient):
    """The official client, and what it leaves out: the vocabulary, where a model runs, what the cache held."""

    async def ask(self, method: str, path: str, request: Any = None) -> dict[str, Any]:
        """Return all that the server answers."""
        answer = await self._request_raw(method, path, json=request)  # type: ignore[no-untyped-call]
        told = answer.json()
        return told if isinstance(told, dict) else {}

    async def answers(self, path: str, request: dict[str, Any]) -> AsyncIterator[OllamaAnswer]:
        """Return the stream of an answer's lines."""
        return await self._request(_ANSWERS[path], "POST", path, content=encoded(request), headers=JSON, stream=True)

    @property
    def address(self) -> str:
        return str(self._client.base_url).rstrip("/")

    async def leave(self) -> None:
        """Close the connection."""
        await self._client.aclose()
