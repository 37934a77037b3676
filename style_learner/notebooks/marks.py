"""The lines that part cells in one text: of scripts that are notebooks, and of notebooks as a model reads them."""

import re

__all__ = ["CELL_MARK", "has_cells", "is_cell_mark"]

CELL_MARK = "# %%"
"""What editors and Jupytext put between the cells of a notebook written as a script."""
_MARK = re.compile(r"^# ?(?:%%|In ?\[[\d ]*\])", re.MULTILINE)


def is_cell_mark(line: str) -> bool:
    """Say whether a line begins a cell.

    >>> [is_cell_mark(line) for line in ("# %% Load", "#%%", "# In[3]:", "# 100 %% sure")]
    [True, True, True, False]
    """
    return _MARK.match(line) is not None


def has_cells(text: str) -> bool:
    """Say whether a text is made of cells."""
    return _MARK.search(text) is not None
