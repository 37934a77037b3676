"""The Python that the front end lets a kernel evaluate, evaluated here."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

PROBE = Path(__file__).parents[3] / "jupyter_ext" / "ui" / "src" / "kernel" / "probe.ts"


def probed(scope: dict[str, Any]) -> dict[str, Any]:
    """Return by name what the probe says of a namespace."""
    found = re.search(r"const SOURCE = `\n(.*?)`;", PROBE.read_text(), re.DOTALL)
    assert found
    own: dict[str, Any] = {}
    exec(found.group(1), own)  # noqa: S102 our own, as the kernel executes it
    return {one["name"]: one for one in json.loads(own["names"](scope))}


class Trap:
    """An object of the developer's that says so when any of its code runs."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(name)

    def __repr__(self) -> str:
        raise AssertionError("repr")

    def __len__(self) -> int:
        raise AssertionError("len")


class TrapFrame(pd.DataFrame):  # type: ignore[misc]  # pandas says nothing of its types here
    """A data frame of the developer's own kind."""

    @property
    def shape(self) -> Any:
        raise AssertionError("shape")


def test_the_probe_runs_no_code_of_the_developers() -> None:
    """Objects of their classes, and of classes derived from known ones, are named by their type alone."""
    said = probed({"trap": Trap(), "frame": TrapFrame({"a": [1]}), "default": lambda trap=Trap(): trap})  # noqa: B008

    assert (said["trap"]["type"], said["trap"]["detail"]) == ("Trap", "")
    assert (said["frame"]["type"], said["frame"]["columns"]) == ("TrapFrame", {})
    assert said["default"]["detail"] == "(trap)"


def test_the_probe_says_shapes_columns_and_signatures_but_no_values() -> None:
    """What a completion needs to know of data is its form."""
    frame = pd.DataFrame({"price": [1.5], "secret": ["hunter2"]})
    said = probed({"frame": frame, "grid": np.zeros((2, 3)), "word": "hunter2", "np": np, "_hidden": 1})

    assert said["frame"]["columns"].keys() == {"price", "secret"}
    assert said["frame"]["columns"]["price"] == "float64"
    assert said["grid"]["detail"] == "(2, 3) float64"
    assert said["np"]["detail"] == "numpy"
    assert "_hidden" not in said
    assert "hunter2" not in json.dumps(said)
