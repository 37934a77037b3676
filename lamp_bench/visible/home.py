"""What makes the suggestions that are looked at: a model, with the product's own settings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Means:
    """What makes the suggestions: a model, and whatever differs from LAMP's own settings."""

    backend: str
    model: str
    settings: tuple[tuple[str, str], ...] = ()

    def environment(self) -> dict[str, str]:
        """Return the settings of the run; all that is not named here is as LAMP ships it."""
        return {
            "LAMP_CONSENT": "yes",
            "LAMP_BACKEND": self.backend,
            "LAMP_MODEL": self.model,
            "LAMP_LEARN_WORKSPACES": "false",  # the folder is learned before anything is asked
            **{f"LAMP_{key.upper()}": value for key, value in self.settings},
        }
