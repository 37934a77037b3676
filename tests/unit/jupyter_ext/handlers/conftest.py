"""A Jupyter server in this process, with LAMP's handlers and a daemon that a test makes up.

pytest-jupyter's fixtures are brought in here alone: some of them act on every test that sees them.
"""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from pytest_jupyter.jupyter_server import *  # noqa: F403 fixtures and hooks are found by their names

from jupyter_ext.lamp import Lamp

Fetch = Callable[..., Awaitable[Any]]


@pytest.fixture  # type: ignore[no-redef]
def jp_server_config() -> dict[str, Any]:  # overriding is its purpose
    """Enable LAMP."""
    return {"ServerApp": {"jpserver_extensions": {"jupyter_ext": True}}}


@pytest.fixture
def lamp(jp_serverapp: Any) -> Lamp:
    """Give what the handlers share, for its daemon to be replaced."""
    shared: Lamp = jp_serverapp.web_app.settings["lamp"]
    return shared
