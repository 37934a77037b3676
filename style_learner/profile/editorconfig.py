"""The profile as an ``.editorconfig``, from its habits alone: editors check nothing, so there is nothing to try."""

from style_learner.profile.profile import Profile
from style_learner.sources.files import EXTENSIONS

_DIALECTS = {"javascript": ("javascript", "javascriptreact"), "typescript": ("typescript", "typescriptreact")}

_KEYS = {
    "final_newline": {"yes": "insert_final_newline = true", "no": "insert_final_newline = false"},
    "trailing_whitespace": {"removed": "trim_trailing_whitespace = true"},
    "line_endings": {"lf": "end_of_line = lf", "crlf": "end_of_line = crlf"},
}


def to_editorconfig(profile: Profile, project: str = "") -> str:
    """Return a section for each language that has a sure habit an editor can follow."""
    parts = ["# From your habits, by LAMP.", "root = true"]
    for language in profile.languages:
        lines = _lines(profile, language, project)
        if lines and language in EXTENSIONS:
            parts += ["", f"[*.{_extensions(language)}]", *lines]
    return "\n".join(parts) + "\n"


def _lines(profile: Profile, language: str, project: str) -> list[str]:
    chosen = {feature: one.choice for feature, one in profile.chosen(language, project).items()}
    lines = [choices[chosen[feature]] for feature, choices in _KEYS.items() if chosen.get(feature) in choices]
    indentation = chosen.get("indentation", "")
    if indentation == "tabs":
        lines.append("indent_style = tab")
    elif indentation.isdigit():
        lines += ["indent_style = space", f"indent_size = {indentation}"]
    width = chosen.get("line_length", "")
    if width.isdigit():
        lines.append(f"max_line_length = {width}")
    return lines


def _extensions(language: str) -> str:
    names = [
        extension
        for dialect in _DIALECTS.get(language, (language,))
        for extension in EXTENSIONS[dialect].split()
        if extension != "ipynb"
    ]
    return names[0] if len(names) == 1 else "{" + ",".join(names) + "}"
