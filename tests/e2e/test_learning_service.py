"""What the developer asks of LAMP as its owner, through the real daemon with a model whose answers are written out."""

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from lamp_lsp.api import messages as m
from lamp_lsp.api import profile_editing as o
from lamp_lsp.api.client import DaemonClient
from style_learner.errors import NotAvailable
from tests.e2e.editors.lsp_process import LspProcess
from tests.e2e.lamp_home import LampHome, isolated_lamp
from tests.unit.lamp_lsp.backends.scripted_server import Reply, scripted_server

pytestmark = pytest.mark.asyncio

HELPERS = '''\
def chalk_up(name, amount):
    """Keep a tally of what somebody had."""
    return {'name': name, 'amount': amount}
'''
PREFIX = "from helpers import chalk_up\n\n\ndef close_day(name):\n    return chalk_up(name, "


@dataclass
class Model:
    """Says what the model writes: of ``texts`` the one that the request's seed names, or the last."""

    texts: list[str] = field(default_factory=lambda: ['"all")'])
    hanging: threading.Event = field(default_factory=threading.Event)
    """Set once a request waits for ``released``."""
    released: threading.Event | None = None

    def __call__(self, body: Any) -> Reply:
        if self.released is not None and "close_day" in body["prompt"]:
            self.hanging.set()
            self.released.wait(60)
        text = self.texts[min(body.get("seed") or 0, len(self.texts) - 1)]
        event = {"choices": [{"text": text, "logprobs": {"tokens": [text], "token_logprobs": [-0.1]}}]}
        return Reply(lines=[f"data: {json.dumps(event)}", "", "data: [DONE]"])


@pytest.fixture
def model() -> Model:
    """Give the model's script."""
    return Model()


@pytest.fixture
def home(tmp_path: Path, model: Model) -> Iterator[LampHome]:
    """Give a LAMP whose model is the script's."""
    listed = Reply({"data": [{"id": "scripted", "max_model_len": 4096}]})
    with scripted_server({"/v1/models": listed, "/v1/completions": model}) as server:
        settings = {
            "LAMP_BACKEND": "openai",
            "LAMP_BASE_URL": server.address,
            "LAMP_FIM_FORMAT": "qwen",
            "LAMP_MEANING_SEARCH": "false",
            "LAMP_LATENCY_BUDGET_MS": "60000",
            "LAMP_HOLDOUT_SHARE": "0",
        }
        with isolated_lamp(tmp_path / "lamp", **settings) as found:
            yield found


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Give a project of three files in one style."""
    folder = tmp_path / "shop"
    folder.mkdir()
    for name in ("helpers", "till", "cart"):
        (folder / f"{name}.py").write_text(HELPERS, encoding="utf-8")
    return folder


@asynccontextmanager
async def connected(home: LampHome, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DaemonClient]:
    """Connect to the home's daemon once its model is ready."""
    for name, value in home.environment.items():
        if name.startswith("LAMP_"):
            monkeypatch.setenv(name, value)
    async with DaemonClient(home.paths) as client:
        async with asyncio.timeout(60):
            while (await client.status()).backend.state != "ready":  # noqa: ASYNC110 another process is waited for
                await asyncio.sleep(0.1)
        yield client


def place(shop: Path, prefix: str = PREFIX) -> m.PlaceMessage:
    """Give the cursor in a file of the shop that is not there yet."""
    path = f"{shop.as_posix()}/day.py"
    return m.PlaceMessage(path=path, language="python", prefix=prefix, suffix="\n", project=shop.as_posix())


async def learn(client: DaemonClient, shop: Path) -> None:
    """Let LAMP read the shop."""
    async for _ in client.learn(m.LearnRequest(path=str(shop), everything_is_mine=True)):
        pass


async def suggest(client: DaemonClient, shop: Path, **fields: Any) -> list[m.SuggestedItem]:
    """Ask at the place."""
    return (await client.suggest(m.SuggestRequest(place=place(shop), client="test", **fields))).items


async def test_why_names_code_and_habits_until_they_are_forgotten(
    home: LampHome, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The developer sees the code that was in the prompt, with place and reason, and the habit that was applied."""
    async with connected(home, monkeypatch) as client:
        await learn(client, shop)
        [item] = await suggest(client, shop)
        why = o.WhyResponse.model_validate(await client.get(f"/v1/why/{item.id}"))

        assert item.text == "'all')"
        assert (why.text, why.strategy, why.model) == (item.text, "personal", "scripted")
        assert {(Path(one.path).parent, one.line) for one in why.snippets} == {(shop, 1)}
        assert all("chalk_up" in one.text and one.why for one in why.snippets)
        assert [(one.feature, one.value, one.applied) for one in why.habits] == [("python.quotes", "single", True)]
        assert "habit of yours" in why.sentence

        await client.forget(m.ForgetRequest(project=shop.as_posix()))
        with pytest.raises(NotAvailable, match="does not know"):
            await client.get(f"/v1/why/{item.id}")


async def test_older_suggestions_are_explained_from_the_store(
    home: LampHome, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a restart the text, its snippets and habits are still known."""
    async with connected(home, monkeypatch) as client:
        await learn(client, shop)
        [item] = await suggest(client, shop)
        await client.outcomes(m.OutcomesRequest(outcomes=[m.OutcomeMessage(suggestion_id=item.id, kind="shown", at=1)]))
    assert home.run("daemon", "restart").returncode == 0
    async with connected(home, monkeypatch) as client:
        await learn(client, shop)
        why = o.WhyResponse.model_validate(await client.get(f"/v1/why/{item.id}"))

    assert (why.text, why.prompt_tokens) == ("'all')", None)
    assert why.snippets
    assert [one.feature for one in why.habits] == ["python.quotes"]


async def test_a_bad_suggestion_stays_away_and_the_word_is_kept(
    home: LampHome, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not suggested there again unasked; the developer's word is in the export and the report."""
    async with connected(home, monkeypatch) as client:
        await learn(client, shop)
        [item] = await suggest(client, shop)
        said = await client.feedback(o.FeedbackRequest(suggestion_id=item.id, verdict="bad", reason="too short"))
        again = await suggest(client, shop)
        exported, report = await client.get("/v1/export"), await client.get("/v1/report")

    assert "stay away" in said.message
    assert again == []
    assert [(one["about"], one["verdict"], one["reason"]) for one in exported["feedback"]] == [
        (item.id, "bad", "too short")
    ]
    assert (report["good"], report["bad"]) == (0, 1)


async def test_several_candidates_differ(
    home: LampHome, model: Model, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as asked for, each another text, though the model repeats itself."""
    async with connected(home, monkeypatch) as client:
        model.texts = ["1)", "1)", "2)", "3)", "4)"]
        items = await suggest(client, shop, trigger="invoked", count=3)

    assert [item.text for item in items] == ["1)", "2)", "3)"]


async def test_leaving_breaks_off_what_the_model_writes(
    home: LampHome, model: Model, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request under way is answered with nothing at once, instead of holding up the daemon's end."""
    async with connected(home, monkeypatch) as client:
        model.released = threading.Event()
        asking = asyncio.create_task(suggest(client, shop))
        await asyncio.to_thread(model.hanging.wait, 60)
        await client.shutdown()
        try:
            assert await asyncio.wait_for(asking, 60) == []
        finally:
            model.released.set()


async def test_the_page_shows_what_was_learned_and_escapes_it(
    home: LampHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project's name and a line of code may hold HTML; the page shows them as text."""
    folder = tmp_path / "<b>shop"
    folder.mkdir()
    for name in ("one", "two", "three"):
        (folder / f"{name}.py").write_text("name = '<script>alert(1)</script>'\n", encoding="utf-8")
    async with connected(home, monkeypatch) as client:
        await learn(client, folder)
        html = (await client.get("/v1/page", project=folder.as_posix(), theme="dark"))["html"]

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "Forget &lt;b&gt;shop" in html
    assert "<b>shop" not in html
    assert html.count("<script") == 1


async def test_settings_for_other_tools_keep_what_is_there(
    home: LampHome, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The profile is laid into the project's own files; the editor writes them, LAMP does not."""
    files = {
        "agents": ("AGENTS.md", "# Mine\n", "lamp:begin"),
        "editorconfig": (".editorconfig", "root = true\n[*]\ncharset = utf-8\n", "[*.{py"),
        "ruff": ("ruff.toml", "# Mine\ntarget-version = 'py311'\n", 'quote-style = "single"'),
    }
    for name, existing, _ in files.values():
        (shop / name).write_text(existing, encoding="utf-8")
    async with connected(home, monkeypatch) as client:
        await learn(client, shop)
        for kind, (name, existing, part) in files.items():
            file = o.ExportedFile.model_validate(await client.get(f"/v1/exports/{kind}", folder=shop.as_posix()))

            assert file.path == f"{shop.as_posix()}/{name}"
            assert file.text.startswith(existing.rstrip("\n"))
            assert part in file.text
            assert (shop / name).read_text(encoding="utf-8") == existing


async def test_an_editor_asks_all_of_it_through_the_language_server(home: LampHome, model: Model, shop: Path) -> None:
    """Several by hand, why the one on show, a bad word, the page: each by its command, and the status bar follows."""
    model.texts = ['"all")', '"some")']
    asked = await asyncio.to_thread(_asks_all, home, shop)

    assert [item["insertText"] for item in asked["items"]] == ['"all")', '"some")']
    assert asked["why"]["text"] == '"all")'
    assert "stay away" in asked["bad"]
    assert asked["page"]["html"].startswith("<!doctype html>")
    assert [line["name"] for line in asked["models"] if line["current"]] == ["scripted"]
    assert asked["states"][-1] == "paused"
    assert {"thinking", "ready"} <= set(asked["states"])


def _asks_all(home: LampHome, shop: Path) -> dict[str, Any]:
    uri, settings = (shop / "day.py").as_uri(), {"editor": {"status": True}}
    with LspProcess(home.environment, initializationOptions=settings) as lsp:

        def command(name: str, *arguments: Any) -> Any:
            return lsp.request("workspace/executeCommand", {"command": name, "arguments": list(arguments)})

        lsp.open(uri, PREFIX + "\n")
        _wait_until(lambda: "ready" in [line["state"] for line in lsp.messages("lamp/status")])
        line = PREFIX.count("\n")
        items = lsp.complete(uri, line, len(PREFIX.rpartition("\n")[2]))
        asked = {"items": items, "why": command("lamp.why"), "bad": command("lamp.feedback", None, "bad", "no")}
        asked |= {"page": command("lamp.page", "dark"), "models": command("lamp.models")}
        command("lamp.pause")
        asked["states"] = [line["state"] for line in lsp.messages("lamp/status")]
    return asked


def _wait_until(condition: Callable[[], bool], timeout_s: float = 60) -> None:
    until = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)
