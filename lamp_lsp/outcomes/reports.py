"""One act, one outcome, though it be noticed twice: in the document, and in a message of the editor."""

from collections import OrderedDict

from lamp_lsp.api.messages import OutcomeMessage

HOLD_S = 0.5
"""How long an inferred outcome waits for the explicit message of the same act, which comes on its heels."""

_MOST_REMEMBERED = 512
"""Suggestions whose outcomes are remembered, so that a late message is not counted again."""

_ENDS = {"rejected", "typed_over", "ignored"}


class Reports:
    """Outcomes on their way out, each told once."""

    def __init__(self) -> None:
        self._waiting: list[OutcomeMessage] = []
        self._told: OrderedDict[str, dict[str, int]] = OrderedDict()

    def add(self, outcome: OutcomeMessage) -> None:
        """Tell ``outcome``, unless it was told; an explicit one replaces the inferred one that still waits."""
        told = self._told_of(outcome.suggestion_id)
        if outcome.kind == "accepted" and outcome.kind not in told:
            self._withdraw_end(outcome.suggestion_id)
        for waiting in self._waiting:
            if self._same_act(waiting, outcome):
                if outcome.how == "command" or outcome.characters > waiting.characters:
                    self._waiting[self._waiting.index(waiting)] = outcome
                    told[outcome.kind] = max(told.get(outcome.kind, 0), outcome.characters)
                return
        if self._is_news(outcome, told):
            told[outcome.kind] = outcome.characters
            self._waiting.append(outcome)

    def take(self, now: float) -> list[OutcomeMessage]:
        """Return what need not wait any longer; ``now`` may be infinite."""
        ready = [each for each in self._waiting if each.how == "command" or each.at + HOLD_S <= now]
        self._waiting = [each for each in self._waiting if each not in ready]
        return ready

    @property
    def next_at(self) -> float:
        """When ``take`` next has something; infinite when nothing waits."""
        moments = (each.at if each.how == "command" else each.at + HOLD_S for each in self._waiting)
        return min(moments, default=float("inf"))

    def has_told(self, suggestion_id: str, kind: str) -> bool:
        return kind in self._told.get(suggestion_id, {})

    def _withdraw_end(self, suggestion_id: str) -> None:
        """Drop a waiting end: what looked like one was an acceptance in several steps."""
        self._waiting = [
            each for each in self._waiting if each.suggestion_id != suggestion_id or each.kind not in _ENDS
        ]

    def _told_of(self, suggestion_id: str) -> dict[str, int]:
        told = self._told.setdefault(suggestion_id, {})
        self._told.move_to_end(suggestion_id)
        if len(self._told) > _MOST_REMEMBERED:
            self._told.popitem(last=False)
        return told

    @staticmethod
    def _same_act(waiting: OutcomeMessage, outcome: OutcomeMessage) -> bool:
        if waiting.suggestion_id != outcome.suggestion_id:
            return False
        return waiting.kind == outcome.kind or (waiting.kind in _ENDS and outcome.kind in _ENDS)

    @staticmethod
    def _is_news(outcome: OutcomeMessage, told: dict[str, int]) -> bool:
        if outcome.kind == "accepted_part":
            return "accepted" not in told and outcome.characters > told.get("accepted_part", 0)
        if outcome.kind == "rejected" and "accepted" in told:
            return "rejected" not in told
        if outcome.kind in _ENDS:
            return not (told.keys() & (_ENDS | {"accepted", "accepted_part"}))
        return outcome.kind not in told
