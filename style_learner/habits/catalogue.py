"""Every feature there is: found in the modules of ``features``, so that a new one needs no registration."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from style_learner.habits import features as package
from style_learner.habits.features.feature import Feature
from style_learner.syntax.languages import learned_as


@cache
def catalogue() -> dict[str, Feature]:
    """Return every feature by its name, in the order of their modules."""
    found: dict[str, Feature] = {}
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        for value in vars(import_module(module.name)).values():
            if isinstance(value, Feature):
                found[value.name] = value
    return found


@cache
def features_of(language: str) -> tuple[Feature, ...]:
    """Return the features that ``language`` has; none for a language that is not parsed."""
    return tuple(feature for feature in catalogue().values() if learned_as(language) in feature.kinds)


@cache
def kinds_of(language: str) -> frozenset[str]:
    """Return the node kinds that any feature of ``language`` reads."""
    return frozenset().union(*(feature.kinds[learned_as(language)] for feature in features_of(language)))


def instruction(feature: str, choice: str) -> str:
    """Return a choice as one would tell it to an assistant; empty for what the catalogue does not know."""
    known = catalogue().get(feature)
    found = known.choice(choice) if known else None
    return found.instruction if found else ""
