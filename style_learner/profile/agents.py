"""The profile as instructions for other assistants, which read ``AGENTS.md`` and its like.

Only what is sure and steady is told, and what nearly everybody does is not: an assistant does that anyway, and each
instruction weakens the others. It stands between two marks, so that the rest of such a file stays as its owner
wrote it.
"""

from style_learner.errors import WrongSetting
from style_learner.profile.profile import Profile
from style_learner.profile.usual import is_usual
from style_learner.profile.wording import instruction_in_words, language_in_words, most_telling_first, percent
from style_learner.shown import for_instructions, is_language
from style_learner.types import Habit, Pin

FILES = ("AGENTS.md", ".github/copilot-instructions.md")
"""Relative to the project. The first is read by most assistants, the second by GitHub Copilot."""

BEGIN = "<!-- lamp:begin -->"
END = "<!-- lamp:end -->"

_ALWAYS = 0.95
"""From this share on, naming the exceptions would only weaken the instruction."""
_MOSTLY = 0.75
"""Below, an instruction would be wrong in more than a quarter of the places."""
_LIBRARIES = 12
_LIBRARY_FILES = 3
"""A library in fewer files was tried, not chosen."""


def instructions(profile: Profile, project: str = "") -> str:
    """Return the marked block, as Markdown."""
    parts = [BEGIN, "## How the owner of this code writes", ""]
    parts.append("Follow these habits, learned from their own code by LAMP, unless the file at hand does otherwise.")
    for language in profile.languages:
        lines = [*_habits(profile, language, project), *_libraries(profile, language)]
        if lines and is_language(language):
            parts += ["", f"### {language_in_words(language)}", "", *lines]
    return "\n".join([*parts, "", END]) + "\n"


def merged(existing: str, profile: Profile, project: str = "") -> str:
    """Return the text of a file with its block replaced, or added at the end; all else stays as it is.

    Raises:
        WrongSetting: the marks don't pair.
    """
    block = instructions(profile, project)
    begins, ends = existing.count(BEGIN), existing.count(END)
    if begins == ends == 0:
        gap = "" if not existing else "\n" if existing.endswith("\n") else "\n\n"
        return existing + gap + block
    before, _, rest = existing.partition(BEGIN)
    if begins != 1 or ends != 1 or END not in rest:
        raise WrongSetting(
            f"The marks {BEGIN} and {END} must each stand there once, in this order. Correct or remove them."
        )
    return before + block + rest.partition(END)[2].removeprefix("\n")


def _habits(profile: Profile, language: str, project: str) -> list[str]:
    chosen = most_telling_first(filter(_worth_telling, profile.chosen(language, project).values()))
    return [f"- {words}{_how_often(one)}" for one in chosen if (words := instruction_in_words(one))]


def _worth_telling(chosen: Pin | Habit) -> bool:
    return isinstance(chosen, Pin) or (chosen.shares[chosen.choice] >= _MOSTLY and not is_usual(chosen))


def _how_often(chosen: Pin | Habit) -> str:
    if isinstance(chosen, Pin) or chosen.shares[chosen.choice] >= _ALWAYS:
        return ""
    return f" (in {percent(chosen.shares[chosen.choice])} of cases)"


def _libraries(profile: Profile, language: str) -> list[str]:
    uses = [use for use in profile.libraries_of(language) if use.files >= _LIBRARY_FILES][:_LIBRARIES]
    usual = [max(use.imports, key=lambda form: use.imports[form], default=use.library) for use in uses]
    forms = [form for one in usual if (form := for_instructions(one))]
    return [f"- Prefer the libraries already in use: {', '.join(f'`{form}`' for form in forms)}."] if forms else []
