"""The code right before the cursor is found where it stands elsewhere and goes on."""

from hypothesis import given
from hypothesis import strategies as st

from style_learner.memory.continuing import LONGEST_RUN, Tail, is_shown, longest_run, tail_of
from style_learner.memory.retrieval import Memory
from style_learner.types import CONTINUATION, CursorContext, RetrievedSnippet

TOKENS = st.lists(st.sampled_from(["a", "b", "(", ")", "\n"]), max_size=LONGEST_RUN)
HELPERS = """
def prepare(folder):
    settings = Settings(folder=folder, strict=True)
    settings.reload()
    return settings
"""
SAME_WORDS = """
def folder_of(settings):
    return settings.folder if settings.strict else Settings.default(folder)
"""
TESTS = """
def test_prices(folder):
    settings = Settings(folder=folder, strict=True)
    settings.reload()
    """


def _text(tokens: list[str]) -> str:
    return " ".join(tokens)


def _all_tokens(text: str) -> Tail:
    """Return the tokens of a text that is shorter than any tail."""
    return tail_of(text.rstrip())


def _longest(tail: Tail, text: Tail) -> int:
    """Return the longest run by looking at every place: the slow truth."""
    ends = [
        length
        for length in range(1, len(tail) + 1)
        for start in range(len(text) - length)
        if text[start : start + length] == tail[-length:]
    ]
    return max(ends, default=0)


@given(TOKENS, TOKENS)
def test_a_run_is_as_long_as_it_can_be(before: list[str], elsewhere: list[str]) -> None:
    """No longer end of the text before the cursor stands elsewhere with a token behind it."""
    tail = tail_of(_text(before))
    text = _text(elsewhere)

    assert len(longest_run(tail, text).tokens) == _longest(tail, _all_tokens(text))


@given(TOKENS)
def test_what_the_window_holds_is_shown(tokens: list[str]) -> None:
    """A run found in the window's own text needs no reminder."""
    text = _text(tokens)
    run = longest_run(tail_of(text), text)

    assert is_shown(run, text)


def test_blank_lines_and_indentation_do_not_matter() -> None:
    """Code that was moved to the right or spread out is the same code."""
    assert tail_of("if x:\n\n        y(") == tail_of("if x:\n    y(")


def test_a_tail_is_short() -> None:
    """However long the document, only its last lines are compared."""
    assert len(tail_of("total = price * count\n" * 1000)) == LONGEST_RUN


def _retrieve(prefix: str, suffix: str = "", without: tuple[str, ...] = ()) -> list[RetrievedSnippet]:
    memory = Memory()
    others = {f"other_{number}.py": f"def total_{number}(cart):\n    return cart[{number}]\n" for number in range(60)}
    for path, text in {"helpers.py": HELPERS, "folders.py": SAME_WORDS, **others}.items():
        memory.replace_document("/p", path, "python", text, at=0.0)
    context = CursorContext("/p/tests.py", "python", prefix, suffix, "/p")
    return memory.retrieve(context, limit=5, now=0.0, without=without)


def test_where_the_same_stands_comes_first() -> None:
    """The snippet that goes on after the same lines is the best, even though another shares the words."""
    first = _retrieve(TESTS)[0]

    assert (first.snippet.path, first.reason) == ("helpers.py", CONTINUATION)


def test_common_syntax_is_no_continuation() -> None:
    """A bracket and a line's end stand everywhere."""
    assert all(one.reason != CONTINUATION for one in _retrieve("draw(canvas)\n    return "))


def test_what_follows_here_already_is_no_news() -> None:
    """Where the window goes on in the same way, nothing is retrieved for that."""
    shown = "settings.reload()\n    return settings\n"

    assert all(one.reason != CONTINUATION for one in _retrieve(TESTS, suffix=f"\n\n{HELPERS}{shown}"))


def test_a_measurement_may_leave_it_out() -> None:
    """Without this part, retrieval is that of words and names."""
    assert all(one.reason != CONTINUATION for one in _retrieve(TESTS, without=(CONTINUATION,)))
