"""A shop."""

from dataclasses import dataclass


@dataclass
class Cup:
    """What is filled."""

    litres: float
    label: str = ""

    def fill(self, amount: float) -> float:
        """Return what is left (never less than nothing)."""
        if amount > self.litres:
            raise ValueError(f"{self.label!r} holds {self.litres}")
        self.litres -= amount
        return self.litres


def total(cups: list[Cup]) -> float:
    """Return how much they hold together."""
    names = [cup.label for cup in cups if cup.label]
    for name in names:
        if "(" in name:
            break
    else:
        names.append("none")
    return sum(cup.litres for cup in cups)
