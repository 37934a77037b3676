"""The profile as settings of tools."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from style_learner.profile import prettier, ruff, trying
from style_learner.profile.editorconfig import to_editorconfig
from style_learner.profile.prettier import to_prettier
from style_learner.profile.profile import Profile
from style_learner.profile.ruff import to_ruff
from style_learner.sources.settings.editor import read_editorconfig
from style_learner.sources.settings.prettier import read_prettier
from style_learner.sources.settings.python_tools import read_ruff
from style_learner.types import Pin
from tests.unit.style_learner.profile.profiles import habit

PYTHON = Profile(habits=(habit("quotes", "single"), habit("indentation", "2"), habit("line_length", "100")))
SCRIPT = Profile(
    habits=(
        habit("semicolons", "never", language="typescript"),
        habit("quotes", "single", language="typescript"),
        habit("indentation", "tabs", language="typescript"),
    )
)
CODE = f"""\
def area(width, height):
  label = 'area of a rectangle that is {"w" * 45} wide'
  return label, width * height
"""


def _choices(asked: object) -> dict[str, str]:
    assert isinstance(asked, list)
    return {one.feature: one.choice for one in asked}


def test_an_editorconfig_says_what_its_reader_understands() -> None:
    """Written from habits and read as a project's settings, the choices are the same."""
    pinned = Profile(PYTHON.habits, pins=(Pin("go", "indentation", "tabs"),))

    asked = list(read_editorconfig(to_editorconfig(pinned)))

    assert _choices([one for one in asked if "python" in one.languages]) == {"indentation": "2", "line_length": "100"}
    assert _choices([one for one in asked if "go" in one.languages]) == {"indentation": "tabs"}


def test_without_code_ruff_follows_the_habits() -> None:
    """With nothing to try on, the settings say so and ask for the habits."""
    text = to_ruff(PYTHON)

    assert text.startswith("# From your habits alone")
    assert (
        _choices(list(read_ruff(text))).items()
        >= {"quotes": "single", "indentation": "2", "line_length": "100"}.items()
    )


def test_tried_settings_leave_the_code_alone() -> None:
    """The chosen settings change nothing in code of one steady style, whatever the habits said."""
    text = to_ruff(Profile(habits=(habit("quotes", "double"), habit("indentation", "4"))), {"area.py": CODE * 5})

    settings = tomllib.loads(text)
    assert text.startswith("# Tried by LAMP on 1 of your files: ruff format changes")
    assert settings["format"]["quote-style"] == "single"
    assert settings["indent-width"] == 2
    assert "ANN" not in settings["lint"]["select"]
    assert "F" in settings["lint"]["select"]


def test_ruff_itself_reads_the_settings_without_complaint(tmp_path: Path) -> None:
    """What is written is a configuration that the tool accepts, and that passes the code it came from."""
    (tmp_path / "area.py").write_text(CODE)
    (tmp_path / "ruff.toml").write_text(to_ruff(PYTHON, {"area.py": CODE}))

    check = [str(Path(sys.executable).parent / "ruff"), "check", "--no-cache", str(tmp_path)]
    answer = subprocess.run(check, capture_output=True, text=True, check=False)

    assert answer.returncode == 0, answer.stdout + answer.stderr


def test_without_prettier_its_settings_follow_the_habits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the tool is not there, the settings say so and ask for the habits."""
    monkeypatch.setattr(prettier, "installed", lambda _: None)

    text = to_prettier(SCRIPT, {"a.ts": "f()\n"})

    assert text.startswith("# From your habits alone")
    wanted = {"semicolons": "never", "quotes": "single", "indentation": "tabs"}
    assert _choices(list(read_prettier(text))).items() >= wanted.items()


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a POSIX script")
def test_prettier_tries_what_the_habits_leave_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An option without a habit takes the value that changes the fewest lines; a habit's option is not tried."""
    program = tmp_path / "prettier"
    program.write_text(
        '#!/bin/sh\ncase "$*" in *--print-width=100*) ;; *) for f in *.ts; do echo changed >> "$f"; done ;; esac\n'
    )
    program.chmod(0o755)
    monkeypatch.setattr(prettier, "installed", lambda _: str(program))

    text = to_prettier(SCRIPT, {"a.ts": "f()\n"})

    assert text.startswith("# Tried by LAMP on 1 of your files: prettier changes 0 of 1 lines")
    assert "printWidth: 100\n" in text
    assert "semi: false\n" in text


def test_a_tool_that_fails_leaves_the_habits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tool that crashes or hangs is as good as none."""
    monkeypatch.setattr(ruff, "installed", lambda _: sys.executable)
    monkeypatch.setattr(trying, "run", lambda *_: None)

    assert to_ruff(PYTHON, {"a.py": "x = 1\n"}).startswith("# From your habits alone")


def test_a_language_that_is_not_there_has_no_settings() -> None:
    """Without Python no ruff.toml, without JavaScript or TypeScript no .prettierrc."""
    assert to_ruff(SCRIPT) == ""
    assert to_prettier(PYTHON) == ""
