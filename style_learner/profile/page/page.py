"""The page: one HTML document that needs nothing else and can reach nothing else.

All that comes from the developer's code (paths, names, examples) is escaped; the policy in the head lets only this
document's own style and script run, by a nonce made anew each time.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any, Literal

from style_learner.profile.page.habits import languages
from style_learner.profile.page.plots import worth
from style_learner.profile.page.rules import rules
from style_learner.profile.profile import Profile
from style_learner.profile.wording import counted
from style_learner.rules.book import Rule
from style_learner.shown import for_html

Theme = Literal["", "light", "dark", "contrast"]
"""Empty: what the editor's or the browser's own colours say."""

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page shows beside the profile."""

    report: Mapping[str, Any] | None
    """As ``lamp report`` has it; None while nothing may be kept."""
    days: int
    """What the report looks back on."""
    snippets: int
    rules: Sequence[Rule]
    consent: Literal["yes", "no", "unasked"]
    paused: bool


def page(profile: Profile, figures: Figures, *, project: str = "", theme: Theme = "") -> str:
    """Return the whole document."""
    nonce = secrets.token_urlsafe(16)
    values = {
        "nonce": nonce,
        "theme": theme,
        "css": _part("page.css"),
        "js": _part("page.js"),
        "state": for_html(json.dumps({"project": project})),
        "toggle": "resume" if figures.paused else "pause",
        "toggle_words": "Resume LAMP" if figures.paused else "Pause LAMP",
        "forget": _forget(project),
        "made": datetime.fromtimestamp(profile.generated_at).astimezone().strftime("%Y-%m-%d %H:%M"),
        "rules": rules(figures.rules),
        "worth": worth(figures.report, figures.days),
        "languages": languages(profile, project),
        "summary": _summary(profile, figures),
    }
    return _PLACEHOLDER.sub(lambda found: values[found[1]], _part("page.html"))


def _summary(profile: Profile, figures: Figures) -> str:
    if figures.consent != "yes":
        return "LAMP keeps nothing yet: it has not your consent. <code>lamp setup</code> asks for it."
    habits = len({(habit.language, habit.feature) for habit in profile.habits}) + len(profile.pins)
    parts = [
        counted(habits, "habit"),
        counted(len(profile.libraries), "library", "libraries"),
        counted(figures.snippets, "piece of your own code", "pieces of your own code"),
    ]
    return f"LAMP knows {', '.join(parts)}. All of it stays on this machine."


def _forget(project: str) -> str:
    if not project:
        return ""
    name = for_html(project.rstrip("/").rpartition("/")[2] or project)
    return f'<button type="button" data-action="forget" title="{for_html(project)}">Forget {name}</button>'


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
