# ruff: noqa: INP001 a script, not a package
"""Fit the show filter's prior on a log of suggestions and write it where LAMP reads it.

    python scripts/fit_show_filter.py show-filter.jsonl.gz

The same log gives the same file.
"""

import hashlib
import sys
from pathlib import Path

from lamp_bench.show_filter.fitting import fit_prior
from lamp_bench.show_filter.show_log import read_show_log

WRITTEN = Path(__file__).parent.parent / "style_learner" / "policy" / "show_filter.json"


def main(log: Path) -> None:
    """Fit on every developer in ``log``."""
    shown = read_show_log(log)
    digest = hashlib.sha256(log.read_bytes()).hexdigest()[:16]
    prior = fit_prior([one.features for one in shown], [one.accepted for one in shown], fitted_on=digest)
    WRITTEN.write_text(prior.to_json(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
