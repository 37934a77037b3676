"""Messages as bytes: what a client sends, cut into messages, with bounds on all that it may claim.

Counts are bytes. A message that is too large is passed over: reading goes on at the next header, wherever that is, so
that neither a client that sends what it claims nor one that does not is cut off.
"""

import json
import re
from typing import BinaryIO

MOST_BYTES = 64_000_000
"""Of one message; a document may have four million characters, and escaped, each takes six bytes at the most."""
REFUSED = "lampRefused"
"""Key of the message that stands for one that was passed over; its value says why."""

_MOST_IN_LINE = 8_192
_LENGTH = re.compile(rb"content-length\s*:\s*0*(\d+)\s*\r?\n\Z", re.IGNORECASE)
"""At the end of a line: after a body that was passed over, the next header begins in the middle of one."""


class FramedInput:
    """Reads as a stream does what pygls understands: one header, an empty line, and so many bytes."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._empty_line_next = False
        self._instead: bytes | None = None
        """Body that is given out in place of one that was refused."""

    def readline(self) -> bytes:
        """Return the next header or the empty line after it; empty at the end."""
        if self._empty_line_next:
            self._empty_line_next = False
            return b"\r\n"
        length = self._next_length()
        if length is None:
            return b""
        self._empty_line_next = True
        return b"Content-Length: %d\r\n" % length

    def read(self, size: int) -> bytes:
        """Return a body; empty when the stream ends before it does."""
        if self._instead is not None:
            body, self._instead = self._instead, None
            return body
        body = self._stream.read(size)
        return body if len(body) == size else b""

    def _next_length(self) -> int | None:
        length, tail = 0, b""
        while line := self._stream.readline(_MOST_IN_LINE):
            if line.strip():
                found = _LENGTH.search(tail + line)
                length = min(int(found[1][:20]), 10**20) if found else length
                tail = b"" if line.endswith(b"\n") else line[-100:]
            elif length > MOST_BYTES:
                return self._refuse(length)
            elif length:
                return length
        return None

    def _refuse(self, length: int) -> int:
        why = f"A message of {length:,} bytes was passed over; LAMP takes {MOST_BYTES // 1_000_000} MB at the most."
        self._instead = json.dumps({"jsonrpc": "2.0", REFUSED: why}).encode()
        return len(self._instead)
