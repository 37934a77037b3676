"""docs/experiments/people.md names whom scripts/cut_histories.py cuts, each on their half."""

import re
from pathlib import Path

from lamp_bench.histories.public import half_of, read_list

ROOT = Path(__file__).parents[2]


def test_the_page_and_the_list_name_the_same_people() -> None:
    """Who is measured on, and on which half, is written down before anything is."""
    page = (ROOT / "docs" / "experiments" / "people.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| (\S+/\S+) \| .* \| (tune|look) \|$", page, re.MULTILINE)
    listed = read_list(ROOT / "scripts" / "people.txt")
    assert len(listed) >= 15
    assert dict(told) == {name: half_of(name) for name in listed}
