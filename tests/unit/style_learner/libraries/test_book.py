"""What a developer's files, together, tell of their libraries."""

from style_learner.habits.evidence import HALF_LIFE_DAYS
from style_learner.libraries.book import LibraryBook
from style_learner.libraries.observing import observe_imports
from style_learner.types import Source

NOW = 1_700_000_000.0
DAY = 86_400.0


def book_of(*files: str, project: str = "p", days_ago: float = 0.0) -> LibraryBook:
    """Return a book that learned each text as a file of its own."""
    book = LibraryBook()
    for number, text in enumerate(files):
        seen = observe_imports(text, "python")
        at = NOW - days_ago * DAY
        book.replace(f"f{number}", seen, language="python", project=project, source=Source.WRITTEN, at=at)
    return book


def test_use_tells_how_and_with_what() -> None:
    """Statements, members, companions and files are counted."""
    use = book_of("import numpy as np\nimport pandas\nnp.zeros(1)", "import numpy as np\nnp.zeros(2)").use(
        "numpy", "python", now=NOW
    )

    assert use is not None
    assert use.imports == {"import numpy as np": 2}
    assert use.members == {"zeros": 2}
    assert use.together == {"pandas": 1}
    assert (use.files, use.last_used) == (2, NOW)


def test_an_erased_library_counts_from_what_is_written_later() -> None:
    """Its files' other libraries stay; telling an old file once more brings nothing back."""
    book = book_of("import numpy\nimport pandas")
    book.erase("numpy", "python", NOW + 1)
    old = observe_imports("import numpy\nimport scipy", "python")
    book.replace("f0", old, language="python", project="p", source=Source.WRITTEN, at=NOW)
    before = {use.library for use in book.uses(now=NOW)}

    later = observe_imports("import numpy", "python")
    book.replace("f1", later, language="python", project="p", source=Source.WRITTEN, at=NOW + 2)

    assert before == {"scipy"}
    assert {use.library for use in book.uses(now=NOW)} == {"numpy", "scipy"}


def test_what_is_not_used_has_no_use() -> None:
    """Another language's library of the same name is another."""
    book = book_of("import numpy")

    assert book.use("scipy", "python") is None
    assert book.use("numpy", "rust") is None


def test_one_file_says_little_of_a_member() -> None:
    """A hundred calls in one file weigh less than one in each of six."""
    book = book_of("import a\n" + "a.x()\n" * 100, *["import a\na.y()\n"] * 6)
    use = book.use("a", "python", now=NOW)

    assert use is not None
    assert use.members["y"] > use.members["x"]


def test_uses_are_ranked_by_recent_files() -> None:
    """What is imported in most of the newer files comes first."""
    book = book_of("import old", "import old", "import old", days_ago=3 * HALF_LIFE_DAYS)
    book.replace(
        "new", observe_imports("import new", "python"), language="python", project="q", source=Source.WRITTEN, at=NOW
    )

    assert [use.library for use in book.uses("python", now=NOW)] == ["new", "old"]
    assert [use.library for use in book.uses("python", project="p", now=NOW)] == ["old"]
