"""A suffix array over tokens, to look up where a run of them stands.

Manber and Myers, Suffix Arrays: A New Method for On-Line String Searches (1993), by prefix doubling, and only as deep
as runs are ever looked up.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["DEPTH", "END", "SuffixArray"]

Positions = NDArray[np.int64]

DEPTH = 8
"""Tokens by which places are ordered, and so the longest run that can be looked up."""
END = -1
"""Stands between texts; no token, so that no run reaches over it."""


class SuffixArray:
    """Finds runs of at most ``DEPTH`` tokens."""

    def __init__(self, tokens: Sequence[int] | Positions) -> None:
        count = len(tokens)
        self.tokens: Positions = np.full(count + DEPTH + 1, END, dtype=np.int64)
        self.tokens[:count] = tokens
        self._order = np.argsort(_ranks(self.tokens[:count]), kind="stable")
        self._first = self.tokens[self._order]

    def after(self, run: Sequence[int]) -> Positions:
        """Return the places right after each occurrence of ``run``, in no order; its end may be among them.

        >>> sorted(SuffixArray([1, 2, 3, 1, 2, 4]).after([1, 2]).tolist())
        [2, 5]
        """
        low, high = 0, len(self._order)
        for offset, token in enumerate(run):
            column = self._first if offset == 0 else self.tokens[self._order[low:high] + offset]
            low, high = (
                low + int(np.searchsorted(column, token, "left")),
                low + int(np.searchsorted(column, token, "right")),
            )
            if low == high:
                break
        return self._order[low:high] + len(run)


def _ranks(tokens: Positions) -> Positions:
    """Return each place's rank by the ``DEPTH`` tokens from it on."""
    count, known = len(tokens), 1
    rank: Positions = np.unique(tokens, return_inverse=True)[1].astype(np.int64)
    while known < DEPTH:
        following = np.full(count, -1, dtype=np.int64)
        following[: max(count - known, 0)] = rank[known:]
        rank = np.unique(rank * (count + 2) + following + 1, return_inverse=True)[1].astype(np.int64)
        known *= 2
    return rank
