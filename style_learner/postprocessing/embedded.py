"""Code of another language within a page: scripts, styles, fenced examples."""

import re
from dataclasses import replace

from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.types import CursorContext

__all__ = ["cursor_syntax"]

_PAGES = frozenset({"html", "vue", "vue-html", "svelte", "astro", "handlebars"})
_PROSE = frozenset({"markdown", "mdx", "quarto", "rmd"})
_TAG = re.compile(r"<(?P<close>/?)(?P<tag>script|style)\b(?P<attributes>[^<>]*)>", re.IGNORECASE)
_LANGUAGE = re.compile(r"""\b(?:lang|type)\s*=\s*["']?(?:text/)?(?P<name>[\w-]+)""")
_FENCE = re.compile(r"^[ \t]*(?P<fence>`{3,}|~{3,})[ \t]*\{?\.?(?P<name>[\w+#-]*)[^\n`]*$", re.MULTILINE)
_NAMES = {
    "ts": "typescript",
    "tsx": "typescriptreact",
    "jsx": "javascriptreact",
    "js": "javascript",
    "module": "javascript",
    "babel": "javascriptreact",
    "py": "python",
    "sh": "shellscript",
    "bash": "shellscript",
    "shell": "shellscript",
    "zsh": "shellscript",
    "console": "plaintext",
    "yml": "yaml",
    "rb": "ruby",
    "rs": "rust",
    "c++": "cpp",
    "cs": "csharp",
    "kt": "kotlin",
    "hcl": "terraform",
    "make": "makefile",
    "ps1": "powershell",
    "golang": "go",
}


def cursor_syntax(context: CursorContext) -> CursorSyntax:
    """Return the place as its own language sees it: the script, the style or the example that it stands in."""
    if context.language in _PAGES:
        return _in_tag(context) or CursorSyntax(context)
    return (_in_fence(context) if context.language in _PROSE else None) or CursorSyntax(context)


def _in_tag(context: CursorContext) -> CursorSyntax | None:
    last = None
    for last in _TAG.finditer(context.prefix):  # noqa: B007 the last one counts
        pass
    if last is None or last["close"] or last["attributes"].endswith("/"):
        return None
    named = _LANGUAGE.search(last["attributes"])
    name = named["name"].lower() if named else ""
    plain = "javascript" if last["tag"].lower() == "script" else "css"
    language = _NAMES.get(name, name) if name not in {"", "javascript", "ecmascript", "css"} else plain
    return _part(context, language, last.end(), f"</{last['tag']}", "")


def _in_fence(context: CursorContext) -> CursorSyntax | None:
    fences = list(_FENCE.finditer(context.prefix.rpartition("\n")[0]))
    if len(fences) % 2 == 0:
        return None
    name = fences[-1]["name"].lower()
    language = _NAMES.get(name, name) or "plaintext"
    below = _FENCE.search(context.suffix)
    if below is not None and below["name"]:  # another example begins, so nothing ends this one
        return None
    return _part(context, language, fences[-1].end(), fences[-1]["fence"], r"[ \t]*$")


def _part(context: CursorContext, language: str, begin: int, end: str, behind: str) -> CursorSyntax | None:
    """Return the place in a part that begins in the prefix; none where nothing ends it below, so that an answer may."""
    found = re.search(rf"^[ \t]*{re.escape(end)}{behind}", context.suffix, re.IGNORECASE | re.MULTILINE)
    if found is None:
        return None
    part = replace(
        context,
        language=language,
        prefix=context.prefix[begin:].removeprefix("\n"),
        suffix=context.suffix[: found.start()],
        context_only_characters=max(0, context.context_only_characters - begin),
    )
    return CursorSyntax(part, ended_by=end)
