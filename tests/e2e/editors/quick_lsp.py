"""``lamp lsp`` for a test's hands: what they dismiss sooner than a person could see it was meant all the same."""

from lamp_lsp.cli.main import main
from lamp_lsp.outcomes import tracker

if __name__ == "__main__":
    tracker.REACTION_S = 0.0
    main()
