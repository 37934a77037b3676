"""`lamp demo` hides lines by rule, says in how far LAMP was nearer, teaches a manner, and leaves nothing behind."""

import json
import re
from pathlib import Path
from typing import Any

from tests.e2e.lamp_home import isolated_lamp
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, scripted_server

FILES = 14
LONGEST_S = 600


def _file(number: int) -> str:
    functions = (
        f"def load_{number}_{part}(path):\n    ledger = Ledger.load(path, {number})\n    ledger.verify(strict=True)\n"
        f"    entries = ledger.entries(page={part})\n    return sorted(entries)\n\n\n"
        for part in range(4)
    )
    return f'"""Ledgers of branch {number}."""\n\nimport ledgers\n\n\n' + "".join(functions)


def _write(body: Any) -> Reply:
    """Write a text where one is begun, and elsewhere what a developer might."""
    prompt = str(body["prompt"])
    text = '"Hello"' if prompt.partition("<|fim_suffix|>")[0].endswith("GREETING = ") else "ledger.verify()"
    event = {"choices": [{"text": text, "logprobs": {"tokens": [text], "token_logprobs": [-0.1]}}]}
    usage = {"choices": [], "usage": {"prompt_tokens": len(prompt) // 4, "completion_tokens": 4}}
    return Reply(lines=[f"data: {json.dumps(event)}", "", f"data: {json.dumps(usage)}", "", "data: [DONE]"])


ANSWERS: dict[str, Answer] = {
    "/v1/models": Reply({"data": [{"id": "qwen2.5-coder", "max_model_len": 4096}]}),
    "/v1/completions": _write,
}


def test_it_shows_what_is_true_and_leaves_nothing_behind(tmp_path: Path) -> None:
    """Twelve rows, each marked; a sentence that counts the marks; a manner taught and followed; no file kept."""
    project, cache = tmp_path / "bank", tmp_path / "cache"
    project.mkdir()
    for number in range(FILES):
        (project / f"branch_{number}.py").write_text(_file(number))
    before = {path: path.read_text() for path in project.iterdir()}
    with scripted_server(ANSWERS) as server:
        settings = {"BACKEND": "openai", "BASE_URL": f"{server.address}/v1", "MEANING_SEARCH": "false"}
        environment = {f"LAMP_{key}": value for key, value in settings.items()} | {"LAMP_MODELS": str(cache / "models")}
        with (
            isolated_lamp(tmp_path / "lamp", **environment) as lamp,
            lamp.start("demo", str(project)) as process,
        ):
            out, errors = process.communicate(timeout=LONGEST_S)
        asked = [str(body["prompt"]) for body in server.requests_to("/v1/completions")]

    assert process.returncode == 0, errors
    marks = re.findall(r"(better|same|worse) *│?$", out, re.MULTILINE)
    summed = re.search(r"Of 12 hidden lines LAMP was nearer to (\d+), as near to (\d+) and\s+farther from (\d+)", out)
    assert summed, out
    assert [int(count) for count in summed.groups()] == [marks.count(name) for name in ("better", "same", "worse")]
    assert len(marks) == 12

    scene = out[out.index("Teach it something") :]
    assert 'LAMP suggests  "Hello"' in scene
    assert "is  'Hello'" in scene
    assert "Why:" in scene
    assert not [prompt for prompt in asked[5:] if "WEEKDAYS" in prompt]

    assert {path: path.read_text() for path in project.iterdir()} == before
    assert not (cache / "demo").exists()
    assert not [path for path in (tmp_path / "lamp").rglob("*") if path.is_file()]
