"""The plugin in real headless Neovims by real keys: what is shown, accepted, and told.

Neovim 0.10 and 0.11 show the plugin's own ghost text, 0.12 its own inline completion; the laws are the same.
"""

import time

import pytest

from tests.e2e.editors.neovims import Nvim
from tests.e2e.editors.nvim_canned import Asked, asked, editor, nvim

__all__ = ["asked", "editor", "nvim"]

pytestmark = pytest.mark.neovim

FOO = "foo(bar)\n    baz()"

REJECTED = ("rejected", "command", 0)


def test_ghost_text_is_shown_and_accepted_whole(asked: Asked) -> None:
    """Accepting inserts the lines, puts the cursor behind them, and is told as the command it was."""
    nvim = asked(FOO)
    assert nvim.lua("return require('lamp').accept()")

    assert nvim.lines() == ["y = 1", "x = foo(bar)", "    baz()"]
    assert tuple(nvim.api.current.window.cursor) == (3, 9)
    nvim.until(lambda: nvim.ghost() == "")
    nvim.until(lambda: ("accepted", "command", 18) in nvim.told())
    assert ("shown", "command", 0) in nvim.told()


def test_one_undo_takes_the_suggestion_back(asked: Asked) -> None:
    """What was typed before it stays; the taken back suggestion counts as rejected."""
    nvim = asked(FOO)
    nvim.lua("require('lamp').accept()")
    nvim.keys("<Esc>u")

    assert nvim.lines() == ["y = 1", "x = "]
    nvim.until(lambda: ("rejected", "inferred", 0) in nvim.told())


def test_words_and_lines(asked: Asked) -> None:
    """Each part is inserted and told, cumulatively; the rest stays on show; the last part makes it whole."""
    nvim = asked(FOO)
    nvim.lua("require('lamp').accept_word()")
    assert nvim.lines()[1] == "x = foo"
    nvim.until(lambda: nvim.ghost() == "(bar)\n    baz()")
    nvim.lua("require('lamp').accept_line()")
    assert nvim.lines()[1] == "x = foo(bar)"
    nvim.until(lambda: nvim.ghost() == "\n    baz()")
    nvim.until(lambda: ("accepted_part", "command", 8) in nvim.told())
    nvim.lua("require('lamp').accept_line()")

    assert nvim.lines()[1:] == ["x = foo(bar)", "    baz()"]
    nvim.until(lambda: ("accepted", "command", 18) in nvim.told())


def test_words_across_lines(asked: Asked) -> None:
    """A word that begins on the next line brings the line's end along, and the rest is shown there."""
    nvim = asked("a,\n    bcd = 1")
    nvim.lua("local lamp = require('lamp') lamp.accept_word() lamp.accept_word() lamp.accept_word()")
    assert nvim.lines()[1:] == ["x = a,", "    bcd"]
    nvim.until(lambda: nvim.ghost() == " = 1")

    assert nvim.lua("return require('lamp').accept()")
    assert nvim.lines()[1:] == ["x = a,", "    bcd = 1"]


def test_typing_along_keeps_it_on_show(asked: Asked) -> None:
    """The ghost text gets shorter, and at its end the suggestion was accepted by typing."""
    nvim = asked("foo(bar)")
    nvim.keys("foo(")
    nvim.until(lambda: nvim.ghost() == "bar)")
    nvim.keys("bar)")

    nvim.until(lambda: ("accepted", "typed", 8) in nvim.told())


def test_accepting_after_typing_along_inserts_the_rest(asked: Asked) -> None:
    """Nothing that was typed is inserted once more."""
    nvim = asked(FOO)
    nvim.keys("fo")
    nvim.until(lambda: nvim.ghost() == FOO[2:])
    nvim.lua("require('lamp').accept()")

    assert nvim.lines()[1:] == ["x = foo(bar)", "    baz()"]
    nvim.until(lambda: any(kind == "accepted" for kind, _, _ in nvim.told()))


def test_typing_over_takes_it_away(asked: Asked) -> None:
    """What does not fit any more is not shown, and what was written instead is told."""
    nvim = asked("foo(bar)")
    nvim.suggest("new")
    nvim.keys("z")
    assert not nvim.lua("return require('lamp').accept()")
    nvim.keys("oo<Esc>jo")

    nvim.until(lambda: "zoo" in nvim.told_texts("typed_over"))


def test_dismiss(asked: Asked) -> None:
    """Waved away, it is gone and rejected."""
    nvim = asked(FOO)
    assert nvim.lua("return require('lamp').dismiss()")

    nvim.until(lambda: nvim.ghost() == "")
    nvim.until(lambda: REJECTED in nvim.told())


def test_nothing_to_accept(nvim: Nvim) -> None:
    """A mapping can fall through."""
    said = nvim.lua("local l = require('lamp'); return {l.accept(), l.accept_word(), l.accept_line(), l.dismiss()}")

    assert said == [False] * 4


def test_candidates(asked: Asked) -> None:
    """By hand there are several; next and previous go round; the one on show is accepted and told."""
    nvim = asked("foo", "bar()", "baz[0]")
    nvim.lua("require('lamp').next()")
    nvim.until(lambda: nvim.lua("return require('lamp.suggestion').count()") == 3)
    nvim.lua("require('lamp').next()")
    nvim.until(lambda: nvim.ghost() == "bar() (2/3)")
    nvim.lua("require('lamp').previous() require('lamp').previous()")
    nvim.until(lambda: nvim.ghost() == "baz[0] (3/3)")
    nvim.lua("require('lamp').accept()")

    assert nvim.lines()[1] == "x = baz[0]"
    nvim.until(lambda: ("accepted", "command", 6) in nvim.told())


def test_leaving_insert_mode_clears_it(asked: Asked) -> None:
    """Nothing is drawn in normal mode."""
    nvim = asked(FOO)
    nvim.keys("<Esc>")

    nvim.until(lambda: nvim.ghost() == "")
    assert not nvim.lua("return require('lamp').visible()")


def test_what_follows_the_cursor_is_replaced(nvim: Nvim) -> None:
    """A bracket that closed itself is part of the suggestion and not doubled."""
    nvim.suggest("bar)", replaces_after=1)
    nvim.keys("ifoo()<Left>")
    nvim.until(lambda: nvim.ghost() in {"bar", "bar)"})  # Neovim's own draws over the bracket
    nvim.lua("require('lamp').accept()")

    assert nvim.lines() == ["foo(bar)"]
    assert tuple(nvim.api.current.window.cursor) == (1, 8)


@pytest.mark.parametrize(("text", "keys", "written"), [("x = ", "$", "x = foo"), ("x = ö()", "0fö", "x = öfoo()")])
def test_asking_from_normal_mode_goes_on_writing(nvim: Nvim, text: str, keys: str, written: str) -> None:
    """The command asks behind the cursor, as ``a`` would write, for all candidates."""
    nvim.suggest("foo", "bar")
    nvim.api.current.buffer[:] = [text]
    nvim.keys(keys)
    nvim.keys(":Lamp trigger<CR>")
    nvim.until(lambda: nvim.ghost() == "foo")
    assert nvim.lua("return require('lamp.suggestion').count()") == 2
    nvim.lua("require('lamp').accept()")

    assert nvim.lines() == [written]


def test_asking_where_nothing_can_be_shown_says_so(nvim: Nvim) -> None:
    """A mode and a buffer without suggestions, each in a sentence."""
    nvim.keys("v")
    nvim.lua("require('lamp').trigger()")
    assert "suggestions are shown in insert mode" in nvim.messages()
    nvim.keys("<Esc>")
    nvim.api.command("new | setlocal buftype=nofile | Lamp trigger | bwipeout")

    assert "nothing is suggested in this buffer" in nvim.messages()


def delayed(nvim: Nvim, act: str) -> None:
    """Do something, in Lua, when an answer with a suggestion has come and before the plugin takes it in."""
    nvim.lua(
        """
        local act = load(...)
        local client = vim.lsp.get_clients({ name = 'lamp', bufnr = 0 })[1]
        local request = client.rpc.request
        client.rpc.request = function(method, params, callback, ...)
          if method ~= 'textDocument/inlineCompletion' then
            return request(method, params, callback, ...)
          end
          client.rpc.request = request
          return request(method, params, function(err, result)
            vim.schedule(function()
              act()
              vim.defer_fn(function() callback(err, result) end, 50)
            end)
          end, ...)
        end
        """,
        act,
    )


@pytest.mark.parametrize(
    "act",
    ["vim.cmd.stopinsert()", "vim.api.nvim_win_set_cursor(0, {1, 0})", "vim.cmd('doautocmd User BlinkCmpMenuOpen')"],
)
def test_what_was_not_displayed_does_not_count_as_shown(nvim: Nvim, act: str) -> None:
    """Of an answer that comes after insert mode, elsewhere, or under a menu, nothing becomes."""
    nvim.suggest("foo")
    nvim.lua("require('lamp.config').current.auto = false")
    nvim.keys("ix = ")
    delayed(nvim, act)
    nvim.lua("require('lamp').trigger()")
    time.sleep(1.5)  # a second longer than what makes the server take it for shown
    nvim.keys("<C-Bslash><C-n>")
    nvim.api.command("doautocmd User BlinkCmpMenuClose")
    nvim.lua("require('lamp.config').current.auto = true")
    nvim.keys("oy = ")
    nvim.until(lambda: nvim.ghost() == "foo")
    nvim.until(nvim.told)

    assert [kind for kind, _, _ in nvim.told()] == ["shown"]


def test_only_what_is_asked_by_hand_counts_as_by_hand(nvim: Nvim) -> None:
    """By hand where Neovim does not complete inline, or taken back by leaving: the next request is an automatic one."""
    nvim.suggest("foo", "bar")
    if nvim.lua("return require('lamp.config').neovim_draws()"):
        nvim.lua("vim.lsp.inline_completion.enable(false, {bufnr = 0})")
        nvim.keys("i")
        nvim.lua("require('lamp').trigger()")
        time.sleep(0.3)
        nvim.lua("vim.lsp.inline_completion.enable(true, {bufnr = 0})")
    nvim.keys("<Esc>i")
    nvim.lua("require('lamp').trigger() vim.api.nvim_input('<Esc>ax = ')")
    nvim.until(lambda: nvim.ghost() == "foo")

    assert nvim.lua("return require('lamp.suggestion').count()") == 1


def test_what_is_written_right_after_leaving_is_asked_for(nvim: Nvim) -> None:
    """Taking away what was on show ends no request of the keys that follow at once."""
    nvim.suggest("foo", "bar")
    nvim.keys("i")
    nvim.lua("require('lamp').trigger()")
    nvim.until(lambda: nvim.lua("return require('lamp.suggestion').count()") == 2)
    nvim.keys("<Esc>ax = ")

    nvim.until(lambda: nvim.ghost() == "foo")
