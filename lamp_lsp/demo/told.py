"""What the demonstration prints."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein
from rich.table import Table
from rich.text import Text

from lamp_lsp.api.messages import StatusResponse
from lamp_lsp.demo.hidden import HiddenLine
from lamp_lsp.demo.scene import Scene
from lamp_lsp.demo.window import Answer
from style_learner.profile.profile import Profile, is_sure
from style_learner.profile.usual import is_usual
from style_learner.profile.wording import (
    choice_in_words,
    counted,
    feature_in_words,
    language_in_words,
    most_telling_first,
    percent,
)
from style_learner.types import Habit

CLEARLY = 0.1
"""By how much the likeness to the real line differs where neither or both are exact."""
MOST_HABITS = 12
"""Of a screen."""

Verdict = Literal["better", "same", "worse"]
STYLES = {"better": "green", "same": "dim", "worse": "red"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A hidden line, and what came of asking for it."""

    place: HiddenLine
    generic: Answer
    personal: Answer

    @property
    def verdict(self) -> Verdict:
        """Whether personal comes nearer to what was written: exactly, or else clearly more alike."""
        one, two = self.likeness(self.personal), self.likeness(self.generic)
        if (one == 1) != (two == 1):
            return "better" if one == 1 else "worse"
        if abs(one - two) < CLEARLY:
            return "same"
        return "better" if one > two else "worse"

    def likeness(self, answer: Answer) -> float:
        """Return how much the first line of an answer is like the real one, 0 to 1."""
        return Levenshtein.normalized_similarity(first_line(answer), self.place.truth) if answer.text.strip() else 0.0


def first_line(answer: Answer) -> str:
    """Return what appears on the cursor's line."""
    return answer.text.strip().split("\n")[0].strip()


def headline(status: StatusResponse) -> Text:
    """Say what wrote the suggestions, and what was learned."""
    speed = status.backend.speed
    read = (
        f", reading {speed.read_tokens_per_s:.0f} and writing {speed.write_tokens_per_s:.0f} tokens a second"
        if speed
        else ""
    )
    return Text(
        f"\n{status.backend.model} ({status.backend.kind}{read}); "
        f"{counted(status.snippets, 'snippet')}, {counted(status.habits, 'habit')}\n"
    )


def table_of(shown: Sequence[Shown]) -> Table:
    """Return one row a line, marked better, same or worse."""
    table = Table(title="Hidden lines of this project, drawn by rule", show_lines=True, expand=True)
    for name in ("Without LAMP", "With LAMP", "What was really written"):
        table.add_column(name, ratio=1, overflow="fold")
    table.add_column("", no_wrap=True)
    for one in shown:
        where = Text(f"\n{one.place.path}:{one.place.line}", style="dim")
        truth = Text.assemble(one.place.truth, where)
        mark = Text(one.verdict, style=STYLES[one.verdict])
        table.add_row(_guess(one, one.generic), _guess(one, one.personal), truth, mark)
    return table


def summary(shown: Sequence[Shown]) -> str:
    """Sum up in one sentence.

    >>> summary([])
    'Of 0 hidden lines LAMP was nearer to 0, as near to 0 and farther from 0; exactly right: 0 without it, 0 with it.'
    """
    verdicts = Counter(one.verdict for one in shown)
    exact = [sum(one.likeness(answer) == 1 for one, answer in pairs) for pairs in _both(shown)]
    return (
        f"Of {counted(len(shown), 'hidden line')} LAMP was nearer to {verdicts['better']}, as near to "
        f"{verdicts['same']} and farther from {verdicts['worse']}; exactly right: {exact[0]} without it, {exact[1]} "
        "with it."
    )


def scene_of(scene: Scene) -> Iterable[Text]:
    """Tell the scene, line by line."""
    yield Text("\nTeach it something", style="bold")
    yield Text.assemble(
        "A new file begins `", scene.asked, "`, and LAMP suggests  ", (first_line(scene.before), "yellow")
    )
    yield Text("You write three lines in a manner of your own:")
    for line in scene.lines:
        yield Text(f"    {line}", style="cyan")
    yield Text.assemble("The next suggestion for `", scene.asked, "` is  ", (first_line(scene.after), "green"))
    if scene.after.why:
        yield Text(f"Why: {scene.after.why}", style="dim")


def profile_of(profile: Profile) -> Iterable[Text | Table]:
    """Tell at most a screen of what was learned: what is surest and least ordinary first."""
    habits = [habit for habit in profile.habits if is_sure(habit) and not habit.project and not is_usual(habit)]
    chosen = sorted(most_telling_first(habits), key=lambda habit: -round(habit.confidence, 2))[:MOST_HABITS]
    if not chosen:
        yield Text("\nNothing that sets this code apart is sure yet.", style="dim")
        return
    yield Text("\nWhat was learned, the surest and least ordinary first", style="bold")
    table = Table.grid(padding=(0, 2))
    for habit in chosen:
        table.add_row(*_habit(habit))
    yield table
    more = len(profile.habits) - len(chosen)
    if more:
        yield Text(f"{counted(more, 'more habit')}; `lamp profile` shows yours.", style="dim")


def how_to_go_on() -> str:
    """Say the next steps."""
    return (
        "\nNothing of this left your machine, and nothing of it is kept. To go on with your own editor:\n"
        "  [bold]lamp setup[/bold]     asks whether it may learn, finds model and editors, says how to connect them\n"
        "  Neovim 0.11+   vim.lsp.config('lamp', { cmd = { 'lamp', 'lsp' } }); vim.lsp.enable('lamp')\n"
        "  any editor     start [bold]lamp lsp[/bold] as a language server with inline completion\n"
    )


def _guess(one: Shown, answer: Answer) -> Text:
    first = first_line(answer) or "(nothing)"
    style = "green" if one.likeness(answer) == 1 else "" if answer.text.strip() else "dim"
    return Text.assemble((first, style), (f"\n{answer.seconds:.1f} s", "dim"))


def _both(shown: Sequence[Shown]) -> tuple[list[tuple[Shown, Answer]], list[tuple[Shown, Answer]]]:
    return [(one, one.generic) for one in shown], [(one, one.personal) for one in shown]


def _habit(habit: Habit) -> tuple[Text, ...]:
    return (
        Text(language_in_words(habit.language), style="dim"),
        Text(feature_in_words(habit.feature)),
        Text(choice_in_words(habit.feature, habit.choice), style="cyan"),
        Text(percent(habit.shares[habit.choice]), style="dim"),
    )
