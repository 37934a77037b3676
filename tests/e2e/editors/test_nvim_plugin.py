"""The plugin in real headless Neovim, by real keys, on the real language server with a daemon in memory."""

from collections.abc import Callable

import pytest

from tests.e2e.editors.conftest import Nvim

pytestmark = pytest.mark.neovim

Start = Callable[[str, str], Nvim]

FOO = "foo(bar)\n    baz()"


def asked(start: Start, suggestion: str = FOO) -> Nvim:
    """Type up to ``x = `` and wait for the ghost text."""
    nvim = start(suggestion, "y = 1\n")
    nvim.keys("Gox = ")
    nvim.until(lambda: nvim.ghost() == suggestion)
    return nvim


def test_ghost_text_is_shown_and_accepted_whole(canned_nvim: Start) -> None:
    """Accepting inserts the lines, puts the cursor behind them, and is told as the command it was."""
    nvim = asked(canned_nvim)
    assert nvim.lua("return require('lamp').accept()")

    assert nvim.lines() == ["y = 1", "x = foo(bar)", "    baz()"]
    assert tuple(nvim.api.current.window.cursor) == (3, 9)
    assert nvim.ghost() == ""
    nvim.until(lambda: ("accepted", "command", 18) in nvim.told())
    assert ("shown", "command", 0) in nvim.told()


def test_one_undo_takes_the_suggestion_back(canned_nvim: Start) -> None:
    """What was typed before it stays; the taken back suggestion counts as rejected."""
    nvim = asked(canned_nvim)
    nvim.lua("require('lamp').accept()")
    nvim.keys("<Esc>u")

    assert nvim.lines() == ["y = 1", "x = "]
    nvim.until(lambda: ("rejected", "inferred", 0) in nvim.told())


def test_words_and_lines(canned_nvim: Start) -> None:
    """Each part is inserted and told, cumulatively; the rest stays on show; the last part makes it whole."""
    nvim = asked(canned_nvim)
    nvim.lua("require('lamp').accept_word()")
    assert (nvim.lines()[1], nvim.ghost()) == ("x = foo", "(bar)\n    baz()")
    nvim.lua("require('lamp').accept_line()")
    assert (nvim.lines()[1], nvim.ghost()) == ("x = foo(bar)", "\n    baz()")
    nvim.until(lambda: ("accepted_part", "command", 8) in nvim.told())
    nvim.lua("require('lamp').accept_line()")

    assert nvim.lines()[1:] == ["x = foo(bar)", "    baz()"]
    nvim.until(lambda: ("accepted", "command", 18) in nvim.told())


def test_typing_along_keeps_it_on_show(canned_nvim: Start) -> None:
    """The ghost text gets shorter, and at its end the suggestion was accepted by typing."""
    nvim = asked(canned_nvim, "foo(bar)")
    nvim.keys("foo(")
    nvim.until(lambda: nvim.ghost() == "bar)")
    nvim.keys("bar)")

    nvim.until(lambda: ("accepted", "typed", 8) in nvim.told())


def test_dismiss(canned_nvim: Start) -> None:
    """Waved away, it is gone and rejected."""
    nvim = asked(canned_nvim)
    assert nvim.lua("return require('lamp').dismiss()")

    assert nvim.ghost() == ""
    nvim.until(lambda: ("rejected", "command", 0) in nvim.told())


def test_nothing_to_accept(canned_nvim: Start) -> None:
    """A mapping can fall through."""
    nvim = canned_nvim("foo", "y = 1\n")

    assert (
        nvim.lua("local l = require('lamp'); return {l.accept(), l.accept_word(), l.accept_line(), l.dismiss()}")
        == [False] * 4
    )


def test_many_scripts(canned_nvim: Start) -> None:
    """Multi-byte text before the cursor and in the suggestion goes where it belongs."""
    nvim = canned_nvim("schön(😀)", "\n")
    nvim.keys("iname = '漢😀' + ")
    nvim.until(lambda: nvim.ghost() == "schön(😀)")
    nvim.lua("require('lamp').accept_word()")
    nvim.until(lambda: ("accepted_part", "command", 5) in nvim.told())
    nvim.lua("require('lamp').accept()")

    assert nvim.lines()[0] == "name = '漢😀' + schön(😀)"


def test_leaving_insert_mode_clears_it(canned_nvim: Start) -> None:
    """Nothing is drawn in normal mode."""
    nvim = asked(canned_nvim)
    nvim.keys("<Esc>")

    nvim.until(lambda: nvim.ghost() == "")


def test_health_and_command(canned_nvim: Start) -> None:
    """``:checkhealth lamp`` names what is there, ``:Lamp`` says how it is."""
    nvim = canned_nvim("foo", "y = 1\n")
    nvim.api.command("checkhealth lamp")
    report = "\n".join(nvim.lines())
    nvim.api.command("Lamp status")

    assert "The language server runs" in report
    assert "ERROR" not in report
    nvim.until(lambda: "no model" in nvim.api.command_output("messages"))
