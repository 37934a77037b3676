"""The sources for blink.cmp and nvim-cmp, by the interface that each plugin documents."""

import pytest

from tests.e2e.editors.neovims import Nvim
from tests.e2e.editors.nvim_canned import editor, nvim

__all__ = ["editor", "nvim"]

pytestmark = pytest.mark.neovim

BLINK = "require('lamp.blink').new():get_completions({}, function(answer) Answer = answer end)"
CMP = "require('cmp_lamp').new():complete({ context = {} }, function(answer) Answer = answer end)"


@pytest.mark.parametrize("ask", [BLINK, CMP], ids=["blink", "cmp"])
def test_an_item_goes_on_from_the_word_at_the_cursor(nvim: Nvim, ask: str) -> None:
    """So both menus match it against what was typed; its columns are bytes."""
    nvim.lua("require('lamp.config').current.auto = false")
    nvim.suggest("nt(x)\nprint(y)")
    nvim.keys("iü = pri")
    nvim.lua(f"Answer = nil {ask}")
    nvim.until(lambda: nvim.lua("return Answer ~= nil"))
    (item,) = nvim.lua("return Answer.items")

    assert item["label"] == "print(x) …"
    assert item["filterText"] == item["textEdit"]["newText"] == "print(x)\nprint(y)"
    assert item["textEdit"]["range"] == {"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 8}}
    nvim.lua("require('lamp.config').current.auto = true")


def test_what_was_inserted_is_told(nvim: Nvim) -> None:
    """Either plugin calls `execute` for an item that the user chose."""
    nvim.lua("require('lamp.config').current.auto = false")
    nvim.suggest("foo()")
    nvim.keys("ix = ")
    nvim.lua(f"Answer = nil {BLINK}")
    nvim.until(lambda: nvim.lua("return Answer ~= nil"))
    nvim.lua(
        "local item = Answer.items[1] "
        "require('lamp.blink').new():execute({}, item, function() end, function() "
        "vim.lsp.util.apply_text_edits({ item.textEdit }, vim.api.nvim_get_current_buf(), 'utf-8') end)"
    )

    assert nvim.lines() == ["x = foo()"]
    nvim.until(lambda: ("accepted", "command", 5) in nvim.told())
    nvim.lua("require('lamp.config').current.auto = true")
