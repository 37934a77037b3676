"""What an editor was told is noted arrives in the store, once, whoever is killed and whatever holds the store."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from style_learner.privacy.keys import find_key
from style_learner.store.store import Store
from tests.e2e.editor_process import EditorProcess
from tests.e2e.lamp_home import LampHome, isolated_lamp
from tests.unit.style_learner.store.facts import suggestion

PATIENCE_S = 60
NO_MODEL = {"LAMP_BACKEND": "embedded", "LAMP_MEANING_SEARCH": "false"}
posix = pytest.mark.skipif(os.name == "nt", reason="signals are POSIX's")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[LampHome]:
    """Give a LAMP without a model in whose store forty suggestions are."""
    with isolated_lamp(tmp_path / "lamp", LAMP_MODELS=str(tmp_path / "none"), **NO_MODEL) as found:
        with held_store(found) as store:
            store.add(*(suggestion(f"s{number}", at=time.time()) for number in range(40)))
            store.flush()
        yield found


@contextmanager
def held_store(home: LampHome) -> Iterator[Store]:
    """Hold the store as another process would."""
    paths = home.paths
    key, _ = find_key(paths.store_file, paths.key_file, use_keyring=False)
    store = Store.open(paths.store_file, key)
    try:
        yield store
    finally:
        store.close()


def ask(home: LampHome, method: str, path: str, body: Any = None) -> httpx.Response:
    """Ask the daemon that runs."""
    address = home.address
    assert address is not None
    headers = {"Authorization": f"Bearer {address.token}"}
    return httpx.request(method, address.url + path, json=body, headers=headers, timeout=PATIENCE_S, trust_env=False)


def kept(home: LampHome) -> list[str]:
    """Return the suggestions that have an outcome, one name for each outcome; nothing while nobody can say."""
    try:
        answer = ask(home, "GET", "/v1/export")
    except (httpx.HTTPError, AssertionError):
        return []
    suggestions = answer.json()["suggestions"] if answer.status_code == 200 else []
    return sorted(one["id"] for one in suggestions for _ in one["outcomes"])


def arrived(home: LampHome, noted: list[str]) -> list[str]:
    """Return what is kept once all that was ``noted`` is, or patience ends."""
    deadline = time.monotonic() + PATIENCE_S
    while not set(noted) <= set(kept(home)) and time.monotonic() < deadline:
        time.sleep(0.2)
    return kept(home)


def accept(editor: EditorProcess, names: list[str]) -> list[str]:
    """Accept suggestions until the server is gone; returns those whose acceptance it answered."""
    noted = []
    with contextlib.suppress(ConnectionError, BrokenPipeError):
        for name in names:
            answer = editor.command("lamp.accept", name)
            noted += [] if "error" in answer else [name]
    return noted


def names(first: int, last: int) -> list[str]:
    """Name some of the forty suggestions."""
    return [f"s{number}" for number in range(first, last)]


def begin(home: LampHome) -> EditorProcess:
    """Start an editor's server, and wait until it knows how the daemon is."""
    editor = EditorProcess(home.environment)
    editor.initialize()
    assert "error" not in editor.command("lamp.status")
    return editor


def test_while_the_store_is_held_nothing_is_acknowledged_and_afterwards_all_arrives_once(home: LampHome) -> None:
    """Every writing route says 503 in a sentence; what the editor noted is stored once the holder is gone."""
    with held_store(home), begin(home) as editor:
        noted = accept(editor, names(0, 10))
        outcome = {"suggestion_id": "s20", "kind": "accepted", "at": 1.0}
        told = {
            ("POST", "/v1/outcomes"): {"outcomes": [outcome]},
            ("POST", "/v1/feedback"): {"suggestion_id": "s20", "verdict": "good"},
            ("POST", "/v1/documents"): {"path": "/x/a.py", "language": "python", "text": "x = 1\n"},
            ("POST", "/v1/workspaces"): {"path": str(home.folder)},
            ("POST", "/v1/learn"): {"path": str(home.folder)},
            ("PUT", "/v1/profile"): {},
            ("PUT", "/v1/profile/changes"): [],
            ("PUT", "/v1/conversations"): {"path": "/x/a", "to": "/x/b"},
            ("DELETE", "/v1/conversations?path=/x/a"): None,
            ("POST", "/v1/answers/1/feedback"): {"verdict": "good"},
            ("POST", "/v1/forget"): {"everything": True},
        }
        refused = {(method, path): ask(home, method, path, body) for (method, path), body in told.items()}

    assert {place: answer.status_code for place, answer in refused.items()} == dict.fromkeys(told, 503)
    assert all("holds the store" in answer.json()["error"] for answer in refused.values())
    assert noted == names(0, 10)
    assert arrived(home, noted) == sorted(noted)


@posix
@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("killed", ["language server", "daemon", "both"])
def test_kill_9_takes_nothing_that_was_noted(home: LampHome, killed: str, held: bool) -> None:  # noqa: FBT001 a parameter
    """Killed with outcomes on the way, with the store open or held: all that was answered is there, none twice."""
    with contextlib.ExitStack() as stack:
        if held:
            stack.enter_context(held_store(home))
        with begin(home) as editor:
            noted = accept(editor, names(0, 8))
            assert home.address is not None
            if killed != "language server":
                os.kill(home.address.pid, signal.SIGKILL)
            if killed != "daemon":
                editor.kill()
            noted += accept(editor, names(8, 16))
        with begin(home) as editor:
            noted += accept(editor, names(16, 24))

    assert set(names(16, 24)) <= set(noted)
    assert arrived(home, noted) == sorted(set(noted))
