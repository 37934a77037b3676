"""A model that says what it is told to."""

from collections.abc import AsyncGenerator, Sequence

from lamp_lsp.assistant.answering import Assistant, Done, Part
from lamp_lsp.assistant.questions import Action, Question
from lamp_lsp.backends.protocol import Capabilities, ChatMessage, Chunk, GenerationOptions, Timing
from lamp_lsp.engine.assistant_model import AssistantModel
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.settings import Settings
from style_learner.learner import Learner
from style_learner.notebooks.cells import Cell, Notebook

PROJECT = "/home/ada/shop"


class Script:
    """Stands in for a backend; each question gets the next answer."""

    kind = "scripted"
    model = "parrot"

    def __init__(self, *answers: str) -> None:
        self.asked: list[str] = []
        """Each conversation as it was read, as one text."""
        self.options: list[GenerationOptions] = []
        self.stopped = False
        self._answers = list(answers)

    async def chat(
        self, messages: Sequence[ChatMessage], options: GenerationOptions
    ) -> AsyncGenerator[Chunk | Timing, None]:
        self.options.append(options)
        self.asked.append("\n".join(message.content for message in messages))
        try:
            for line in self._answers.pop(0).splitlines(keepends=True):
                yield Chunk(line)
            yield Timing(1, 0.1, 1, 0.1)
        except GeneratorExit:
            self.stopped = True
            raise

    async def close(self) -> None:
        """Nothing is open."""


def assistant(script: Script, learner: Learner | None = None, *, chat: bool = True) -> Assistant:
    """Return an assistant whose model is ``script``."""
    model, learner = Model(Settings), learner or Learner()
    can = Capabilities(fim=None, chat=chat, logprobs=False, context_length=4096)
    model.opened = OpenModel(script, can)  # type: ignore[arg-type]  # all that an assistant uses of a backend
    return Assistant(AssistantModel(model, Settings), Engine(model, learner), learner)


def question(action: Action = Action.FIX, code: str = "x = (1", text: str = "", *others: Cell) -> Question:
    """Return a question about the last cell of a notebook."""
    cells = (*others, Cell("code", code))
    notebook = Notebook("python", cells, len(others), 0)
    return Question(action, text, f"{PROJECT}/sales.ipynb", PROJECT, notebook)


async def answer(said: Assistant, asked: Question) -> tuple[list[Part], Done]:
    """Return all parts of the answer, and the last."""
    parts = [part async for part in said.answer(asked)]
    last = parts[-1]
    assert isinstance(last, Done)
    return parts, last
