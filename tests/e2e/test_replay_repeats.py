"""A replay comes out alike twice: on another day, in another folder, however fast the machine is just then."""

import json
from hashlib import blake2b
from pathlib import Path
from typing import Any

from tests.e2e.lamp_home import isolated_lamp
from tests.unit.lamp_lsp.backends.scripted_server import Reply, scripted_server

NAMES = ("bank", "shop", "club", "school", "farm", "mill", "port", "inn", "mine", "dock", "barn", "fair")


def _opening(name: str) -> str:
    return (
        f"def open_{name}(path):\n    ledger = Ledger.load(path)\n    ledger.verify()\n"
        f"    for entry in ledger.entries:\n        entry.check({name!r})\n    return ledger\n\n\n"
    )


def _corpus(file: Path) -> Path:
    """Write a developer who opens ledgers, one a day."""
    known = "".join(_opening(name) for name in NAMES[:2])
    entries: list[dict[str, Any]] = [
        {"kind": "meta", "author": "ada"},
        {"kind": "file", "repo": "ada+bank", "path": "ledgers.py", "text": known},
    ]
    for day, name in enumerate(NAMES[2:], start=10):
        place = {"repo": "ada+bank", "path": f"{name}.py", "language": "python", "task": "block", "prefix": ""}
        text = {"target": _opening(name).rstrip("\n"), "suffix": "\n", "date": f"2025-01-{day}"}
        entries.append({"kind": "task", "id": name, **place, **text})
    file.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return file


def _answer(body: Any) -> Reply:
    """Go on as the prompt did before, rightly, wrongly or not at all: any other prompt, and all comes out otherwise."""
    prompt = str(body["prompt"]).partition("<|fim_suffix|>")[0]
    earlier, _, begun = prompt.rpartition("\n")
    draw = blake2b(prompt.encode(), digest_size=1).digest()[0] % 4
    found = earlier.rpartition(f"\n{begun}")[2].split("\n") if begun.strip() else earlier.split("\n")[-3:]
    text = ("\n".join(found[:2]), found[0], found[0].replace("ledger", "cashbook"), "pass")[draw]
    event = {"choices": [{"text": text, "logprobs": {"tokens": [text], "token_logprobs": [-0.1]}}]}
    usage = {"choices": [], "usage": {"prompt_tokens": len(prompt) // 4, "completion_tokens": 4}}
    return Reply(lines=[f"data: {json.dumps(event)}", "", f"data: {json.dumps(usage)}", "", "data: [DONE]"])


def _replayed(home: Path, corpus: Path, address: str) -> Any:
    with isolated_lamp(home, LAMP_BASE_URL=f"{address}/v1") as lamp:
        return lamp.ask("bench", "replay", str(corpus), "--backend", "openai", "--suggestions", "36", "--json")


def test_the_same_seed_gives_the_same_counts(tmp_path: Path) -> None:
    """Through real language servers and daemons, whose model's answer depends on every character of the prompt."""
    corpus = _corpus(tmp_path / "ada.jsonl")
    with scripted_server(
        {"/v1/models": Reply({"data": [{"id": "qwen2.5-coder", "max_model_len": 4096}]}), "/v1/completions": _answer}
    ) as server:
        once = _replayed(tmp_path / "one", corpus, server.address)
        again = _replayed(tmp_path / "another", corpus, server.address)

    learning, frozen = once["together"]["all"]["learning"], once["together"]["all"]["frozen"]
    assert once == again
    assert learning["shown"] >= 12
    assert learning["mended"] + learning["part"] + learning["whole"] > 0
    assert learning != frozen
