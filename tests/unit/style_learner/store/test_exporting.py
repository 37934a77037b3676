import json
from datetime import datetime

from style_learner.store.store import Store
from style_learner.types import OutcomeKind, Pin
from tests.unit.style_learner.store.facts import (
    SHOP,
    feedback,
    observation,
    outcome,
    retention,
    run,
    snippet,
    suggestion,
    turn,
)


def test_a_suggestion_carries_what_became_of_it(store: Store) -> None:
    """Outcomes in order, with kind, time and characters; the text typed instead only where there is one."""
    typed = outcome(kind=OutcomeKind.TYPED_OVER, at=1_002.5, text="return 0")
    store.add(suggestion(), typed, outcome(kind=OutcomeKind.SHOWN), retention())
    store.flush()

    (told,) = json.loads(json.dumps(store.export(), allow_nan=False))["suggestions"]

    assert told["text"] == "return total"
    assert [one["kind"] for one in told["outcomes"]] == ["shown", "typed_over"]
    assert told["outcomes"][1] == {
        "kind": "typed_over",
        "time": "1970-01-01T00:16:42.500000+00:00",
        "characters": 12,
        "text": "return 0",
        "how": "inferred",
    }
    assert "text" not in told["outcomes"][0]
    assert told["retentions"] == [{"after_s": 30, "share": 1.0, "characters": 12, "time": "1970-01-01T00:17:10+00:00"}]


def test_every_kind_of_data_is_in_it(store: Store) -> None:
    """What is kept is shown: no table is left out."""
    store.add(suggestion(), run(), turn(), feedback())
    store.replace_observations(observation().origin, [observation()])
    store.replace_snippets(SHOP, "cart.py", [snippet()])
    store.set_pin(Pin("python", "quotes", "single"))
    store.set_state("learned", "1", SHOP)
    store.flush()

    told = store.export()

    assert told["version"] == 1
    assert {
        name: len(told[name])
        for name in ("suggestions", "turns", "feedback", "observations", "snippets", "pins", "state")
    } == {
        "suggestions": 1,
        "turns": 1,
        "feedback": 1,
        "observations": 1,
        "snippets": 1,
        "pins": 1,
        "state": 1,
    }
    assert len(told["suggestions"][0]["runs"]) == 1
    assert told["snippets"][0]["text"] == snippet().text


def test_any_time_has_a_date(store: Store) -> None:
    """An editor's clock that is off by ages keeps nobody from their data."""
    store.add(suggestion("a", at=1e300), suggestion("b", at=-1e300))
    store.flush()

    times = [datetime.fromisoformat(one["time"]).year for one in store.export()["suggestions"]]

    assert times == [1970, 9999]
