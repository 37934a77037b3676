"""The plugin among an editor's other habits: undo, repeats, macros, menus, windows, folds, tabs, many scripts."""

import pytest

from tests.e2e.editors.neovims import Nvim
from tests.e2e.editors.nvim_canned import Asked, asked, editor, nvim

__all__ = ["asked", "editor", "nvim"]

pytestmark = pytest.mark.neovim

TAB = "require('lamp.config').current.mappings = {accept = '<Tab>', accept_word = '<M-w>'} require('lamp.keys').set()"


@pytest.fixture
def mapped(nvim: Nvim) -> Nvim:
    """Map Tab to accept."""
    nvim.lua(TAB)
    return nvim


def test_a_mapped_key_accepts_or_does_what_it_did(mapped: Nvim) -> None:
    """Tab accepts what is on show, and is a tab elsewhere."""
    mapped.suggest("foo(bar)")
    mapped.keys("ix = ")
    mapped.until(lambda: mapped.ghost() == "foo(bar)")
    mapped.keys("<Tab>")
    assert mapped.lines() == ["x = foo(bar)"]
    mapped.suggest()
    mapped.keys("<CR><Tab>y")

    assert mapped.lines()[1] in {"\ty", "    y"}


def test_a_mapped_key_leaves_room_for_other_mappings(nvim: Nvim) -> None:
    """What was mapped to the key before is done where there is nothing to accept, before the keys that follow."""
    nvim.lua("vim.keymap.set('i', '<C-g>k', function() return 'before' end, {expr = true})")
    nvim.lua("vim.keymap.set('i', '<C-g>l', function() vim.api.nvim_feedkeys('called ', 'in', false) end)")
    nvim.lua("vim.keymap.set('i', '<C-g>m', 'plain')")
    nvim.lua(
        "require('lamp.config').current.mappings = "
        "{accept = '<C-g>k', accept_line = '<C-g>l', dismiss = '<C-g>m'} require('lamp.keys').set()"
    )
    nvim.suggest()
    nvim.keys("i<C-g>k <C-g>l<C-g>m")

    assert nvim.lines() == ["before called plain"]


def test_a_users_own_mapping(nvim: Nvim) -> None:
    """``expr`` is what an expression mapping of one's own needs."""
    nvim.lua("vim.keymap.set('i', '<C-g>j', function() return require('lamp').expr('accept', '->') end, {expr = true})")
    nvim.suggest("foo")
    nvim.keys("ix = ")
    nvim.until(lambda: nvim.ghost() == "foo")
    nvim.keys("<C-g>j<C-g>j")

    assert nvim.lines() == ["x = foo->"]


@pytest.mark.parametrize("suggestion", ["foo(bar)", "foo(\n    bar\n)"])
def test_one_undo_step_and_redo(mapped: Nvim, suggestion: str) -> None:
    """Undo takes the suggestion alone, the next one the rest; redo brings both back."""
    mapped.suggest(suggestion)
    mapped.keys("ix = ")
    mapped.until(lambda: mapped.ghost() == suggestion)
    mapped.keys("<Tab>;<Esc>")
    whole = mapped.lines()
    assert "\n".join(whole) == f"x = {suggestion};"

    mapped.keys("u")
    assert mapped.lines() == ["x = "]
    mapped.keys("u")
    assert mapped.lines() == [""]
    mapped.keys("<C-r><C-r>")
    assert mapped.lines() == whole


def test_repeats_with_dot_and_counts(mapped: Nvim) -> None:
    """What was accepted counts as typed."""
    mapped.suggest("foo(bar)")
    mapped.keys("2ox = ")
    mapped.until(lambda: mapped.ghost() == "foo(bar)")
    mapped.keys("<Tab>;<Esc>")
    assert mapped.lines() == ["", "x = foo(bar);", "x = foo(bar);"]
    mapped.keys("gg.")

    assert mapped.lines() == ["", *["x = foo(bar);"] * 4]


def test_macros(mapped: Nvim) -> None:
    """A macro replays what was accepted while it was recorded, and what the key did otherwise."""
    mapped.suggest("foo(bar)")
    mapped.keys("qqox = ")
    mapped.until(lambda: mapped.ghost() == "foo(bar)")
    mapped.keys("<Tab>;")
    mapped.suggest()
    mapped.keys(" <Tab>y<Esc>q")
    recorded = mapped.lines()[1]
    assert recorded.startswith("x = foo(bar); ")
    assert recorded.endswith("y")
    mapped.suggest("something else")
    mapped.keys("2@q")

    assert mapped.lines() == ["", recorded, recorded, recorded]


def test_many_scripts(asked: Asked) -> None:
    """Multi-byte text before the cursor and in the suggestion goes where it belongs."""
    nvim = asked("schön(😀)")
    nvim.keys("'漢😀' + ")
    nvim.until(lambda: nvim.ghost() == "schön(😀)")
    nvim.lua("require('lamp').accept_word()")
    nvim.until(lambda: ("accepted_part", "command", 5) in nvim.told())
    nvim.lua("require('lamp').accept()")

    assert nvim.lines()[1] == "x = '漢😀' + schön(😀)"


def test_tabs(nvim: Nvim) -> None:
    """Tabs are inserted as they are and shown as the space they take."""
    nvim.api.command("setlocal noexpandtab tabstop=4")
    nvim.suggest("if y:\n\t\treturn\tz")
    nvim.keys("i<Tab>")
    nvim.until(lambda: nvim.lua("return require('lamp').visible()"))
    if nvim.lua("return vim.fn.has('nvim-0.12')") == 0:
        assert nvim.ghost() == "if y:\n        return  z"
    nvim.lua("require('lamp').accept()")

    assert nvim.lines() == ["\tif y:", "\t\treturn\tz"]


def test_virtual_space(asked: Asked) -> None:
    """Nothing is offered where there is no text; at a line's real end all is as ever."""
    nvim = asked("foo")
    nvim.api.command("setlocal virtualedit=all")
    nvim.keys("<Right><Right>")
    nvim.until(lambda: nvim.ghost() == "")
    assert not nvim.lua("return require('lamp').accept()")
    nvim.keys("<End>")
    nvim.until(lambda: nvim.ghost() == "foo")
    nvim.lua("require('lamp').accept()")

    assert nvim.lines()[1] == "x = foo"


def test_folds(nvim: Nvim) -> None:
    """What was accepted is not folded away."""
    nvim.api.current.buffer[:] = ["if x:", "    y = 1"]
    nvim.api.command("setlocal foldmethod=manual foldenable | 1,2fold")
    nvim.suggest("# why")
    nvim.keys("ggA  ")
    nvim.until(lambda: nvim.ghost() == "# why")
    nvim.api.command("foldclose")
    assert nvim.lua("return vim.fn.foldclosed('.')") == 1
    nvim.lua("require('lamp').accept()")

    assert nvim.lines() == ["if x:  # why", "    y = 1"]
    assert nvim.lua("return vim.fn.foldclosed('.')") == -1


def test_two_windows_on_a_buffer(nvim: Nvim) -> None:
    """It is inserted in the window that it was asked for; the other one's cursor stays on its text."""
    nvim.keys("ione<CR>two<Esc>")
    nvim.api.command("split")
    nvim.suggest("= 1\n= 2")
    nvim.keys("ggA ")
    nvim.until(lambda: nvim.ghost() == "= 1\n= 2")
    nvim.lua("require('lamp').accept()")

    assert nvim.lines() == ["one = 1", "= 2", "two"]
    nvim.keys("<Esc><C-w>j")
    assert nvim.api.current.line == "two"


def test_leaving_the_window_clears_it(asked: Asked) -> None:
    """A suggestion belongs to the window where it was asked for."""
    nvim = asked("foo")
    nvim.api.command("split")
    nvim.keys("<C-o><C-w>j")

    assert not nvim.lua("return require('lamp').visible()")
    nvim.until(lambda: nvim.ghost() == "")


def test_neovims_own_menu_has_precedence(asked: Asked) -> None:
    """While a completion menu is open nothing is shown or accepted; when it closes, what still fits comes back."""
    nvim = asked("foo")
    nvim.keys("<C-x><C-v>")
    nvim.until(lambda: nvim.lua("return vim.fn.pumvisible()") == 1)
    assert not nvim.lua("return require('lamp').accept()")
    nvim.until(lambda: nvim.ghost() == "")
    nvim.keys("<C-e>")

    nvim.until(lambda: nvim.ghost() == "foo")
    assert nvim.lua("return require('lamp').accept()")


MENU = """
local name, asks = ...
package.loaded[name] = { [asks] = function() return vim.g.menu_open == true end }
"""


@pytest.mark.parametrize(("name", "asks"), [("cmp", "visible"), ("blink.cmp", "is_menu_visible")])
def test_other_menus_have_precedence(nvim: Nvim, name: str, asks: str) -> None:
    """While nvim-cmp's or blink.cmp's menu is open, nothing is shown; afterwards it is."""
    nvim.lua(MENU, name, asks)
    nvim.suggest("foo")
    nvim.api.command("let g:menu_open = v:true")
    nvim.keys("ix = ")
    nvim.lua("vim.wait(600)")
    assert nvim.ghost() == ""
    nvim.api.command("let g:menu_open = v:false")
    nvim.keys(" ")

    nvim.until(lambda: nvim.ghost() == "foo")


def test_menus_that_tell(asked: Asked) -> None:
    """blink.cmp says when its menu opens and closes; what was on show makes way and comes back."""
    nvim = asked("foo")
    nvim.api.command("doautocmd User BlinkCmpMenuOpen")
    nvim.until(lambda: nvim.ghost() == "")
    nvim.api.command("doautocmd User BlinkCmpMenuClose")

    nvim.until(lambda: nvim.ghost() == "foo")


def test_a_menu_that_closes_leaves_room(nvim: Nvim) -> None:
    """Where nothing was asked for while it was open, a suggestion is asked for when it closes."""
    nvim.lua(MENU, "blink.cmp", "is_menu_visible")
    nvim.suggest("foo")
    nvim.api.command("let g:menu_open = v:true")
    nvim.keys("ix = ")
    nvim.lua("vim.wait(600)")
    assert nvim.ghost() == ""
    nvim.api.command("let g:menu_open = v:false | doautocmd User BlinkCmpMenuClose")

    nvim.until(lambda: nvim.ghost() == "foo")
