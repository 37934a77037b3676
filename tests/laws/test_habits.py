"""Laws of the habits: how evidence weighs, is forgotten, shrinks, and yields to the owner."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.habits.book import MIN_ORIGINS, OWNERS_WORD, HabitBook, is_actionable
from style_learner.habits.evidence import HALF_LIFE_DAYS, HALF_LIFE_EVIDENCE, SOURCE_WEIGHTS
from style_learner.types import Habit, Observation, Source

NOW = 1_700_000_000.0
DAY = 86_400.0


def see(
    book: HabitBook,
    choice: str,
    origin: str,
    *,
    count: float = 1.0,
    days_ago: float = 0.0,
    language: str = "python",
    project: str = "shop",
    source: Source = Source.WRITTEN,
    feature: str = "quotes",
) -> None:
    """Let one origin show one choice."""
    at = NOW - days_ago * DAY
    book.replace(origin, [Observation(feature, choice, language, project, source, origin, at, count, f"{choice}!")])


def quotes(book: HabitBook, language: str = "python", project: str = "") -> Habit:
    """Return the habit of quotes, which must be there."""
    habit = book.habit("quotes", language, project, now=NOW)
    assert habit is not None
    return habit


@given(sightings=st.integers(1, 60), days=st.floats(0, 400), gap=st.floats(0.001, 5))
def test_unlearning_is_as_quick_as_learning(sightings: int, days: float, gap: float) -> None:
    """After as many newer origins as taught the old choice, of the same source and size, the habit has turned."""
    book = HabitBook()
    for number in range(sightings):
        see(book, "single", f"old{number}", days_ago=days + gap * (2 * sightings - number))
    assert quotes(book).choice == "single"
    for number in range(sightings):
        see(book, "double", f"new{number}", days_ago=days + gap * (sightings - number - 1))

    assert quotes(book).choice == "double"


@pytest.mark.parametrize("years", [1, 5])
def test_the_oldest_habit_turns_within_a_bound(years: int) -> None:
    """However long a habit lasted, one half-life of newer evidence outweighs all of it."""
    book = HabitBook()
    for number in range(years * 100):
        see(book, "single", f"old{number}", days_ago=2 + number / 100)
    for number in range(int(HALF_LIFE_EVIDENCE) + 1):
        see(book, "double", f"new{number}", days_ago=1)

    assert quotes(book).choice == "double"


@given(count=st.floats(1, 1e6))
def test_one_huge_file_does_not_outvote_ten_small_ones(count: float) -> None:
    """A file repeats itself, so its weight saturates."""
    book = HabitBook()
    see(book, "single", "huge", count=count)
    for number in range(10):
        see(book, "double", f"small{number}")

    assert quotes(book).choice == "double"


@given(choices=st.lists(st.tuples(st.sampled_from(["single", "double"]), st.floats(0.1, 100)), min_size=1, max_size=20))
def test_shares_are_a_distribution(choices: list[tuple[str, float]]) -> None:
    """Shares sum to one, confidence is a probability, and evidence stays below its bound."""
    book = HabitBook()
    for number, (choice, count) in enumerate(choices):
        see(book, choice, f"o{number}", count=count, days_ago=number)
    habit = quotes(book)

    assert sum(habit.shares.values()) == pytest.approx(1)
    assert 0 <= habit.confidence < OWNERS_WORD
    assert habit.origins == len(choices)
    assert habit.shares[habit.choice] == max(habit.shares.values())


@given(
    choices=st.lists(st.sampled_from(["single", "double"]), max_size=20),
    count=st.floats(0.1, 50),
)
def test_agreeing_evidence_never_lowers_a_share(choices: list[str], count: float) -> None:
    """One more origin that shows a choice makes its share grow."""
    book = HabitBook()
    for number, choice in enumerate(["single", *choices]):
        see(book, choice, f"o{number}", days_ago=number + 1)
    before = quotes(book).shares["double"]
    see(book, "double", "new", count=count)

    assert quotes(book).shares["double"] > before


def test_evidence_halves_in_each_half_life() -> None:
    """What was seen a half-life ago weighs half of what is seen today."""
    book = HabitBook()
    see(book, "single", "o")
    fresh, later = (book.habit("quotes", "python", now=NOW + days * DAY) for days in (0, HALF_LIFE_DAYS))

    assert fresh is not None
    assert later is not None
    assert later.evidence == pytest.approx(fresh.evidence / 2)


@pytest.mark.parametrize(("stronger", "weaker"), list(pairwise(Source)))
def test_sources_are_weighed_in_their_order(stronger: Source, weaker: Source) -> None:
    """The same sighting from a stronger source decides against one from a weaker."""
    book = HabitBook()
    see(book, "single", "a", source=stronger)
    see(book, "double", "b", source=weaker)

    assert SOURCE_WEIGHTS[stronger] > SOURCE_WEIGHTS[weaker]
    assert quotes(book, project="shop").choice == "single"


@pytest.mark.parametrize("source", [Source.PROJECT, Source.CONFIGURATION])
def test_other_peoples_code_speaks_only_in_its_project(source: Source) -> None:
    """What is usual in one project says nothing of the developer elsewhere."""
    book = HabitBook()
    see(book, "single", "theirs", source=source)

    assert quotes(book, project="shop").choice == "single"
    assert book.habit("quotes", "python", now=NOW) is None
    assert book.habit("quotes", "python", "other", now=NOW) is None


def test_a_project_borrows_from_the_language_until_it_has_its_own() -> None:
    """One sighting in a project doesn't overturn the language's habit; several files do."""
    book = HabitBook()
    for number in range(20):
        see(book, "double", f"o{number}", project="other")
    see(book, "single", "here0")
    assert quotes(book, project="shop").choice == "double"
    for number in range(4):
        see(book, "single", f"here{number}", count=10)

    assert quotes(book, project="shop").choice == "single"
    assert quotes(book, project="other").choice == "double"


def test_a_language_borrows_from_the_others() -> None:
    """A single sighting is surer where it agrees with the developer's other languages."""
    alone, agreeing, differing = HabitBook(), HabitBook(), HabitBook()
    for book in (alone, agreeing, differing):
        see(book, "double", "ts", language="typescript")
    for number in range(5):
        see(agreeing, "double", f"py{number}")
        see(differing, "single", f"py{number}")
    sure, plain, unsure = (quotes(book, "typescript").confidence for book in (agreeing, alone, differing))

    assert sure > plain > unsure


def test_a_feature_of_its_language_borrows_nothing() -> None:
    """How functions are named in one language says nothing of another."""
    alone, other = HabitBook(), HabitBook()
    for book in (alone, other):
        see(book, "camel", "ts", language="typescript", feature="function_case")
    see(other, "snake", "py", feature="function_case")

    assert alone.habit("function_case", "typescript", now=NOW) == other.habit("function_case", "typescript", now=NOW)


def test_a_language_never_written_has_no_habits() -> None:
    """Other languages are a prior, not a habit."""
    book = HabitBook()
    see(book, "double", "py")

    assert book.habit("quotes", "typescript", now=NOW) is None


@given(origins=st.integers(1, 8), count=st.floats(1, 100))
def test_a_habit_speaks_from_three_origins_on(origins: int, count: float) -> None:
    """However often one file or two repeat a choice, it takes a third to be a habit."""
    book = HabitBook()
    for number in range(origins):
        see(book, "double", f"o{number}", count=count)

    assert is_actionable(quotes(book)) == (origins >= MIN_ORIGINS)


def test_a_divided_mind_does_not_speak() -> None:
    """Where the choices are as frequent as each other there is no habit to act upon."""
    book = HabitBook()
    for number in range(20):
        see(book, ("single", "double")[number % 2], f"o{number}")

    assert not is_actionable(quotes(book))


def test_the_owners_word_holds_against_all_evidence() -> None:
    """A pin decides, in its project or everywhere, until it is taken back."""
    book = HabitBook()
    for number in range(50):
        see(book, "single", f"o{number}")
    book.pin("quotes", "python", "double")
    book.pin("quotes", "python", "single", project="shop")

    assert quotes(book).choice == quotes(book, project="other").choice == "double"
    assert is_actionable(quotes(book))
    assert quotes(book, project="shop").choice == "single"
    book.unpin("quotes", "python")
    assert quotes(book).choice == "single"


def test_what_is_erased_stays_erased() -> None:
    """After erasing, what was written before doesn't come back, even learned anew; what is written after does."""
    book = HabitBook()
    see(book, "single", "old", days_ago=3)
    book.pin("quotes", "python", "single", at=NOW - 3 * DAY)
    book.erase("quotes", "python", at=NOW - DAY)
    see(book, "single", "old", days_ago=3)
    assert book.habit("quotes", "python", now=NOW) is None
    assert HabitBook.from_rows(book.to_rows()).to_rows() == book.to_rows()
    see(book, "double", "new")

    assert quotes(book).choice == "double"


def test_one_origin_a_call() -> None:
    """Observations of another origin are a mistake, not evidence."""
    with pytest.raises(ValueError, match="another origin"):
        HabitBook().replace("a", [Observation("quotes", "single", "python", "", Source.WRITTEN, "b", NOW)])
