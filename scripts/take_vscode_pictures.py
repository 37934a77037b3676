# ruff: noqa: INP001 a script, not a package
"""Take the pictures of VS Code in the documents, in light and dark: `python -m scripts.take_vscode_pictures [FOLDER]`.

A real VS Code with the real model, which has learned from a small project; ``make test`` has brought what it needs.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize

from tests.e2e.chromium import chromium
from tests.e2e.lamp_home import LampHome, isolated_lamp
from tests.e2e.vscode.code_server import ROOT, CodeServer, code_server, program, with_lamp
from tests.e2e.vscode.window import Window, open_window

PICTURES = ROOT / "docs" / "pictures"
THEMES = {"light": "Light 2026", "dark": "Dark 2026"}
SIZE: ViewportSize = {"width": 1000, "height": 520}

LOADING = '''"""What the shop loads from its files."""

from tally.ledger import chalk_up
from tally.rows import read_rows


def load_orders(source: str) -> list[dict]:
    orders_found = read_rows(source)
    chalk_up("orders", len(orders_found))
    return orders_found


def load_customers(source: str) -> list[dict]:
    customers_found = read_rows(source)
    chalk_up("customers", len(customers_found))
    return customers_found
'''
PRODUCTS = '''"""What the shop sells."""

from tally.rows import read_rows


def load_products(source: str) -> list[dict]:
    products_found = read_rows(source)
    '''


def shop(folder: Path) -> Path:
    """Make a project with a few commits of its developer's."""
    with_lamp(folder)
    (folder / ".vscode").mkdir()
    git = ["git", "-C", str(folder)]
    identity = ["config", "user.email", "ada@example.org"], ["config", "user.name", "Ada"]
    for words in (["init", "-q"], *identity):
        subprocess.run([*git, *words], check=True)  # noqa: S603
    for name in ("loading", "counting", "sending", "returning"):
        (folder / f"{name}.py").write_text(LOADING.replace("load_", f"{name}_"), encoding="utf-8")
        subprocess.run([*git, "add", f"{name}.py"], check=True)  # noqa: S603
        subprocess.run([*git, "commit", "-qm", f"Add {name}"], check=True)  # noqa: S603
    return folder


def colour(folder: Path, theme: str) -> None:
    """Give the project's window a theme, which it takes on at once."""
    settings = {
        "workbench.colorTheme": theme,
        "editor.minimap.enabled": False,
        "editor.inlineSuggest.showToolbar": "never",
    }
    (folder / ".vscode" / "settings.json").write_text(json.dumps(settings), encoding="utf-8")


def settle(window: Window, theme: str) -> None:
    """Wait until all is drawn and LAMP is ready."""
    kind = "vs-dark" if "Dark" in theme else "vs"
    window.page.locator(f".monaco-workbench.{kind}").wait_for()
    window.until(lambda: window.state == "ready")
    window.page.mouse.move(500, 480)
    window.page.wait_for_timeout(1500)


def take_profile(window: Window, kind: str, pictures: Path) -> None:
    """Take the page of what was learned."""
    colour(window.folder, THEMES[kind])
    window.page.set_viewport_size({"width": SIZE["width"], "height": 760})
    window.command("LAMP: Show What Was Learned")
    window.webview().locator(".card").first.wait_for()
    settle(window, THEMES[kind])
    window.page.screenshot(path=pictures / f"vscode-profile-{kind}.png")
    window.command("View: Close All Editors")


def take_suggestion(window: Window, kind: str, pictures: Path) -> None:
    """Take a suggestion that follows the developer's own manner."""
    colour(window.folder, THEMES[kind])
    window.page.set_viewport_size(SIZE)
    window.write_and_open("products.py", PRODUCTS)
    window.suggest()
    settle(window, THEMES[kind])
    window.page.screenshot(path=pictures / f"vscode-suggestion-{kind}.png")
    window.press("Escape")
    window.command("View: Close All Editors")


def session(home: LampHome, code: CodeServer, browser: Browser, folder: Path) -> Window:
    """Open the project in a window, with what it says learned."""
    home.run("learn", str(folder))
    colour(folder, THEMES["light"])
    window = open_window(browser.new_page(viewport=SIZE), code.open(folder), folder)
    window.until(lambda: window.state == "ready")
    window.press("Control+B")
    return window


def main() -> None:
    """Take all pictures with a LAMP and a VS Code of their own."""
    pictures = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    found = program()
    if found is None:
        sys.exit("There is no code-server; scripts/build_code_server.sh brings it.")
    with (
        tempfile.TemporaryDirectory() as place,
        isolated_lamp(
            Path(place, "lamp"), LAMP_BACKEND="embedded", LAMP_LATENCY_BUDGET_MS="20000", LAMP_HOLDOUT_SHARE="0"
        ) as home,
        code_server(found, Path(place, "code"), home.environment) as code,
        chromium() as browser,
    ):
        window = session(home, code, browser, shop(Path(place, "shop")))
        for one in (take_profile, take_suggestion):
            for kind in THEMES:
                one(window, kind, pictures)


if __name__ == "__main__":
    main()
