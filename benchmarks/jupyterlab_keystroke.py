"""Main-thread time that the lab extension adds to a keystroke in a large notebook, measured in the browser.

    python -m benchmarks.jupyterlab_keystroke [--cells 500] [--output-characters 20000] [--keys 60]

JupyterLab, the extension and Chromium are the real ones; the model's answer is put in place at once, so that every key
brings ghost text and its following as well. Each key is pressed alone and waited for, longer than the extension's own
pause, so that each makes a request: the dearest case. Chromium's profiler samples the main thread; a sample counts
when code of the extension is anywhere on its stack, so what it calls of JupyterLab counts too.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, Route
from rich.console import Console
from rich.table import Table

from tests.e2e.jupyter.jupyter_process import running_jupyter
from tests.e2e.jupyter.lab_page import LabPage, chromium_page
from tests.e2e.lamp_home import isolated_lamp

AIM_MS = 2.0
OURS = "@lamp-assistant"
"""In the address of every script of the extension."""
SAMPLED_EVERY_US = 100
WAIT_MS = 500
"""Longer than the pause before a request and its answer together."""
TYPED = "result = first + second "
ANSWER = {"id": "benchmark", "text": "* 2", "replaces_after": 0, "done": True}
MODELLESS = {"LAMP_BACKEND": "embedded", "LAMP_MEANING_SEARCH": "false"}


def main() -> None:
    """Measure, and print a table."""
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        times_ms = list(_measure(Path(folder), options))
    table = Table("keys", "median ms", "95 % below ms", "worst ms", title=f"{options.cells} cells, aim {AIM_MS} ms")
    cuts = statistics.quantiles(times_ms, n=20)
    figures = (statistics.median(times_ms), cuts[-1], max(times_ms))
    table.add_row(str(len(times_ms)), *(f"{each:.2f}" for each in figures))
    Console().print(table)


def _measure(folder: Path, options: argparse.Namespace) -> Iterator[float]:
    models = {"LAMP_MODELS": str(folder / "no-models"), **MODELLESS}
    with (
        isolated_lamp(folder / "lamp", **models) as home,
        running_jupyter(home, folder / "notebooks") as jupyter,
        chromium_page() as page,
    ):
        (jupyter.folder / "large.ipynb").write_text(json.dumps(_notebook(options.cells, options.output_characters)))
        page.route("**/lamp/suggest*", _suggest)
        LabPage(page, jupyter).open("large.ipynb")
        yield from _time_keys(page, options.keys)


def _time_keys(page: Page, keys: int) -> Iterator[float]:
    session = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.setSamplingInterval", {"interval": SAMPLED_EVERY_US})
    page.locator(".jp-Notebook .jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(TYPED, delay=50)  # compiled and warm, as after the first line of a day
    for at in range(keys):
        yield _time_key(page, session, TYPED[at % len(TYPED)])


def _time_key(page: Page, session: CDPSession, key: str) -> float:
    session.send("Profiler.start")
    page.keyboard.press("Space" if key == " " else key)
    page.wait_for_timeout(WAIT_MS)
    return own_time_ms(session.send("Profiler.stop")["profile"])


def own_time_ms(profile: Mapping[str, Any]) -> float:
    """Return the time of the samples that have the extension on their stack."""
    nodes = {node["id"]: node for node in profile["nodes"]}
    ours = set[int]()

    def mark(identity: int, *, inside: bool) -> None:
        inside = inside or OURS in nodes[identity]["callFrame"]["url"]
        if inside:
            ours.add(identity)
        for child in nodes[identity].get("children", []):
            mark(child, inside=inside)

    mark(profile["nodes"][0]["id"], inside=False)
    timed = zip(profile["samples"], profile["timeDeltas"][1:], strict=False)  # a delta ends where the next begins
    return float(sum(delta for sample, delta in timed if sample in ours)) / 1000


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
