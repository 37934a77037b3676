"""Suggestions are reused while the developer types along them, and only then."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from lamp_lsp.engine.reuse import CAPACITY, Offered, ReuseCache
from style_learner.types import CursorContext

PLACE = CursorContext(path="/p/a.py", language="python", prefix="total = ", suffix="\n", project="/p")


def _filled(text: str) -> ReuseCache:
    cache = ReuseCache()
    cache.remember("editor", PLACE, 1, Offered("id", text, 0))
    return cache


@given(st.text(min_size=1, max_size=40), st.data())
def test_the_rest_is_offered_while_typing_along(text: str, data: st.DataObject) -> None:
    """After any proper beginning of the text, what comes back is the rest of it."""
    typed = data.draw(st.integers(0, len(text) - 1))
    along = replace(PLACE, prefix=PLACE.prefix + text[:typed])

    found = _filled(text).find("editor", along, 1)

    assert found is not None
    assert along.prefix + found.text in {PLACE.prefix + text, along.prefix + text}


def test_another_profile_client_path_or_suffix_finds_nothing() -> None:
    """Each part of the key counts."""
    cache = _filled("sum(values)")

    assert cache.find("editor", PLACE, 2) is None
    assert cache.find("other", PLACE, 1) is None
    assert cache.find("editor", replace(PLACE, path="/p/b.py"), 1) is None
    assert cache.find("editor", replace(PLACE, suffix=")\n"), 1) is None
    assert cache.find("editor", replace(PLACE, prefix="total = m"), 1) is None


def test_a_withdrawn_suggestion_does_not_come_back() -> None:
    """What was rejected is not offered again from the cache."""
    cache = _filled("sum(values)")
    cache.forget("id")

    assert cache.find("editor", PLACE, 1) is None


def test_the_cache_is_bounded() -> None:
    """The oldest entries go first."""
    cache = ReuseCache()
    for number in range(CAPACITY + 1):
        cache.remember("editor", PLACE, 1, Offered(str(number), f"x{number}", 0))

    assert len(cache._entries) == CAPACITY
    assert "0" not in cache._entries


def test_nothing_is_left_once_all_are_let_go() -> None:
    """Forgetting reaches what waits to be offered again."""
    cache = _filled("sum(values)")

    cache.clear()

    assert cache.find("editor", PLACE, 1) is None
