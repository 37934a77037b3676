"""The profile for a person at a terminal: by language, what sets them apart first, with an example of each.

What nearly everybody does is named in a line, and what is not sure yet is only counted. A narrow terminal
loses the examples first, then the bars.
"""

from collections.abc import Iterable

from rich import box
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from style_learner.profile.profile import Profile, is_sure
from style_learner.profile.usual import is_usual
from style_learner.profile.wording import (
    choice_in_words,
    feature_in_words,
    language_in_words,
    lower_first,
    most_telling_first,
    percent,
)
from style_learner.types import Habit, LibraryUse, Pin

_EXAMPLES_FROM = 100
"""Columns: below, an example would have fewer than 24 characters."""
_BARS_FROM = 72
_BAR = 10
_LIBRARIES = 12
"""Shown of each language; ``--json`` has them all."""
_MEMBERS = 5


class ProfileTable:
    """Renders a profile to the width of the console; ``everything`` lists the usual and the unsure too.

    >>> Console(width=90).print(ProfileTable(Profile()))
    Nothing is learned yet. Write some code, or let LAMP read yours with: lamp learn PATH
    """

    def __init__(self, profile: Profile, *, everything: bool = False) -> None:
        self._profile = profile
        self._everything = everything

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self._profile.languages:
            yield Text("Nothing is learned yet. Write some code, or let LAMP read yours with: lamp learn PATH")
        for language in self._profile.languages:
            yield from self._language(language, options.max_width)
            yield Text("")
        if self._profile.rules:
            yield Text("Learned from your corrections", style="bold underline")
            yield from (Text(rule) for rule in self._profile.rules)
            yield Text("")

    def _language(self, language: str, width: int) -> Iterable[RenderableType]:
        pins = [pin for pin in self._profile.pins if pin.language == language and not pin.project]
        pinned = {pin.feature for pin in pins}
        habits = [habit for habit in self._profile.habits_of(language) if habit.feature not in pinned]
        sure = most_telling_first(filter(is_sure, habits))
        unsure = most_telling_first(habit for habit in habits if not is_sure(habit))
        usual = [habit for habit in sure if is_usual(habit)]
        yield Text(language_in_words(language), style="bold underline")
        shown: list[Pin | Habit] = [*pins, *(sure if self._everything else sure[: len(sure) - len(usual)])]
        shown += unsure if self._everything else []
        if shown:
            yield _habits(shown, width)
        if usual and not self._everything:
            titles = ", ".join(lower_first(feature_in_words(habit.feature)) for habit in usual)
            yield Text(f"As is usual in {language_in_words(language)}: {titles}.", style="dim")
        if unsure and not self._everything:
            yield Text(f"{len(unsure)} more are not sure yet.", style="dim")
        for table in (self._departures(language), _libraries(self._profile.libraries_of(language)[:_LIBRARIES])):
            if table.row_count:
                yield Text("")
                yield table

    def _departures(self, language: str) -> Table:
        """Show where a project has another choice than the developer's own."""
        table = _table("In the project", "Habit", "Here", "Elsewhere")
        for habit in self._profile.habits:
            usual = self._profile.choice(language, habit.feature)
            if habit.language == language and habit.project and is_sure(habit) and usual not in {None, habit.choice}:
                here, elsewhere = (choice_in_words(habit.feature, choice or "") for choice in (habit.choice, usual))
                table.add_row(_last_part(habit.project), feature_in_words(habit.feature), here, elsewhere)
        return table


def _habits(chosen: list[Pin | Habit], width: int) -> Table:
    bars, examples = width >= _BARS_FROM, width >= _EXAMPLES_FROM
    headings = ["Habit", "Your way", "How often", *([""] if bars else []), *(["For example"] if examples else [])]
    table = _table(*headings)
    for one in chosen:
        sure = isinstance(one, Pin) or is_sure(one)
        cells = [Text(feature_in_words(one.feature))]
        cells.append(Text(choice_in_words(one.feature, one.choice), style="cyan" if sure else "dim"))
        if isinstance(one, Pin):
            cells.append(Text("pinned", style="magenta"))
        else:
            share = one.shares[one.choice]
            cells += [_bar(share, sure=sure)] if bars else []
            cells.append(Text(percent(share), style="" if sure else "dim"))
            cells += [Text(one.example, style="dim", no_wrap=True, overflow="ellipsis")] if examples else []
        table.add_row(*cells)
    return table


def _bar(share: float, *, sure: bool) -> Text:
    full = round(share * _BAR)
    return Text.assemble(("━" * full, "green" if sure else "yellow"), ("━" * (_BAR - full), "bright_black"))


def _libraries(uses: list[LibraryUse]) -> Table:
    table = _table("Library", "Files", "Imported as", "What of it")
    for use in uses:
        form = max(use.imports, key=lambda form: use.imports[form], default="")
        members = sorted(use.members, key=lambda member: -use.members[member])[:_MEMBERS]
        table.add_row(
            Text(use.library, style="cyan"), str(use.files), Text(form), Text(", ".join(members), style="dim")
        )
    return table


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for heading in headings:
        table.add_column(heading, justify="right" if heading == "Files" else "left")
    return table


def _last_part(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2] or path
