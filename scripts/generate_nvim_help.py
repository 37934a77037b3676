# ruff: noqa: INP001 a script, not a package
"""Write Neovim's help (``:help lamp``) from the plugin's annotations, its subcommands, and LAMP's settings.

``python scripts/generate_nvim_help.py`` writes it; ``tests/guards/test_nvim_help.py`` sees that it is in step.
"""

import re
import sys
import textwrap
from collections.abc import Iterable, Iterator
from pathlib import Path

from lamp_lsp.settings import PROCESS_WIDE, Settings

PLUGIN = Path(__file__).parent.parent / "editors" / "nvim"
HELP = PLUGIN / "doc" / "lamp.txt"
TAGS = HELP.with_name("tags")

WIDTH = 78
RULE = "=" * WIDTH

_FIELD = re.compile(r"^---@field (\w+)\?? (.+?) ([A-Z].*?) \(default: `(.*)`\)$", re.MULTILINE)
_FUNCTION = re.compile(r"((?:^---.*\n)+)^function M\.(\w+)\((.*)\)", re.MULTILINE)
_SUBCOMMAND = re.compile(r"^  (\w+) = \{\n    about = (['\"])(.+?)\2,$", re.MULTILINE)
_SUGGESTED = re.compile(r"^  (\w+) = '(<.+>)',$", re.MULTILINE)

INTRODUCTION = """\
LAMP completes code as ghost text, on your own machine, and learns from what
you accept, change and type instead how you write code. This plugin is thin:
the language server `lamp lsp` does the work, for every editor alike.

It needs Neovim 0.10 or newer and `lamp`, which `pipx install
"/path/to/lamp[embedded]"` installs from a checkout (once released: `pipx
install "lamp-assistant[embedded]"`); no other plugin. `lamp setup` prints the
lines for init.lua. From a checkout they are: >lua

    vim.opt.runtimepath:append('/path/to/lamp/editors/nvim')
    require('lamp').setup { mappings = true }
<
Plugin managers take the branch `nvim` of LAMP's repository, which holds the
plugin alone; `scripts/make_nvim_plugin.sh` makes it in a checkout. With
lazy.nvim: >lua

    {
      url = 'file:///path/to/lamp',
      branch = 'nvim',
      event = 'VeryLazy',
      opts = { mappings = true },
    }
<
With Neovim 0.12's own `vim.pack`: >lua

    vim.pack.add { { src = 'file:///path/to/lamp', version = 'nvim' } }
    require('lamp').setup { mappings = true }
<
Neovim 0.12 and newer show suggestions by `vim.lsp.inline_completion`, older
ones by the plugin's own ghost text; all that follows holds for both.
When nothing is shown, |:checkhealth| `lamp` says why.
"""

MAPPINGS = """\
There are none until the option `mappings` asks for them. `mappings = true`
takes these, in insert mode; a table takes those that it names:
"""

MAPPINGS_END = """\
Each does what the key did before when there is nothing to do: Tab stays Tab,
and another plugin's mapping of Tab stays in force. A mapping of your own is
an expression: >lua

    vim.keymap.set('i', '<C-y>', function()
      return require('lamp').expr('accept', '<C-y>')
    end, { expr = true })
<
What is accepted is one step of undo and counts as typed: |.|, counts and
macros repeat it. A macro repeats what was accepted while it was recorded.

While a completion menu is open, Neovim's own, nvim-cmp's or blink.cmp's,
nothing is shown, and the keys do what they do in the menu.
"""

STATUSLINE = """\
`require('lamp').statusline()` is for a status line: >lua

    vim.o.statusline = "%f %= %{v:lua.require'lamp'.statusline()}"
<
`require('lamp').status()` has the state, a message with the reason, and the
progress of learning. The |User| event `LampStatus` tells of changes, with the
same as its `data`. States: ready, thinking, learning, paused, no_model, slow,
no_daemon, off.

The suggestion's highlight group is *hl-LampSuggestion*, linked to `ComplHint`
or `Comment`; Neovim 0.12's own drawing uses `ComplHint`.
"""

SETTINGS = """\
LAMP's own settings hold for every editor and lie in a file (`lamp settings` in
a shell); the option `settings` has precedence in Neovim: >lua

    require('lamp').setup { settings = { max_lines = 4, latency_budget_ms = 800 } }
<
"""


def help_document() -> str:
    """Return doc/lamp.txt."""
    config = _read("config.lua")
    parts = [
        _heading_line(),
        INTRODUCTION,
        _section("MAPPINGS", "lamp-mappings"),
        MAPPINGS,
        *_suggested(),
        "",
        MAPPINGS_END,
        _section("COMMANDS", "lamp-commands"),
        *_subcommands(),
        _section("OPTIONS", "lamp-options"),
        "For `require('lamp').setup {}`; a wrong one is named, and its default holds.\n",
        *_options(config),
        _section("FUNCTIONS", "lamp-functions"),
        "Of `require('lamp')`.\n",
        *_functions(),
        _section("STATUS LINE AND HIGHLIGHTS", "lamp-statusline"),
        STATUSLINE,
        _section("SETTINGS OF LAMP", "lamp-settings"),
        SETTINGS,
        *_settings(),
        " vim:tw=78:ts=8:noet:ft=help:norl:",
        "",
    ]
    return "\n".join(parts)


def _read(name: str) -> str:
    return (PLUGIN / "lua" / "lamp" / name).read_text(encoding="utf-8")


def _heading_line() -> str:
    return "*lamp.txt*  LAMP: completions that learn how you write code\n\n" + _section("LAMP", "lamp")


def _section(title: str, tag: str) -> str:
    mark = f"*{tag}*"
    return f"{RULE}\n{title}{mark:>{WIDTH - len(title)}}\n"


def _entry(name: str, tag: str, kind: str, words: str) -> str:
    """Shape one entry: its name, its tag at the right, its kind and its words below."""
    mark = f"*{tag}*"
    head = f"{name}{mark:>{max(WIDTH - len(name), len(mark) + 2)}}"
    body = [*textwrap.wrap(kind, WIDTH - 4), *textwrap.wrap(words, WIDTH - 4)]
    return "\n".join([head, *(f"    {line}" for line in body), ""])


def _suggested() -> Iterator[str]:
    meanings = {name: words for name, _, words, _ in _FIELD.findall(_class(_read("config.lua"), "lamp.Mappings"))}
    for name, key in _SUGGESTED.findall(_read("keys.lua")):
        lines = textwrap.wrap(meanings[name], WIDTH - 30)
        yield f"    {name:<12} {key:<11} {lines[0]}"
        yield from (" " * 29 + line for line in lines[1:])


def _subcommands() -> Iterator[str]:
    for name, _, about in sorted(_SUBCOMMAND.findall(_read("commands.lua"))):
        yield _entry(f":Lamp {name}", f":Lamp-{name}", "", about)


def _options(config: str) -> Iterator[str]:
    for name, kind, words, default in _FIELD.findall(_class(config, "lamp.Options")):
        yield _entry(name, f"lamp-option-{name}", f"`{kind}`, default `{default}`", words)


def _class(text: str, name: str) -> str:
    """Return the annotations of one class."""
    return text.split(f"---@class {name}\n", 1)[1].split("\n\n", 1)[0] + "\n"


def _functions() -> Iterator[str]:
    for comment, name, parameters in _FUNCTION.findall(_read("init.lua")):
        lines = [line.removeprefix("---").strip() for line in comment.splitlines()]
        words = " ".join(line for line in lines if not line.startswith("@"))
        returns = [line.removeprefix("@return ").replace(" # ", ": ") for line in lines if line.startswith("@return ")]
        kind = f"Returns {returns[0]}" if returns else ""
        yield _entry(f"{name}({parameters})", f"lamp.{name}()", kind, words)


def _settings() -> Iterable[str]:
    for key, field in Settings.model_fields.items():
        shared = " Shared by all editors." if key in PROCESS_WIDE else ""
        yield _entry(key, f"lamp-setting-{key}", f"Default: `{field.default!r}`", f"{field.description}{shared}")


def tags(document: str) -> str:
    """Return Neovim's index of a help file, as ``:helptags`` writes it."""
    found = sorted(re.findall(r"(?<![^\s])\*([^*\s|]+)\*(?![^\s])", document))
    return "".join(f"{tag}\t{HELP.name}\t/*{tag}*\n" for tag in found)


def main() -> None:
    """Write the help."""
    HELP.parent.mkdir(exist_ok=True)
    HELP.write_text(help_document(), encoding="utf-8")
    TAGS.write_text(tags(help_document()), encoding="utf-8")
    sys.stdout.write(f"{HELP.relative_to(PLUGIN.parent.parent)}\n")


if __name__ == "__main__":
    main()
