"""The report tells each way to build a prompt apart, once there is more than one."""

from rich.console import Console, Group

from lamp_lsp.cli.report import _strategies

ARM = {
    "shown": 12,
    "acceptance": {"estimate": 0.25, "low": 0.1, "high": 0.4},
    "retained_characters_per_shown": {"estimate": 5.5, "low": 2.0, "high": 9.0},
}


def printed(names: list[str]) -> str:
    """Return what is printed of strategies that were shown."""
    console = Console(width=120)
    with console.capture() as captured:
        console.print(Group(*_strategies(dict.fromkeys(names, ARM))))
    return captured.get()


def test_each_strategy_has_its_figures_and_its_meaning() -> None:
    """Name, how many were shown, intervals, and what the name stands for; generic has its own table."""
    text = printed(["generic", "personal", "search"])

    assert "5.5 (2.0 to 9.0)" in text
    assert "search: less of the open file" in text
    assert "generic" not in text


def test_one_strategy_is_no_comparison() -> None:
    """Before anything else was tried the report says nothing of strategies."""
    assert printed(["generic", "personal"]).strip() == ""
