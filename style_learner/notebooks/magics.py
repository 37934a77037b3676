"""Lines and cells of a notebook that are no code of the kernel's language: IPython's magics and shell lines.

https://ipython.readthedocs.io/en/stable/interactive/magics.html
"""

import re

_CELL_LANGUAGES = {
    "bash": "shellscript",
    "sh": "shellscript",
    "script": "shellscript",
    "!": "shellscript",
    "sql": "sql",
    "bigquery": "sql",
    "R": "r",
    "julia": "julia",
    "javascript": "javascript",
    "js": "javascript",
    "html": "html",
    "HTML": "html",
    "latex": "latex",
    "markdown": "markdown",
    "perl": "perl",
    "ruby": "ruby",
    "cython": "cython",
}
"""The language of a cell that begins with ``%%`` and one of these; after others it is the kernel's."""
_NOT_CODE = frozenset({"writefile", "file", "html", "HTML", "latex", "markdown", "svg", "SVG"})
"""Cell magics whose body is no code that runs."""
_CODE_LINES = frozenset({"time", "timeit", "prun", "memit", "mprun", "lprun", "debug"})
"""Line magics whose argument is code."""
_NAMES = {
    "ipython": "python",
    "ipythongfm": "markdown",
    "python3": "python",
    "R": "r",
    "ir": "r",
    "bash": "shellscript",
    "shell": "shellscript",
    "sh": "shellscript",
    "c++": "cpp",
    "js": "javascript",
    "ts": "typescript",
}
_CELL_MAGIC = re.compile(r"\s*%%(?P<name>!|[\w.]+)?[^\n]*(?:\n|\Z)")
_LINE = re.compile(r"(?P<indent>\s*)(?P<mark>[!%?])(?P<name>\w*)")
_ASSIGNED = re.compile(r"(?P<target>\s*[\w, ]+=)\s*(?P<command>[!%].*)")
_HELP = re.compile(r"\s*[\w.%]+\?{1,2}\s*\Z")


def language_named(name: str) -> str:
    """Return a kernel's language as the Language Server Protocol spells it.

    >>> language_named("R"), language_named("ipython"), language_named("julia")
    ('r', 'python', 'julia')
    """
    return _NAMES.get(name) or _NAMES.get(name.lower(), name.lower())


def split_cell(source: str, language: str) -> tuple[str, str, str]:
    r"""Return a cell's magic line (empty: none), its body, and the language of the body.

    >>> split_cell("%%sql\nSELECT 1", "python")
    ('%%sql\n', 'SELECT 1', 'sql')
    >>> split_cell("%%time\nx = 1", "python")
    ('%%time\n', 'x = 1', 'python')
    """
    found = _CELL_MAGIC.match(source)
    if found is None:
        return "", source, language
    name = found["name"] or ""
    spoken = "plaintext" if name in {"writefile", "file"} else _CELL_LANGUAGES.get(name, language)
    return source[: found.end()], source[found.end() :], spoken


def runs_as_code(source: str) -> bool:
    """Say whether the body of a cell is code: a page or a file to be written is none.

    >>> runs_as_code("%%html"), runs_as_code("x = 1")
    (False, True)
    """
    found = _CELL_MAGIC.match(source)
    return found is None or (found["name"] or "") not in _NOT_CODE


def as_code(body: str, language: str, comment: str) -> str:
    r"""Return ``body`` as its language's parser can read it: what only IPython understands becomes a comment.

    The number of lines stays.

    >>> as_code("!pip install x\n%time y = f(x)\nfiles = !ls", "python", "#")
    '# !pip install x\ny = f(x)\nfiles = None  # !ls'
    """
    if language != "python" or not re.search(r"[!%?]", body):
        return body
    return "\n".join(_line_as_code(line, comment) for line in body.split("\n"))


def without_commands(body: str, language: str) -> str:
    r"""Return ``body`` without the lines that only IPython understands: they show nobody's manner of writing code.

    >>> without_commands("!pip install x\n%time y = f(x)\nprint(y)", "python")
    'y = f(x)\nprint(y)'
    """
    if language != "python":
        return body
    given, read = body.split("\n"), as_code(body, language, "#").split("\n")
    return "\n".join(code for line, code in zip(given, read, strict=True) if code == line or "#" not in code)


def place_in_line(line: str) -> tuple[str, str] | None:
    """Return the language and the code of the cursor's line where it is a command; None where it is plain code.

    >>> [place_in_line(line) for line in ("!pip ins", "%timeit sum(", "%matplotlib in", "x = 1")]
    [('shellscript', 'pip ins'), ('python', 'sum('), ('plaintext', '%matplotlib in'), None]
    """
    found = _LINE.match(line)
    if found is None:
        return None
    if found["mark"] == "!":
        return "shellscript", line[found.start("mark") :].lstrip("!")
    if found["mark"] == "%" and found["name"] in _CODE_LINES:
        return "python", line[found.end() :].lstrip()
    return "plaintext", line


def _line_as_code(line: str, comment: str) -> str:
    if assigned := _ASSIGNED.fullmatch(line):
        return f"{assigned['target']} None  {comment} {assigned['command']}"
    found = _LINE.match(line)
    if found is None:
        return f"{comment} {line.strip()}" if _HELP.match(line) else line
    if found["mark"] == "%" and found["name"] in _CODE_LINES:
        return found["indent"] + re.sub(r"\A(?:\s*-\w+(?:\s+\d+)?)+", "", line[found.end() :]).lstrip()
    return f"{found['indent']}{comment} {line.strip()}"
