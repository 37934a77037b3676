"""Lines after which a deeper one comes: heads of blocks, open lists, statements that go on."""

import re
from collections.abc import Mapping

__all__ = ["BRACE_LANGUAGES", "continues", "opens_block", "wants_deeper"]

BRACE_LANGUAGES = frozenset(
    {"javascript", "javascriptreact", "typescript", "typescriptreact", "go", "rust", "java", "c", "cpp", "csharp"}
)
_RUBY = r"\s*(?:def|class|module|if|elsif|else|unless|while|until|case|when|begin|rescue|ensure|for)\b(?!.*\bend\b)"
_HEADS: Mapping[str, re.Pattern[str]] = {
    language: re.compile(pattern)
    for language, pattern in (
        ("ruby", rf"{_RUBY}|.*\bdo(?:\s*\|[^|]*\|)?$"),
        ("crystal", rf"{_RUBY}|.*\bdo(?:\s*\|[^|]*\|)?$"),
        ("lua", r".*(?:\b(?:then|do|else|repeat)|\bfunction\b[^()]*\([^()]*\))$"),
        ("elixir", r".*(?:\b(?:do|else|rescue|after|catch)|->)$"),
        ("shellscript", r".*\b(?:then|do|else|in)$|[^(]*\w\)$"),
        ("makefile", r"[^\s#:=][^:=#]*::?(?![=:])[^=]*$"),
        ("haskell", r".*(?:\b(?:where|of|do|let)|[=>])$"),
        ("julia", r"\s*(?:function|for|while|if|else|elseif|begin|let|module|struct|try|catch)\b(?!.*\bend\b)"),
        ("html", r".*<(?!/|!|(?:br|hr|img|input|link|meta|area|col|wbr)\b)[^<>]*[^/]>$"),
    )
}
_BRACELESS = re.compile(r"\s*(?:\}\s*)?(?:(?:else\s+)?if\b.*\)|else|do|(?:for|while|foreach)\b.*\))\s*$")
_GOES_ON = re.compile(r".*(?:[^=!<>+\-*/%&|^:]=|=>|->|[,+*/%|?]|&&|\|\||\\)\s*$")
_CONTINUES = re.compile(r"\s*(?:\??\.[A-Za-z_]|\|\|?|&&|[?:]\s|[+*/]\s|::|->)")


def opens_block(line: str, language: str) -> bool:
    """Say whether ``line`` ends with what opens a block or a bracketed list."""
    code = _without_comment(line, language).rstrip()
    if language == "python":
        return code.endswith((":", "(", "[", "{")) and not code.startswith("#")
    if code.endswith(("{", "(", "[")):
        return language not in BRACE_LANGUAGES or not code.lstrip().startswith(("//", "*"))
    if language in _HEADS:
        return _HEADS[language].match(code) is not None
    return language not in BRACE_LANGUAGES and code.endswith((":", " do", " then"))


def _without_comment(line: str, language: str) -> str:
    """Return ``line`` up to a comment at its end, outside quotes.

    >>> _without_comment("try:  # it's fine", "python"), _without_comment("say(' # :", "python")
    ('try:', "say(' # :")
    """
    mark = "#" if language == "python" else "//"
    if mark not in line or not (language == "python" or language in BRACE_LANGUAGES):
        return line
    for found in re.finditer(rf"\s+{mark}", line):
        before = line[: found.start()]
        if before and not any(before.count(quote) % 2 for quote in "\"'`"):
            return before
    return line


def wants_deeper(line: str, language: str) -> bool:
    """Say whether the line below ``line`` stands deeper: in a block, or as the rest of a statement.

    >>> wants_deeper("if (n < 0)", "c"), wants_deeper("export type Size =", "typescript"), wants_deeper("f();", "c")
    (True, True, False)
    """
    if opens_block(line, language):
        return True
    if language in BRACE_LANGUAGES and language not in {"go", "rust"} and _BRACELESS.match(line):
        return True
    return language != "python" and _GOES_ON.match(line) is not None


def continues(line: str) -> bool:
    """Say whether ``line`` goes on with the statement above it.

    >>> continues("  .then(f)"), continues("| 'small'"), continues("then(f)")
    (True, True, False)
    """
    return _CONTINUES.match(line) is not None
