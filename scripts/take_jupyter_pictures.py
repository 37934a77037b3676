# ruff: noqa: INP001 a script, not a package
"""Take the pictures of JupyterLab in the documents, in light and dark: `python -m scripts.take_jupyter_pictures`.

Everything in them is real: JupyterLab, the kernel, the embedded model, and the profile that LAMP makes of its own code.
A small model does not always mend a cell: it is asked a few times, and no picture is taken where it never does.
"""

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.jupyter.jupyter_process import ROOT, running_jupyter
from tests.e2e.jupyter.lab_page import LabPage, chromium_page, wait_until_ready, write_notebook
from tests.e2e.lamp_home import isolated_lamp

PICTURES = ROOT / "docs" / "pictures"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
LAMP = {
    "LAMP_BACKEND": "embedded",
    "LAMP_LATENCY_BUDGET_MS": "60000",
    "LAMP_LIVE_KERNEL": "yes",
    "LAMP_HOLDOUT_SHARE": "0",
    "LAMP_MEANING_SEARCH": "false",  # learning by meaning would take minutes before the first picture
}
LEARNED_FROM = "style_learner"
LOADING = """\
import pandas as pd

prices = pd.DataFrame({'fruit': ['apple', 'pear', 'plum'], 'price': [1.5, 3.0, 2.5], 'sold': [40, 12, 31]})
prices"""
BROKEN = "total = prices['sold'].sum()\nprint(totl)"
MENDED = "print(total)"
BEGUN = "most_sold = prices.sort_values("
TRIES = 6


def main() -> None:
    """Take them all."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        take_all(Path(folder))


def take_all(folder: Path) -> None:
    """Take them with a Jupyter and a LAMP of their own."""
    with (
        isolated_lamp(folder / "lamp", **LAMP) as home,
        running_jupyter(home, folder / "notebooks") as jupyter,
        chromium_page(device_scale_factor=2) as page,
    ):
        home.run("learn", str(ROOT / LEARNED_FROM))
        wait_until_ready(jupyter)
        write_notebook(jupyter, "fruit.ipynb", LOADING, "", BROKEN)
        lab = LabPage(page, jupyter)
        lab.open("fruit.ipynb")
        page.keyboard.press("Control+b")  # the side bar with files
        lab.run(0)
        take_completion(lab)
        take_assistant(lab)
        take_profile(lab)


def take_completion(lab: LabPage) -> None:
    """Show ghost text that knows the kernel's columns."""
    lab.write(1, BEGUN)
    for mode, theme in THEMES.items():
        choose(lab.page, theme)
        lab.cell(1).locator(".cm-content").click()
        lab.page.keyboard.press("Control+End")
        lab.page.keyboard.press("Alt+Backslash")
        lab.ghost()
        take(lab.page, f"completion-{mode}")
    lab.page.keyboard.press("Tab")


def take_assistant(lab: LabPage) -> None:
    """Show an error, and the change that would mend it."""
    lab.run(2)
    proposal = lab.page.locator(".lamp-Proposal")
    for attempt in range(TRIES):
        lab.page.get_by_role("button", name="Fix with LAMP").click()
        expect(lab.page.locator(".lamp-Answer-row")).to_have_count(attempt + 1)
        lab.page.wait_for_timeout(500)
        if proposal.count() and MENDED in proposal.inner_text():
            break
    else:
        return
    for mode, theme in THEMES.items():
        choose(lab.page, theme)
        take(lab.page, f"assistant-{mode}")


def take_profile(lab: LabPage) -> None:
    """Show what was learned."""
    lab.page.get_by_role("tab", name="LAMP").first.click()
    lab.page.locator(".lamp-StatusItem-button").click()
    lab.press("Open profile", said="")
    profile = lab.page.frame_locator(".lamp-Profile iframe")
    for mode, theme in THEMES.items():
        choose(lab.page, theme)
        expect(profile.locator("html")).to_have_attribute("data-theme", mode)
        take(lab.page, f"profile-{mode}")


def choose(page: Page, theme: str) -> None:
    """Change JupyterLab's theme."""
    page.keyboard.press("Control+Shift+c")
    page.locator(".lm-CommandPalette-input").fill(f"Use Theme: {theme}")
    page.locator(".lm-CommandPalette-item").first.click()
    page.locator(f"body[data-jp-theme-name='{theme}']").wait_for(state="attached")


def take(page: Page, name: str) -> None:
    """Write a picture."""
    page.wait_for_timeout(800)  # until the menu has faded and the theme is drawn
    page.screenshot(path=PICTURES / f"jupyter-{name}.png")


if __name__ == "__main__":
    main()
