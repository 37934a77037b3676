"""Which language a file is in, and its text."""

import codecs
import json
import re
from pathlib import Path, PurePosixPath

from style_learner.notebooks.marks import CELL_MARK

MAX_BYTES = 1_000_000
"""Larger files are data or generated; the largest hand-written module of CPython's library is 0.3 MB."""
MAX_NOTEBOOK_BYTES = 20_000_000
"""Of a notebook with its pictures; its code is held to :data:`MAX_BYTES`."""

EXTENSIONS = {
    "python": "py pyi pyw ipynb",
    "javascript": "js mjs cjs",
    "javascriptreact": "jsx",
    "typescript": "ts mts cts",
    "typescriptreact": "tsx",
    "go": "go",
    "rust": "rs",
    "java": "java",
    "c": "c h",
    "cpp": "cc cpp cxx c++ hh hpp hxx h++ ipp tpp cu cuh",
    "csharp": "cs",
    "kotlin": "kt kts",
    "swift": "swift",
    "scala": "scala sc",
    "ruby": "rb rake",
    "php": "php",
    "perl": "pl pm",
    "lua": "lua",
    "r": "r",
    "julia": "jl",
    "dart": "dart",
    "elixir": "ex exs",
    "haskell": "hs",
    "ocaml": "ml mli",
    "clojure": "clj cljs cljc",
    "zig": "zig",
    "sql": "sql",
    "shellscript": "sh bash zsh",
    "powershell": "ps1 psm1",
    "html": "html htm",
    "css": "css",
    "scss": "scss",
    "vue": "vue",
    "svelte": "svelte",
}
"""Extensions of each language, the usual one first; languages by the Language Server Protocol's identifiers. Data and
prose are left out on purpose: there is no style of code in them."""

_LANGUAGE_OF_EXTENSION = {ext: language for language, exts in EXTENSIONS.items() for ext in exts.split()}

_LANGUAGE_OF_NAME = {
    "SConstruct": "python",
    "SConscript": "python",
    "wscript": "python",
    "Rakefile": "ruby",
    "Gemfile": "ruby",
    "Jakefile": "javascript",
}

_CPP_ONLY = re.compile(
    r"^\s*(?:template\s*<|namespace\b|class\s+\w+\s*[:{]|using\s+\w|public:|private:|protected:)|\bstd::|#include\s*<\w+>",
    re.MULTILINE,
)
"""What a header shared by name with C has in C++ alone; standard C++ headers have no ``.h``."""

_CONTROLS = bytes({*range(32), *range(127, 160)} - set(b"\t\n\r\f"))


def language_of(path: str | Path, text: str = "") -> str | None:
    """Return the language identifier of a file by its name; None for what is not code.

    A ``.h`` is C unless ``text``, where given, can only be C++.
    """
    pure = PurePosixPath(path)
    language = _LANGUAGE_OF_NAME.get(pure.name) or _LANGUAGE_OF_EXTENSION.get(pure.suffix[1:].lower())
    if language == "c" and pure.suffix in {".h", ".H"} and _CPP_ONLY.search(text):
        return "cpp"
    return language


def read_text(path: Path) -> str | None:
    """Return the text of a file; None when it is binary, too large, unreadable or no regular file."""
    try:
        if not path.is_file() or path.stat().st_size > _most_bytes(path.name):
            return None
        return text_of(path.read_bytes(), path.name)
    except OSError:
        return None


def text_of(data: bytes, name: str = "") -> str | None:
    """Return the text in ``data`` with its line ends as they are; None for what is binary, too long or broken."""
    if len(data) > _most_bytes(name):
        return None
    text = _decoded(data)
    if text is None or not _is_notebook(name):
        return text
    code = _notebook_code(text)
    return code if code is None or len(code) <= MAX_BYTES else None


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def _most_bytes(name: str) -> int:
    return MAX_NOTEBOOK_BYTES if _is_notebook(name) else MAX_BYTES


def _decoded(data: bytes) -> str | None:
    """Decode by byte order mark, else as UTF-8, else as Latin-1 if it reads like text."""
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError:
            return None
    if b"\0" in data:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Latin-1 decodes anything, so what it makes of binary data is told by the control characters in it.
        controls = len(data) - len(data.translate(None, _CONTROLS))
        return data.decode("latin-1") if controls * 100 <= len(data) else None


def _notebook_code(text: str) -> str | None:
    """Join a notebook's code cells, each under its mark; other languages' notebooks have none for us."""
    try:
        notebook = json.loads(text)
        info = notebook.get("metadata", {})
        language = info.get("language_info", {}).get("name") or info.get("kernelspec", {}).get("language") or "python"
        if language != "python":
            return None
        cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
        sources = [
            cell["source"] if "source" in cell else cell["input"] for cell in cells if cell["cell_type"] == "code"
        ]
        codes = [_cell_code("".join(source)) for source in sources]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None
    return "".join(f"{CELL_MARK}\n{code}\n" for code in codes if code.strip())


def _cell_code(source: str) -> str:
    """Leave out a cell that is not Python, and make lines that only IPython reads (``%``, ``!``) comments."""
    if source.startswith("%%") and not source.startswith(("%%time", "%%capture")):
        return ""
    lines = (f"# {line}" if line.lstrip().startswith(("%", "!")) else line for line in source.rstrip().split("\n"))
    return "\n".join(lines)
