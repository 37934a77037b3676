"""The notebook's part stays thin: what takes memory and time is the daemon's."""

import subprocess
import sys

HEAVY = (
    "duckdb",
    "tree_sitter",
    "torch",
    "tantivy",
    "xllamacpp",
    "lamp_lsp.engine",
    "lamp_lsp.daemon",
    "style_learner.store",
)


def test_the_server_extension_loads_nothing_heavy() -> None:
    """Jupyter's server, which every kernel and page waits for, gets handlers and a client, and no more."""
    code = f"import sys, jupyter_ext.extension; print([name for name in {HEAVY} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout.strip() == "[]"
