"""Prompts fit their budget, hold still while one types, and cannot be broken out of."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from style_learner.prompts.budget import Budget, fit_budget
from style_learner.prompts.building import build_prompt
from style_learner.prompts.formats import CODESTRAL, QWEN
from style_learner.prompts.window import JUMP_SHARE, window
from style_learner.types import CONTINUATION, REST_OF_FILE, SURE_INFORMATION, CursorContext, RetrievedSnippet, Snippet

BUDGET = Budget(evidence=100, prefix=100, suffix=40, answer=20)
CODE = "".join(f"value_{number} = compute({number})\n" for number in range(200))
PLACE = CursorContext(path="/p/src/a.py", language="python", prefix=CODE, suffix=CODE, project="/p")


def _tokens(text: str) -> int:
    return len(text) // 4 + 1


def _retrieved(text: str, path: str = "lib/b.py", reason: str = "words", coverage: float = 1.0) -> RetrievedSnippet:
    return RetrievedSnippet(
        Snippet("1", "/p", path, "python", text, 0, "block", "", 0.0), SURE_INFORMATION, reason, coverage
    )


@given(st.floats(1, 20_000), st.floats(1, 500), st.floats(0.1, 60), st.integers(512, 32_768))
def test_a_budget_fits_the_context_window(read: float, write: float, wait: float, context: int) -> None:
    """However slow or fast the machine, prompt and answer fit into the model's window."""
    budget = fit_budget(read_tokens_per_s=read, write_tokens_per_s=write, wait_s=wait, context_length=context)

    assert budget.total <= context
    assert min(budget.prefix, budget.suffix, budget.answer) > 0


@given(st.floats(50, 5000), st.floats(10, 200))
def test_more_time_never_buys_less(read: float, write: float) -> None:
    """Each part grows with the wait, or stays."""
    short = fit_budget(read_tokens_per_s=read, write_tokens_per_s=write, wait_s=0.5, context_length=8192)
    long = fit_budget(read_tokens_per_s=read, write_tokens_per_s=write, wait_s=3, context_length=8192)

    assert long.prefix >= short.prefix
    assert long.evidence >= short.evidence
    assert long.answer >= short.answer


@given(st.text(alphabet="ab\n", max_size=300), st.text(alphabet="ab\n", max_size=300), st.integers(1, 100))
def test_a_window_is_the_text_right_around_the_cursor(prefix: str, suffix: str, size: int) -> None:
    """It ends and begins at the cursor, and is no longer than asked for."""
    seen = window(prefix, suffix, prefix_characters=size, suffix_characters=size)

    assert prefix.endswith(seen.prefix)
    assert suffix.startswith(seen.suffix)
    assert max(len(seen.prefix), len(seen.suffix)) <= size


def test_a_window_holds_still_while_one_types() -> None:
    """While a line is typed, the window's start moves at most once."""
    typed = "result = [compute(value) for value in values if value]"
    starts = {
        len(CODE) + count - len(window(CODE + typed[:count], "", prefix_characters=400, suffix_characters=0).prefix)
        for count in range(len(typed))
    }

    assert len(typed) < 400 * JUMP_SHARE
    assert len(starts) <= 2


def test_the_stable_part_stays_while_one_types() -> None:
    """What was read ahead is still the beginning of the prompt some keys later."""
    retrieved = [_retrieved("def helper():\n    return 1\n")]
    before = build_prompt(PLACE, retrieved, fim=QWEN, budget=BUDGET, count_tokens=_tokens)
    typed = replace(PLACE, prefix=PLACE.prefix + "valu")
    after = build_prompt(typed, retrieved, fim=QWEN, budget=BUDGET, count_tokens=_tokens)

    assert before.stable == after.stable
    assert after.text.startswith(before.stable)


def test_evidence_stands_before_the_file_and_within_its_budget() -> None:
    """What fits comes in, what does not stays out, and the prompt says so."""
    small, large = _retrieved("def helper():\n    return 1\n"), _retrieved(CODE, "lib/large.py")
    prompt = build_prompt(PLACE, [large, small], fim=QWEN, budget=BUDGET, count_tokens=_tokens)

    assert prompt.evidence == (small,)
    assert prompt.text.startswith(f"{QWEN.prefix}# lib/b.py\ndef helper():\n    return 1\n\n# src/a.py\n")
    assert prompt.headings == ("# lib/b.py", "# src/a.py")
    assert "lib/large.py" not in prompt.text


def test_marks_in_code_cannot_end_the_prompt() -> None:
    """A file about prompts holds the marks as text; only the real ones may work."""
    place = replace(PLACE, prefix=f'mark = "{QWEN.middle}"\n')
    retrieved = [_retrieved(f"# {QWEN.suffix}\n")]
    prompt = build_prompt(place, retrieved, fim=QWEN, budget=BUDGET, count_tokens=_tokens)

    assert prompt.text.count(QWEN.middle) == 1
    assert prompt.text.count(QWEN.suffix) == 1
    assert prompt.text.endswith(QWEN.middle)


def test_evidence_stands_behind_a_suffix_that_comes_first() -> None:
    """Where the suffix stands first, evidence is a part of the prefix all the same."""
    prompt = build_prompt(PLACE, [_retrieved("x = 1\n")], fim=CODESTRAL, budget=BUDGET, count_tokens=_tokens)

    assert f"{CODESTRAL.prefix}# lib/b.py\nx = 1\n\n# src/a.py\n" in prompt.text
    assert prompt.text == f"{prompt.stable}{CODESTRAL.middle}"  # all of it can be read ahead at a line's beginning


def test_what_evidence_leaves_goes_to_the_file() -> None:
    """No token of the budget lies idle, and none is spent twice."""
    full = build_prompt(PLACE, [_retrieved("x" * 380)], fim=QWEN, budget=BUDGET, count_tokens=_tokens)
    little = build_prompt(PLACE, [_retrieved("x = 1\n")], fim=QWEN, budget=BUDGET, count_tokens=_tokens)

    assert len(full.window.prefix) < len(little.window.prefix)
    assert _tokens(little.text) <= BUDGET.evidence + BUDGET.prefix + BUDGET.suffix + 20  # marks and paths


def test_where_the_file_begins_within_the_window_the_rest_goes_behind_the_cursor() -> None:
    """As far as that can be read at each key, and never where the suffix stands first."""
    place = replace(PLACE, prefix=CODE[:40])
    fast, slow = replace(BUDGET, at_once=1000), replace(BUDGET, at_once=60)
    suffixes = [
        len(build_prompt(place, [], fim=fim, budget=budget, count_tokens=_tokens).window.suffix)
        for fim, budget in ((QWEN, BUDGET), (QWEN, fast), (QWEN, slow), (CODESTRAL, fast))
    ]

    assert suffixes[0] == suffixes[1] > 2 * suffixes[2]
    assert suffixes[2] == suffixes[3]


def test_the_rest_of_the_file_stands_next_to_it_and_in_its_order() -> None:
    """What retrieval brings of the file for want of better is read as the file is, above all other evidence's place."""
    rest = [
        RetrievedSnippet(
            Snippet(name, "/p", "src/a.py", "python", f"{name} = 1\n", line, "block", "", 0.0), 1.0, REST_OF_FILE
        )
        for name, line in (("third", 30), ("first", 10), ("second", 20))
    ]
    prompt = build_prompt(PLACE, [*rest, _retrieved("other = 1\n")], fim=QWEN, budget=BUDGET, count_tokens=_tokens)

    places = [prompt.text.index(f"{name} = 1") for name in ("other", "first", "second", "third")]
    assert places == sorted(places)
    assert len(prompt.evidence) == 4


FILE_FIRST = replace(BUDGET, file_first=True)


def test_more_of_the_file_comes_before_code_that_nothing_sure_speaks_for() -> None:
    """With the file first, a long file gets all tokens, as if nothing had been found."""
    unsure = [_retrieved("x = 1\n"), _retrieved("y = 1\n", "c.py", CONTINUATION, coverage=0.1)]
    found = build_prompt(PLACE, unsure, fim=QWEN, budget=FILE_FIRST, count_tokens=_tokens)
    nothing = build_prompt(PLACE, [], fim=QWEN, budget=FILE_FIRST, count_tokens=_tokens)

    assert found.text == nothing.text
    assert nothing.window.prefix == build_prompt(PLACE, [], fim=QWEN, budget=BUDGET, count_tokens=_tokens).window.prefix


def test_the_surest_continuation_enters_for_a_part_of_the_file() -> None:
    """One piece, the best, next to the file; the file gets the rest, and the budget holds."""
    best, second = (_retrieved(f"{name} = 1\n", f"{name}.py", CONTINUATION) for name in ("best", "second"))
    prompt = build_prompt(PLACE, [best, second], fim=QWEN, budget=FILE_FIRST, count_tokens=_tokens)

    assert prompt.evidence == (best,)
    assert _tokens(prompt.text) <= BUDGET.evidence + BUDGET.prefix + BUDGET.suffix + 20  # marks and paths


def test_what_a_short_file_leaves_goes_to_what_was_found() -> None:
    """Where the file is all there already, other code costs it nothing."""
    place = replace(PLACE, prefix=CODE[:40], suffix="")
    found = [_retrieved("x = 1\n"), _retrieved("best = 1\n", "best.py", CONTINUATION)]
    prompt = build_prompt(place, found, fim=QWEN, budget=FILE_FIRST, count_tokens=_tokens)

    assert prompt.window.prefix == place.prefix
    assert set(prompt.evidence) == set(found)
    assert prompt.text.index("x = 1") < prompt.text.index("best = 1")
