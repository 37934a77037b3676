"""Put JupyterLab's front end and Neovim's plugin into the wheel, so that whoever installs it needs no Node.

A wheel without it is refused; an editable install does without it, and `make jupyter` links what it builds.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = "jupyter_ext/labextension"
INSTALLED = "share/jupyter/labextensions/@lamp-assistant/jupyterlab"
CONFIGURATION = {
    "jupyter_ext/jupyter-config/jupyter_ext.json": "etc/jupyter/jupyter_server_config.d/jupyter_ext.json",
}
NEOVIM = {"editors/nvim": "share/lamp-assistant/nvim"}
"""`lamp setup` names it where LAMP is no checkout."""
NOT_BUILT = (
    "LAMP's front end for JupyterLab could not be built; the lines above say why. It needs Node 20 or newer. "
    "Install Node and try again, or install a wheel of LAMP, which needs no Node."
)


class FrontEnd(BuildHookInterface[Any]):
    """Adds what Jupyter finds by itself: the server extension's switch and the built front end."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the front end where it is wanted and missing, and say where its files go."""
        root, files = Path(self.root), dict(CONFIGURATION)
        if version != "editable":
            if not (root / BUILT / "package.json").is_file():
                self._build(root)
            files |= {BUILT: INSTALLED, **NEOVIM}
        if self.target_name == "wheel":
            build_data["shared_data"].update({str(root / source): target for source, target in files.items()})

    def _build(self, root: Path) -> None:
        script = root / "scripts" / "build_labextension.sh"
        try:
            subprocess.run([script], check=True)  # noqa: S603 our own script
        except (OSError, subprocess.CalledProcessError):
            sys.exit(NOT_BUILT)
