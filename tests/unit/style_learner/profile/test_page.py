"""The page shows any profile, and nothing in a profile becomes markup."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from style_learner.evaluation.report import report
from style_learner.profile.page.page import Figures, page
from style_learner.profile.profile import Profile
from style_learner.rules.book import Rule
from style_learner.types import Feedback, Habit, LibraryUse, Outcome, OutcomeKind, Pin, Suggestion
from tests.unit.style_learner.profile.profiles import profiles

DAY_S = 86_400.0
HOSTILE = "</code></pre><img src=x onerror=alert(1)>\"'&<script>alert(2)</script>{{css}}"
VOID = {"meta", "input"}
KNOWN = (
    "html head meta title style body main header div h1 h2 h3 h4 p button section ul li strong span figure figcaption "
    "svg g rect line circle text details summary select option input pre code footer script"
)


class Reader(HTMLParser):
    """Reads a page: its tags, its attributes, its text; refuses what does not nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID and not (self.get_starttag_text() or "").endswith("/>"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] not in {"style", "script"}:
            self.words.append(data)


def figures(found: dict[str, object] | None = None, *, rules: Sequence[Rule] = (), paused: bool = False) -> Figures:
    """Give what the page shows beside the profile."""
    return Figures(found, 90, 3, rules, "yes", paused)


def made(number: int, at: float, strategy: str = "personal") -> tuple[Suggestion, Outcome]:
    """Give a suggestion that was accepted."""
    one = Suggestion(str(number), "x = 1", at, "python", "", "a.py", "", "", "b", "m", strategy, (), None, 5.0)
    return one, Outcome(one.id, OutcomeKind.ACCEPTED, at, 5)


@settings(max_examples=60)
@given(profile=profiles(st.text(max_size=12)), project=st.text(max_size=20))
def test_any_profile_is_a_sound_page(profile: Profile, project: str) -> None:
    """Whatever stands in names, choices, examples and paths, tags nest and are the page's own."""
    reader = Reader(page(profile, figures(), project=project))

    assert set(reader.tags) <= set(KNOWN.split())
    assert not {name for name in reader.attributes if name.startswith("on") or name in {"href", "src"}}
    assert (reader.tags.count("script"), reader.tags.count("style")) == (1, 1)


def test_hostile_code_is_text() -> None:
    """Code that holds HTML, or the page's own placeholders, is shown as it was written."""
    habit = Habit("quotes", "python", "", {HOSTILE: 1.0}, 9.0, 9, 0.99, HOSTILE)
    use = LibraryUse(HOSTILE, "python", {HOSTILE: 1.0}, {HOSTILE: 1.0}, {}, 3, 0.0)
    profile = Profile((habit,), (use,), (Pin(HOSTILE, HOSTILE, HOSTILE),), (HOSTILE,))

    reader = Reader(page(profile, figures(), project=f"/home/ada/{HOSTILE}"))

    assert sum(HOSTILE in words for words in reader.words) >= 5
    assert reader.tags.count("img") == 0


def test_only_the_pages_own_script_and_style_may_run() -> None:
    """The policy names a nonce made anew each time; nothing else is allowed, and nothing comes from elsewhere."""
    first, second = (page(Profile(), figures()) for _ in range(2))
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]*)"', first)
    [nonce] = set(re.findall(r"nonce-([\w-]+)", policy))

    assert policy.startswith("default-src 'none'; ")
    assert first.count(f'nonce="{nonce}"') == 2
    assert nonce not in second
    assert not re.findall(r"https?://|url\(|@import", first)


@pytest.mark.parametrize(("days", "bars"), [(1, 1), (20, 20), (200, 29)])
def test_time_is_drawn_in_days_or_weeks(days: int, bars: int) -> None:
    """From the first day to the last, empty ones too; where there are too many, weeks."""
    told = [made(0, 0.0), made(1, (days - 1) * DAY_S)]
    found = report([one for one, _ in told], [outcome for _, outcome in told], [])

    html = page(Profile(), figures(found))

    assert html.count('class="bar1"') == bars


def test_both_arms_are_drawn_with_their_intervals() -> None:
    """The generic share is a row of its own, with how often it was shown."""
    told = [made(number, 0.0, "generic" if number < 6 else "personal") for number in range(13)]
    said = [Feedback("1", "good", 1.0)]
    found = report([one for one, _ in told], [outcome for _, outcome in told], [], said)

    html = page(Profile(), figures(found))

    assert "personalized (7)" in html
    assert "generic (6)" in html
    assert html.count('class="interval"') == 2
    assert "called good" in html


def test_an_arm_with_too_few_is_not_drawn() -> None:
    """A mean of three suggestions would look like a finding."""
    told = [made(number, 0.0, "generic" if number < 3 else "personal") for number in range(10)]
    html = page(Profile(), figures(report([one for one, _ in told], [outcome for _, outcome in told], [])))

    assert html.count('class="interval"') == 1


def test_what_is_sure_pinned_and_unsure_stand_apart() -> None:
    """Each habit stands once, by how far it may be trusted; the pinned one can be unpinned."""
    sure = Habit("quotes", "python", "", {"single": 0.9, "double": 0.1}, 9.0, 9, 0.99, "name = 'x'")
    unsure = Habit("paths", "python", "", {"pathlib": 0.6, "os": 0.4}, 1.0, 1, 0.6)
    html = page(Profile((sure, unsure), (), (Pin("python", "function_case", "camel"),)), figures(paused=True))

    groups = re.findall(r"<summary><h3>([^<]*)</h3><span class=\"count\">(\d+)</span>", html)

    assert groups == [("Pinned by you", "1"), ("Your own way", "1"), ("Not sure yet", "1")]
    assert html.count('data-action="unpin"') == 1
    assert 'data-action="resume"' in html


def test_nothing_learned_says_how_to_begin() -> None:
    """An empty profile is a sentence with the next step."""
    assert "lamp learn PATH" in page(Profile(), figures())


def test_each_library_can_be_erased() -> None:
    """By its own name, whatever statement it is shown by."""
    use = LibraryUse("numpy", "python", {"import numpy as np": 2.0}, {"zeros": 1.0}, {}, 3, 0.0)
    shown = page(Profile((), (use,)), figures())

    assert 'data-language="python" data-feature="library numpy"' in shown
    assert 'data-action="erase" aria-label="Erase: numpy"' in shown


def test_a_rule_says_what_it_does_and_rests_on() -> None:
    """What becomes what, near which words, and how often it was seen, or that the owner said so."""
    learned = Rule("requests.get", "httpx.get", "python", "", ("session",), 4, 0.9)
    pinned = Rule(HOSTILE, HOSTILE, "python", "", (), 0, 1.0, pinned=True)
    words = " ".join(Reader(page(Profile((), ()), figures(rules=[learned, pinned]))).words)

    assert "requests.get becomes" in " ".join(words.split())
    assert "near session" in words
    assert "You made this edit 4 times." in words
    assert "It holds whatever LAMP observes." in words
    assert HOSTILE in words
