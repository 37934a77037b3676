"""docs/architecture.md, and the list of modules in each package's docstring, name what is there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("style_learner", "lamp_lsp", "lamp_bench", "jupyter_ext")
MAPS = sorted(file for package in PACKAGES for file in (ROOT / package).rglob("__init__.py"))
BUILT = {"labextension"}
"""In the list of ``jupyter_ext``, but made by a build."""
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
GLOSSARY = PAGE.split("## Glossary", 1)[1]


def _docstring(file: Path) -> str:
    return ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""


def test_every_path_of_the_page_exists() -> None:
    """What docs/architecture.md sends a reader to is there, under the name it gives."""
    named = re.findall(r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.\w+))`", PAGE)
    paths = [name for name in named if "/" in name]
    assert len(paths) > 40

    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_package_is_on_the_page() -> None:
    """A package that comes in gets a line in docs/architecture.md."""
    folders = [file.parent.relative_to(ROOT).as_posix() for file in MAPS]
    inner = [f"{folder}/" for folder in folders if re.match("(style_learner|lamp_lsp)/", folder)]
    assert len(inner) > 25

    assert [package for package in inner if package not in PAGE] == []


def test_every_term_of_the_glossary_is_in_the_code() -> None:
    """The second column names what a reader can search the code for."""
    code = "\n".join(file.read_text(encoding="utf-8") for top in PACKAGES[:2] for file in (ROOT / top).rglob("*.py"))
    terms = [term for row in GLOSSARY.splitlines()[6:] for term in re.findall(r"`(\w+)`", row.split("|")[2])]
    assert len(terms) > 25

    assert [term for term in terms if not re.search(rf"\b{term}\b", code)] == []


@pytest.mark.parametrize("file", MAPS, ids=lambda file: file.parent.relative_to(ROOT).as_posix())
def test_a_package_lists_modules_that_it_has(file: Path) -> None:
    """Each name at the beginning of a line of a package's docstring is a module or a package in it."""
    lines = [re.match(r"(?:- )?((?:``\w+``(?:, )?)+)", line) for line in _docstring(file).splitlines()]
    names = [name for line in lines if line for name in re.findall(r"``(\w+)``", line.group(1))]

    assert [
        name
        for name in names
        if name not in BUILT and not (file.parent / f"{name}.py").exists() and not (file.parent / name).is_dir()
    ] == []
