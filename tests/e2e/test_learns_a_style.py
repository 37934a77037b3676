"""The story: a developer writes in one distinctive manner, and the next completion follows it.

Real language server, real daemon, real model, an empty workspace. The manner is a helper and a naming of their own,
which no model can know; the generic completion and the one with another developer's history must not show it.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.editors.lsp_process import LspProcess, lamp, outcomes_of, suggestion_with
from tests.e2e.lamp_home import LampHome, isolated_lamp

pytestmark = pytest.mark.model

OWN_MANNER = """\
from tally.ledger import chalk_up


def load_orders(source):
    orders_found = read_rows(source)
    chalk_up("orders", len(orders_found))
    return orders_found


def load_customers(source):
    customers_found = read_rows(source)
    chalk_up("customers", len(customers_found))
    return customers_found
"""
OTHER_MANNER = """\
import logging

logger = logging.getLogger(__name__)


def load_orders(source):
    rows = list(read_rows(source))
    logger.info("read %d orders", len(rows))
    return rows


def load_customers(source):
    rows = list(read_rows(source))
    logger.info("read %d customers", len(rows))
    return rows
"""
NEXT = """\
from tally.rows import read_rows


def load_products(source):
    products_found = read_rows(source)
    """
LINE, COLUMN = 5, 4
LEARNT_IN_S = 60


@contextmanager
def _developer(folder: Path, manner: str) -> Iterator[tuple[LampHome, LspProcess, Path]]:
    """Give a developer who has typed and saved ``manner`` in an otherwise empty workspace."""
    workspace = folder / "workspace"
    workspace.mkdir(parents=True)
    # Long waits, so that a busy machine shortens no prompt: what is tested is what is learned, not how fast.
    with isolated_lamp(folder / "lamp", LAMP_LATENCY_BUDGET_MS="20000", LAMP_BACKEND="embedded") as home:
        root = {"uri": workspace.as_uri(), "name": "workspace"}
        with LspProcess(home.environment, workspaceFolders=[root], rootUri=root["uri"]) as editor:
            _wait_for(lambda: home.ask("status", "--json")["state"] == "ready")
            file = workspace / "loading.py"
            editor.open(file.as_uri(), "")
            for number, line in enumerate(manner.splitlines(keepends=True)):
                editor.type(file.as_uri(), number, 0, line)
            file.write_text(manner, encoding="utf-8")
            editor.notify("textDocument/didSave", {"textDocument": {"uri": file.as_uri()}})
            _wait_for(lambda: home.ask("status", "--json")["snippets"] > 0)
            yield home, editor, workspace


def _wait_for(happened: Callable[[], bool]) -> None:
    until = time.monotonic() + LEARNT_IN_S
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.2)


def _suggested(editor: LspProcess, workspace: Path) -> tuple[str, dict[str, Any]]:
    uri = (workspace / "products.py").as_uri()
    editor.open(uri, NEXT)
    items = editor.complete(uri, LINE, COLUMN)
    assert items, "nothing was suggested"
    return str(items[0]["insertText"]).strip(), items[0]


def test_the_next_completion_follows_the_developers_manner(tmp_path: Path) -> None:
    """With their own history the helper comes with their naming; what they accept is found in the store."""
    with _developer(tmp_path, OWN_MANNER) as (home, editor, workspace):
        editor.notify("workspace/didChangeConfiguration", {"settings": {"lamp": {"holdout_share": 0}}})
        text, item = _suggested(editor, workspace)

        assert text.startswith('chalk_up("products", len(products_found))')

        command = item["command"]
        editor.request(
            "workspace/executeCommand",
            {"command": command["command"], "arguments": command["arguments"]},
        )
        kept = suggestion_with(home.environment, "accepted", str(command["arguments"][0]))
        assert len(outcomes_of(kept, "accepted")) == 1
        assert kept["strategy"] == "personal"


def test_the_generic_completion_does_not(tmp_path: Path) -> None:
    """Without what was learned, the model cannot know the helper."""
    with _developer(tmp_path, OWN_MANNER) as (_, editor, workspace):
        editor.notify("workspace/didChangeConfiguration", {"settings": {"lamp": {"holdout_share": 1}}})
        text, _item = _suggested(editor, workspace)

        assert "chalk_up" not in text


def test_another_developers_history_does_not_either(tmp_path: Path) -> None:
    """With another's history of the same size the completion follows the other."""
    with _developer(tmp_path, OTHER_MANNER) as (_, editor, workspace):
        editor.notify("workspace/didChangeConfiguration", {"settings": {"lamp": {"holdout_share": 0}}})
        text, _item = _suggested(editor, workspace)

        assert "chalk_up" not in text


def test_what_was_learned_can_be_seen_and_forgotten(tmp_path: Path) -> None:
    """The profile shows the library, and after forgetting neither profile nor export knows it."""
    with _developer(tmp_path, OWN_MANNER) as (home, _editor, _workspace):
        assert "tally" in lamp(home.environment, "profile", "show", "--json")

        lamp(home.environment, "forget", "--everything", "--yes")

        assert "tally" not in lamp(home.environment, "profile", "show", "--json")
        assert "chalk_up" not in lamp(home.environment, "export")
