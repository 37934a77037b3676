"""Requests to model servers, as bytes."""

import json
from collections.abc import Mapping
from typing import Any

JSON = {"Content-Type": "application/json"}


def encoded(request: Mapping[str, Any]) -> bytes:
    r"""Return a request as JSON; half a surrogate pair, which editors may send and UTF-8 has not, becomes a mark.

    >>> encoded({"prompt": "a\ud83d"})
    b'{"prompt": "a?"}'
    """
    return json.dumps(request, ensure_ascii=False).encode("utf-8", "replace")
