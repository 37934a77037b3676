"""What the language server's process may load."""

import subprocess
import sys

HEAVY = {"duckdb", "tree_sitter", "torch", "numpy", "xllamacpp", "ollama", "lamp_lsp.engine", "lamp_lsp.daemon"}


def test_the_process_is_thin() -> None:
    """Neither store, parser, model nor learner is loaded by an editor's process."""
    code = "import sys, lamp_lsp.server.main; print('\\n'.join(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not HEAVY & set(loaded)
