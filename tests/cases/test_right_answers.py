"""What stood at a place in real code comes back whole, in every language."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from style_learner.policy.gate import skip_reason
from style_learner.postprocessing.completion_scope import completion_scope
from style_learner.postprocessing.finish import postprocess
from style_learner.sources.files import language_of
from style_learner.types import CursorContext

CODE = sorted((Path(__file__).parent / "code").iterdir())
ROOT = Path(__file__).parents[2]
OWN = (
    "Makefile",
    "pyproject.toml",
    "docs/backends.md",
    "lamp_lsp/engine/engine.py",
    "editors/nvim/lua/lamp/suggestion.lua",
    "editors/vscode/src/extension.ts",
    "jupyter_ext/ui/package.json",
    "jupyter_ext/ui/src/assistant/panel.tsx",
    "jupyter_ext/ui/style/base.css",
    "scripts/build_ollama.sh",
)
"""Files that nobody wrote for a test."""
EACH_OWN = 4
"""Of so many of their places one is looked at."""
LONGEST = 5
NAMES_SOMETHING = re.compile(r"\s*(?![)\]}]|end$)[^\w\n]*\w")
"""What a suggestion may begin with: not with the end of the block in which it stands."""
RUNS_ON = 300
"""Characters of the text below that an answer says again."""
NO_EXTENSION_OF_CODE = {
    ".json": "json",
    ".yaml": "yaml",
    ".toml": "toml",
    ".md": "markdown",
    ".rst": "restructuredtext",
    ".tex": "latex",
    ".tf": "terraform",
    ".proto": "proto3",
    ".conf": "nginx",
    ".el": "emacs-lisp",
}
"""Languages of the editor's identifiers that nobody is learned from."""


def language(file: Path) -> str:
    """Return the editor's identifier of a sample's language."""
    return language_of(file) or NO_EXTENSION_OF_CODE.get(file.suffix) or file.name.lower()


def column(line: str) -> int:
    """Return how deep a line stands."""
    return len(line) - len(line.lstrip())


def places(file: Path) -> Iterator[tuple[CursorContext, str]]:
    """Yield each line of a file and those of its block below it, taken out; the editor indented, or did not."""
    lines = file.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines[:-1]):
        if not NAMES_SOMETHING.match(line):
            continue
        end = number + 1
        while end - number < LONGEST and lines[end].strip() and column(lines[end]) >= column(line):
            end += 1
        removed = "\n".join(lines[number:end])
        before, after = "".join(f"{one}\n" for one in lines[:number]), "\n" + "\n".join(lines[end:])
        for indented in {0, column(line)}:
            prefix = before + removed[:indented]
            yield CursorContext(file.name, language(file), prefix, after), removed[indented:]


@pytest.mark.parametrize("file", CODE, ids=lambda file: file.name)
def test_what_stood_there_comes_back_whole(file: Path) -> None:
    """The lines of a block, and the same running on into the text below, are shown as they were written."""
    _comes_back(places(file))


@pytest.mark.parametrize("name", OWN)
def test_what_stands_in_lamps_own_files_comes_back_whole(name: str) -> None:
    """The same holds for code, pages and settings as they are really written."""
    _comes_back(islice(places(ROOT / name), 0, None, EACH_OWN))


def _comes_back(found: Iterable[tuple[CursorContext, str]]) -> None:
    for place, right in found:
        wanted = completion_scope(place)
        if skip_reason(place) or wanted.kind == "single":
            continue
        for answer in (right, right + place.suffix[:RUNS_ON]):
            for stop in wanted.stop:
                answer = answer.partition(stop)[0]  # noqa: PLW2901 as the model would end it

            assert postprocess(place, wanted, answer).text.rstrip() == right.rstrip(), (
                f"{place.prefix[-80:]!r} | {right!r}"
            )
