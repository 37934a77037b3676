"""Notebook 7 in a browser: the same front end in another shell."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import Request, Route

from tests.e2e.conftest import NO_MODEL
from tests.e2e.jupyter.jupyter_process import TOKEN, running_jupyter
from tests.e2e.jupyter.lab_page import LabPage, chromium_page, write_notebook
from tests.e2e.lamp_home import isolated_lamp

pytestmark = pytest.mark.browser

ANSWER = {"id": "s", "text": "first + second", "replaces_after": 0, "done": True}


def accepted_in(request: Request) -> list[str]:
    """Return the suggestions that a request tells as accepted."""
    events = (request.post_data_json or {})["events"] if "/lamp/track" in request.url else []
    return [event["suggestion_id"] for event in events if event["kind"] == "accepted"]


def test_notebook_7_shows_a_suggestion_takes_it_by_tab_and_tells(tmp_path: Path) -> None:
    """Ghost text, Tab and the outcome do not need JupyterLab's own shell; the model's answer is put in place."""

    def suggest(route: Route) -> None:
        route.fulfill(content_type="application/x-ndjson", body=json.dumps(ANSWER) + "\n")

    models = {"LAMP_MODELS": str(tmp_path / "no-models"), **NO_MODEL}
    with (
        isolated_lamp(tmp_path / "lamp", **models) as home,
        running_jupyter(home, tmp_path / "notebooks", program="notebook") as jupyter,
        chromium_page() as page,
    ):
        write_notebook(jupyter, "sums.ipynb", "")
        page.route("**/lamp/suggest*", suggest)
        page.goto(f"{jupyter.url}notebooks/sums.ipynb?token={TOKEN}")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        notebook = LabPage(page, jupyter)
        notebook.write(0, "total = ")
        notebook.ghost()
        with page.expect_request(lambda request: accepted_in(request) == [ANSWER["id"]]):
            page.keyboard.press("Tab")

        assert notebook.source(0) == "total = first + second"
