"""Questions about a selection, alternatives, and switching suggestions off, in real Neovims by real commands."""

import pytest

from tests.e2e.editors.neovims import Nvim
from tests.e2e.editors.nvim_canned import editor, nvim

__all__ = ["editor", "nvim"]

pytestmark = pytest.mark.neovim

LINES = ["import os", "x = 1", "print(x)"]


def compared(nvim: Nvim) -> bool:
    """Say whether two windows of a tab are compared."""
    return bool(nvim.lua("return #vim.api.nvim_tabpage_list_wins(0) == 2 and vim.wo.diff"))


@pytest.mark.parametrize(("key", "expected"), [("a", ["import os", "y = 2", "print(x)"]), ("q", LINES)])
def test_a_change_is_compared_and_accepted_or_not(nvim: Nvim, key: str, expected: list[str]) -> None:
    """The file stays as it is until the developer says so, and one undo takes the change back."""
    nvim.api.current.buffer[:] = LINES
    nvim.api.command("2,2Lamp fix it is wrong")
    nvim.until(lambda: compared(nvim))
    proposed = nvim.lines()
    nvim.keys(key)

    assert proposed == ["import os", "y = 2", "print(x)"]
    nvim.until(lambda: len(nvim.api.tabpages) == 1)
    assert nvim.lines() == expected


def test_a_code_action_asks_too(nvim: Nvim) -> None:
    """What the language server offers is done by the plugin."""
    nvim.api.current.buffer[:] = LINES
    nvim.lua(
        "vim.lsp.buf.code_action({ apply = true, filter = function(each) return each.title:find('My Style') ~= nil end,"
        " range = { start = { 2, 0 }, ['end'] = { 2, 5 } } })"
    )
    nvim.until(lambda: compared(nvim))
    nvim.keys("q")


def test_a_test_is_a_buffer_of_its_own(nvim: Nvim) -> None:
    """It has the language of the code, and nothing is written."""
    nvim.api.current.buffer[:] = LINES
    nvim.api.command("2,2Lamp test")
    nvim.until(lambda: nvim.lines() == ["y = 2"])

    assert nvim.api.current.buffer.options["filetype"] == "python"
    assert nvim.api.current.buffer.name == ""
    nvim.api.command("bwipeout!")


def test_one_of_several_is_chosen_from_a_list(nvim: Nvim) -> None:
    """The chosen one is inserted and told; the others have no outcome."""
    nvim.suggest("foo()", "bar(\n)")
    nvim.api.current.buffer[:] = ["x = "]
    nvim.lua(
        "vim.ui.select = function(items, options, choose) "
        "Shown = vim.tbl_map(options.format_item, items) choose(items[2]) end"
    )
    nvim.keys("A")
    nvim.lua("require('lamp.commands').run('alternatives')")
    nvim.until(lambda: nvim.lines() == ["x = bar(", ")"])

    assert nvim.lua("return Shown") == ["foo()", "bar( ⏎ )"]
    nvim.until(lambda: ("accepted", "command", 6) in nvim.told())


def test_switched_off_nothing_is_suggested(nvim: Nvim) -> None:
    """Until it is switched on; asked for by hand, the reason is said."""
    nvim.suggest("foo")
    nvim.api.command("Lamp toggle buffer")
    nvim.until(lambda: "off in this file" in nvim.messages())
    nvim.keys("ix = ")
    nvim.lua("require('lamp').trigger()")
    nvim.until(lambda: "switched off in this file" in nvim.messages())
    nvim.lua("require('lamp.commands').run('toggle buffer')")
    nvim.until(lambda: "on again in this file" in nvim.messages())
    nvim.lua("require('lamp').trigger()")
    nvim.until(lambda: nvim.ghost() == "foo")


def test_a_place_that_got_nothing_is_asked_again(nvim: Nvim) -> None:
    """When a model turns up, and the cursor is where it was."""
    nvim.suggest()
    nvim.keys("ix = ")
    in_vain = (
        "require('lamp').trigger() "
        "return vim.wait(1500, function() return require('lamp.status').current.state == 'no_model' end)"
    )
    nvim.until(lambda: nvim.lua(in_vain))  # a state that was looked at within a second is not looked at again
    nvim.suggest("foo")

    nvim.until(lambda: nvim.ghost() == "foo")
