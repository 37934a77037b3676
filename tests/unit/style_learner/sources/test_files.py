"""Which language a file is in, and its text."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from style_learner.sources.files import MAX_BYTES, language_of, read_text, text_of
from style_learner.syntax.parsing import LANGUAGES


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a/b.py", "python"),
        ("A.PY", "python"),
        ("n.ipynb", "python"),
        ("x.d.ts", "typescript"),
        ("x.tsx", "typescriptreact"),
        ("x.h", "c"),
        ("x.hpp", "cpp"),
        ("Rakefile", "ruby"),
        ("notes.md", None),
        ("data.json", None),
        (".py", None),
        ("py", None),
    ],
)
def test_the_name_tells_the_language(name: str, language: str | None) -> None:
    """Extension or well-known name, without case; prose and data are in no language."""
    assert language_of(name) == language


def test_every_parsed_language_has_names() -> None:
    """No language that can be parsed is out of reach of file names."""
    extensions = ("py", "js", "jsx", "ts", "tsx", "go", "rs", "java", "c", "cpp")

    assert {language_of(f"a.{extension}") for extension in extensions} == LANGUAGES


def test_a_header_is_cpp_when_only_cpp_reads_so() -> None:
    """C and C++ share ``.h``; the text decides."""
    assert language_of("a.h", "struct point { int x; };\n") == "c"
    assert language_of("a.h", "namespace geometry {\nclass Point {};\n}\n") == "cpp"


@given(
    text=st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_text_survives_its_encoding(text: str, encoding: str) -> None:
    """What was written in a Unicode encoding is read back, without the byte order mark."""
    assert text_of(text.lstrip("\ufeff").encode(encoding)) == text.lstrip("\ufeff")


@given(st.binary())
def test_no_bytes_are_an_error(data: bytes) -> None:
    """Any bytes at all are a text or none, and a text has no zero in it."""
    text = text_of(data)

    assert text is None or data.startswith((b"\xff\xfe", b"\xfe\xff")) or "\0" not in text


def test_line_ends_stay() -> None:
    """Which line ends a developer uses is a habit of theirs, so that they come through."""
    assert text_of(b"x = 1\r\ny = 2\r\n") == "x = 1\r\ny = 2\r\n"


def test_latin_1_is_read_and_binary_is_not() -> None:
    """An old text with accents is text; an image is not, nor is what is cut off in the middle."""
    assert text_of("# café\nx = 1\n".encode("latin-1")) == "# café\nx = 1\n"
    assert text_of(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR") is None
    assert text_of(bytes(range(128, 256)) * 4) is None
    assert text_of(b"\xff\xfea") is None


def test_what_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    """A missing file, a folder and a file over the limit give no text."""
    (tmp_path / "large.py").write_bytes(b"x" * (MAX_BYTES + 1))

    assert read_text(tmp_path / "large.py") is None
    assert read_text(tmp_path / "missing.py") is None
    assert read_text(tmp_path) is None


def _notebook(*cells: tuple[str, str], language: str = "python") -> bytes:
    return json.dumps(
        {
            "metadata": {"language_info": {"name": language}},
            "cells": [
                {"cell_type": kind, "source": source.splitlines(keepends=True), "outputs": [{"text": "OUTPUT"}]}
                for kind, source in cells
            ],
        }
    ).encode()


def test_a_notebook_is_its_code() -> None:
    """Code cells are joined under ``# %%``; text, outputs and other languages' cells are left out."""
    data = _notebook(
        ("markdown", "# Title"), ("code", "x = 1\n%matplotlib inline"), ("code", "%%bash\nls"), ("code", "y")
    )

    assert text_of(data, "a.ipynb") == "# %%\nx = 1\n# %matplotlib inline\n# %%\ny\n"


@pytest.mark.parametrize(
    "data", [b"{", b"[]", b"{}", b'{"cells": [{"cell_type": "code"}]}', _notebook(language="julia")]
)
def test_a_broken_or_foreign_notebook_is_passed_over(data: bytes) -> None:
    """What is no Python notebook has no text."""
    assert text_of(data, "a.ipynb") is None
