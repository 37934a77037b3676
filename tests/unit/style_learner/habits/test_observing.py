"""From a text to observations: what is counted, and what is passed over."""

from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.habits.observing import EXAMPLE_CHARACTERS, MAX_CHARACTERS, observe_code, observe_runs
from style_learner.syntax.parsing import LANGUAGES
from style_learner.types import Observation, Source

PYTHON = """\
import os


def first(name: str) -> str:
    greeting = "hello"
    return greeting + 'x'


def second(name):
    return "b"
"""


def observe(
    text: str, language: str = "python", source: Source = Source.WRITTEN, within: tuple[int, int] | None = None
) -> list[Observation]:
    """Observe a text of no particular origin."""
    return observe_code(text, language, project="p", origin="o", source=source, at=1.0, within=within)


def counts(seen: list[Observation], feature: str) -> dict[str, float]:
    """Return the counts of one feature by choice."""
    return {one.choice: one.count for one in seen if one.feature == feature}


def test_choices_are_counted() -> None:
    """Each sighting of a choice counts once."""
    assert counts(observe(PYTHON), "quotes") == {"double": 2, "single": 1}


def test_an_observation_shows_its_first_line() -> None:
    """The example is the first line that shows the choice, without its indentation."""
    (single,) = [one for one in observe(PYTHON) if one.feature == "quotes" and one.choice == "single"]

    assert single.example == "return greeting + 'x'"


def test_an_observation_names_where_it_comes_from() -> None:
    """Project, origin, source, time and language are handed through."""
    one = observe(PYTHON, source=Source.PROJECT)[0]

    assert (one.project, one.origin, one.source, one.at, one.language) == ("p", "o", Source.PROJECT, 1.0, "python")


def test_dialects_are_one_language() -> None:
    """What is written in TSX is learned as TypeScript."""
    seen = observe("const a = <b c='d' />;\n", "typescriptreact")

    assert {one.language for one in seen} == {"typescript"}


def test_a_part_counts_only_its_own_lines() -> None:
    """With ``within``, what begins elsewhere is context."""
    assert counts(observe(PYTHON, within=(3, 5)), "annotated_returns") == {"annotated": 1}
    assert counts(observe(PYTHON, within=(8, 9)), "annotated_returns") == {"bare": 1}


def test_parts_add_up_to_the_whole() -> None:
    """Several runs of lines, read together, count what they count apart."""
    runs = observe_runs(PYTHON, "python", [(3, 5), (8, 9)], project="", origin="o", source=Source.WRITTEN, at=0)

    assert counts(runs, "quotes") == counts(observe(PYTHON), "quotes")


def test_a_fragment_may_be_indented() -> None:
    """An accepted suggestion is read wherever it stood."""
    seen = observe('        name = "x"\n        return name\n', source=Source.ACCEPTED)

    assert counts(seen, "quotes") == {"double": 1}


def test_a_fragment_says_nothing_of_files() -> None:
    """How a file ends or what docstring it has can't be told from a suggestion."""
    seen = {one.feature for one in observe("x = 1", source=Source.ACCEPTED)}

    assert not seen & {"final_newline", "module_docstring", "line_endings", "trailing_whitespace"}


def test_broken_lines_are_passed_over() -> None:
    """Lines that don't parse count for nothing, and the others still do."""
    seen = observe("a = 'x'\n\n\ndef f(:\n    b = \"y\"\n\n\nc = 'z'\n")

    assert counts(seen, "quotes").get("single", 0) >= 1
    assert counts(seen, "function_case") == {}


def test_unknown_languages_and_huge_texts_say_nothing() -> None:
    """No grammar or too much text gives no observations, not an error."""
    assert observe("SELECT 1", "sql") == []
    assert observe("x = 1\n" * (MAX_CHARACTERS // 6 + 1)) == []


@settings(max_examples=60)
@given(text=st.text(max_size=300), language=st.sampled_from(sorted(LANGUAGES)))
def test_no_text_is_an_error(text: str, language: str) -> None:
    """Whatever is typed can be observed: counts are positive, examples short and on one line."""
    for one in observe(text, language):
        assert one.count > 0
        assert len(one.example) <= EXAMPLE_CHARACTERS
        assert "\n" not in one.example


@settings(max_examples=60)
@given(cut=st.integers(0, len(PYTHON)), language=st.sampled_from(["python", "typescript", "rust", "cpp"]))
def test_a_text_cut_anywhere_is_no_error(cut: int, language: str) -> None:
    """Half-typed code, even of another language, can be observed."""
    assert isinstance(observe(PYTHON[:cut], language), list)


@given(cut=st.integers(-1, PYTHON.count("\n")))
def test_two_parts_count_what_the_whole_counts(cut: int) -> None:
    """Wherever a text is divided by lines, features of single nodes are counted once."""
    both = [*observe(PYTHON, within=(0, cut)), *observe(PYTHON, within=(cut + 1, 99))]

    for feature in ("quotes", "function_case", "annotated_returns", "import_form"):
        whole = counts(observe(PYTHON), feature)
        assert whole == {name: sum(counts([one], feature).get(name, 0) for one in both) for name in whole}
