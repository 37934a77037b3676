"""The strategies: ways to spend a prompt's budget. All of them are named here and nowhere else.

Which way helps differs from developer to developer and from place to place (facts of five: own code for one, a longer
stretch of the same file for another), so they compete; see ``competing``.
"""

from dataclasses import dataclass, replace

from style_learner.prompts.budget import Budget


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to build a prompt."""

    name: str
    meaning: str
    """As ``lamp report`` tells it."""
    evidence: float
    """Share of the evidence's tokens that is spent on the developer's own code."""
    more_file: float
    """Share of the evidence's tokens that is spent on more of the same file instead."""
    personal: bool = True
    """Whether habits and rules are applied."""

    def spend(self, budget: Budget) -> Budget:
        """Return the budget as this strategy spends it; never more tokens than before.

        >>> STRATEGIES["file"].spend(Budget(evidence=300, prefix=300, suffix=90, answer=25))
        Budget(evidence=0, prefix=600, suffix=90, answer=25, at_once=0)
        """
        prefix = budget.prefix + int(budget.evidence * self.more_file)
        return replace(budget, evidence=int(budget.evidence * self.evidence), prefix=prefix)


GENERIC = "generic"
PERSONAL = "personal"
FILE = "file"

STRATEGIES = {
    one.name: one
    for one in (
        Strategy(GENERIC, "nothing that was learned", 0.0, 0.0, personal=False),
        Strategy(PERSONAL, "your own code, as much as fits", 1.0, 0.0),
        Strategy("brief", "a third as much of your own code", 1 / 3, 0.0),
        Strategy(FILE, "more of the same file instead of your other code", 0.0, 1.0),
    )
}
COMPETING = tuple(name for name, one in STRATEGIES.items() if one.personal)
"""Those that the bandit chooses among; ``generic`` is drawn apart from it, so that the comparison stays fair."""
