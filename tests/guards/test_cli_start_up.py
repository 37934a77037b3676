"""What the thin entry points may load, seen in a fresh process."""

import subprocess
import sys

import pytest

HEAVY = (
    "duckdb",
    "tree_sitter",
    "torch",
    "numpy",
    "xllamacpp",
    "lamp_lsp.engine",
    "lamp_lsp.daemon",
    "style_learner.store",
)

HELP = """
import sys
from lamp_lsp.cli.main import main
sys.argv = ['lamp', '--help']
try:
    main()
except SystemExit:
    pass
"""
SERVER = "from lamp_lsp.cli.menu import load\nload('lsp')\nimport lamp_lsp.server.main"
CLIENT = "import lamp_lsp.api.client"


@pytest.mark.parametrize("code", [HELP, SERVER, CLIENT], ids=["lamp --help", "lamp lsp", "client"])
def test_nothing_heavy_is_loaded(code: str) -> None:
    """Help comes at once, and an editor's server owns neither store, model nor parser."""
    assert _loaded(code) & set(HEAVY) == set()


def test_the_help_needs_no_client() -> None:
    """`lamp --help` loads no command, so that it stays quick however many there are."""
    assert "httpx" not in _loaded(HELP)


def _loaded(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return set(done.stderr.split())
