"""Habits and libraries as HTML: what is pinned, what sets the developer apart, what is usual, what is not sure."""

from collections.abc import Iterable, Sequence

from style_learner.habits.catalogue import catalogue
from style_learner.libraries.keeping import library_name
from style_learner.profile.profile import Profile, is_sure
from style_learner.profile.usual import is_usual
from style_learner.profile.wording import (
    certainty,
    choice_in_words,
    counted,
    feature_in_words,
    in_order,
    language_in_words,
    most_telling_first,
    percent,
)
from style_learner.shown import for_html as escape
from style_learner.types import Habit, LibraryUse, Pin

CARDS, LIBRARIES = 9, 12
"""Shown of each group and language at first; the rest unfold."""
MEMBERS = 5
WORTH_TELLING = 0.005
"""A smaller share reads as 0 %."""


def languages(profile: Profile, project: str) -> str:
    """Return a section for each language, the one with the most evidence first."""
    if not profile.languages:
        return (
            '<section class="empty"><p>Nothing is learned yet. Write some code, or let LAMP read yours with '
            "<code>lamp learn PATH</code>.</p></section>"
        )
    return "".join(_language(profile, language, project) for language in profile.languages)


def _language(profile: Profile, language: str, project: str) -> str:
    pins = [pin for pin in profile.pins if pin.language == language and pin.project in {"", project}]
    pinned = {pin.feature for pin in pins}
    habits = [habit for habit in profile.habits_of(language) if habit.feature not in pinned]
    sure = most_telling_first(filter(is_sure, habits))
    name = language_in_words(language)
    parts = [
        _group("Pinned by you", [_pin(pin, profile) for pin in in_order(pins)], opened=True),
        _group("Your own way", [_habit(one) for one in sure if not is_usual(one)], opened=True),
        _departures(profile, language, project),
        _group(f"As is usual in {name}", [_habit(one) for one in sure if is_usual(one)]),
        _group("Not sure yet", [_habit(one) for one in most_telling_first(habits) if not is_sure(one)]),
        _libraries(profile.libraries_of(language)),
    ]
    body = "".join(parts)
    if not body:
        return ""
    return f'<section class="language" aria-label="{escape(name)}"><h2>{escape(name)}</h2>{body}</section>'


def _group(title: str, cards: Sequence[str], *, opened: bool = False) -> str:
    if not cards:
        return ""
    return (
        f"<details{' open' if opened else ''}><summary><h3>{escape(title)}</h3>"
        f'<span class="count">{len(cards)}</span></summary>{_unfolding("cards", cards, CARDS)}</details>'
    )


def _unfolding(kind: str, items: Sequence[str], first: int) -> str:
    """List the first items, and the others where the developer unfolds them."""
    shown = f'<ul class="{kind}">{"".join(items[:first])}</ul>'
    if len(items) <= first:
        return shown
    more = f"<summary>{len(items) - first} more</summary>"
    return f'{shown}<details class="more">{more}<ul class="{kind}">{"".join(items[first:])}</ul></details>'


def _habit(habit: Habit, *, actions: bool = True) -> str:
    title = feature_in_words(habit.feature)
    share = habit.shares[habit.choice]
    told = f"{percent(share)} of your code · {counted(habit.origins, 'place')} · {certainty(habit)}"
    return _card(
        habit,
        title,
        f'<p class="choice">{escape(choice_in_words(habit.feature, habit.choice))}</p>'
        f"{_bar(habit)}"
        f'<p class="told">{escape(told)}</p>{_example(habit.example)}'
        + (_correction(habit, sorted(habit.shares, key=lambda one: -habit.shares[one])) if actions else ""),
        sure=is_sure(habit),
    )


def _pin(pin: Pin, profile: Profile) -> str:
    learned = [habit for habit in profile.habits if (habit.language, habit.feature) == (pin.language, pin.feature)]
    where = "in this project" if pin.project else "everywhere"
    return _card(
        pin,
        feature_in_words(pin.feature),
        f'<p class="choice">{escape(choice_in_words(pin.feature, pin.choice))}</p>'
        f'<p class="told"><span class="badge">pinned</span> It holds {where}, whatever LAMP observes.</p>'
        + _correction(pin, [choice for habit in learned for choice in habit.shares]),
        sure=True,
    )


def _departures(profile: Profile, language: str, project: str) -> str:
    """Show where the project has another choice than the developer's own."""
    here = [
        habit
        for habit in profile.habits_of(language, project)
        if project and is_sure(habit) and profile.choice(language, habit.feature) not in {None, habit.choice}
    ]
    return _group("Otherwise in this project", [_habit(one, actions=False) for one in in_order(here)], opened=True)


def _card(one: Habit | Pin, title: str, body: str, *, sure: bool) -> str:
    names = f'data-language="{escape(one.language)}" data-feature="{escape(one.feature)}"'
    return (
        f'<li class="card{"" if sure else " unsure"}" {names} data-project="{escape(one.project)}">'
        f"<h4>{escape(title)}</h4>{body}</li>"
    )


def _bar(habit: Habit) -> str:
    """Draw the shares of the choices side by side, the leading one first and in colour."""
    ranked = sorted(habit.shares.items(), key=lambda item: -item[1])
    shown = [(choice, share) for choice, share in ranked if share >= WORTH_TELLING]
    words = ", ".join(f"{choice_in_words(habit.feature, choice)} {percent(share)}" for choice, share in shown)
    x, parts = 0.0, []
    for number, (choice, share) in enumerate(shown):
        name = f"{choice_in_words(habit.feature, choice)}: {percent(share)}"
        parts.append(
            f'<rect class="share{min(number, 3)}" x="{x:.1f}" y="0" width="{share * 100:.1f}" height="8">'
            f"<title>{escape(name)}</title></rect>"
        )
        x += share * 100
    return (
        f'<svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label="{escape(words)}">'
        f"{''.join(parts)}</svg>"
    )


def _example(example: str) -> str:
    return f'<pre class="example"><code>{escape(example)}</code></pre>' if example else ""


def _correction(one: Habit | Pin, seen: Iterable[str]) -> str:
    """Return the controls by which a habit is corrected, pinned or erased; only a page in an editor shows them."""
    known = catalogue().get(one.feature)
    choices = dict.fromkeys([one.choice, *seen, *(known.choice_names if known else ())])
    options = "".join(
        f'<option value="{escape(choice)}"{" selected" if choice == one.choice else ""}>'
        f"{escape(choice_in_words(one.feature, choice))}</option>"
        for choice in choices
    )
    title = escape(feature_in_words(one.feature))
    unpin = '<button type="button" data-action="unpin">Unpin</button>' if isinstance(one, Pin) else ""
    pin = "" if unpin else '<button type="button" data-action="pin">Pin</button>'
    return (
        f'<div class="actions"><select aria-label="Your way: {title}">{options}</select>{pin}{unpin}'
        f'<button type="button" data-action="erase" aria-label="Erase: {title}">Erase</button></div>'
    )


def _libraries(uses: Sequence[LibraryUse]) -> str:
    if not uses:
        return ""
    rows = _unfolding("libraries", [_library(use) for use in uses], LIBRARIES)
    return f'<details open><summary><h3>Libraries</h3><span class="count">{len(uses)}</span></summary>{rows}</details>'


def _library(use: LibraryUse) -> str:
    form = max(use.imports, key=lambda form: use.imports[form], default=use.library)
    members = sorted(use.members, key=lambda member: -use.members[member])[:MEMBERS]
    told = counted(use.files, "file") + (f": {', '.join(members)}" if members else "")
    name = escape(use.library)
    return (
        f'<li data-language="{escape(use.language)}" data-feature="{escape(library_name(use.library))}" '
        f'data-title="{name}"><code>{escape(form)}</code> <span class="told">{escape(told)}</span>'
        f'<span class="actions"><button type="button" data-action="erase" aria-label="Erase: {name}">Erase</button>'
        "</span></li>"
    )
