"""What LAMP kept, looked at until it is there."""

import time
from typing import Any

from tests.e2e.lamp_home import LampHome

KEPT_WITHIN_S = 90.0


def outcome(home: LampHome, name: str, kind: str) -> dict[str, Any]:
    """Return the outcome of a kind of a suggestion in a file of that name."""
    ends = time.monotonic() + KEPT_WITHIN_S
    while True:
        suggestions = [one for one in home.ask("export")["suggestions"] if name in one["path"]]
        for one in suggestions:
            for each in one["outcomes"]:
                if each["kind"] == kind:
                    return dict(each)
        assert time.monotonic() < ends, suggestions
        time.sleep(0.3)
