"""What a model thinks before it answers, kept out of the answer where a server passes it on as text."""

_OPEN, _CLOSE = "<think>", "</think>"


class ThoughtFilter:
    """Holds back an answer's beginning between the marks of thinking, however it is cut into pieces."""

    def __init__(self) -> None:
        self._held = ""
        self._decided = False
        self.thinking = False
        """Whether the model is thinking, or has thought and not said anything since."""

    def feed(self, text: str) -> str:
        r"""Return what of the answer may be shown by now.

        >>> thoughts = ThoughtFilter()
        >>> [thoughts.feed(piece) for piece in ("<th", "ink>Hm", "m.</thi", "nk>\n\nPar", "is.")]
        ['', '', '', 'Par', 'is.']
        >>> ThoughtFilter().feed("No <think> is said here.")
        'No <think> is said here.'
        """
        if self._decided:
            return text
        self._held += text
        answer_prefix = self._held.lstrip()
        if not self.thinking and not answer_prefix.startswith(_OPEN[: len(answer_prefix)]):
            return self._release(self._held)
        self.thinking = self.thinking or answer_prefix.startswith(_OPEN)
        _, mark, rest = self._held.partition(_CLOSE)
        if not (self.thinking and mark and rest.strip()):
            return ""
        self.thinking = False
        return self._release(rest.lstrip())

    def end(self) -> str:
        """Return what was held back and turned out to be no thought, when the answer is over."""
        return "" if self._decided or self.thinking else self._release(self._held)

    def _release(self, text: str) -> str:
        self._decided = True
        return text
