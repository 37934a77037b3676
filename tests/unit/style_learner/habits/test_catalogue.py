"""What the catalogue promises of every feature, checked by the features' own examples."""

from importlib import import_module
from pkgutil import iter_modules

import pytest

from style_learner.habits import features as package
from style_learner.habits.catalogue import catalogue, features_of, instruction, kinds_of
from style_learner.habits.features.feature import Feature
from style_learner.habits.observing import observe_code
from style_learner.syntax.parsing import LANGUAGES
from style_learner.types import Source

EXAMPLES = [
    pytest.param(feature.name, choice.name, language, code, id=f"{feature.name}-{choice.name}-{language}")
    for feature in catalogue().values()
    for choice in feature.choices
    for language, code in choice.examples.items()
]


@pytest.mark.parametrize(("feature", "choice", "language", "code"), EXAMPLES)
def test_an_example_shows_its_own_choice_and_no_other(feature: str, choice: str, language: str, code: str) -> None:
    """Each example is read as exactly the choice that it stands for."""
    seen = observe_code(code, language, project="", origin="example", source=Source.WRITTEN, at=0)

    assert {one.choice for one in seen if one.feature == feature} == {choice}


@pytest.mark.parametrize("feature", catalogue().values(), ids=lambda feature: feature.name)
def test_a_feature_offers_a_choice_and_shows_each(feature: Feature) -> None:
    """A feature has at least two choices with different names and titles, and examples if it is read off code."""
    assert len(set(feature.choice_names)) == len(feature.choices) >= 2
    assert all(choice.title and bool(choice.examples) == bool(feature.kinds) for choice in feature.choices)


@pytest.mark.parametrize("feature", catalogue().values(), ids=lambda feature: feature.name)
def test_an_instruction_is_a_sentence(feature: Feature) -> None:
    """What is told to other assistants begins with a capital and ends with a period."""
    told = [choice.instruction for choice in feature.choices if choice.instruction]

    assert told
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in told)


def test_no_feature_hides_another() -> None:
    """Every feature in the package's modules is in the catalogue under a name of its own."""
    modules = [import_module(module.name) for module in iter_modules(package.__path__, f"{package.__name__}.")]
    defined = [value for module in modules for value in vars(module).values() if isinstance(value, Feature)]

    assert len(defined) == len(catalogue())


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_language_is_observed(language: str) -> None:
    """Each language that is parsed has thirty features or more, of kinds of nodes that its grammar has."""
    assert len(features_of(language)) >= 30
    assert observe_code("x\n", language, project="", origin="o", source=Source.WRITTEN, at=0)
    assert kinds_of(language)


def test_an_instruction_can_be_looked_up() -> None:
    """The catalogue says a choice as a sentence, and nothing of what it doesn't know."""
    assert instruction("quotes", "double") == "Use double quotes for strings."
    assert instruction("quotes", "none") == instruction("nothing", "double") == ""
