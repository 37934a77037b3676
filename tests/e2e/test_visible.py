"""`lamp bench visible` asks the real language server for hidden lines, with what was learned and without."""

import json
import subprocess
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.lamp_home import LampHome, isolated_lamp
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, ScriptedServer, scripted_server

FUNCTIONS = 60


def _function(number: int) -> str:
    """Return code of which no line stands anywhere else, nor within another."""
    name = f"{number:03}"
    return (
        f"def load_{name}(path):\n    ledger_{name} = Ledger{name}.load(path)\n"
        f"    ledger_{name}.verify(strict_{name})\n    if ledger_{name}.is_open:\n"
        f"        ledger_{name}.close()\n        note_{name}(path)\n    return ledger_{name}\n\n\n"
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write a project of one's own."""
    folder = tmp_path / "bank"
    folder.mkdir()
    for start in range(0, FUNCTIONS, 20):
        text = "".join(map(_function, range(start, start + 20)))
        (folder / f"ledgers_{start}.py").write_text(text)
    return folder


def _write(body: Any) -> Reply:
    """Write the first line of the prompt that holds a call, so that another prompt brings another answer."""
    prompt = str(body["prompt"])
    line = next((one.strip() for one in prompt.splitlines() if ".load(" in one), "pass")
    event = {"choices": [{"text": line, "logprobs": {"tokens": [line], "token_logprobs": [-0.1]}}]}
    usage = {"choices": [], "usage": {"prompt_tokens": len(prompt) // 4, "completion_tokens": 4}}
    return Reply(lines=[f"data: {json.dumps(event)}", "", f"data: {json.dumps(usage)}", "", "data: [DONE]"])


ANSWERS: dict[str, Answer] = {
    "/v1/models": Reply({"data": [{"id": "qwen2.5-coder", "max_model_len": 4096}]}),
    "/v1/completions": _write,
}


def _measured(lamp: LampHome, project: Path, *more: str) -> Any:
    settings = ("--setting", "candidates=1", "--setting", "meaning_search=false")
    return lamp.ask("bench", "visible", str(project), "--backend", "openai", "--json", *settings, *more)


def _prompts(server: ScriptedServer) -> list[str]:
    return [str(body["prompt"]) for body in server.requests_to("/v1/completions")]


def test_each_place_is_asked_twice_and_what_is_hidden_is_in_no_prompt(tmp_path: Path, project: Path) -> None:
    """A line to be foreseen stands nowhere that LAMP could see it; asked again, the kept answers are enough."""
    with (
        scripted_server(ANSWERS) as server,
        isolated_lamp(tmp_path / "lamp", LAMP_BASE_URL=f"{server.address}/v1") as lamp,
    ):
        found = _measured(lamp, project, "--places", "12")
        prompts = _prompts(server)
        again = _measured(lamp, project, "--places", "12")
        asked_again = len(_prompts(server)) - len(prompts)

    rows = found["rows"]
    hidden = [line for row in rows if row["kind"] != "unsaved" for line in row["truth"].splitlines()]
    assert Counter(row["kind"] for row in rows) == dict.fromkeys(
        ("closed", "empty", "unsaved", "rest", "next", "block"), 2
    )
    told = [line for line in hidden if any(char.isdigit() for char in line)]  # a bare `path)` stands everywhere
    assert not [line for line in told if any(line in prompt for prompt in prompts)]
    assert any(row["generic"]["text"] != row["personal"]["text"] for row in rows)
    assert {row["generic"]["strategy"] for row in rows} == {"generic"}
    assert "generic" not in {row["personal"]["strategy"] for row in rows}
    assert {row["generic_first"] for row in rows} == {True, False}
    assert found["groups"]["all"]["places"] == 10
    assert again == found
    assert asked_again == 0


def test_what_a_later_commit_added_is_asked_before_it_is_known(tmp_path: Path, project: Path) -> None:
    """The author's newest commits give places whose lines stand in no prompt of the project as it stood before."""
    _commit(project, "Begin")
    for number in range(100, 112):
        (project / f"ledgers_{number}.py").write_text(_function(number))
        _commit(project, f"Add {number}")
    with (
        scripted_server(ANSWERS) as server,
        isolated_lamp(tmp_path / "lamp", LAMP_BASE_URL=f"{server.address}/v1") as lamp,
    ):
        rows = _measured(lamp, project, "--places", "14")["rows"]
        prompts = _prompts(server)

    later = [row for row in rows if row["kind"] == "later"]
    assert len(later) == 2
    asked_late = prompts[-2 * len(later) :]
    assert not [row for row in later if any(row["truth"].splitlines()[0] in prompt for prompt in asked_late)]


def test_a_run_that_is_ended_shows_what_there_is_and_leaves_no_daemon(tmp_path: Path, project: Path) -> None:
    """Ctrl+C, `kill` and a runner's time limit alike; the same command then goes on from there."""
    with (
        scripted_server(ANSWERS) as server,
        isolated_lamp(tmp_path / "lamp", LAMP_BASE_URL=f"{server.address}/v1", TMPDIR=str(tmp_path)) as lamp,
    ):
        arguments = ("bench", "visible", str(project), "--backend", "openai", "--setting", "meaning_search=false")
        with lamp.start(*arguments, "--json") as process:
            kept = lamp.folder / "visible"
            while not (kept.is_dir() and any(file.stat().st_size for file in kept.iterdir())):
                assert process.poll() is None, process.communicate()
                time.sleep(0.05)
            process.terminate()
            out, errors = process.communicate(timeout=120)

    assert process.returncode == 130
    assert json.loads(out)["rows"]
    assert "goes on from there" in errors
    assert not list(tmp_path.glob("lamp-visible-*"))
    assert not [one for one in psutil.process_iter(["environ"]) if _belongs_to(one, tmp_path)]


def _belongs_to(process: psutil.Process, folder: Path) -> bool:
    environment = process.info["environ"] or {}
    return str(environment.get("LAMP_HOME", "")).startswith(str(folder / "lamp-visible-"))


def _commit(folder: Path, message: str) -> None:
    git = ("git", "-C", str(folder), "-c", "user.name=Ada Lovelace", "-c", "user.email=ada@example.org")
    if not (folder / ".git").exists():
        subprocess.run(["git", "init", "--quiet", str(folder)], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "--quiet", "-m", message], check=True)
