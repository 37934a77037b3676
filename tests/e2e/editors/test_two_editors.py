"""Two editors at once on one daemon: what is accepted in one shapes the other."""

import time
from pathlib import Path

import pytest

from tests.e2e.editors.lsp_process import LAMP, LspProcess
from tests.e2e.editors.neovims import running_nvim
from tests.e2e.editors.scripted_model import scripted_lamp

pytestmark = pytest.mark.neovim

HEAD = "def build_report(rows):\n    header = "
TAIL = "\n    return header + render_rows(rows)\n"


def test_what_is_accepted_in_one_is_known_in_the_other(tmp_path: Path) -> None:
    """Accepted in Neovim, it is among the developer's own code that the model reads for another editor."""
    project = tmp_path / "project"
    (project / ".git").mkdir(parents=True)
    folders = [{"uri": project.as_uri(), "name": "project"}]
    with (
        scripted_lamp(tmp_path) as lamp,
        running_nvim("nvim", tmp_path, [*LAMP, "lsp"], environment=lamp.home.environment) as nvim,
        LspProcess(lamp.home.environment, workspaceFolders=folders) as other,
    ):
        uri = (project / "other.py").as_uri()
        other.open(uri, "def build_summary(rows):\n    header = \n    return header + render_rows(rows)\n")
        nvim.edit(project / "report.py", "")
        nvim.api.command("setlocal indentkeys= noautoindent indentexpr=")
        nvim.api.current.buffer[:] = (HEAD + TAIL).splitlines()
        nvim.keys("2GA ")
        nvim.until(lambda: nvim.lua("require('lamp').trigger() return vim.wait(2000, require('lamp').visible)"), 90)
        accepted = str(nvim.lua("return require('lamp.suggestion').text()"))
        assert accepted.startswith("make_")
        assert nvim.lua("return require('lamp').accept()")
        nvim.keys("<Esc>")
        nvim.api.command("silent write")

        until = time.monotonic() + 90
        while accepted not in lamp.prompts()[-1]:
            assert time.monotonic() < until, lamp.prompts()[-1]
            other.type(uri, 1, 13, " ", until=13)
            other.complete(uri, 1, 13)
            time.sleep(0.5)
        assert "build_summary" in lamp.prompts()[-1]
        pids = {lamp.home.ask("status", "--json")["pid"]}
        pids.add(other.request("workspace/executeCommand", {"command": "lamp.status", "arguments": []})["pid"])
        assert len(pids) == 1
