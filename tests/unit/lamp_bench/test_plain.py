"""The plain baselines find what shares rare words, and the files next door."""

import random

from lamp_bench.histories.corpora import CorpusFile
from lamp_bench.personalization.plain import CHUNK_LINES, WordSearch, chunks_of, neighbours


def _file(path: str, text: str) -> CorpusFile:
    return CorpusFile("ada+bank", path, text)


def test_chunks_make_up_the_file() -> None:
    """Nothing is lost between them."""
    text = "".join(f"line {number}\n" for number in range(2 * CHUNK_LINES + 3))
    chunks = chunks_of(_file("a.py", text))

    assert "".join(chunk.text for chunk in chunks) == text
    assert len(chunks) == 3


def test_a_rare_word_outweighs_a_common_one() -> None:
    """What is in every chunk tells nothing."""
    search = WordSearch([_file("a.py", "self common"), _file("b.py", "self rare"), _file("c.py", "self common")])

    assert [found.path for found in search.search("self rare", lambda _: True, top=1)] == ["b.py"]


def test_what_is_not_wanted_makes_room() -> None:
    """The best of the wanted come, as many as there are."""
    search = WordSearch([_file("a.py", "rare rare"), _file("b.py", "rare")])

    assert [found.path for found in search.search("rare", lambda one: one.path != "a.py")] == ["b.py"]


def test_neighbours_are_of_the_same_folder_first() -> None:
    """And never the file itself, nor one of another kind."""
    files = [_file(path, path) for path in ("src/far/a.py", "src/b.py", "src/new.py", "src/notes.md")]

    found = neighbours(files, "src/new.py", chance=random.Random(0))  # noqa: S311 a sample

    assert [one.path for one in found] == ["src/b.py", "src/far/a.py"]
