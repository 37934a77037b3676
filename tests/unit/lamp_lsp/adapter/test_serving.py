"""Where an adapter serves, a request says how much it takes part; without a word it takes none."""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from lamp_lsp.adapter.record import AdapterFolder, Record
from lamp_lsp.adapter.serving import AdapterInUse, withdraw_from
from lamp_lsp.backends.choose import ServedAdapter, _adapter_of, best_model
from lamp_lsp.backends.embedded import EmbeddedBackend
from lamp_lsp.backends.hardware import Hardware
from lamp_lsp.backends.ollama import OllamaBackend
from lamp_lsp.backends.ollama_making import name_with_adapter
from lamp_lsp.backends.ollama_server import InstalledModel, OllamaServer
from lamp_lsp.backends.protocol import Backend, ChatMessage, Chunk, GenerationOptions
from lamp_lsp.engine.model import Model
from lamp_lsp.engine.personal_ngrams import PersonalNgramIndex
from lamp_lsp.engine.preparing import Preparation
from lamp_lsp.engine.suggestion import SuggestionRequest
from lamp_lsp.paths import Paths
from lamp_lsp.settings import Settings
from style_learner.errors import TryAgain
from style_learner.learner import Learner
from style_learner.policy.strategies import GENERIC, STRATEGIES
from style_learner.privacy.sharing import Sharing
from style_learner.tuning.together import may_be_used_in
from style_learner.types import CursorContext
from tests.tiny_qwen import write_tiny_qwen
from tests.unit.lamp_lsp.adapter.conftest import Tiny
from tests.unit.lamp_lsp.adapter.test_forgetting import record
from tests.unit.lamp_lsp.backends.scripted_server import Reply, scripted_server

pytest.importorskip("xllamacpp", reason="the extra `embedded` is not installed")

PROMPT = "def f(in):\n    return "


async def answer(backend: Backend, strength: float) -> list[tuple[str, float | None]]:
    """Return the pieces of an answer with their log-probabilities."""
    options = GenerationOptions(max_tokens=8, adapter_strength=strength)
    return [(one.text, one.logprob) async for one in backend.generate(PROMPT, options) if isinstance(one, Chunk)]


async def answers(backend: EmbeddedBackend, *strengths: float) -> list[list[tuple[str, float | None]]]:
    """Return an answer at each strength, one after another from one server."""
    try:
        assert (await backend.open()).fim is not None
        return [await answer(backend, one) for one in strengths]
    finally:
        await backend.close()


def test_the_embedded_model_takes_it_as_asked(tiny: Tiny) -> None:
    """At no strength the model answers as without an adapter, before and after it answered with it."""
    (plain,) = asyncio.run(answers(EmbeddedBackend(tiny.base, 512), 0.0))
    before, adapted, after = asyncio.run(answers(EmbeddedBackend(tiny.base, 512, adapter=tiny.adapter), 0.0, 1.0, 0.0))

    assert before == plain
    assert [text for text, _ in after] == [text for text, _ in plain]
    assert [one for _, one in after] == pytest.approx([one for _, one in plain], abs=1e-4)  # one token read by itself
    assert [one for _, one in adapted] != pytest.approx([one for _, one in plain], abs=1e-2)


def test_an_adapter_that_does_not_fit_is_left_out(tiny: Tiny, tmp_path: Path) -> None:
    """The model serves without it, and says that it has none."""

    async def opened(backend: EmbeddedBackend) -> bool:
        try:
            return (await backend.open()).adapter
        finally:
            await backend.close()

    other = write_tiny_qwen(tmp_path / "other.gguf", width=32)
    assert asyncio.run(opened(EmbeddedBackend(tiny.base, 512, adapter=tiny.adapter)))
    assert not asyncio.run(opened(EmbeddedBackend(other, 512, adapter=tiny.adapter)))


def test_what_is_made_without_what_was_learned_has_none_of_it() -> None:
    """The generic share compares for ever."""
    strengths = {name: strength_in("/shop", name, Learner()) for name in STRATEGIES}

    assert strengths.pop(GENERIC) == 0
    assert set(strengths.values()) == {1.0}


def test_a_project_kept_apart_has_no_adapter() -> None:
    """Weights hold what they were trained on, which is other projects' code."""
    learner = Learner()
    learner.sharing.keep_apart(["/acme"])

    assert {strength_in(project, "personal", learner) for project in ("/acme", "/acme/web")} == {0.0}
    assert strength_in("/shop", "personal", learner) == 1


def test_code_of_another_owner_has_no_part_of_it() -> None:
    """Where the code that it learned from may not be shown, the adapter that holds it does not serve."""
    owners = {"/shop": "github.com/ada", "/bank": "github.com/ada", "/acme": "github.com/acme"}
    learner = Learner(sharing=Sharing(owners.get))
    for project in owners:
        learner.sharing.note(project)

    assert strength_in("/bank", "personal", learner, ["/shop"]) == 1
    assert strength_in("/acme", "personal", learner, ["/shop"]) == 0


def strength_in(project: str, strategy: str, learner: Learner, learned_from: Sequence[str] = ()) -> float:
    """Return how much an adapter that ``learned_from`` some projects takes part in a project."""
    allows = learner.sharing.allows
    own = PersonalNgramIndex(learner.advice)
    preparation = Preparation(
        Model(Settings), learner.advice, own, lambda place: may_be_used_in(place, learned_from, allows)
    )
    ask = SuggestionRequest(CursorContext(f"{project}/a.py", "python", "x = ", "", project), "editor", Settings())
    return preparation.adapter_strength(ask, STRATEGIES[strategy])


def test_only_an_adapter_that_helps_is_used(tmp_path: Path) -> None:
    """One that is not kept, or switched off, reaches no backend; a new one makes the model open anew."""
    paths = Paths(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path)
    folder, in_use = AdapterFolder(paths), AdapterInUse(paths)
    assert in_use.settings(Settings()).adapter is None

    def keep(found: Record) -> None:
        folder.write(found)
        folder.gguf.write_bytes(b"weights")
        in_use.look()

    keep(record(1.0).model_copy(update={"kept": False}))
    assert in_use.settings(Settings()).adapter is None
    keep(record(1.0))
    assert in_use.settings(Settings(adapter=False)).adapter is None
    first = in_use.settings(Settings())
    assert first.adapter is not None
    keep(record(2.0))
    assert in_use.settings(Settings()) != first


def test_weights_of_the_same_size_are_another_model(tmp_path: Path) -> None:
    """An adapter is loaded beside the file that it was trained on, and beside no other."""
    adapter = ServedAdapter(tmp_path / "adapter.gguf", 1.0, weights="instruct.gguf")

    assert _adapter_of(Path("/models/instruct.gguf"), adapter) == tmp_path / "adapter.gguf"
    assert _adapter_of(Path("/models/base.gguf"), adapter) is None


def test_a_merged_copy_is_not_taken_for_a_model() -> None:
    """Left to choose, LAMP never takes the copy with the adapter in it for the model without."""
    models = [
        InstalledModel("qwen2.5-coder:0.5b-base", 400_000_000, ("completion", "insert")),
        InstalledModel(name_with_adapter("qwen2.5-coder:0.5b-base"), 700_000_000, ("completion", "insert")),
    ]

    chosen = best_model(models, Hardware(gpus=(), memory_bytes=16_000_000_000, cores=2))

    assert chosen is not None
    assert chosen.name == "qwen2.5-coder:0.5b-base"


@pytest.mark.asyncio
async def test_ollama_is_asked_for_the_copy_where_it_counts() -> None:
    """A suggestion goes to the model with the adapter in it; the generic share and the assistant to the one without."""
    done = Reply(lines=[json.dumps({"response": "", "done": True, "done_reason": "stop"})])
    told = Reply(lines=[json.dumps({"message": {"role": "assistant", "content": "x"}, "done": True})])
    with scripted_server({"/api/generate": done, "/api/chat": told}) as server:
        opened = OllamaBackend("coder", OllamaServer(server.address), 2048, adapter_model="lamp-you:coder")
        with suppress(TryAgain):
            [item async for item in opened.generate("x", GenerationOptions(8, adapter_strength=1.0))]
        with suppress(TryAgain):
            [item async for item in opened.generate("x", GenerationOptions(8))]
        [item async for item in opened.chat([ChatMessage("user", "x")], GenerationOptions(8))]
        await opened.close()

    assert [one["model"] for one in server.requests_to("/api/generate")] == ["lamp-you:coder", "coder"]
    assert [one["model"] for one in server.requests_to("/api/chat")] == ["coder"]


@pytest.mark.asyncio
async def test_its_copies_in_ollama_are_erased_with_it(tmp_path: Path) -> None:
    """Forgetting reaches the server too; a copy that cannot be reached is named with the command that erases it."""
    paths = Paths(tmp_path, tmp_path, tmp_path, tmp_path, tmp_path)
    folder = AdapterFolder(paths)
    found = record().model_copy(update={"ollama": ("lamp-you:coder",)})
    folder.write(found)
    with scripted_server({"/api/delete": Reply({})}) as server:
        said = await withdraw_from(folder, Settings(base_url=server.address))
        assert [one["model"] for one in server.requests_to("/api/delete")] == ["lamp-you:coder"]
    assert said == "The adapter is erased, and every copy of it."
    assert not folder.path.exists()

    folder.write(found)
    said = await withdraw_from(folder, Settings(base_url="http://127.0.0.1:9"))
    assert said.endswith("run `ollama rm lamp-you:coder`.")
    assert not folder.path.exists()
