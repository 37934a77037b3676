"""The model that answers questions: the one that completes, or one of its own, which loads when it is first asked."""

from collections.abc import Callable
from dataclasses import replace

from lamp_lsp.backends.choose import BackendSettings
from lamp_lsp.backends.protocol import Loaded
from lamp_lsp.backends.weights import BASE_MODEL, weights_path
from lamp_lsp.engine.model import Model, OpenModel, backend_settings
from lamp_lsp.settings import Settings


def assistant_settings(settings: Settings) -> BackendSettings:
    """Return what the choice of the assistant's own model needs."""
    wanted = replace(backend_settings(settings), fim_format="")
    if settings.assistant_model:
        return replace(wanted, model=settings.assistant_model)
    return replace(wanted, kind="embedded", weights=weights_path())  # beside the base weights, which cannot talk


class AssistantModel:
    """Decides which model a question goes to, and keeps the assistant's own open as long as it is wanted."""

    def __init__(self, completing: Model, settings: Callable[[], Settings]) -> None:
        self._completing = completing
        self._settings = settings
        self._own = Model(settings, assistant_settings)

    @property
    def own(self) -> Model | None:
        """The assistant's own model, open or not; None where questions go to the one that completes."""
        wanted = self._settings().assistant_model
        opened = self._completing.opened
        if not wanted:
            return self._own if opened is not None and _only_completes(opened) else None
        return None if opened is not None and wanted == opened.backend.model else self._own

    async def ready(self) -> tuple[Model, OpenModel | None]:
        """Return the model to ask, loading it or waiting for it if need be; and nothing where it cannot be had."""
        model = self.own or self._completing
        if model is self._own:
            model.open()
        return model, await model.ready()

    async def loaded(self) -> Loaded:
        """Say where the assistant's own model sits."""
        return await self._own.loaded()

    async def follow_settings(self) -> None:
        """Let go of a model that the settings no longer name; another opens at the next question."""
        if self.own is None or self._own.is_outdated:
            await self._own.leave()

    async def forget(self) -> None:
        """Let the assistant's own model go of the text that it has read."""
        await self._own.forget()

    async def close(self) -> None:
        """Free the model."""
        await self._own.close()


def _only_completes(opened: OpenModel) -> bool:
    """Say whether LAMP's own base weights complete, and their sister that talks is here as well."""
    is_base = opened.backend.kind == "embedded" and opened.backend.model == weights_path(BASE_MODEL).stem
    return is_base and weights_path().is_file()
