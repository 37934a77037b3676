"""The strategies: ways to spend a prompt's budget. All of them are named here and nowhere else.

The open file comes first: for most places more of it tells a model as much as any search does, and takes no time that
its cache does not give back. Other code enters for it only where something sure speaks for it
(``RetrievedSnippet.is_sure``), and in what the file leaves. Which way helps still differs from developer to developer,
so two compete; see ``thompson_sampling``.
"""

from dataclasses import dataclass, replace

from style_learner.prompts.budget import Budget


@dataclass(frozen=True, slots=True)
class Strategy:
    """One way to build a prompt."""

    name: str
    meaning: str
    """As ``lamp report`` tells it."""
    file_first: bool
    """Whether more of the open file comes before code that no sure sign speaks for."""
    personal: bool = True
    """Whether anything that was learned takes part: the developer's other code, habits and rules."""

    def spend(self, budget: Budget) -> Budget:
        """Return the budget as this strategy spends it; never more tokens than before."""
        return replace(budget, file_first=self.file_first)


GENERIC = "generic"
PERSONAL = "personal"
SEARCH = "search"

STRATEGIES = {
    one.name: one
    for one in (
        Strategy(GENERIC, "nothing that was learned", file_first=True, personal=False),
        Strategy(PERSONAL, "the open file, and your other code where it surely goes on as here", file_first=True),
        Strategy(SEARCH, "less of the open file, and your other code that is most like it", file_first=False),
    )
}
COMPETING = tuple(name for name, one in STRATEGIES.items() if one.personal)
"""Those that the bandit chooses among; ``generic`` is drawn apart from it, so that the comparison stays fair."""
