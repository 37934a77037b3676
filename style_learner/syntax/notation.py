r"""How languages write strings and comments, and whether their brackets come in pairs: data, one family a line.

For the many languages without a grammar, and for code that is cut in the middle, where a grammar is lost. A family says
only what is certain; a language of no family is ``UNKNOWN``, about which little is taken for granted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["UNKNOWN", "Notation", "notation_of"]


@dataclass(frozen=True, slots=True)
class Notation:
    """The tokens of a family, as regular expressions; none begins with a letter, a digit, a blank or ``.,+=``."""

    comments: tuple[str, ...] = ()
    """To the end of the line."""
    blocks: tuple[tuple[str, str], ...] = ()
    """Comments over several lines: what begins and what ends them, as it is written."""
    strings: tuple[tuple[str, str], ...] = ()
    """A string up to its end, and the end as it is written; the longer quotes first."""
    whole: tuple[str, ...] = ()
    """What is passed over only where it is complete: characters, numbers with quotes in them, patterns."""
    brackets: Literal["paired", "lines", "free"] = "paired"
    """``paired``: each closer closes something. ``lines``: only closers on a line of their own are sure to. ``free``:
    a closer may stand alone, as in prose."""
    loose: str = ""
    """Closers that may stand alone in a language whose brackets are paired otherwise."""
    closers_align: bool = True
    """A closer that begins a line stands in the column of the line that it closes."""


_DOUBLE = (r'"(?:[^"\\\n]|\\[\s\S])*', '"')
_SINGLE = (r"'(?:[^'\\\n]|\\[\s\S])*", "'")
_SINGLE_NOT_IN_WORD = (r"(?<!\w)'(?:[^'\\\n]|\\[\s\S])*", "'")
"""An apostrophe behind a letter is one."""
_BACKTICKS = (r"`(?:[^`\\]|\\[\s\S])*", "`")
_DOUBLE_OVER_LINES = (r'"(?:[^"\\]|\\[\s\S])*', '"')
_THREE_DOUBLE = (r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*', '"""')
_THREE_SINGLE = (r"'''(?:[^'\\]|\\[\s\S]|'(?!''))*", "'''")
_DOUBLED_SINGLE = (r"'(?:[^']|'')*", "'")
"""A quote within is written twice; a backslash is one."""

_SLASHES, _HASH, _DASHES, _PERCENT = r"//[^\n]*", r"(?<!\S)\#[^\n]*", r"--[^\n]*", r"(?<!\\)%[^\n]*"
_STARS = ("/*", "*/")
_CHARACTER = r"'(?:\\[^'\n]{1,10}|[^'\\\n])'"
# a slash begins a regular expression only where no value can stand before it
_REGULAR_EXPRESSION = (
    r"(?:(?<=[=(,:!&|?\[{};])|(?<=[=(,:!&|?\[{};] )|(?<=return ))"
    r"/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*"
)
_HERE_DOCUMENT = r"<<[-~]?[ ]*(?P<here>['\"]?)(?P<end>[A-Za-z_]\w*)(?P=here)[^\n]*\n(?:[^\n]*\n)*?[ \t]*(?P=end)(?!\w)"

UNKNOWN = Notation((r"(?<!\S)(?:\#|//)[^\n]*",), strings=(_DOUBLE,), brackets="lines")

_FAMILIES: tuple[tuple[str, Notation], ...] = (
    (
        "python starlark snakemake",
        Notation((r"\#[^\n]*",), strings=(_THREE_DOUBLE, _THREE_SINGLE, _DOUBLE, _SINGLE)),
    ),
    (
        "javascript typescript",
        Notation((_SLASHES,), (_STARS,), (_BACKTICKS, _DOUBLE, _SINGLE), (_REGULAR_EXPRESSION,)),
    ),
    (
        "javascriptreact typescriptreact",
        Notation((r"(?<!:)//[^\n]*",), (_STARS,), (_BACKTICKS, _DOUBLE, _SINGLE_NOT_IN_WORD), (_REGULAR_EXPRESSION,)),
    ),
    ("json", Notation(strings=(_DOUBLE,))),
    ("jsonc json5", Notation((_SLASHES,), (_STARS,), (_DOUBLE, _SINGLE))),
    ("go", Notation((_SLASHES,), (_STARS,), ((r"`[^`]*", "`"), _DOUBLE, _SINGLE))),
    (
        "rust",  # a lone quote is a lifetime
        Notation((_SLASHES,), (_STARS,), ((r'(?<=\br)#"(?:[^"]|"(?!#))*', '"#'), _DOUBLE_OVER_LINES), (_CHARACTER,)),
    ),
    (
        "c cpp cuda-cpp objective-c objective-cpp glsl hlsl wgsl proto proto3 thrift solidity arduino",
        Notation(
            (_SLASHES,),
            (_STARS,),
            (_DOUBLE, _SINGLE_NOT_IN_WORD),
            (r'(?<=R)"(?P<mark>[^()\s\\]{0,16})\([\s\S]*?\)(?P=mark)"', _CHARACTER),
        ),
    ),
    (
        "csharp",
        Notation(
            (_SLASHES,),
            (_STARS,),
            ((r'"""(?:[^"]|"(?!""))*', '"""'), (r'(?:@\$?|\$@)"(?:[^"]|"")*', '"'), _DOUBLE, _SINGLE),
        ),
    ),
    (
        "java kotlin groovy scala dart",
        Notation((_SLASHES,), (_STARS,), (_THREE_DOUBLE, _THREE_SINGLE, _DOUBLE, _SINGLE_NOT_IN_WORD)),
    ),
    ("swift", Notation((_SLASHES,), (_STARS,), (_THREE_DOUBLE, _DOUBLE), (r'\#"[^"\n]*"\#',))),
    ("zig", Notation((_SLASHES,), strings=((r"\\\\[^\n]*", ""), _DOUBLE), whole=(_CHARACTER,))),
    ("fsharp ocaml", Notation((_SLASHES,), (("(*", "*)"),), (_THREE_DOUBLE, _DOUBLE_OVER_LINES), (_CHARACTER,))),
    ("pascal delphi", Notation((_SLASHES,), (("{", "}"), ("(*", "*)")), ((r"'[^'\n]*", "'"),))),
    (
        "php blade",
        Notation(
            (_SLASHES, r"\#(?!\[)[^\n]*"),
            (_STARS,),
            (_DOUBLE_OVER_LINES, (r"(?<!\w)'(?:[^'\\]|\\[\s\S])*", "'")),
            (r"<<<(?P<here>['\"]?)(?P<end>[A-Za-z_]\w*)(?P=here)\n(?:[^\n]*\n)*?[ \t]*(?P=end)(?!\w)",),
        ),
    ),
    ("css", Notation((), (_STARS,), (_DOUBLE, _SINGLE))),
    ("scss less sass stylus postcss", Notation((r"(?<![:\w])//[^\n]*",), (_STARS,), (_DOUBLE, _SINGLE))),
    (
        "html xml xsl svg vue vue-html svelte astro handlebars erb",
        Notation(
            (),
            (("<!--", "-->"), _STARS),
            ((r'(?<==)"[^"]*', '"'), (r"(?<==)'[^']*", "'"), (r"(?<=[(,\[ ])'[^'\n<]*", "'")),
        ),
    ),
    (
        "shellscript bash sh zsh fish bats",
        Notation(
            (r"(?:(?<!\S)|(?<=;))\#[^\n]*",),
            (),
            ((r"(?<!\\)'[^']*", "'"), (r'(?<!\\)"(?:[^"\\]|\\[\s\S])*', '"')),
            (_HERE_DOCUMENT, r"\\[^\n]"),
            loose=")",
        ),
    ),
    (
        "powershell",
        Notation(
            (r"(?<!\S)\#[^\n]*",),
            (("<#", "#>"),),
            (
                (r'@"\n(?:[^\n]|\n(?!"@))*\n', '"@'),
                (r"@'\n(?:[^\n]|\n(?!'@))*\n", "'@"),
                (r'"(?:[^"`]|`[\s\S]|"")*', '"'),
                _DOUBLED_SINGLE,
            ),
        ),
    ),
    (
        "ruby crystal elixir julia r coffeescript gdscript nim graphql",
        Notation((_HASH,), (), (_THREE_DOUBLE, _DOUBLE, _SINGLE_NOT_IN_WORD), (r"\?[\"'#(\[{]",)),
    ),
    ("perl tcl awk", Notation((_HASH,), strings=(_DOUBLE, _SINGLE_NOT_IN_WORD), brackets="lines")),
    (
        "yaml toml dockerfile makefile cmake ini properties dotenv nginx apacheconf systemd-unit editorconfig",
        Notation((_HASH,), strings=(_DOUBLE, _SINGLE_NOT_IN_WORD), brackets="lines"),
    ),
    (
        "terraform hcl tf bicep jsonnet nix dhall cue caddyfile",
        Notation((_HASH, _SLASHES), (_STARS,), (_DOUBLE,)),
    ),
    (
        "sql mysql pgsql plsql tsql",
        Notation((_DASHES,), (_STARS,), (_DOUBLED_SINGLE, (r'"[^"\n]*', '"'), (r"`[^`\n]*", "`"))),
    ),
    (
        "lua",
        Notation((r"--(?!\[\[)[^\n]*",), (("--[[", "]]"),), ((r"\[\[(?:[^\]]|\](?!\]))*", "]]"), _DOUBLE, _SINGLE)),
    ),
    (
        "haskell elm purescript agda idris",
        Notation((r"--(?![!#$%&*+./<=>?@\\^|~:])[^\n]*",), (("{-", "-}"),), (_DOUBLE,), (_CHARACTER,)),
    ),
    ("ada vhdl", Notation((_DASHES,), strings=((r'"[^"\n]*', '"'),), whole=(r"'.'",))),
    (
        "clojure lisp commonlisp scheme racket emacs-lisp elisp fennel hy",
        Notation(
            (r";[^\n]*",), (("#|", "|#"),), (_DOUBLE_OVER_LINES,), (r"\\[()\[\]{}\"';]", r"\#\\."), closers_align=False
        ),
    ),
    ("erlang prolog", Notation((_PERCENT,), strings=(_DOUBLE, _SINGLE_NOT_IN_WORD), whole=(r"\$\\?.",))),
    ("matlab octave", Notation((r"[%\#][^\n]*",), strings=(_DOUBLE,))),
    ("fortran fortran-modern", Notation((r"![^\n]*",), strings=((r'"[^"\n]*', '"'), (r"'[^'\n]*", "'")))),
    ("vb vbscript vba", Notation((r"'[^\n]*",), strings=((r'"[^"\n]*', '"'),))),
    ("latex tex bibtex context", Notation((_PERCENT,), brackets="free")),
    (
        "markdown mdx plaintext text restructuredtext asciidoc org typst git-commit git-rebase quarto rmd log csv mail",
        Notation(brackets="free"),
    ),
)
_BY_LANGUAGE: Mapping[str, Notation] = {name: notation for names, notation in _FAMILIES for name in names.split()}


def notation_of(language: str) -> Notation:
    """Return the notation of a language, by its identifier in the Language Server Protocol.

    >>> notation_of("latex").brackets, notation_of("rust").brackets, notation_of("never heard of").brackets
    ('free', 'paired', 'lines')
    """
    return _BY_LANGUAGE.get(language, UNKNOWN)
