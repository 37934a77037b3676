"""One release, one number."""

import json
from pathlib import Path

import pytest

from lamp_lsp.version import __version__

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("manifest", ["editors/vscode/package.json", "jupyter_ext/ui/package.json"])
def test_every_package_has_lamps_version(manifest: str) -> None:
    """What `make release` builds comes from one commit and is found by one number."""
    assert json.loads((ROOT / manifest).read_text(encoding="utf-8"))["version"] == __version__
