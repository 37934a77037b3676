"""Places where a suggestion would only be in the way, told before any model is asked."""

import re

from style_learner.postprocessing.completion_scope import RIGHT_OF_CURSOR
from style_learner.postprocessing.cursor_syntax import CursorSyntax
from style_learner.postprocessing.embedded import cursor_syntax
from style_learner.postprocessing.heads import BRACE_LANGUAGES
from style_learner.syntax.notation import notation_of
from style_learner.types import CursorContext

__all__ = ["skip_reason"]

MOST_RIGHT_OF_CURSOR = 8
"""Visible characters other than closers right of the cursor; the limit of llama.vim and llama.vscode."""
LONGEST_LINE = 1_000
"""Characters; beyond it code is generated or minified, and a model's window holds little else. A paragraph of prose,
a comment or a string may be as long as its writer likes."""
LONGEST_COMMENT_LINES = 40
"""A block comment or docstring so long is prose (a licence, a manual), which a code model only babbles on."""
_PAGES = frozenset({"html", "xml", "vue", "svelte", "astro", "php", "handlebars", "jinja", "erb"})
_WORD = re.compile(r"[^\W\d_]{2,}[,.;:!?]?\s")
_CHARACTERS_PER_WORD = 12
_ENDS_BY_SEMICOLON = BRACE_LANGUAGES - {"go"}
_NOTHING_FOLLOWS = re.compile(
    r"\s*(?:\}?\s*(?:else|finally)\s*\{"
    r"|(?:(?:export|default|public|private|protected|internal|static|abstract|final|sealed|async|unsafe|extern|inline"
    r"|constexpr|virtual|override|partial|pub(?:\([^)]*\))?)\s+)*"
    r"(?:function|class|interface|enum|trait|impl|mod|namespace|fn|func|void|for|while|switch)\b)"
)
"""Heads of blocks whose closing brace ends the statement; behind others it goes on (``else``, ``from``, ``while``)."""
_NOT_SPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff"
)
"""Scripts that put no blank between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""
_LETTER = rf"(?![{_NOT_SPACED}])\w"
_ENDS_IN_LETTER, _BEGINS_WITH_LETTER = re.compile(rf"{_LETTER}\Z"), re.compile(_LETTER)


def skip_reason(context: CursorContext, *, invoked: bool = False) -> str | None:
    """Return in words why nothing can be suggested at the cursor; None where something can.

    ``invoked`` says that the developer asked for it: then only places where no answer can be right are refused.
    """
    place = cursor_syntax(context)
    if not context.prefix.strip() and not context.suffix.strip():
        return "the document is empty"
    if _ENDS_IN_LETTER.search(place.line_before) and _BEGINS_WITH_LETTER.match(place.rest):
        return "in the middle of a word"
    return None if invoked else _unwanted(place)


def _unwanted(place: CursorSyntax) -> str | None:
    if _BEGINS_WITH_LETTER.match(place.rest):
        return "right before a word"
    if _is_code(place) and len(place.line_before) + len(place.rest) > LONGEST_LINE and not _is_text_of_page(place):
        return "the line is too long"
    if len(place.rest.strip(RIGHT_OF_CURSOR)) > MOST_RIGHT_OF_CURSOR:
        return "too much text right of the cursor"
    if not place.rest and _is_code(place) and _is_complete(place):
        return "behind a complete statement"
    return "inside a long comment" if _inside_prose(place) else None


def _is_code(place: CursorSyntax) -> bool:
    return place.here.inside == "code" and notation_of(place.context.language).brackets != "free"


def _is_text_of_page(place: CursorSyntax) -> bool:
    """Say whether the end of the line is a page's text: words with blanks between them."""
    end = place.line_before[-LONGEST_LINE // 2 :]
    return place.context.language in _PAGES and len(_WORD.findall(end)) * _CHARACTERS_PER_WORD > len(end)


def _is_complete(place: CursorSyntax) -> bool:
    """Say whether a statement has ended at the cursor, and no other begun on its line."""
    line = place.line_before.rstrip()
    if line.endswith(";") and place.context.language in _ENDS_BY_SEMICOLON:
        return not place.stack or (place.stack[-1].text != "(" and place.is_above(place.stack[-1]))
    if line.endswith("}") and place.context.language in BRACE_LANGUAGES:
        opener = place.last_closed()
        return opener is not None and _NOTHING_FOLLOWS.match(place.line_of(opener)) is not None
    return False


def _inside_prose(place: CursorSyntax) -> bool:
    """Say whether the cursor stands in a comment of many lines, or in a docstring; other long strings are code."""
    begins = place.here.inside_from
    if place.here.inside == "code" or place.lead.count("\n", begins) < LONGEST_COMMENT_LINES:
        return False
    before = place.before[: len(place.before) - len(place.lead) + begins]
    return place.here.inside == "comment" or not before.rpartition("\n")[2].strip(" \trRuUbB")
