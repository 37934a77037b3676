"""Editors without inline completion, real ones: the suggestion is an entry of their completion list.

The configurations here are those of docs/other-editors.md.
"""

import json
import os
import pty
import select
import subprocess
import termios
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pynvim
import pytest

from tests.e2e.editors.neovims import REPOSITORY, canned_command, program

PATIENCE_S = 100
"""For a server to start and to be told, where the machine is busy with other things."""

EMACS = """
(require 'eglot)
(setq eglot-sync-connect t eglot-connect-timeout {patience} jsonrpc-default-request-timeout {patience})
(setq project-find-functions (list (lambda (folder) (cons 'transient folder))))
(add-to-list 'eglot-server-programs
             '(python-mode . ({command} :initializationOptions (:completion_items t))))
(find-file "{file}")
(python-mode)
(call-interactively 'eglot)
(insert "x = fo")
(eglot--signal-textDocument/didChange)
(completion-at-point)
(save-buffer)
(defun told ()
  (with-temp-buffer
    (ignore-errors (insert-file-contents "{outcomes}"))
    (search-forward "\\"accepted\\"" nil t)))
(with-timeout ({patience}) (while (not (told)) (accept-process-output nil 0.1)))
"""

HELIX = """
[language-server.lamp]
command = {program}
args = {arguments}
config = {{ completion_items = true }}

[[language]]
name = "python"
language-servers = ["lamp"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Give an empty file in a folder where the daemon in memory suggests what is left of ``foo(bar)``."""
    (tmp_path / "texts.json").write_text('[{"text": "o(bar)"}]', encoding="utf-8")
    made = tmp_path / "module.py"
    made.write_text("", encoding="utf-8")
    return made


def outcomes(folder: Path) -> list[tuple[str, int]]:
    """Return what the daemon in memory was told."""
    told = folder / "outcomes.jsonl"
    lines = told.read_text(encoding="utf-8").splitlines() if told.exists() else []
    return [(each["kind"], each["characters"]) for each in map(json.loads, lines)]


def test_emacs_offers_it_by_eglot(file: Path) -> None:
    """`completion-at-point` inserts the suggestion, and its acceptance is told."""
    command = " ".join(json.dumps(word) for word in canned_command(file.parent))
    script = file.parent / "try.el"
    told = file.parent / "outcomes.jsonl"
    text = EMACS.format(command=command, file=file, outcomes=told, patience=PATIENCE_S)
    script.write_text(text, encoding="utf-8")
    done = subprocess.run(
        [program("emacs"), "-Q", "--batch", "-l", str(script)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "HOME": str(file.parent)},
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE_S,
        check=False,
    )

    assert file.read_text(encoding="utf-8").strip() == "x = foo(bar)", done.stderr
    assert ("accepted", 6) in outcomes(file.parent)


@contextmanager
def terminal(argv: list[str], **environment: str) -> Iterator[Callable[..., None]]:
    """Run a program in a terminal; gives a function that presses keys until something is shown."""
    process, screen = pty.fork()
    if process == 0:
        termios.tcsetwinsize(0, (24, 80))
        os.execve(argv[0], argv, {**os.environ, "TERM": "xterm-256color", **environment})  # noqa: S606

    def press(keys: bytes, expected: bytes, meanwhile: bytes = b"") -> None:
        shown = b""
        os.write(screen, keys)
        until = time.monotonic() + PATIENCE_S
        while expected not in shown:
            assert time.monotonic() < until, shown
            if select.select([screen], [], [], 1.0)[0]:
                shown += os.read(screen, 65536)
            else:
                os.write(screen, meanwhile)

    try:
        yield press
    finally:
        os.close(screen)
        os.waitpid(process, 0)


def test_helix_lists_it(file: Path) -> None:
    """The list has the suggestion while one types; Tab and Return take it."""
    words = canned_command(file.parent)
    settings = HELIX.format(program=json.dumps(words[0]), arguments=json.dumps(words[1:]))
    (file.parent / "helix").mkdir()
    (file.parent / "helix" / "languages.toml").write_text(settings, encoding="utf-8")
    home = {"XDG_CONFIG_HOME": str(file.parent), "XDG_CACHE_HOME": str(file.parent), "PYTHONPATH": str(REPOSITORY)}
    with terminal([program("hx"), str(file)], **home) as press:
        press(b"", b"NOR")
        press(b"i", b"INS")
        press(b"x = fo", b"foo(bar", b"\x18")  # Ctrl-x asks for the list, once the server is there
        press(b"\t\r", b"foo(bar)")
        press(b"\x1b", b"NOR")
        press(b":write\r", b"written")
        until = time.monotonic() + PATIENCE_S
        while ("accepted", 6) not in outcomes(file.parent):
            assert time.monotonic() < until, outcomes(file.parent)
            time.sleep(0.1)
        assert file.read_text(encoding="utf-8").strip() == "x = foo(bar)"
        press(b":quit!\r", b"")


NEOVIM = """
vim.lsp.config('lamp', { cmd = CMD, root_markers = { '.git' } })
vim.lsp.enable('lamp')
vim.lsp.inline_completion.enable()
"""


def test_neovim_needs_no_plugin(file: Path) -> None:
    """From 0.12 on its own inline completion shows the suggestion and accepts it by configuration alone."""
    argv = ["env", f"PYTHONPATH={REPOSITORY}", program("nvim-newest"), "--embed", "--headless", "--clean", "-n"]
    nvim = pynvim.attach("child", argv=argv)
    try:
        command = "{" + ", ".join(json.dumps(word) for word in canned_command(file.parent)) + "}"
        nvim.exec_lua(NEOVIM.replace("CMD", command))
        nvim.command(f"edit {file}")
        nvim.command("set filetype=python")
        nvim.exec_lua("vim.wait(60000, function() return #vim.lsp.get_clients({ name = 'lamp', bufnr = 0 }) == 1 end)")
        nvim.input("ix = fo")
        until = time.monotonic() + PATIENCE_S
        while nvim.current.line != "x = foo(bar)":
            assert time.monotonic() < until, nvim.command_output("messages")
            nvim.exec_lua("vim.wait(300) vim.lsp.inline_completion.get() vim.wait(50)")
        while ("accepted", 6) not in outcomes(file.parent):
            assert time.monotonic() < until, outcomes(file.parent)
            time.sleep(0.1)
    finally:
        nvim.command("qall!", async_=True)
        nvim.close()
