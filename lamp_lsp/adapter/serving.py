"""Where an adapter serves: beside the embedded model, merged in Ollama, by its name on other servers.

The embedded backend loads it by itself. To Ollama goes a copy of the model with the adapter merged into its weights:
its own adapters are for other families (docs/adapters.md).
"""

import asyncio
from dataclasses import replace

from lamp_lsp.adapter.finding import Serving
from lamp_lsp.adapter.gguf_files import write_merged
from lamp_lsp.adapter.record import AdapterFolder, Record
from lamp_lsp.backends.choose import BackendSettings, ServedAdapter
from lamp_lsp.backends.ollama_making import create_like, erase, name_with_adapter
from lamp_lsp.backends.ollama_server import OllamaServer
from lamp_lsp.engine.model import backend_settings
from lamp_lsp.paths import Paths
from lamp_lsp.settings import Settings
from style_learner.errors import LampError, NotAvailable
from style_learner.tuning.together import Allows, may_be_used_in


def serve(paths: Paths, settings: Settings, serving: Serving) -> str:
    """Bring the adapter to the model that serves; returns in words how.

    Raises:
        NotAvailable: the server cannot be given an adapter.
    """
    folder = AdapterFolder(paths)
    if serving.kind == "embedded":
        return "The embedded model uses it from now on; `lamp adapter off` takes it away."
    if serving.kind == "ollama":
        return asyncio.run(_to_ollama(folder, settings, serving))
    raise NotAvailable(
        f"LAMP cannot bring the adapter to the server of {serving.model} itself: give it {folder.gguf} (llama-server: "
        f"`--lora FILE`) or {folder.peft} (vLLM: `--lora-modules lamp-you=FOLDER`), and set adapter_model to its name."
    )


async def _to_ollama(folder: AdapterFolder, settings: Settings, serving: Serving) -> str:
    name = name_with_adapter(serving.model)
    merged = folder.path / "merged.gguf"
    server = OllamaServer(settings.base_url)
    try:
        await asyncio.to_thread(write_merged, merged, serving.weights, folder.gguf)
        await create_like(server, name, serving.model, merged)
    finally:
        merged.unlink(missing_ok=True)
        await server.close()
    record = folder.read()
    if record is not None:
        folder.write(record.model_copy(update={"ollama": tuple(sorted({*record.ollama, name}))}))
    return f"Ollama serves it as {name} from now on; `lamp adapter off` takes it away."


def withdraw(paths: Paths, settings: Settings) -> str:
    """Erase the adapter and its copies in Ollama; returns in words what went.

    A copy that Ollama cannot be asked to erase is named, and how to erase it.
    """
    return asyncio.run(withdraw_from(AdapterFolder(paths), settings))


async def withdraw_from(folder: AdapterFolder, settings: Settings) -> str:
    """Do the same in a running event loop."""
    record = folder.read_if_sound()
    there = folder.remove()
    left = await _left_in_ollama(record, settings) if record is not None and record.ollama else []
    if left:
        names = " ".join(left)
        return f"The adapter is erased, but Ollama does not answer to erase its copy; run `ollama rm {names}`."
    return "The adapter is erased, and every copy of it." if there else "There was no adapter."


async def _left_in_ollama(record: Record, settings: Settings) -> list[str]:
    """Erase Ollama's copies; returns those that could not be."""
    server = OllamaServer(settings.base_url if settings.backend != "openai" else "")
    left = []
    try:
        for name in record.ollama:
            try:
                await erase(server, name)
            except NotAvailable:  # it is gone already
                continue
            except LampError:
                left.append(name)
    finally:
        await server.close()
    return left


class AdapterInUse:
    """The adapter that the model is to be opened with, as it was when it was last looked at."""

    def __init__(self, paths: Paths) -> None:
        self._folder = AdapterFolder(paths)
        self._found: ServedAdapter | None = None
        self._projects: tuple[str, ...] = ()
        self.look()

    def look(self) -> None:
        """See what lies there now."""
        usable = self._folder.usable()
        if usable is None:
            self._found = None
            return
        file, record = usable
        self._projects = tuple(record.projects)
        self._found = ServedAdapter(file, record.made_at, record.weights, record.ollama)

    def may_be_used_in(self, project: str, allows: Allows) -> bool:
        """Say whether it may be used in a project: not where the code that it learned from may not be shown."""
        return may_be_used_in(project, self._projects, allows)

    def settings(self, settings: Settings) -> BackendSettings:
        """Return what the choice of a backend needs, with the adapter where the settings want it."""
        adapter = self._found if settings.adapter else None
        return replace(backend_settings(settings), adapter=adapter, adapter_model=settings.adapter_model)
