"""`lamp` as people and programs use it, against a real daemon without a model."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from tests.e2e.lamp_home import LampHome

QUOTES = "import os\n\n\ndef greet_{0}(name: str) -> str:\n    return f'hello {{name}} {0}'\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write some code of one developer, without git."""
    folder = tmp_path / "project"
    folder.mkdir()
    for number in range(5):
        (folder / f"greeting_{number}.py").write_text(QUOTES.format(number), encoding="utf-8")
    return folder


def test_status_names_what_programs_rely_on(shared_home: LampHome) -> None:
    """`lamp status --json` names process, port, version, backend and model, and says what is missing."""
    status = shared_home.ask("status", "--json")

    assert status["pid"] == shared_home.address.pid  # type: ignore[union-attr]
    assert status["port"] == shared_home.address.port  # type: ignore[union-attr]
    assert {"version", "backend", "model"} <= status.keys()
    assert status["consent"] == "yes"
    assert (status["state"], status["backend"]) in {("missing", "none"), ("loading", "none")}


def test_status_speaks_to_people(shared_home: LampHome) -> None:
    """Without --json the status is a table that names the next step."""
    done = shared_home.run("status")

    assert done.returncode == 0
    assert "lamp model pull" in " ".join(done.stdout.split())


def test_learn_then_see_export_and_forget(modelless_home: LampHome, project: Path) -> None:
    """What a folder teaches is shown, exported, and gone once it is forgotten."""
    learned = modelless_home.run("learn", str(project), "--everything-is-mine")
    shown = modelless_home.ask("profile", "show", "--json")
    exported = modelless_home.ask("export")
    forgotten = modelless_home.ask("forget", "--project", str(project), "--yes", "--json")
    after = modelless_home.ask("export")

    assert learned.returncode == 0, learned.stderr
    assert any(habit["feature"] == "quotes" and habit["language"] == "python" for habit in shown["habits"])
    assert exported["suggestions"] == []
    assert exported["observations"]
    assert sum(forgotten["counts"].values()) > 0
    assert not after["observations"]


def test_export_to_a_file_is_the_owners_alone(shared_home: LampHome, tmp_path: Path) -> None:
    """The file holds the same document and nobody else may read it."""
    file = tmp_path / "mine.json"
    done = shared_home.run("export", "--output", str(file))

    assert done.returncode == 0
    assert "suggestions" in json.loads(file.read_text(encoding="utf-8"))
    if sys.platform != "win32":
        assert file.stat().st_mode & 0o077 == 0


def test_forgetting_asks_first(shared_home: LampHome) -> None:
    """Where nobody can confirm, nothing is erased, and the sentence says how to."""
    done = shared_home.run("forget", "--day", date(2026, 5, 31).isoformat())

    assert done.returncode == 1
    assert "--yes" in done.stderr


def test_pause_and_resume(shared_home: LampHome) -> None:
    """Pausing holds for everybody until it is taken back."""
    assert shared_home.run("pause").returncode == 0
    paused = shared_home.ask("status", "--json")["paused"]
    assert shared_home.run("resume").returncode == 0

    assert paused is True
    assert shared_home.ask("status", "--json")["paused"] is False


def test_report_says_plainly_that_there_is_nothing_yet(shared_home: LampHome) -> None:
    """Too little data is said in words, and as null to programs."""
    spoken = shared_home.run("report")
    figures = shared_home.ask("report", "--json", "--days", "7")

    assert "nothing to report yet" in spoken.stdout
    assert (figures["days"], figures["shown"], figures["comparison"]) == (7, 0, None)


def test_a_setting_reaches_the_running_daemon(shared_home: LampHome) -> None:
    """`lamp settings set` writes the file and the daemon takes it up without a restart."""
    shared_home.ask("status", "--json")
    assert shared_home.run("settings", "set", "paused", "true").returncode == 0
    paused = shared_home.ask("status", "--json")["paused"]
    shared_home.run("settings", "set", "paused", "false")

    assert paused is True


def test_wrong_settings_leave_the_defaults(modelless_home: LampHome) -> None:
    """A settings file full of nonsense stops nothing, and every problem is a sentence that names its key."""
    modelless_home.folder.mkdir(parents=True)
    modelless_home.paths.settings_file.write_text("latency_budget = 5\nmax_lines = 'many'\n", encoding="utf-8")
    settings = modelless_home.ask("settings", "--json")

    assert modelless_home.run("status").returncode == 0
    assert [problem.split("`")[1] for problem in settings["problems"]] == ["latency_budget", "max_lines"]
    assert "did you mean `latency_budget_ms`" in settings["problems"][0]


def test_consent_of_a_later_command_reaches_the_daemon(modelless_home: LampHome) -> None:
    """A daemon that was started without LAMP_CONSENT hears of it from a command that has it."""
    assert modelless_home.ask("status", "--json", LAMP_CONSENT="")["consent"] == "unasked"

    assert modelless_home.ask("status", "--json")["consent"] == "yes"


def test_without_consent_nothing_is_kept(modelless_home: LampHome, project: Path) -> None:
    """Learning without consent is refused with the next step, and no store comes to be."""
    done = modelless_home.run("learn", str(project), LAMP_CONSENT="")

    assert done.returncode == 1
    assert "lamp setup" in done.stderr
    assert not modelless_home.paths.store_file.exists()


def test_setup_without_a_terminal_never_waits(modelless_home: LampHome) -> None:
    """Nobody there and no --yes: it says what it would do, and fails since nothing was done."""
    done = modelless_home.run("setup", LAMP_CONSENT="")

    assert done.returncode == 1
    assert "lamp setup --yes" in done.stderr


def test_doctor_gives_every_failure_a_next_step(shared_home: LampHome) -> None:
    """The doctor fails where something needed is missing, and says what to do about it."""
    done = shared_home.run("doctor", "--json")
    found = json.loads(done.stdout)
    failed = [check for check in found["checks"] if check["state"] == "fail"]

    assert done.returncode == 1
    assert [check["name"] for check in failed] == ["model"]
    assert all(check["next_step"] for check in failed)
    assert {"daemon", "Ollama", "GPU", "key", "learning", "editors"} <= {check["name"] for check in found["checks"]}


def test_profile_goes_out_and_comes_in(modelless_home: LampHome, project: Path, tmp_path: Path) -> None:
    """A profile exported as JSON can be imported again."""
    modelless_home.run("learn", str(project), "--everything-is-mine")
    shown = modelless_home.run("profile", "show", "--all")
    file = tmp_path / "profile.json"
    assert modelless_home.run("profile", "export", "json", "--output", str(file)).returncode == 0
    taken = modelless_home.ask("profile", "import", str(file), "--json")

    assert "import os" in shown.stdout
    assert taken["counts"]["habits"] > 0


def test_a_file_that_is_no_profile_is_refused(shared_home: LampHome, tmp_path: Path) -> None:
    """Importing something else changes nothing and says what is wrong."""
    file = tmp_path / "other.json"
    file.write_text('{"habits": 3}', encoding="utf-8")
    done = shared_home.run("profile", "import", str(file))

    assert done.returncode == 1
    assert "not a profile" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for the editor")
def test_profile_edit_pins_what_was_changed(modelless_home: LampHome, project: Path, tmp_path: Path) -> None:
    """What the owner changes in their editor holds from then on."""
    modelless_home.run("learn", str(project), "--everything-is-mine")
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nsed -i.bak \'s/^quotes = .*/quotes = "double"/\' "$1"\n', encoding="utf-8")
    editor.chmod(0o700)
    done = modelless_home.run("profile", "edit", EDITOR=str(editor))
    pins = modelless_home.ask("profile", "show", "--json")["pins"]

    assert done.returncode == 0, done.stderr
    assert [(pin["language"], pin["feature"], pin["choice"]) for pin in pins] == [("python", "quotes", "double")]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of a POSIX shell")
def test_a_reader_that_leaves_early_is_no_error(shared_home: LampHome) -> None:
    """`lamp export | head` prints no traceback."""
    done = subprocess.run(  # noqa: S602 a pipe is what is tested
        f"'{sys.executable}' -m lamp_lsp.cli.main settings --json | head -c 1",
        shell=True,
        env=dict(shared_home.environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_the_profile_page_is_written_for_its_owner_alone(shared_home: LampHome, tmp_path: Path) -> None:
    """It is a whole document, and holds code, so that nobody else may read it."""
    file = tmp_path / "page.html"
    done = shared_home.run("profile", "page", str(file))

    assert done.returncode == 0, done.stderr
    assert str(file) in done.stderr.replace("\n", "")
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert os.name == "nt" or file.stat().st_mode & 0o077 == 0
