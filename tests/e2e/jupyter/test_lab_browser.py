"""JupyterLab in a browser, with a real kernel and the embedded model."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.jupyter.lab_page import LabPage, eventually, write_notebook

pytestmark = [pytest.mark.browser, pytest.mark.model]

FRAME = "import pandas as pd\nprices = pd.DataFrame({'apples': [1.5, 2.5], 'pears': [3, 4]})"
MISSPELT = "total = 3\nprint(totl)"
TRIES = 3
"""A small model may answer without code; a developer asks again."""


def undo(lab_page: LabPage) -> None:
    """Take back the last change of the first cell."""
    lab_page.cell(0).locator(".cm-content").click()
    lab_page.page.keyboard.press("Control+z")


def accepted_in(exported: Any, source: str) -> Any:
    """Return the suggestion that was accepted and stands in a cell; None where there is none."""
    for suggestion in exported["suggestions"]:
        kinds = [outcome["kind"] for outcome in suggestion["outcomes"]]
        if "accepted" in kinds and suggestion["text"].strip() in source:
            return suggestion
    return None


def test_tab_accepts_ghost_text_and_the_store_knows_it_and_that_it_ran(lab_page: LabPage) -> None:
    """The whole way of a suggestion: typed for, shown, accepted by Tab, run; all of it is kept."""
    write_notebook(lab_page.jupyter, "sums.ipynb", "")
    lab_page.open("sums.ipynb")
    lab_page.write(0, "def add(first, second):\nreturn first")
    ghost = lab_page.ghost()
    lab_page.page.wait_for_timeout(700)  # long enough on show to be read
    lab_page.page.keyboard.press("Tab")
    source = lab_page.source(0)
    lab_page.run(0)

    exported = lab_page.export(lambda kept: bool((accepted_in(kept, source) or {}).get("runs")))
    accepted = accepted_in(exported, source)

    assert ghost.strip().split("\n")[0] in source
    assert [outcome["kind"] for outcome in accepted["outcomes"]] == ["shown", "accepted"]
    assert accepted["runs"][0]["raised"] is False


def test_the_first_look_at_the_kernel_is_asked_for_and_then_columns_complete(lab_page: LabPage) -> None:
    """Nothing is read before a yes; then `prices.` completes with the columns, and no execution is counted."""
    write_notebook(lab_page.jupyter, "frames.ipynb", FRAME, "", "1")
    lab_page.open("frames.ipynb")
    assert lab_page.run(0) == "[1]:"
    lab_page.write(1, "prices.a")
    lab_page.press("Yes", said="names in your kernel")
    lab_page.page.route("**/lamp/suggest*", lambda route: route.abort())  # so that Tab has no ghost text to accept
    eventually(lambda: lab_page.jupyter.ask("GET", "settings"), lambda kept: kept["live_kernel"] is True)

    seen = eventually(lambda: lab_page.completions(1), lambda lines: any("column" in line for line in lines))
    lab_page.page.unroute("**/lamp/suggest*")
    column = next(line for line in seen if "column" in line)

    assert "apples" in column
    assert "float64" in column
    assert lab_page.run(2) == "[2]:"


def test_an_error_is_fixed_by_its_button_a_diff_and_a_click_and_undone_by_one_key(lab_page: LabPage) -> None:
    """The cell stays as it was until the change is applied; then it runs, and one undo brings it back."""
    write_notebook(lab_page.jupyter, "totals.ipynb", MISSPELT)
    lab_page.open("totals.ipynb")
    lab_page.run(0)
    proposal = lab_page.page.locator(".lamp-Proposal")
    errors = lab_page.cell(0).locator(".lamp-Error")
    for attempt in range(TRIES):
        lab_page.page.get_by_role("button", name="Fix with LAMP").click()
        expect(lab_page.page.locator(".lamp-Answer")).to_have_count(attempt + 1)
        lab_page.page.wait_for_timeout(500)
        if not proposal.count():
            continue
        assert lab_page.source(0) == MISSPELT
        assert proposal.locator("[data-kind=removed]").count()
        proposal.get_by_role("button", name="Apply").click()
        lab_page.run(0)
        if not errors.count():
            break
        undo(lab_page)
    expect(errors).to_have_count(0)

    undo(lab_page)

    assert lab_page.source(0) == MISSPELT
