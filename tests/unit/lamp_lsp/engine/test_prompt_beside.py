"""The second prompt, of the file alone, which a fast machine reads beside the personal one."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from lamp_lsp.backends.protocol import Backend, Capabilities, Chunk, GenerationOptions, Timing
from lamp_lsp.backends.sampling import Mix
from lamp_lsp.engine.asking import Ask
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.settings import Settings
from style_learner.learner import Learner
from style_learner.policy.strategies import FILE, GENERIC, PERSONAL
from style_learner.prompts.formats import QWEN
from style_learner.store.store import Store
from style_learner.types import CursorContext

PROJECT = "/home/ada/shop"
FAR = "far_away = open_ledger()\n"
PREFIX = FAR + "".join(f"number_{one} = {one}\n" for one in range(1200)) + "ledger = open_"
OWN = "".join(
    f"def settle_{one}(order):\n"
    + "".join(f"    ledger_{one}_{part} = open_ledger(order.vault_{part}, strict=Mode.QUIET)\n" for part in range(12))
    for one in range(12)
)


class Mixing:
    """Stands in for the embedded backend; a token is a character, and three are counted as one."""

    kind, model = "mixing", "mixing"

    def __init__(self) -> None:
        self.generated: list[tuple[str, str]] = []
        """Each prompt, and what was read beside it."""
        self.ahead: list[str] = []
        self.ahead_beside: list[str] = []

    async def generate(self, prompt: str, _options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        self.generated.append((prompt, ""))
        yield Chunk("ledger()")

    async def generate_mixed(
        self, prompt: str, _options: GenerationOptions, _mix: Mix, beside: str = ""
    ) -> AsyncGenerator[Chunk | Timing, None]:
        self.generated.append((prompt, beside))
        yield Chunk("ledger()")

    async def read_ahead(self, prompt: str) -> None:
        self.ahead.append(prompt)

    async def read_ahead_beside(self, prompt: str) -> None:
        self.ahead_beside.append(prompt)

    def tokens(self, text: str) -> list[int]:
        return [ord(character) for character in text]

    def piece(self, token: int) -> bytes:
        return chr(token).encode()

    def ends_answer(self, token: int) -> bool:
        return token == 0

    def count_tokens(self, text: str) -> int:
        return len(text) // 3


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """Give a learner who read one other file of the developer's."""
    found = Learner()
    found.open(Store.open(tmp_path / "lamp.duckdb", None), meaning_search=False)
    found.learn_document(f"{PROJECT}/vault.py", "python", OWN, PROJECT, saved=True)
    yield found
    found.close()


def run(learner: Learner, use: Callable[[Engine], list[Ask]], *, reads: int = 8000, writes: int = 150) -> Mixing:
    """Let an engine answer on a machine of that many tokens a second, and return what its model was given."""
    backend, model = Mixing(), Model(Settings)
    model.speed.add(Timing(reads, 1.0, writes, 1.0))
    model.opened = OpenModel(
        cast("Backend", backend),
        Capabilities(QWEN, chat=False, logprobs=True, prompt_logprobs=True, context_length=4096),
    )

    async def answer() -> None:
        engine = Engine(model, learner)
        engine.own.at_once = True
        for ask in use(engine):
            await engine.suggest(ask)
            await asyncio.sleep(0.05)  # what is read ahead comes now
        await engine.close()

    asyncio.run(answer())
    return backend


def ask(strategy: str = PERSONAL, *, invoked: bool = False, after: str = "\n") -> Ask:
    """Return a request at the end of a long file, or before ``after``."""
    place = CursorContext(f"{PROJECT}/cart.py", "python", PREFIX, after, PROJECT)
    return Ask(place, "editor", Settings(), invoked=invoked, strategy=strategy)


def test_a_fast_machine_reads_more_of_the_file_beside(learner: Learner) -> None:
    """The personal prompt has the developer's other code, the second as much of this file instead."""
    ((prompt, beside),) = run(learner, lambda _: [ask(invoked=True)]).generated

    assert "Mode.QUIET" in prompt
    assert "Mode.QUIET" not in beside
    assert len(beside) > 1000
    assert beside.count("number_") > prompt.count("number_")


def test_a_slow_machine_reads_one_prompt(learner: Learner) -> None:
    """Two would take twice as long."""
    ((_, beside),) = run(learner, lambda _: [ask(invoked=True)], writes=30).generated

    assert beside == ""


@pytest.mark.parametrize("strategy", [FILE, GENERIC])
def test_what_would_be_read_twice_is_read_once(learner: Learner, strategy: str) -> None:
    """Where the prompt is of the file alone, there is nothing beside it."""
    ((_, beside),) = run(learner, lambda _: [ask(strategy, invoked=True)]).generated

    assert beside == ""


@pytest.mark.parametrize("reads", [300, 800, 1500, 8000])
def test_in_the_middle_of_a_file_it_is_read_as_well(learner: Learner, reads: int) -> None:
    """What follows the cursor is read anew in both prompts, which together fit the wait once both are read ahead."""
    after = "\n" + "".join(f"later_{one} = {one}\n" for one in range(1200))

    backend = run(learner, lambda _: [ask(after=after)] * 3, reads=reads)

    assert backend.generated[-1][1]
    assert "later_0" in backend.generated[-1][1]


def test_nobody_waits_for_it_to_be_read(learner: Learner) -> None:
    """At a new place the first suggestion goes without; then both are read ahead, and the next has it."""
    backend = run(learner, lambda _: [ask(), ask()], reads=1500)

    assert [bool(beside) for _, beside in backend.generated] == [False, True]
    assert backend.generated[1][0].startswith(backend.ahead[-1])
    assert backend.generated[1][1].startswith(backend.ahead_beside[-1])
