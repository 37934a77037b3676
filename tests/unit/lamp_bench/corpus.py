"""Two small developers and a model that counts: for the tests of the measurement."""

import math
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import cast

from lamp_bench.histories.corpora import Corpus, CorpusFile, Task
from lamp_bench.personalization.model import Measured, open_model
from lamp_lsp.backends.protocol import Capabilities, Chunk, GenerationOptions, Timing
from style_learner.prompts.formats import QWEN

HELPER = "def open_ledger(path):\n    ledger = Ledger.load(path)\n    ledger.verify()\n    return ledger\n"


def corpus(developer: str, marker: str) -> Corpus:
    """Return a developer whose files and tasks all hold ``marker``."""
    code = HELPER.replace("ledger", f"ledger_{marker}")
    files = [CorpusFile(f"{developer}+bank", f"src/{name}.py", f"# {name}\n{code}") for name in ("a", "b", "c")]
    files += [CorpusFile(f"{developer}+shop", "cart.py", code.replace("open", "shop"))]
    tasks = [
        Task(
            id=f"{developer}-{kind}-{number}",
            repository=f"{developer}+bank",
            path="src/new.py",
            language="python",
            kind=kind,
            prefix=f"import bank\n\n\ndef audit(path):\n    ledger_{marker} = open_ledger_{marker}(path)\n    ",
            suffix="\n",
            target=f"ledger_{marker}.verify({number})",
        )
        for kind in ("line", "block")
        for number in range(3)
    ]
    return Corpus(developer, tuple(files), tuple(tasks))


@dataclass
class WritingModel:
    """A model that writes, and tells no more."""

    fim: bool = True
    asked: list[str] = field(default_factory=list)
    kind: str = "scripted"
    model: str = "writing"
    closed: bool = False
    logprobs: bool = False

    async def open(self) -> Capabilities:
        return Capabilities(fim=QWEN if self.fim else None, chat=False, logprobs=self.logprobs, context_length=4096)

    async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        self.asked.append(prompt)
        text = "ledger_ada.verify(0)" if "verify" in prompt else "ledger.close()"
        yield Chunk(text[: options.max_tokens])
        yield Timing(1, 0.1, 1, 0.1)

    async def close(self) -> None:
        self.closed = True


@dataclass
class CountingModel(WritingModel):
    """A model that finds likely what its prompt holds, and notes what it read."""

    read: list[str] = field(default_factory=list)
    model: str = "counting"
    logprobs: bool = True

    async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]:
        self.read.append(prompt)
        return [[math.log(0.5 if "verify" in prompt else 0.25)] * len(target) for target in targets]

    async def score_top_logprobs(self, prompt: str, target: str) -> list[tuple[float, tuple[tuple[int, float], ...]]]:
        (logprobs,) = await self.score(prompt, [target])
        return [(logprob, ((ord("~"), math.log(0.2)),)) for logprob in logprobs]

    def tokens(self, text: str) -> list[int]:
        return [ord(character) for character in text]

    def piece(self, token: int) -> bytes:
        return chr(token).encode()


@dataclass
class Scorer:
    """What tells a counting model's probabilities, closed apart from it."""

    of: CountingModel

    async def score(self, prompt: str, targets: Sequence[str]) -> list[list[float]]:
        return await self.of.score(prompt, targets)

    async def score_top_logprobs(self, prompt: str, target: str) -> list[tuple[float, tuple[tuple[int, float], ...]]]:
        return await self.of.score_top_logprobs(prompt, target)

    def tokens(self, text: str) -> list[int]:
        return self.of.tokens(text)

    def piece(self, token: int) -> bytes:
        return self.of.piece(token)

    async def close(self) -> None:
        """Hold nothing."""


async def opened(model: WritingModel) -> Measured:
    """Open a model, and what tells its probabilities where it counts."""

    async def scorer() -> Scorer:
        return Scorer(cast("CountingModel", model))

    return await open_model(model, scorer if isinstance(model, CountingModel) else None)
