"""The menu names commands that other packages bring."""

import pytest

from lamp_lsp.cli import menu
from style_learner.errors import NotAvailable


def test_a_command_that_is_not_installed_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its plug-in `lamp bench` is one sentence with the extra to install."""
    monkeypatch.setattr(menu, "entry_points", lambda **_: ())
    with pytest.raises(NotAvailable, match=r"`lamp bench` is not installed; run `.* install .*\[bench\]"):
        menu.load("bench")


def test_a_plug_in_whose_packages_are_missing_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug-in that cannot be imported is as one that is not there."""

    class Broken:
        def load(self) -> None:
            raise ModuleNotFoundError("No module named 'lamp_bench'")

    monkeypatch.setattr(menu, "entry_points", lambda **_: (Broken(),))
    with pytest.raises(NotAvailable, match=r"\[bench\]"):
        menu.load("bench")


def test_an_installed_plug_in_is_loaded_by_its_name() -> None:
    """The laboratory registers `bench`, and the menu finds it."""
    assert set(menu.load("bench").commands) >= {"personalization", "replay", "filter"}
