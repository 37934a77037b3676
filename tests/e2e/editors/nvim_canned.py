"""A Neovim of each version, on the real language server with a daemon in memory, shared by the tests of a module."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.editors.neovims import VERSIONS, Nvim, canned_command, running_nvim

_numbers = itertools.count()

Asked = Callable[..., Nvim]


@pytest.fixture(scope="module", params=VERSIONS)
def editor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nvim]:
    """Give a Neovim that the tests of a module share."""
    folder = tmp_path_factory.mktemp(request.param)
    (folder / "project" / ".git").mkdir(parents=True)
    with running_nvim(request.param, folder, canned_command(folder)) as nvim:
        yield nvim


@pytest.fixture
def nvim(editor: Nvim) -> Iterator[Nvim]:
    """Give it in normal mode with an empty file of its own open."""
    editor.edit(editor.folder / "project" / f"file_{next(_numbers)}.py", "")
    editor.forget_told()
    yield editor
    editor.keys("<C-Bslash><C-n>")
    editor.api.command("silent! only! | silent! messages clear")


@pytest.fixture
def asked(nvim: Nvim) -> Asked:
    """Type up to ``x = `` below ``y = 1`` and wait for the ghost text."""

    def ask(*suggestions: str) -> Nvim:
        nvim.suggest(*suggestions)
        nvim.keys("iy = 1<CR>x = ")
        nvim.until(lambda: nvim.ghost() == suggestions[0])
        return nvim

    return ask
