"""Neovim's help, the plugin's options and its commands are in step."""

import re
import runpy
import subprocess
from pathlib import Path

import pytest

from tests.e2e.editors.neovims import PLUGIN, program

SCRIPT = runpy.run_path(str(PLUGIN.parent.parent / "scripts" / "generate_nvim_help.py"))
HELP: Path = SCRIPT["HELP"]


def test_the_help_is_up_to_date() -> None:
    """`python scripts/generate_nvim_help.py` would change nothing."""
    assert HELP.read_text(encoding="utf-8") == SCRIPT["help_document"]()
    assert HELP.with_name("tags").read_text(encoding="utf-8") == SCRIPT["tags"](HELP.read_text(encoding="utf-8"))


def test_nothing_is_left_out_of_the_help() -> None:
    """Every option, mapping, subcommand and function of the plugin has its entry."""
    text = HELP.read_text(encoding="utf-8")
    config = (PLUGIN / "lua/lamp/config.lua").read_text(encoding="utf-8")
    options = re.findall(r"^  (\w+) = .*,$", config.split("local defaults = {")[1].split("\n}")[0], re.MULTILINE)
    commands = re.findall(
        r"^  (\w+) = \{$", (PLUGIN / "lua/lamp/commands.lua").read_text(encoding="utf-8"), re.MULTILINE
    )
    functions = re.findall(
        r"^function M\.(\w+)", (PLUGIN / "lua/lamp/init.lua").read_text(encoding="utf-8"), re.MULTILINE
    )
    acts = re.findall(r"^  (\w+) = '<", (PLUGIN / "lua/lamp/keys.lua").read_text(encoding="utf-8"), re.MULTILINE)

    assert min(map(len, (options, commands, functions, acts))) > 5
    assert [name for name in options if f"*lamp-option-{name}*" not in text] == []
    assert [name for name in commands if f"*:Lamp-{name}*" not in text] == []
    assert [name for name in functions if f"*lamp.{name}()*" not in text] == []
    assert [name for name in acts if f"    {name} " not in text] == []


@pytest.mark.neovim
def test_neovim_takes_the_help(tmp_path: Path) -> None:
    """Its tags are all different, and its links lead somewhere."""
    (tmp_path / "doc").mkdir()
    (tmp_path / "doc" / "lamp.txt").write_text(HELP.read_text(encoding="utf-8"), encoding="utf-8")
    lua = (
        f"vim.opt.runtimepath:append('{tmp_path}') vim.cmd.helptags('{tmp_path}/doc') "
        "for link in table.concat(vim.fn.readfile(vim.api.nvim_get_runtime_file('doc/lamp.txt', false)[1]), '\\n')"
        ":gmatch('|(%S+)|') do vim.cmd.help(link) end"
    )
    done = subprocess.run(
        [program("nvim"), "--headless", "--clean", "-c", f"lua {lua}", "-c", "qall!"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert "E149" not in done.stderr  # sorry, no help for
    assert done.stderr == ""
    assert (tmp_path / "doc" / "tags").read_text(encoding="utf-8") == HELP.with_name("tags").read_text(encoding="utf-8")
