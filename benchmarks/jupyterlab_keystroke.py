"""Main-thread time that the lab extension adds to a keystroke in a large notebook, measured in the browser.

    python -m benchmarks.jupyterlab_keystroke [--cells 500] [--output-characters 20000] [--keys 60]

JupyterLab, the extension and Chromium are the real ones; the model's answer is put in place at once, so that every key
brings ghost text and its following as well. Each key is pressed alone and waited for, longer than the extension's own
pause, so that each makes a request: the dearest case. Chromium's profiler samples the main thread; a sample counts as
LAMP's when code of the extension is anywhere on its stack, so what it calls of JupyterLab counts too. The same keys are
pressed first with the extension switched off: what JupyterLab itself takes for a key on this machine, at this moment.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Route
from rich.console import Console
from rich.table import Table

from tests.e2e.jupyter.jupyter_process import Jupyter, running_jupyter
from tests.e2e.jupyter.lab_page import LabPage, chromium_page
from tests.e2e.lamp_home import isolated_lamp

AIM_MS = 2.0
EXTENSION = "@lamp-assistant/jupyterlab"
"""Also in the address of each of its scripts."""
SAMPLED_EVERY_US = 100
PAUSE_MS = 150
"""Before it, the extension only follows; after it, in idle time, it reads the cells and asks."""
RESTING = {"(idle)", "(program)"}
"""The profiler's names for no script: nothing to do, or the browser's own work."""
WAIT_MS = 500
"""Longer than the pause before a request and its answer together."""
TYPED = "result = first + second "
ANSWER = {"id": "benchmark", "text": "* 2", "replaces_after": 0, "done": True}
LAMP = {"LAMP_BACKEND": "embedded", "LAMP_MEANING_SEARCH": "false", "LAMP_LIVE_KERNEL": "yes"}


@dataclass(frozen=True)
class KeyTime:
    """Main-thread time of one key, in milliseconds."""

    own_at_once: float
    """LAMP's, before the pause."""
    own: float
    """LAMP's, in all."""
    page: float
    """Of all scripts."""


def main() -> None:
    """Measure, and print a table."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        without, with_lamp = _measure(Path(folder), options)
    table = Table("main thread, a key", "median ms", "95 % below ms", title=f"{options.cells} cells, aim {AIM_MS} ms")
    table.add_row("LAMP, at once", *_figures([key.own_at_once for key in with_lamp]))
    table.add_row("LAMP, with the request after the pause", *_figures([key.own for key in with_lamp]))
    table.add_row("all scripts with LAMP", *_figures([key.page for key in with_lamp]))
    table.add_row("all scripts without LAMP", *_figures([key.page for key in without]))
    Console().print(table)


def _figures(times_ms: Sequence[float]) -> tuple[str, str]:
    return f"{statistics.median(times_ms):.2f}", f"{statistics.quantiles(times_ms, n=20)[-1]:.2f}"


def _measure(folder: Path, options: argparse.Namespace) -> tuple[list[KeyTime], list[KeyTime]]:
    """Return the times without and with the extension."""
    models = {"LAMP_MODELS": str(folder / "no-models"), **LAMP}
    with (
        isolated_lamp(folder / "lamp", **models) as home,
        running_jupyter(home, folder / "notebooks") as jupyter,
        chromium_page() as page,
    ):
        (jupyter.folder / "large.ipynb").write_text(json.dumps(_notebook(options.cells, options.output_characters)))
        page.route("**/lamp/suggest*", _suggest)
        return _time(page, jupyter, options.keys, lamp=False), _time(page, jupyter, options.keys, lamp=True)


def _time(page: Page, jupyter: Jupyter, keys: int, *, lamp: bool) -> list[KeyTime]:
    page_config = Path(jupyter.environment["JUPYTER_CONFIG_DIR"]) / "labconfig" / "page_config.json"
    page_config.parent.mkdir(parents=True, exist_ok=True)
    page_config.write_text(json.dumps({"disabledExtensions": {EXTENSION: not lamp}}))
    LabPage(page, jupyter).open("large.ipynb")
    return list(_time_keys(page, keys))


def _time_keys(page: Page, keys: int) -> Iterator[KeyTime]:
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.setSamplingInterval", {"interval": SAMPLED_EVERY_US})
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(TYPED, delay=50)  # compiled and warm, as after the first line of a day
    for at in range(keys):
        yield _time_key(page, session, TYPED[at % len(TYPED)])


def _time_key(page: Page, session: CDPSession, key: str) -> KeyTime:
    session.send("Profiler.start")
    page.keyboard.press("Space" if key == " " else key)
    page.wait_for_timeout(WAIT_MS)
    return key_time(session.send("Profiler.stop")["profile"])


def key_time(profile: Mapping[str, Any]) -> KeyTime:
    """Add up the samples; LAMP's are those that have the extension on their stack."""
    ours, resting = _nodes(profile)
    at = own_at_once = own = page = 0
    deltas = profile["timeDeltas"][1:]  # a delta ends where the next sample begins
    for sample, delta in zip(profile["samples"], deltas, strict=False):
        at += delta
        page += delta * (sample not in resting)
        own += delta * (sample in ours)
        own_at_once += delta * (sample in ours and at < PAUSE_MS * 1000)
    return KeyTime(own_at_once / 1000, own / 1000, page / 1000)


def _nodes(profile: Mapping[str, Any]) -> tuple[set[int], set[int]]:
    """Return the nodes below the extension's code, and those in which no script runs."""
    nodes = {node["id"]: node for node in profile["nodes"]}
    ours = set[int]()

    def mark(identity: int, *, inside: bool) -> None:
        inside = inside or EXTENSION in nodes[identity]["callFrame"]["url"]
        if inside:
            ours.add(identity)
        for child in nodes[identity].get("children", []):
            mark(child, inside=inside)

    mark(profile["nodes"][0]["id"], inside=False)
    return ours, {identity for identity, node in nodes.items() if node["callFrame"]["functionName"] in RESTING}


def _suggest(route: Route) -> None:
    route.fulfill(content_type="application/x-ndjson", body=json.dumps(ANSWER) + "\n")


def _notebook(cells: int, output_characters: int) -> dict[str, Any]:
    output = {"output_type": "stream", "name": "stdout", "text": "0123456789\n" * (output_characters // 11)}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": [
            {
                "cell_type": "code",
                "id": f"cell{at}",
                "metadata": {},
                "source": f"def step_{at}(first, second):\n    return first * {at} + second\n",
                "outputs": [output],
                "execution_count": at,
            }
            for at in range(cells)
        ],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cells", type=int, default=500)
    parser.add_argument("--output-characters", type=int, default=20_000)
    parser.add_argument("--keys", type=int, default=60)
    return parser.parse_args()


if __name__ == "__main__":
    main()
