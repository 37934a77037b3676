"""How the developer wants questions answered: read off what they said of answers, never off code."""

from style_learner.habits.features.feature import Choice, Feature

ANSWERS = "answers"
"""The language under which these habits are kept."""


def _wish(name: str, title: str, *choices: Choice) -> Feature:
    return Feature(name, title, choices, kinds={}, crosses_languages=False)


answer_length = _wish(
    "answer_length",
    "Length of answers",
    Choice("short", "short", "Answer in two or three sentences."),
    Choice("long", "long", "Answer at length, step by step."),
)
answer_depth = _wish(
    "answer_depth",
    "Depth of explanations",
    Choice("basics", "from the basics on", "Explain the basics too."),
    Choice("expert", "for an expert", "Take basic knowledge for granted."),
)
answer_comments = _wish(
    "answer_comments",
    "Comments in answers' code",
    Choice("commented", "commented", "Comment the code."),
    Choice("bare", "without comments", "Write the code without comments."),
)
answer_order = _wish(
    "answer_order",
    "What comes first in answers",
    Choice("code_first", "code first", "Give the code first, then the words."),
    Choice("words_first", "words first", "Explain in words first, then give the code."),
)
answer_language = _wish(
    "answer_language",
    "Language of answers",
    Choice("english", "English", "Answer in English."),
    Choice("german", "German", "Answer in German."),
    Choice("french", "French", "Answer in French."),
    Choice("spanish", "Spanish", "Answer in Spanish."),
)
