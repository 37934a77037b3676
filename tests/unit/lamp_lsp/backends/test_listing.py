"""The list of models, and what choosing one means."""

from pathlib import Path

import pytest

from lamp_lsp.backends.listing import models_here, settings_for
from lamp_lsp.settings import Settings
from style_learner.errors import NotAvailable, WrongSetting
from tests.unit.lamp_lsp.backends.scripted_server import Answer, Reply, scripted_server

pytestmark = pytest.mark.asyncio

OLLAMA: dict[str, Answer] = {
    "/api/version": Reply({"version": "0.9"}),
    "/api/tags": Reply({"models": [{"model": "mine:latest", "name": "mine:latest", "size": 2_000_000_000}]}),
    "/api/show": Reply({"capabilities": ["completion", "insert"], "details": {}}),
}


async def test_installed_models_come_first_and_others_say_how_to_get_them(tmp_path: Path) -> None:
    """Each can be told apart by whether it is here; what is missing names the command."""
    with scripted_server(OLLAMA) as server:
        found = await models_here(Settings(base_url=server.address))

    assert (found[0].name, found[0].backend, found[0].here, found[0].words) == ("mine:latest", "ollama", True, "2.0 GB")
    assert [one.here for one in found] == sorted((one.here for one in found), reverse=True)
    assert all("lamp model pull" in one.words for one in found if not one.here)
    assert "embedded" in {one.name for one in found}


async def test_a_server_that_is_not_there_hides_nothing_else() -> None:
    """Without Ollama the embedded model can still be chosen."""
    found = await models_here(Settings(base_url="http://127.0.0.1:9"))

    assert "embedded" in {one.name for one in found}


async def test_another_server_lists_its_own() -> None:
    """An OpenAI-compatible server's models are known to it alone."""
    with scripted_server({"/v1/models": Reply({"data": [{"id": "org/coder"}]})}) as server:
        found = await models_here(Settings(backend="openai", base_url=server.address))

    assert [(one.name, one.backend) for one in found] == [("org/coder", "openai"), ("embedded", "embedded")]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("auto", ("auto", "")), ("embedded", ("embedded", "")), ("mine", ("auto", "mine"))],
)
async def test_a_name_means_settings(name: str, wanted: tuple[str, str]) -> None:
    """As the settings file has them."""
    with scripted_server(OLLAMA) as server:
        assert await settings_for(name, Settings(base_url=server.address)) == wanted


async def test_weights_are_named_by_their_file(tmp_path: Path) -> None:
    """Its whole path is kept; one that is not there is told."""
    weights = tmp_path / "w.gguf"
    weights.touch()

    assert await settings_for(str(weights), Settings()) == ("embedded", str(weights))
    with pytest.raises(WrongSetting, match="no file"):
        await settings_for(str(tmp_path / "other.gguf"), Settings())


async def test_a_model_that_is_not_here_is_told_how_to_get() -> None:
    """Nothing is changed for a name that would not work."""
    with scripted_server(OLLAMA) as server, pytest.raises(NotAvailable, match="lamp model pull other"):
        await settings_for("other", Settings(base_url=server.address))
