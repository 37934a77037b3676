"""The server extension: hangs the handlers under Jupyter's own address and lets go of the daemon at the end."""

from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join

from jupyter_ext.handlers import routes
from jupyter_ext.lamp import Lamp

NAME = "lamp"
"""The handlers' part of the address, and the key of the shared :class:`Lamp` among the server's settings."""


def _load_jupyter_server_extension(server: Any) -> None:
    """Begin: Jupyter starts."""
    root = getattr(server.contents_manager, "root_dir", "") or server.root_dir
    server.web_app.settings[NAME] = Lamp(Path(root).expanduser().absolute())
    base = server.web_app.settings["base_url"]
    server.web_app.add_handlers(
        ".*$", [(url_path_join(base, NAME, path), handler) for path, handler in routes.ROUTES.items()]
    )
    server.log.info("LAMP is here.")


async def _unload_jupyter_server_extension(server: Any) -> None:
    """End: Jupyter stops."""
    await server.web_app.settings[NAME].close()
