"""Grammars that load when they are first needed, and never while somebody waits."""

import subprocess
import sys
from queue import SimpleQueue

import pytest

from style_learner.syntax import parsing
from style_learner.syntax.parsing import GRAMMARS, LANGUAGES, parse, parse_if_loaded

NOTHING_AT_IMPORT = """
import sys
import style_learner.postprocessing.finish
assert not [name for name in sys.modules if name.startswith("tree_sitter_")]
"""


def test_no_grammar_is_loaded_at_import() -> None:
    """Whoever starts LAMP waits for none."""
    subprocess.run([sys.executable, "-c", NOTHING_AT_IMPORT], check=True)


def test_a_grammar_that_is_not_there_yet_is_begun_and_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first answer does without; the load is begun once, in the background."""
    begun: SimpleQueue[str] = SimpleQueue()
    monkeypatch.setattr(parsing, "_loaded", set())
    monkeypatch.setattr(parsing, "_loading", set())
    monkeypatch.setattr(parsing, "_load_if_installed", begun.put)
    first = [parse_if_loaded("a { b: c }", "css") for _ in range(2)]

    assert first == [None, None]
    assert begun.get(timeout=60) == "css"
    assert begun.empty()


@pytest.mark.parametrize("language", sorted(GRAMMARS))
def test_every_grammar_reads_an_empty_text(language: str) -> None:
    """Each is installed, and of the version that the parser wants."""
    tree = parse_if_loaded("", language)

    assert tree is not None
    assert (parse("", language) is not None) == (language in LANGUAGES)
