"""LAMP's handlers in a real Jupyter, without a model: who may ask, and one clear line where something is missing."""

import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from jupyter_ext.handlers.routes import ROUTES
from tests.e2e.jupyter.jupyter_process import BASE_URL, Jupyter

PATIENCE_S = 60
PLACE = {"path": "sales.ipynb", "language": "python", "client": "tab", "cells": [{"source": "x = "}], "offset": 4}
POSTS = sorted(set(ROUTES) - {"status", "page", "profile", "report", "export", "why", "conversations", "settings"})


@pytest.mark.parametrize("path", ["status", "export", "conversations"])
def test_a_stranger_reads_nothing(modelless_lab: Jupyter, path: str) -> None:
    """Without Jupyter's own token there is no answer."""
    answer = httpx.get(f"{modelless_lab.url}lamp/{path}", trust_env=False, timeout=PATIENCE_S)

    assert answer.status_code in {302, 403}
    assert "lamp" not in answer.headers.get("location", "").partition("?")[0]


@pytest.mark.parametrize("path", POSTS)
def test_a_stranger_changes_nothing(modelless_lab: Jupyter, path: str) -> None:
    """Each handler that does something asks who is there."""
    answer = httpx.post(f"{modelless_lab.url}lamp/{path}", json={}, trust_env=False, timeout=PATIENCE_S)

    assert answer.status_code == 403


def test_a_logged_in_page_of_another_site_is_refused(modelless_lab: Jupyter) -> None:
    """A browser's cookie alone is not enough: the request must carry the page's own XSRF token."""
    with httpx.Client(
        base_url=modelless_lab.url, trust_env=False, follow_redirects=True, timeout=PATIENCE_S
    ) as browser:
        browser.get("lab", params={"token": "a-token-of-the-tests"})
        forged = browser.post("lamp/pause")
        own = browser.post("lamp/resume", headers={"X-XSRFToken": browser.cookies["_xsrf"]})

    assert forged.status_code == 403
    assert own.is_success


def test_handlers_live_under_the_base_url_alone(modelless_lab: Jupyter) -> None:
    """As a JupyterHub wants it."""
    root = modelless_lab.url.removesuffix(BASE_URL)
    with modelless_lab.client() as http:
        inside, outside = http.get("lamp/status"), http.get(f"{root}/lamp/status")

    assert inside.is_success
    assert outside.status_code == 404


def test_the_daemons_token_stays_on_the_server(modelless_lab: Jupyter) -> None:
    """Nothing that a browser can get holds it."""
    modelless_lab.ask("GET", "status")
    address = modelless_lab.home.address
    assert address is not None

    with modelless_lab.client() as http:
        got = [http.get(f"lamp/{path}", params={"theme": "dark"}) for path in ("status", "page", "export", "settings")]
        streamed = http.post("lamp/suggest", json=PLACE)

    assert all(address.token not in answer.text + str(answer.headers) for answer in [*got, streamed])


def test_without_a_model_there_is_one_clear_line(modelless_lab: Jupyter) -> None:
    """For suggestions, for answers and for the status."""
    _wait_for(lambda: "loading" not in modelless_lab.ask("GET", "status")["message"])
    (suggestion,) = modelless_lab.lines("suggest", PLACE)
    (answer,) = modelless_lab.lines("assistant", {**PLACE, "action": "explain"})

    assert suggestion["done"]
    assert "lamp" in suggestion["reason"]
    assert answer["kind"] == "error"
    assert answer["message"].count("\n") == 0
    assert modelless_lab.ask("GET", "status")["state"] == "no_model"


def test_a_wrong_request_says_where_it_is_wrong(modelless_lab: Jupyter) -> None:
    """And no traceback leaves the server."""
    with modelless_lab.client() as http:
        answer = http.post("lamp/suggest", json={**PLACE, "offset": "far"})

    assert answer.status_code == 400
    assert "`offset`" in answer.json()["error"]


def test_whether_the_kernel_may_be_looked_at_is_kept(modelless_lab: Jupyter) -> None:
    """Not asked yet is a third answer; what was said stands in LAMP's own settings."""
    before = modelless_lab.ask("GET", "settings")
    modelless_lab.ask("PUT", "settings", {"live_kernel": False})

    assert before["live_kernel"] is None
    assert modelless_lab.ask("GET", "settings")["live_kernel"] is False
    assert 'live_kernel = "no"' in modelless_lab.home.paths.settings_file.read_text()


def test_settings_of_the_page_are_lamps_own(modelless_lab: Jupyter) -> None:
    """They stand in the one file and hold at once; a wrong one changes nothing and is answered in a sentence."""
    modelless_lab.ask("PUT", "settings", {"values": {"paused": True, "max_lines": 7}})
    paused = modelless_lab.ask("GET", "status")["state"]
    with modelless_lab.client() as http:
        wrong = http.put("lamp/settings", json={"values": {"max_lines": 0}})
    modelless_lab.ask("PUT", "settings", {"values": {"paused": False}})

    values = modelless_lab.ask("GET", "settings")["values"]
    assert paused == "paused"
    assert (values["paused"], values["max_lines"]) == (False, 7)
    assert wrong.status_code == 400
    assert "`max_lines`" in wrong.json()["error"]
    assert "max_lines = 7" in modelless_lab.home.paths.settings_file.read_text()


def test_a_notebook_is_learned_from_and_its_outputs_are_not(modelless_lab: Jupyter) -> None:
    """The developer's cells come back in the export; what they put out, and markdown, do not."""
    cells = [
        {"type": "markdown", "source": "private_heading"},
        {"source": "def chalk_up(name):\n    return name\n", "outputs": ["private_output"]},
    ]

    modelless_lab.ask("POST", "document", {**PLACE, "cells": cells, "event": "saved"})

    _wait_for_text(modelless_lab, "chalk_up")
    kept = str(modelless_lab.ask("GET", "export"))
    assert "private_heading" not in kept
    assert "private_output" not in kept


def test_pausing_holds_everywhere(modelless_lab: Jupyter) -> None:
    """The status says so, and how to go on."""
    modelless_lab.ask("POST", "pause")
    paused = modelless_lab.ask("GET", "status")
    modelless_lab.ask("POST", "resume")

    assert paused["state"] == "paused"
    assert modelless_lab.ask("GET", "status")["state"] != "paused"


def test_a_project_can_be_forgotten_from_the_page(modelless_lab: Jupyter) -> None:
    """The page is there in both themes, and what its button erases is gone."""
    folder = str(Path(modelless_lab.folder))
    modelless_lab.ask("POST", "document", {**PLACE, "cells": [{"source": "erase_me = 1\n"}], "event": "saved"})
    _wait_for_text(modelless_lab, "erase_me")

    assert "<html" in modelless_lab.ask("GET", "page", theme="light")["html"]
    modelless_lab.ask("POST", "forget", {"project": folder})

    assert "erase_me" not in str(modelless_lab.ask("GET", "export"))


def _wait_for_text(jupyter: Jupyter, text: str) -> None:
    _wait_for(lambda: text in str(jupyter.ask("GET", "export")))


def _wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.2)
