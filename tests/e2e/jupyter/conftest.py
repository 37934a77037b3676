"""Real Jupyter servers, each with a LAMP of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import NO_MODEL
from tests.e2e.jupyter.jupyter_process import Jupyter, running_jupyter
from tests.e2e.jupyter.lab_page import LabPage, chromium_page, wait_until_ready
from tests.e2e.lamp_home import isolated_lamp

WITH_MODEL = {"LAMP_LATENCY_BUDGET_MS": "60000", "LAMP_BACKEND": "embedded", "LAMP_HOLDOUT_SHARE": "0"}
"""Long waits, so that a busy machine shortens no prompt."""


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """Give JupyterLab with the embedded model, shared by the tests of a module."""
    folder = tmp_path_factory.mktemp("lab")
    with isolated_lamp(folder / "lamp", **WITH_MODEL) as home, running_jupyter(home, folder / "notebooks") as jupyter:
        yield jupyter


@pytest.fixture(scope="module")
def modelless_lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jupyter]:
    """Give JupyterLab without a model: all but suggestions and answers, in seconds."""
    folder = tmp_path_factory.mktemp("lab")
    models = {"LAMP_MODELS": str(folder / "no-models"), **NO_MODEL}
    with isolated_lamp(folder / "lamp", **models) as home, running_jupyter(home, folder / "notebooks") as jupyter:
        yield jupyter


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """Give a page of a browser that the tests of a module share."""
    with chromium_page() as page:
        yield page


@pytest.fixture
def lab_page(lab: Jupyter, page: Page) -> LabPage:
    """Give the page to JupyterLab, whose model is there."""
    wait_until_ready(lab)
    return LabPage(page, lab)
