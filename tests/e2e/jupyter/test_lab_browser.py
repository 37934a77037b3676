"""JupyterLab in a browser, with a real kernel and the embedded model."""

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.jupyter.lab_page import TRIES, LabPage, eventually, write_notebook

pytestmark = [pytest.mark.browser, pytest.mark.model]

FRAME = "import pandas as pd\nprices = pd.DataFrame({'apples': [1.5, 2.5], 'pears': [3, 4]})"
MISSPELT = "total = 3\nprint(totl)"
SLOW_COMPLETER = """
import time
kernel = get_ipython().kernel
complete = kernel.do_complete
def complete_slowly(code, position):
    time.sleep(3)
    return complete(code, position)
kernel.do_complete = complete_slowly"""
"""A kernel's own completer that JupyterLab does not wait for, and that a look at the names has to wait behind."""


def refuse(route: Route) -> None:
    """Let a request go nowhere."""
    route.abort()


def columns_in(lines: list[str]) -> dict[str, str]:
    """Return the columns that a completion list offers, with their types."""
    words = [line.split() for line in lines]
    return {each[1]: each[3] for each in words if each[2:3] == ["column"]}


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


@pytest.mark.parametrize(("name", "completer"), [("quick.ipynb", ""), ("slow.ipynb", SLOW_COMPLETER)])
def test_the_first_look_at_the_kernel_is_asked_for_and_then_columns_complete(
    lab_page: LabPage, name: str, completer: str
) -> None:
    """Nothing is read before a yes; then `prices.` completes with the columns, and no execution is counted."""
    page = lab_page.page
    lab_page.jupyter.ask("PUT", "settings", {"live_kernel": None})
    write_notebook(lab_page.jupyter, name, FRAME + completer, "", "1")
    lab_page.open(name)
    assert lab_page.run(0) == "[1]:"
    page.route("**/lamp/suggest*", refuse)  # before a key is pressed: Tab would accept ghost text
    lab_page.write(1, "prices.")
    unasked = columns_in(lab_page.completions(1))
    lab_page.press("Yes", said="names in your kernel")
    eventually(lambda: lab_page.jupyter.ask("GET", "settings"), lambda kept: kept["live_kernel"] is True)

    def columns() -> dict[str, str]:
        assert lab_page.source(1) == "prices."
        return columns_in(lab_page.completions(1))

    seen = eventually(columns, bool)
    page.unroute("**/lamp/suggest*", refuse)

    assert unasked == {}
    assert seen == {"apples": "float64", "pears": "int64"}
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
        if not lab_page.page.locator(".lamp-Answer").last.get_by_role("button", name="Show change").count():
            continue
        expect(proposal).to_be_visible()
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
