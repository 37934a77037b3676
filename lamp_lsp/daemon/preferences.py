"""The settings in force: the file and the environment, and over them what each editor said."""

from collections.abc import Mapping
from typing import Any

import structlog

from lamp_lsp.paths import Paths
from lamp_lsp.settings import PROCESS_WIDE, Settings, load_settings, save_setting, with_values

log = structlog.get_logger()


class Preferences:
    """Settings for everybody, and for each client."""

    def __init__(self, paths: Paths) -> None:
        self._file = paths.settings_file
        self._base, self.problems = load_settings(self._file)
        self._shared: dict[str, Any] = {}
        self._said: dict[str, Mapping[str, Any]] = {}
        self._by_client: dict[str, Settings] = {}
        """What each editor said, laid over the rest as it stands now."""
        for problem in self.problems:
            log.warning("wrong setting", problem=problem)

    @property
    def current(self) -> Settings:
        """What holds for the process: the newest editor's word on the one model included."""
        return self._base.model_copy(update=self._shared)

    def of(self, client: str) -> Settings:
        """Return what holds for one editor."""
        return self._by_client.get(client, self.current)

    def set_client(self, client: str, values: Mapping[str, Any]) -> list[str]:
        """Lay an editor's settings over the rest; returns a sentence for each that is wrong."""
        mine, problems = with_values(self._base, values, "editor")
        stated = {key: getattr(mine, key) for key in values if key in PROCESS_WIDE}
        self._shared.update(stated)
        self._said[client] = dict(values)
        self._by_client[client] = mine
        return problems

    def save(self, key: str, value: object) -> None:
        """Keep one setting for good, in the settings file."""
        save_setting(self._file, key, value)
        self.reload()

    def reload(self) -> None:
        """Read the file again; what editors said stays."""
        self._base, self.problems = load_settings(self._file)
        self._by_client = {client: with_values(self._base, said, "editor")[0] for client, said in self._said.items()}
