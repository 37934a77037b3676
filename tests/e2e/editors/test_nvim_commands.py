"""`:Lamp`, the status line and `:checkhealth lamp`, in a real Neovim on the real daemon, which has no model here."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from lamp_lsp.paths import lamp_paths
from tests.e2e.editors.lsp_process import LAMP
from tests.e2e.editors.neovims import PLUGIN, REPOSITORY, VERSIONS, Nvim, canned_command, running_nvim
from tests.e2e.lamp_home import LampHome

pytestmark = pytest.mark.neovim

CODE = """import json


def read_config(path):
    with open(path) as file:
        return json.load(file)


def greet(name):
    return "hello " + name


def total(rows):
    return sum(row["price"] for row in rows)
"""


@pytest.fixture(scope="module")
def nvim(shared_home: LampHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nvim]:
    """Give a Neovim with a file of a project open, from which LAMP has learned."""
    folder = tmp_path_factory.mktemp("commands")
    for number in range(3):
        file = folder / "project" / f"module_{number}.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(CODE, encoding="utf-8")
    own = ["git", "-C", str(folder / "project"), "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for arguments in (
        ["init", "-q"],
        ["config", "user.email", "ada@example.org"],
        ["add", "."],
        ["commit", "-qm", "x"],
    ):
        subprocess.run([*own, *arguments], check=True)
    shared_home.run("learn", str(folder / "project"))
    with running_nvim("nvim", folder, [*LAMP, "lsp"], environment=shared_home.environment) as editor:
        editor.edit(folder / "project" / "config.py", CODE)
        yield editor


def page(nvim: Nvim, title: str) -> str:
    """Wait for a page, close it with its key, and return its text."""
    nvim.until(lambda: nvim.api.current.buffer.name.endswith(f"lamp://{title}"))
    text = "\n".join(nvim.lines())
    nvim.keys("q")
    assert not nvim.api.current.buffer.name.endswith(title)
    return text


def test_the_profile_is_a_page(nvim: Nvim) -> None:
    """It shows habits by language with their share, and the libraries; its buffer cannot be changed by mistake."""
    nvim.api.command("Lamp profile")
    nvim.until(lambda: nvim.api.current.buffer.name.endswith("lamp://profile"))
    assert not nvim.api.current.buffer.options["modifiable"]
    text = page(nvim, "profile")

    assert "\nPython\n" in text
    assert "String quotes" in text
    assert "█" in text
    assert "Libraries of Python" in text
    assert "import json" in text


def test_a_habit_is_pinned_and_erased_on_its_page(nvim: Nvim) -> None:
    """Two keys on its line, and the page is written anew."""
    nvim.api.command("Lamp profile")
    nvim.until(lambda: nvim.api.current.buffer.name.endswith("lamp://profile"))
    nvim.lua("vim.fn.search('^  String quotes')")
    nvim.keys("p")
    nvim.until(lambda: "Set by hand" in nvim.lines())
    nvim.lua("vim.fn.search('^  Indentation')")
    nvim.keys("x")

    nvim.until(lambda: not any(line.startswith("  Indentation ") for line in nvim.lines()))
    nvim.keys("q")


def test_status_names_what_is_missing(nvim: Nvim) -> None:
    """Without a model it says so, and what was learned all the same."""
    nvim.api.command("messages clear | Lamp")

    nvim.until(lambda: "snippets" in nvim.messages())
    assert "missing" in nvim.messages() or "no model" in nvim.messages()


def test_the_statusline_follows_the_daemon(nvim: Nvim) -> None:
    """It says that there is no model, and that LAMP is paused, as soon as that is so."""
    nvim.until(lambda: nvim.lua("return require('lamp').statusline()") == "LAMP no model")
    nvim.api.command("Lamp pause")
    nvim.until(lambda: nvim.lua("return require('lamp').statusline()") == "LAMP paused")
    nvim.api.command("Lamp resume")
    nvim.until(lambda: nvim.lua("return require('lamp').statusline()") == "LAMP no model")


def test_consent_is_given_in_words(nvim: Nvim) -> None:
    """`:Lamp consent` takes an explicit yes or no, and says which it wants."""
    nvim.api.command("messages clear | Lamp consent")
    nvim.until(lambda: ":Lamp consent yes" in nvim.messages())
    nvim.api.command("messages clear | Lamp consent yes")

    nvim.until(lambda: "learn" in nvim.messages())


def test_suggestions_look_other_than_text_in_any_terminal(nvim: Nvim) -> None:
    """Where a colour scheme names no terminal colour for hints, LAMP brings one."""
    nvim.api.command("colorscheme default")
    plain = nvim.lua("return vim.api.nvim_get_hl(0, { name = 'LampSuggestion', link = false })")
    nvim.api.command("colorscheme habamax")
    named = nvim.lua("return vim.api.nvim_get_hl(0, { name = 'LampSuggestion', link = false })")
    nvim.api.command("colorscheme default")

    assert plain["ctermfg"]
    assert named["ctermfg"]


def test_good_and_bad_need_a_suggestion(nvim: Nvim) -> None:
    """Before one was shown, a word on it is answered in a sentence."""
    nvim.api.command("messages clear | Lamp bad too long")

    nvim.until(lambda: "no suggestion was shown yet" in nvim.messages())


def test_the_log_opens(nvim: Nvim) -> None:
    """It is the language server's own, read-only."""
    before = nvim.api.current.buffer.name
    nvim.api.command("Lamp log")
    nvim.until(lambda: nvim.api.current.buffer.name.endswith("lsp.log"))
    assert nvim.api.current.buffer.options["readonly"]
    nvim.api.command(f"edit {before}")


def test_export_opens_the_file_unsaved(nvim: Nvim) -> None:
    """The developer sees what would be written before it is."""
    nvim.api.command("Lamp export agents")
    nvim.until(lambda: nvim.api.current.buffer.name.endswith("AGENTS.md"))
    nvim.until(lambda: nvim.api.current.buffer.options["modified"])

    assert not Path(nvim.api.current.buffer.name).exists()
    assert any("python" in line.lower() for line in nvim.lines())
    nvim.api.command("bwipeout!")


def test_forgetting_asks_first(nvim: Nvim) -> None:
    """It names the project; no is no, yes erases."""
    nvim.lua("vim.fn.confirm = function(question) vim.g.asked = question return vim.g.answer end")
    nvim.api.command("let g:answer = 2 | messages clear | Lamp forget")
    assert nvim.lua("return vim.g.asked").endswith("/project?")
    assert nvim.messages() == ""
    nvim.api.command("let g:answer = 1 | Lamp forget")

    nvim.until(lambda: "LAMP: " in nvim.messages())
    assert "WARN" not in nvim.messages()


def test_subcommands_are_completed(nvim: Nvim) -> None:
    """Names, then what they take; an unknown one is answered with those that are."""
    assert nvim.lua("return vim.fn.getcompletion('Lamp p', 'cmdline')") == ["pause", "profile", "project"]
    assert nvim.lua("return vim.fn.getcompletion('Lamp export r', 'cmdline')") == ["ruff"]
    nvim.api.command("messages clear | Lamp fly")

    assert "`fly` is none of: alternatives, bad, cancel, consent" in nvim.messages()


def health(nvim: Nvim) -> str:
    """Return `:checkhealth lamp`."""
    nvim.api.command("checkhealth lamp")
    text = "\n".join(nvim.lines())
    nvim.api.command("bwipeout!")
    return text


def test_health_says_what_is_amiss(nvim: Nvim) -> None:
    """Server, daemon and file are found; the missing model and a pause are named with the next step."""
    nvim.api.command("Lamp pause")
    nvim.until(lambda: nvim.lua("return require('lamp').statusline()") == "LAMP paused")
    report = health(nvim)
    nvim.api.command("Lamp resume")

    assert "The language server runs" in report
    assert "config.py is served" in report
    assert "The model is missing" in report
    assert "LAMP is paused" in report
    assert ":Lamp resume" in report


def test_asking_in_an_ignored_file_says_why(nvim: Nvim) -> None:
    """By hand the reason is said at once, and the health page repeats it."""
    before = nvim.api.current.buffer.name
    nvim.edit(nvim.folder / "project" / ".env", "")
    nvim.api.command("messages clear")
    nvim.keys("iTOKEN=")
    nvim.lua("require('lamp').trigger()")
    nvim.until(lambda: "leaves this file alone" in nvim.messages())
    nvim.keys("<C-Bslash><C-n>")

    assert "The last request got nothing: LAMP leaves this file alone" in health(nvim)
    nvim.api.command("edit! " + before)


def test_health_of_a_file_that_is_left_out(nvim: Nvim) -> None:
    """A file without a type, and one that the options leave out, each has its reason."""
    name = nvim.api.current.buffer.name
    nvim.api.command("new nameless")
    nvim.api.command("new | edit words.txt | setfiletype text")
    nvim.lua("require('lamp.config').current.filetypes = {'python'}")
    report = health(nvim)
    nvim.lua("require('lamp.config').current.filetypes = nil")
    nvim.api.command("only! | edit " + name)

    assert "nameless has no file type" in report
    assert "words.txt is of file type `text`, which the option `filetypes` leaves out" in report


def test_without_lamp_it_says_how_to_install(tmp_path: Path) -> None:
    """Nothing breaks, one sentence tells, and the health page has the command."""
    with running_nvim("nvim", tmp_path, ["no-such-lamp", "lsp"]) as editor:
        for name in ("a.py", "b.py"):
            (tmp_path / name).write_text("", encoding="utf-8")
            editor.api.command(f"edit {tmp_path / name}")
        editor.keys("ix = 1<Esc>")
        assert editor.lines() == ["x = 1"]
        assert editor.messages().count("`no-such-lamp` is not found") == 1
        assert 'pipx install "/path/to/lamp[embedded]"' in health(editor)
        assert editor.lua("return require('lamp').statusline()") == ""


@pytest.mark.parametrize("name", VERSIONS)
def test_a_server_that_died_is_started_anew(name: str, tmp_path: Path) -> None:
    """The next request finds another one, and the suggestion of the dead one is gone."""
    with running_nvim(name, tmp_path, canned_command(tmp_path)) as editor:
        editor.suggest("foo")
        editor.edit(tmp_path / "project" / "a.py", "")
        editor.keys("ix = ")
        editor.until(lambda: editor.ghost() == "foo")
        for child in psutil.Process().children(recursive=True):
            if "tests.e2e.editors.canned_server" in child.cmdline():
                child.kill()
        editor.until(lambda: editor.ghost() == "")
        editor.keys(" ")

        editor.until(lambda: editor.ghost() == "foo")


def ended(nvim: Nvim, times: int) -> bool:
    """Say whether Neovim has told so many ends of the server."""
    return nvim.messages().count("exit code 3 and signal 0") >= times


@pytest.mark.parametrize("name", VERSIONS)
def test_a_server_that_keeps_ending_is_left_alone(name: str, tmp_path: Path) -> None:
    """It is said once, the health page has the exit code and the next steps, and a command starts it again."""
    ending = [sys.executable, "-c", "raise SystemExit(3)"]
    with running_nvim(name, tmp_path, ending, environment={"LAMP_HOME": str(tmp_path / "lamp")}) as editor:
        (tmp_path / "a.py").write_text("", encoding="utf-8")
        editor.api.command(f"edit {tmp_path / 'a.py'}")
        editor.keys("i")
        for number in range(1, 5):
            editor.until(partial(ended, editor, number))
            editor.keys("x")
        editor.keys("<Esc>")
        editor.until(lambda: editor.messages().count("ended too often (exit code 3) and is left alone") == 1)
        report = health(editor)
        assert "The language server ended too often and is left alone (exit code 3)" in report
        assert "`lamp doctor` in a shell" in report
        client_log = editor.lua("return require('vim.lsp.log').get_filename()")
        assert client_log in report

        editor.api.command("messages clear | Lamp trigger")
        assert "the language server does not run" in editor.messages()
        editor.lua("require('lamp.config').current.cmd = ...", canned_command(tmp_path))
        editor.suggest("foo")
        editor.api.command("Lamp start")
        editor.keys("A = ")
        editor.until(lambda: editor.ghost() == "foo")
        editor.keys("<Esc>")
        assert "left alone" not in health(editor)


@pytest.mark.parametrize("name", VERSIONS)
def test_the_log_opens_without_a_server(name: str, tmp_path: Path) -> None:
    """It is the language server's where LAMP keeps it, and the language client's while there is none."""
    with running_nvim(name, tmp_path, ["no-such-lamp"], environment={"LAMP_HOME": str(tmp_path / "lamp")}) as editor:
        editor.api.command("Lamp log")
        assert editor.api.current.buffer.name == editor.lua("return require('vim.lsp.log').get_filename()")
        file = tmp_path / "lamp" / "logs" / "lsp.log"
        file.parent.mkdir(parents=True)
        file.write_text("it began", encoding="utf-8")
        editor.api.command("Lamp log")

        assert editor.lines() == ["it began"]
        assert editor.api.current.buffer.options["readonly"]


@pytest.mark.parametrize("values", [{"XDG_STATE_HOME": ""}, {"XDG_STATE_HOME": "state"}, {"LAMP_HOME": "home"}])
def test_the_log_is_where_lamp_keeps_it(
    values: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plugin finds the same file as LAMP itself, whatever moves it."""
    monkeypatch.delenv("LAMP_HOME", raising=False)
    moved = {"HOME": str(tmp_path), **{key: value and str(tmp_path / value) for key, value in values.items()}}
    for key, value in moved.items():
        monkeypatch.setenv(key, value)
    expected = lamp_paths().lsp_log_file
    expected.parent.mkdir(parents=True, exist_ok=True)
    expected.write_text("", encoding="utf-8")
    with running_nvim("nvim", tmp_path, ["no-such-lamp"]) as editor:
        assert Path(editor.lua("return require('lamp.logs').of_server()")) == expected


def test_a_share_does_not_break_the_status_line(tmp_path: Path) -> None:
    """What the documents say to put there shows it, in Neovim's own way and as lualine does."""
    text = (REPOSITORY / "docs" / "neovim.md").read_text(encoding="utf-8")
    (own,) = re.findall(r'^vim\.o\.statusline = "(.+)"$', text, re.MULTILINE)
    (lualine,) = re.findall(r"^lualine_x = \{ (.+) \}$", text, re.MULTILINE)
    evaluated = "return vim.api.nvim_eval_statusline(..., {}).str"
    with running_nvim("nvim", tmp_path, ["no-such-lamp"]) as editor:
        editor.lua("require('lamp.status').set({state = 'learning', message = '', progress = 0.4})")

        assert editor.lua(evaluated, own).endswith(" LAMP learning 40%")
        assert editor.lua(evaluated, editor.lua(f"return ({lualine})()") + " %f") == "LAMP learning 40% [No Name]"


def test_wrong_options_are_named(tmp_path: Path) -> None:
    """A wrong key and a wrong type: a sentence each, the default holds, and the health page repeats them."""
    with running_nvim("nvim", tmp_path, ["no-such-lamp"], options="auto = 'yes', mapings = true") as editor:
        said = editor.messages()
        assert "`auto` is a string and must be a boolean" in said
        assert "`mapings` is no option" in said
        assert editor.lua("return require('lamp.config').current.auto") is True
        assert "`mapings` is no option" in health(editor)


def test_nothing_is_loaded_before_it_is_needed(tmp_path: Path) -> None:
    """Setup costs the options and the events alone."""
    with running_nvim("nvim", tmp_path, ["no-such-lamp"]) as editor:
        loaded = json.loads(editor.lua("return vim.json.encode(vim.tbl_keys(package.loaded))"))

    assert {name for name in loaded if name.split(".")[0] == "lamp"} <= {
        "lamp",
        "lamp.config",
        "lamp.events",
        "lamp.menus",
        "lamp.server",
    }
    assert (PLUGIN / "plugin" / "lamp.lua").exists()
