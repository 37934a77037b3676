"""How an answer is, and how a question or a reason says that answers should be: choices of the answer habits."""

import re
from collections import Counter
from collections.abc import Iterator

from style_learner.answers.code import code_block, has_comments

SHORT_WORDS, LONG_WORDS = 60, 150
"""Words beside the code up to which an answer is short, and from which it is long: three sentences, and a page."""
LEAST_WORDS = 4
"""Of a question, for its language to be told."""

Trait = tuple[str, str]
"""Feature and choice."""

_SAID: tuple[tuple[str, Trait], ...] = (
    (r"too long|shorter|brief|concise|less text|zu lang|kürzer|knapp|trop long|plus court", ("answer_length", "short")),
    (r"too short|longer|more detail|elaborate|zu kurz|ausführlich|trop court", ("answer_length", "long")),
    (r"(?:no|without|fewer|less|too many) comments|ohne kommentare", ("answer_comments", "bare")),
    (r"(?:more|with|missing|add) comments|comment the code|mit kommentaren", ("answer_comments", "commented")),
    (r"code first|code zuerst|start with (?:the )?code|just (?:the )?code", ("answer_order", "code_first")),
    (r"(?:explain|words?|explanation) first", ("answer_order", "words_first")),
    (r"too (?:basic|simple|obvious)|i know (?:this|that|the basics)|zu einfach", ("answer_depth", "expert")),
    (r"too (?:complicated|complex|advanced)|simpler|don't understand|zu kompliziert", ("answer_depth", "basics")),
    (r"in english|auf englisch", ("answer_language", "english")),
    (r"in german|auf deutsch", ("answer_language", "german")),
    (r"in french|en français", ("answer_language", "french")),
    (r"in spanish|en español", ("answer_language", "spanish")),
)
_FUNCTION_WORDS = {
    "english": "the is are what why how this that does do and of to in it with for my a an can you",
    "german": "der die das ist sind was warum wie dieser diese und von zu in es mit für mein ein eine kann nicht wird",
    "french": "le la les est sont que pourquoi comment ce cette et de du des dans il avec pour mon un une je ne pas",
    "spanish": "el la los las es son qué que por cómo este esta y de del en lo con para mi un una no puedo se",
}


def said_of_answers(reason: str) -> Iterator[Trait]:
    """Yield what a reason asks of answers.

    >>> list(said_of_answers("Too long, and no comments please"))
    [('answer_length', 'short'), ('answer_comments', 'bare')]
    """
    for pattern, trait in _SAID:
        if re.search(rf"\b(?:{pattern})\b", reason, re.IGNORECASE):
            yield trait


def traits_of(answer: str, language: str) -> Iterator[Trait]:
    """Yield how an answer is; ``language`` is that of its code."""
    code = code_block(answer)
    prose = re.sub(r"```.*?(?:```|\Z)", " ", answer, flags=re.DOTALL)
    count = len(prose.split())
    if count <= SHORT_WORDS or count >= LONG_WORDS:
        yield "answer_length", "short" if count <= SHORT_WORDS else "long"
    if code is not None:
        yield "answer_comments", "commented" if has_comments(code, language) else "bare"
        before = answer.partition("```")[0].split()
        after = answer.rpartition("```")[2].split()
        if before or after:
            yield "answer_order", "code_first" if len(before) < len(after) else "words_first"
    if (spoken := spoken_language(prose)) is not None:
        yield "answer_language", spoken


def spoken_language(text: str) -> str | None:
    """Return the language that a question or an answer is written in; None where it is too short to tell.

    >>> spoken_language("Warum ist die Tabelle leer?"), spoken_language("df.head()")
    ('german', None)
    """
    found = re.findall(r"[^\W\d_]+", text.lower())
    if len(found) < LEAST_WORDS:
        return None
    counts = Counter({name: sum(word in known.split() for word in found) for name, known in _FUNCTION_WORDS.items()})
    (best, most), (_, second) = counts.most_common(2)
    return best if most > second else None


def changed_comments(code: str, edited: str, language: str) -> Iterator[Trait]:
    """Yield what the developer's edit of an answer's code says of its comments."""
    had, has = has_comments(code, language), has_comments(edited, language)
    if had != has:
        yield "answer_comments", "commented" if has else "bare"
