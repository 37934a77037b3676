"""From a question to an answer, with a model that says what it is told to."""

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from lamp_lsp.assistant.answering import GATHERING, ONCE_MORE, READING, WAITING, WRITING, Said, Stage
from lamp_lsp.assistant.checking import BROKEN, HABITS_ONLY, NO_CODE, UNCHANGED
from lamp_lsp.assistant.questions import Action
from style_learner.errors import NotAvailable
from style_learner.learner import Learner
from style_learner.notebooks.cells import Cell, KernelName
from style_learner.store.store import Store
from style_learner.types import Pin
from tests.unit.lamp_lsp.assistant.scripted import PROJECT, Script, answer, assistant, question


def fenced(code: str) -> str:
    """Return code as a model shows it."""
    return f"```python\n{code}\n```"


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    """Give a learner whose developer is sure of double quotes."""
    store = Store.open(tmp_path / "lamp.duckdb", None)
    store.set_pin(Pin("python", "quotes", "double"))
    store.flush()
    found = Learner()
    found.open(store, meaning_search=False)
    yield found
    found.close()


def test_code_that_parses_can_be_applied(learner: Learner) -> None:
    """The answer streams, and its code comes at the end in the developer's own quotes."""
    script = Script(fenced("x = 'a'") + "\nThe bracket was open.")

    parts, done = asyncio.run(answer(assistant(script, learner), question()))

    assert "".join(part.text for part in parts if isinstance(part, Said)).startswith("```python\nx = 'a'")
    assert done.code == 'x = "a"'
    assert done.text == fenced('x = "a"') + "\nThe bracket was open."


def test_code_that_does_not_parse_gets_one_more_try() -> None:
    """The model is told where it breaks, and the second answer counts."""
    script = Script(fenced("x = (2"), fenced("x = (2)"))

    parts, done = asyncio.run(answer(assistant(script), question()))

    assert Said(ONCE_MORE) in parts
    assert "syntax error at line 1" in script.asked[1]
    assert done.code == "x = (2)"


@pytest.mark.parametrize("action", [Action.FIX, Action.DOCUMENT, Action.REWRITE])
def test_after_two_tries_it_is_said_plainly(action: Action) -> None:
    """Code that would break the cell is shown and cannot be applied."""
    script = Script(fenced("x = (2"), fenced("x = (3"))

    _, done = asyncio.run(answer(assistant(script), question(action)))

    assert done.code is None
    assert done.text.endswith(BROKEN)


def test_a_failed_rewrite_leaves_the_habits_that_are_sure(learner: Learner) -> None:
    """The cell itself in the developer's quotes is better than nothing, and is said to be no more than that."""
    script = Script(fenced("x = ("), fenced("x = ("))

    _, done = asyncio.run(answer(assistant(script, learner), question(Action.REWRITE, "x = 'a'")))

    assert done.code == 'x = "a"'
    assert done.text.startswith(HABITS_ONLY)


@pytest.mark.parametrize("action", [Action.ASK, Action.WRITE])
def test_names_of_the_kernel_are_said_where_the_question_is_about_them(action: Action) -> None:
    """The table that is spoken of comes with its columns, though no cell shows them; other names stay out."""
    script = Script(fenced("df.plot()"))
    asked = question(action, "", "plot df by city")
    names = (KernelName("df", "DataFrame", "(9, 1) [city: str]"), KernelName("secret", "str", "len 9"))
    notebook = replace(asked.notebook, names=names)

    asyncio.run(answer(assistant(script), replace(asked, notebook=notebook)))

    assert "df: DataFrame (9, 1) [city: str]" in script.asked[0]
    assert "secret" not in script.asked[0]


@pytest.mark.parametrize("action", [Action.FIX, Action.WRITE, Action.TEST, Action.NEXT])
def test_words_instead_of_code_are_one_clear_line(action: Action) -> None:
    """Where code was asked for, an answer in words says so and offers nothing to apply."""
    in_words = ["You should close the bracket."] * 2
    _, done = asyncio.run(answer(assistant(Script(*in_words)), question(action)))

    assert done.code is None
    assert done.text == f"You should close the bracket.\n\n{NO_CODE}"


def test_code_without_a_fence_is_code() -> None:
    """Small models forget the fence."""
    _, done = asyncio.run(answer(assistant(Script("x = sum(prices)")), question(Action.WRITE, "", "add them")))

    assert done.code == "x = sum(prices)"
    assert done.text == fenced("x = sum(prices)")


def test_an_unchanged_cell_is_not_offered() -> None:
    """A diff without a difference helps nobody."""
    script = Script(fenced("x = 1"), fenced("x = 1"))

    _, done = asyncio.run(answer(assistant(script), question(Action.FIX, "x = 1")))

    assert done.code is None
    assert done.text.endswith(UNCHANGED)


@pytest.mark.parametrize("first", ["Just rename it.", fenced("print(totl)")])
def test_an_answer_with_nothing_to_apply_gets_one_more_try(first: str) -> None:
    """Words alone or the cell as it was: the model is asked once more, and not for the likeliest answer again."""
    script = Script(first, fenced("print(total)"))

    parts, done = asyncio.run(answer(assistant(script), question(Action.FIX, "print(totl)")))

    assert Said(ONCE_MORE) in parts
    assert done.code == "print(total)"
    assert [options.temperature > 0 for options in script.options] == [False, True]


def test_who_asks_the_same_again_gets_another_answer(learner: Learner) -> None:
    """An answer that did not help is not given word for word once more, by no second draw of the same seed either."""
    script = Script(*(fenced(f"print({name})") for name in ("tot", "totals", "total", "costs")))
    said, talks = assistant(script, learner), learner.conversations
    assert talks is not None
    asked = question(Action.FIX, "print(totl)")

    for _ in range(3):
        turns = tuple(turn for turn, _ in talks.turns(PROJECT, "sales.ipynb"))
        asyncio.run(answer(said, replace(asked, history=turns)))
    asyncio.run(answer(said, replace(question(Action.FIX, "print(cost)"), history=asked.history)))

    assert [options.temperature > 0 for options in script.options] == [False, True, True, False]
    assert len({(options.temperature, options.seed) for options in script.options[:3]}) == 3


def test_a_fix_is_not_asked_for_in_words_of_style(learner: Learner) -> None:
    """All but the error stays as it is, and the developer's habits come to the code afterwards."""
    script = Script(fenced("x = 'b'"), fenced("x = 'b'"))
    failed = replace(question(Action.FIX, "x = b"), traceback="NameError: name 'b' is not defined")

    _, fixed = asyncio.run(answer(assistant(script, learner), failed))
    asyncio.run(answer(assistant(script, learner), question(Action.WRITE, "", "name it")))

    assert "name 'b' is not defined" in script.asked[0]
    assert ["style" in asked for asked in script.asked] == [False, True]
    assert fixed.code == 'x = "b"'


def test_a_cell_keeps_its_magic() -> None:
    """The model drops `%%time`, the cell does not; and commands are no syntax errors."""
    asked = question(Action.FIX, "%%time\n!ls\nx = (1")

    _, done = asyncio.run(answer(assistant(Script(fenced("!ls\nx = (1)"))), asked))

    assert done.code == "%%time\n!ls\nx = (1)"


@pytest.mark.parametrize(
    ("cell", "said", "applied"),
    [
        ("%%bash\necho 'b $HOME' | sort", "echo 'b $HOME' | sort -u", "%%bash\necho 'b $HOME' | sort -u"),
        ("%%sql\nSELECT 'a' FORM t", "%%sql\nSELECT 'a' FROM t", "%%sql\nSELECT 'a' FROM t"),
        ("%%time\nx = 'a' + 1", "x = 'a'", '%%time\nx = "a"'),
    ],
)
def test_a_cell_in_another_language_is_left_its_own(learner: Learner, cell: str, said: str, applied: str) -> None:
    """Python's habits are none of it: quotes in a shell or a query mean something."""
    script = Script(fenced(said))

    _, done = asyncio.run(answer(assistant(script, learner), question(Action.FIX, cell)))

    assert done.code == applied
    assert cell.startswith("%%time") or "Python" not in script.asked[0]


def test_a_magic_line_alone_is_no_change() -> None:
    """A model that leaves it out has written the cell as it was."""
    script = Script(*[fenced("x = 1")] * 2)

    _, done = asyncio.run(answer(assistant(script), question(Action.FIX, "%%time\nx = 1")))

    assert done.code is None
    assert done.text.endswith(UNCHANGED)


def test_what_a_question_names_is_said_to_the_model() -> None:
    """A file that is named is read, as far as there is room; the cell that is meant keeps its place."""
    asked = replace(question(Action.ASK, "x = load()", "what does it do?"), attached=(("loading.py", "z" * 50_000),))
    script = Script("It loads.")

    _, done = asyncio.run(answer(assistant(script), asked))

    assert "`loading.py`:" in script.asked[0]
    assert "x = load()" in script.asked[0]
    assert len(script.asked[0]) < 10_000
    assert "1 text that you named" in done.used["sentence"]


def test_the_prompt_holds_notebook_and_habits(learner: Learner) -> None:
    """What stands around the cell, and how the developer writes and wants answers."""
    talks = learner.conversations
    assert talks is not None
    script = Script(*["Fine."] * 3, fenced("x = 1"))
    for _ in range(3):
        parts, _ = asyncio.run(answer(assistant(script, learner), question(Action.ASK, "x", "why is this so slow")))
        talks.judge(parts[0].id, "shorter")  # type: ignore[union-attr]
    before = Cell("code", "prices = [1]", ("[1]",))

    _, done = asyncio.run(answer(assistant(script, learner), question(Action.REWRITE, "x = y", "", before)))

    prompt = script.asked[-1]
    assert "prices = [1]" in prompt
    assert done.used["cells"] == ["prices = [1]"]
    assert "Use double quotes for strings." in prompt
    assert "Answer in two or three sentences." in prompt
    assert {habit["feature"] for habit in done.used["habits"]} >= {"python.quotes", "answers.answer_length"}


def test_a_kept_answer_is_recalled(learner: Learner) -> None:
    """What the developer kept of an answer to a like question is before the model the next time."""
    script = Script(fenced("bars(prices)"), fenced("bars(costs)"))
    parts, _ = asyncio.run(answer(assistant(script, learner), question(Action.WRITE, "", "plot prices as bars")))
    talks = learner.conversations
    assert talks is not None
    talks.judge(parts[0].id, "applied")  # type: ignore[union-attr]

    _, done = asyncio.run(answer(assistant(script, learner), question(Action.WRITE, "", "plot costs as bars")))

    assert "bars(prices)" in script.asked[1]
    assert done.used["kept_answer"] == parts[0].id  # type: ignore[union-attr]


def test_what_an_answer_offers_and_was_built_from_is_kept_with_it(learner: Learner) -> None:
    """After a restart it can still be applied to its cell; own code is named, and not kept once more."""
    asked = replace(question(Action.FIX, "x = (1"), cell_id="cell-7")

    _, done = asyncio.run(answer(assistant(Script(fenced("x = (1)")), learner), asked))

    assert learner.conversations is not None
    ((kept, _),) = learner.conversations.turns(PROJECT, "sales.ipynb")
    used = json.loads(kept.used)
    assert (kept.cell, kept.code, kept.proposed) == ("cell-7", "x = (1", "x = (1)")
    assert used["sentence"] == done.used["sentence"]
    assert all("text" not in snippet for snippet in used["snippets"])


def test_each_stage_is_told_before_the_words(learner: Learner) -> None:
    """Who waits sees what for."""
    parts, _ = asyncio.run(answer(assistant(Script("Because.")), question(Action.ASK, "x", "why")))

    stages = [part.text for part in parts if isinstance(part, Stage)]
    assert stages == [GATHERING, WAITING, READING, WRITING]
    assert isinstance(parts[parts.index(Stage(WRITING)) + 1], Said)


def test_leaving_stops_the_model_and_keeps_nothing(learner: Learner) -> None:
    """Stop is a closed stream: no more is generated, and half an answer is no memory."""
    script = Script("one\ntwo\nthree\n")

    async def leave() -> None:
        async with aclosing(assistant(script, learner).answer(question(Action.ASK, "x", "why"))) as parts:
            async for part in parts:
                if isinstance(part, Said):
                    break

    asyncio.run(leave())

    assert script.stopped
    assert learner.conversations is not None
    assert not learner.conversations.turns(PROJECT, "sales.ipynb")


def test_a_model_that_cannot_talk_says_what_to_do() -> None:
    """A base model completes and holds no conversation."""
    with pytest.raises(NotAvailable, match="assistant_model"):
        asyncio.run(answer(assistant(Script(), chat=False), question()))


def test_without_a_store_it_answers_all_the_same() -> None:
    """No consent means no memory, not no answer."""
    started = time.monotonic()

    _, done = asyncio.run(answer(assistant(Script("Because.")), question(Action.EXPLAIN, "x = 1")))

    assert done.text == "Because."
    assert done.used["habits"] == []
    assert done.used["took_ms"] <= (time.monotonic() - started) * 1000 + 1
