"""A column or a name that does not exist is answered with the kernel's."""

import asyncio
from dataclasses import replace

import pytest

from lamp_lsp.assistant.misnamed import Misnamed, misnamed
from lamp_lsp.assistant.questions import Action, Question
from style_learner.notebooks.cells import KernelName
from tests.unit.lamp_lsp.assistant.scripted import Script, answer, assistant, question

SALES = KernelName("sales", "DataFrame", "(9, 3) [region_zone: object, Unit Price: float64, sold, at: int64]")
COSTS = KernelName("costs", "DataFrame", "(9, 1) [regions: object]")


def failed(code: str, error: str, *names: KernelName, action: Action = Action.FIX) -> Question:
    """Return a question on a cell that ended in an error."""
    asked = question(action, code)
    return replace(asked, notebook=replace(asked.notebook, names=names), traceback=f"Traceback\n  ...\n{error}")


@pytest.mark.parametrize(
    ("code", "error", "slip", "corrected"),
    [
        (
            "sales['region'].sum()",
            "KeyError: 'region'",
            Misnamed("region", "region_zone", "sales"),
            "sales['region_zone'].sum()",
        ),
        (
            'sales.groupby("Region_Zone")',
            "KeyError: 'Region_Zone'",
            Misnamed("Region_Zone", "region_zone", "sales"),
            'sales.groupby("region_zone")',
        ),
        (
            "sales.regionzone.max()",
            "AttributeError: 'DataFrame' object has no attribute 'regionzone'",
            Misnamed("regionzone", "region_zone", "sales"),
            "sales.region_zone.max()",
        ),
        (
            "sales[['unit_price']]",
            "KeyError: \"None of [Index(['unit_price'], dtype='object')] are in the [columns]\"",
            Misnamed("unit_price", "Unit Price", "sales"),
            "sales[['Unit Price']]",
        ),
        ("print(sale)", "NameError: name 'sale' is not defined", Misnamed("sale", "sales"), "print(sales)"),
    ],
)
def test_the_name_that_was_meant_is_found(code: str, error: str, slip: Misnamed, corrected: str) -> None:
    """Of the table that the cell uses, whatever the others have."""
    found = misnamed(failed(code, error, COSTS, SALES))

    assert found == slip
    assert found.corrected(code) == corrected


@pytest.mark.parametrize(
    ("error", "names"),
    [
        ("KeyError: 'weather'", (SALES,)),
        ("KeyError: 'region'", ()),
        ("KeyError: 'region_zone'", (SALES,)),
        ("ZeroDivisionError: division by zero", (SALES,)),
        ("", (SALES,)),
    ],
)
def test_nothing_is_made_up(error: str, names: tuple[KernelName, ...]) -> None:
    """Without a name that is like it, or an error that tells of one, there is no slip."""
    assert misnamed(failed("sales['region']", error, *names)) is None


def test_a_slip_is_corrected_without_the_model_and_said() -> None:
    """At once, and in the words of a question; a second time the model is asked, and told."""
    asked = failed("sales['region'].sum()", "KeyError: 'region'", SALES)
    script = Script("```python\nsales['region_zone'].mean()\n```")

    _, done = asyncio.run(answer(assistant(script), asked))

    assert script.asked == []
    assert done.text.startswith("`sales` has no column `region`; did you mean `region_zone`?")
    assert done.code == "sales['region_zone'].sum()"

    _, again = asyncio.run(answer(assistant(script), replace(asked, text="and the mean")))

    assert "did you mean `region_zone`?" in script.asked[0]
    assert again.code == "sales['region_zone'].mean()"


def test_an_explanation_says_it_too() -> None:
    """Whatever the model makes of it."""
    asked = failed("sales['region']", "KeyError: 'region'", SALES, action=Action.EXPLAIN)

    _, done = asyncio.run(answer(assistant(Script("A key is missing.")), asked))

    assert done.text == "`sales` has no column `region`; did you mean `region_zone`?\n\nA key is missing."
