"""What JupyterLab's own settings editor shows is what LAMP's settings are."""

import json
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_schema_is_in_step_with_the_settings() -> None:
    """`python scripts/generate_jupyter_settings.py` would change nothing."""
    generated = runpy.run_path(str(ROOT / "scripts" / "generate_jupyter_settings.py"))["schema"]()

    written = json.loads((ROOT / "jupyter_ext" / "ui" / "schema" / "settings.json").read_text(encoding="utf-8"))
    assert written == generated
