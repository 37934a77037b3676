"""A server's answer goes on after the developer's word, where that is likelier than the server's."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from typing import cast

import pytest

from lamp_lsp.backends.protocol import Backend, Capabilities, Chunk, GenerationOptions, Timing
from lamp_lsp.engine.engine import Engine
from lamp_lsp.engine.logprob_correction import MOST_CORRECTIONS, corrected
from lamp_lsp.engine.model import Model, OpenModel
from lamp_lsp.engine.personal_ngrams import TokenOverride
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.settings import Settings
from style_learner.errors import TryAgain
from style_learner.learner import Learner
from style_learner.ngrams.logprob_mixing import LogprobMixer
from style_learner.ngrams.nested import PersonalNgrams, TokenizedText
from style_learner.ngrams.pre_tokenizer import PreTokenizer, PreTokenTail
from style_learner.prompts.formats import QWEN
from style_learner.types import CursorContext

HISTORY = "def settle(order):\n    ledger = open_ledger(order.vault)\n"
BEFORE = "def settle(order):\n    ledger ="
DONE = Timing(10, 0.1, 3, 0.1)


class Server:
    """Goes on after what is there by a table of its likeliest tokens; ends where that has nothing."""

    kind, model = "server", "server"

    def __init__(self, table: Mapping[str, Mapping[str, float]], *, tells: bool = True) -> None:
        self._table = table
        self._tells = tells
        self.asked: list[GenerationOptions] = []
        self.overrides: list[TokenOverride] = []

    async def generate(self, _prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
        self.asked.append(options)
        text, left = options.answer_prefix, options.max_tokens
        while left and (told := self._table.get(text)):
            best = max(told, key=lambda token: told[token])
            yield Chunk(best, told[best], top_logprobs=told if self._tells else {})
            text, left = text + best, left - 1
        yield DONE

    def unread(self, prompt: str, _cache_key: str = "", _adapter_strength: float = 0.0) -> int:
        return len(prompt)

    async def prefill(self, _prompt: str, _cache_key: str = "", _adapter_strength: float = 0.0) -> Timing | None:
        return None

    async def forget(self) -> None:
        """Nothing was read."""

    def count_tokens(self, text: str) -> int:
        return len(text) // 3


def begin(history: str = HISTORY) -> LogprobMixer:
    """Return what weighs tokens for whoever wrote ``history`` several times."""
    words = PreTokenizer()
    own = PersonalNgrams([TokenizedText("/a", f"{number}.py", tuple(words.tokens(history))) for number in range(5)])
    return LogprobMixer(own.at("/a", words.tokens(BEFORE), (), PreTokenTail(BEFORE, words)), words)


def answer(server: Server, options: GenerationOptions) -> tuple[str, list[Chunk | Timing]]:
    """Return the text of an answer and all that came."""

    async def listen() -> list[Chunk | Timing]:
        return [piece async for piece in corrected(server.generate, "prompt", options, begin, server.overrides.append)]

    pieces = asyncio.run(listen())
    return "".join(piece.text for piece in pieces if isinstance(piece, Chunk)), pieces


WANDERS = {
    "": {" Ledger": -1.0, " open": -2.5},
    " Ledger": {"()": -0.2},
    " open": {"(": -1.0, "_led": -2.5, "_": -3.0},
    " open_ledger": {"(": -0.005},
}


def test_the_answer_goes_on_after_the_developers_word() -> None:
    """Each time by a request that has all that stands already."""
    server = Server(WANDERS)

    text, pieces = answer(server, GenerationOptions(max_tokens=8))

    assert text == " open_ledger("
    assert [options.answer_prefix for options in server.asked] == ["", " open", " open_ledger"]
    assert [options.max_tokens for options in server.asked] == [8, 7, 6]
    assert pieces[-1] == DONE
    assert server.overrides == [TokenOverride(" Ledger", " open"), TokenOverride("(", "_ledger")]


def test_a_corrected_token_comes_with_the_mixed_probability() -> None:
    """Likelier than the server alone found it."""
    _, pieces = answer(Server(WANDERS), GenerationOptions(max_tokens=2))

    assert isinstance(pieces[0], Chunk)
    assert pieces[0].text == " open"
    assert pieces[0].logprob is not None
    assert pieces[0].logprob > -2.5


def test_no_more_tokens_come_than_were_asked_for() -> None:
    """Corrections count, and the last one is the server's, which then tells how long it took."""
    text, pieces = answer(Server(WANDERS), GenerationOptions(max_tokens=2))

    assert text == " open("
    assert pieces[-1] == DONE


def test_a_stop_that_was_put_in_ends_the_answer() -> None:
    """The server, which did not write it, does not know of it."""
    server = Server({"": {" Ledger": -1.5}, " open": {"!": -1.0}})

    text, _ = answer(server, GenerationOptions(max_tokens=8, stop=("pen",)))

    assert text == " o"
    assert len(server.asked) == 1


def test_a_mark_of_the_models_is_never_put_in() -> None:
    """However much it looks like what the developer writes there."""
    server = Server({"": {"\n": -1.0, "</s>": -1.2}})
    page = "<li>one</li>\n<li>two"

    def writes_pages() -> LogprobMixer:
        words = PreTokenizer()
        own = PersonalNgrams(
            [TokenizedText("/a", f"{number}.html", tuple(words.tokens(page + "</li>"))) for number in range(9)]
        )
        return LogprobMixer(own.at("/a", words.tokens(page), (), PreTokenTail(page, words)), words)

    async def listen() -> str:
        pieces = corrected(server.generate, "prompt", GenerationOptions(4), writes_pages)
        return "".join([piece.text async for piece in pieces if isinstance(piece, Chunk)])

    assert "</s>" not in asyncio.run(listen())


def test_an_error_behind_a_correction_ends_the_answer() -> None:
    """What was written by then is kept; one before it is an error as ever."""

    class Busy(Server):
        async def generate(self, prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
            if options.answer_prefix or not self._table:
                raise TryAgain("The server is busy; try again.")
            async for piece in super().generate(prompt, options):
                yield piece

    assert answer(Busy(WANDERS), GenerationOptions(max_tokens=8))[0] == " open"
    with pytest.raises(TryAgain):
        answer(Busy({}), GenerationOptions(max_tokens=8))


def test_what_the_server_itself_did_not_choose_is_no_correction() -> None:
    """A server may sample, or punish repetition; its reasons are not the developer's."""

    class Sampling(Server):
        async def generate(self, _prompt: str, options: GenerationOptions) -> AsyncGenerator[Chunk | Timing, None]:
            self.asked.append(options)
            yield Chunk(" b", -1.5, top_logprobs={" a": -0.5, " b": -1.5})
            yield DONE

    server = Sampling({})

    assert answer(server, GenerationOptions(max_tokens=4))[0] == " b"
    assert server.overrides == []


def test_a_sampled_answer_is_weighed_and_left_as_it_is() -> None:
    """Further candidates shall differ; what the developer would write decides their order."""
    server = Server({"": {" Ledger": -2.0, " open": -2.5}})

    text, pieces = answer(server, GenerationOptions(max_tokens=1, temperature=0.6))

    assert text == " Ledger"
    assert isinstance(pieces[0], Chunk)
    assert pieces[0].logprob is not None
    assert pieces[0].logprob < -2.0
    assert len(server.asked) == 1


def test_a_server_that_tells_no_others_is_listened_to_as_ever() -> None:
    """Its answer comes through piece by piece."""
    server = Server(WANDERS, tells=False)

    text, pieces = answer(server, GenerationOptions(max_tokens=8))

    assert text == " Ledger()"
    assert pieces == [Chunk(" Ledger", -1.0), Chunk("()", -0.2), DONE]


def test_an_answer_is_corrected_so_often_only() -> None:
    """Each correction is a request."""
    wanted = " a b" * 20
    told = {" z": -1.2, " a": -3.0, " b": -3.0}
    server = Server({wanted[:end]: told for end in range(0, len(wanted), 2)})

    async def listen() -> None:
        asked = corrected(server.generate, "prompt", GenerationOptions(30), lambda: begin(BEFORE + wanted))
        async for _ in asked:
            pass

    asyncio.run(listen())

    assert len(server.asked) == MOST_CORRECTIONS + 1


def test_what_fails_costs_no_answer() -> None:
    """The server's own comes through, and nothing is tried twice."""
    tried: list[bool] = []

    def broken() -> LogprobMixer:
        tried.append(True)
        raise RuntimeError("no thread left")

    async def listen() -> str:
        pieces = corrected(Server(WANDERS).generate, "prompt", GenerationOptions(8), broken)
        return "".join([piece.text async for piece in pieces if isinstance(piece, Chunk)])

    assert asyncio.run(listen()) == " Ledger()"
    assert tried == [True]


@pytest.mark.parametrize("logprob", [-0.001, -0.008])
def test_what_the_server_is_sure_of_is_not_looked_up(logprob: float) -> None:
    """Nothing that was counted would speak against it."""

    def never() -> LogprobMixer:
        raise AssertionError("looked up")

    async def listen() -> list[Chunk | Timing]:
        server = Server({"": {" x": logprob, " y": -9.0}})
        return [piece async for piece in corrected(server.generate, "prompt", GenerationOptions(1), never)]

    assert asyncio.run(listen())[0] == Chunk(" x", logprob, top_logprobs={" x": logprob, " y": -9.0})


@pytest.mark.parametrize(
    ("strategy", "logprobs", "suggested"),
    [(None, True, "open_ledger("), ("generic", True, "Ledger()"), (None, False, "Ledger()")],
)
def test_the_engine_corrects_a_servers_answers(
    learner: Learner,
    strategy: str | None,
    logprobs: bool,  # noqa: FBT001 a case
    suggested: str,
) -> None:
    """By what was learned, from the first suggestion after it was taken in; not where nothing personal is wanted."""
    project = "/home/ada/shop"
    for number in range(5):
        learner.writer.learn_document(f"{project}/own{number}.py", "python", HISTORY, project, saved=True)
    ask = SuggestionRequest(
        CursorContext(f"{project}/new.py", "python", f"{BEFORE} ", "\n", project),
        "editor",
        Settings(),
        strategy=strategy,
    )
    table = {
        text.removeprefix(" "): {token.removeprefix(" "): p for token, p in told.items()}
        for text, told in WANDERS.items()
    }

    async def answered() -> tuple[str, int]:
        model = Model(lambda: ask.settings)
        server = cast("Backend", Server(table))
        can = Capabilities(QWEN, chat=False, logprobs=logprobs, context_length=4096)
        model.opened = OpenModel(server, can)
        engine = Engine(model, learner)
        engine.own.at_once = True
        try:
            (item,) = (await engine.suggest(ask)).items
            reason = engine.reasons.find(item.suggestion_id)
            assert reason is not None
            assert engine.own.knows(server) is (strategy is None and logprobs)
            await engine.forget()
            assert not engine.own.knows(server)
            return item.text, len(reason.overrides)
        finally:
            await engine.close()

    assert asyncio.run(answered()) == (suggested, 2 if "open" in suggested else 0)
