"""Rules as HTML: what was put for what, where, how often; each to be corrected, pinned or erased."""

from collections.abc import Sequence

from style_learner.profile.wording import counted, language_in_words
from style_learner.rules.book import Rule
from style_learner.rules.keeping import rule_name
from style_learner.shown import for_html as escape


def rules(known: Sequence[Rule]) -> str:
    """Return a section with a card for each rule; nothing where none holds."""
    if not known:
        return ""
    cards = "".join(_rule(rule) for rule in known)
    return f'<section aria-label="Rules"><h2>Learned from your corrections</h2><ul class="cards">{cards}</ul></section>'


def _rule(rule: Rule) -> str:
    near = f" · near {', '.join(rule.cues)}" if rule.cues else ""
    rests_on = (
        '<span class="badge">pinned</span> It holds whatever LAMP observes.'
        if rule.pinned
        else escape(f"You made this edit {counted(rule.recurrences, 'time')}.")
    )
    names = f'data-language="{escape(rule.language)}" data-feature="{escape(rule_name(rule.old))}"'
    return (
        f'<li class="card" {names} data-project="{escape(rule.project)}">'
        f"<h4><code>{escape(rule.old)}</code> becomes</h4>"
        f'<p class="choice"><code>{escape(rule.new)}</code></p>'
        f'<p class="told">{escape(language_in_words(rule.language) + near)}</p><p class="told">{rests_on}</p>'
        f"{_correction(rule)}</li>"
    )


def _correction(rule: Rule) -> str:
    old = escape(rule.old)
    unpin = '<button type="button" data-action="unpin">Unpin</button>' if rule.pinned else ""
    return (
        f'<div class="actions"><input type="text" required value="{escape(rule.new)}" aria-label="What {old} becomes">'
        f'<button type="button" data-action="pin">Pin</button>{unpin}'
        f'<button type="button" data-action="erase" aria-label="Erase: {old}">Erase</button></div>'
    )
