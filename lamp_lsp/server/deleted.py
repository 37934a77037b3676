"""What the developer has just deleted: it is not what they want to see again."""

from lamp_lsp.outcomes.edits import Edit


class Deleted:
    """The text that was deleted last, character by character or at once, and where the cursor then stood."""

    def __init__(self) -> None:
        self._text = ""
        self._at = -1

    def follow(self, edit: Edit, before: str) -> None:
        """Take in an edit to a document that was ``before``; anything that is typed ends it."""
        removed = before[edit.start : edit.end]
        if edit.text or not removed:
            self._text, self._at = "", -1
        elif edit.end == self._at:
            self._text, self._at = removed + self._text, edit.start
        elif edit.start == self._at:
            self._text += removed
        else:
            self._text, self._at = removed, edit.start

    def comes_back(self, cursor: int, text: str) -> bool:
        """Say whether ``text``, inserted at ``cursor``, begins with what was deleted there.

        >>> deleted = Deleted()
        >>> deleted.follow(Edit(5, 8, ""), "order.id")
        >>> deleted.comes_back(5, ".id"), deleted.comes_back(5, "s")
        (True, False)
        """
        return cursor == self._at and bool(self._text.strip()) and text.strip().startswith(self._text.strip())
