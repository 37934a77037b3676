"""A text, handed to the developer's own editor and back."""

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from style_learner.errors import NotAvailable, WrongSetting

COMMON = ("nano", "vim", "vi", "notepad")
"""Tried in this order where neither VISUAL nor EDITOR says which."""


def edited(text: str, *, suffix: str) -> str | None:
    """Return what the developer made of ``text``; None when it came back as it was.

    Raises:
        NotAvailable: no editor was found.
        WrongSetting: the editor could not be run, or said that it failed.
    """
    command = _editor()
    with tempfile.TemporaryDirectory(prefix="lamp-") as folder:  # 0700: the text says how somebody works
        file = Path(folder) / f"profile{suffix}"
        file.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*command, str(file)], check=True)  # noqa: S603 the editor that the developer names
        except (OSError, subprocess.CalledProcessError) as error:
            raise WrongSetting(f"The editor {command[0]!r} failed ({error}); set EDITOR to one that works.") from error
        after = file.read_text(encoding="utf-8", errors="replace")
        return after if after != text else None


def _editor() -> list[str]:
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if named:
        return shlex.split(named, posix=os.name == "posix")
    found = next((path for name in COMMON if (path := shutil.which(name))), None)
    if found is None:
        raise NotAvailable("No editor was found; set EDITOR to yours.")
    return [found]
