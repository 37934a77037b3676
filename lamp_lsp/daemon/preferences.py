"""The settings in force: the file and the environment, and over them what each editor said."""

from collections.abc import Iterable, Mapping
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
        self._said: dict[str, dict[str, Any]] = {}
        """By client, the newest word last."""
        self._by_client: dict[str, Settings] = {}
        """What each client said, laid over the rest as it stands now."""
        for problem in self.problems:
            log.warning("wrong setting", problem=problem)

    @property
    def current(self) -> Settings:
        """What holds for the process: the newest word on the one model and the one memory included."""
        return self._base.model_copy(update=self._shared())

    def of(self, client: str) -> Settings:
        """Return what holds for one editor."""
        return self._by_client.get(client, self._base).model_copy(update=self._shared())

    def _shared(self) -> dict[str, Any]:
        """Return the newest word of any editor on what is one for all."""
        return {
            key: getattr(self._by_client[client], key)
            for client, said in self._said.items()
            for key in said.keys() & PROCESS_WIDE
        }

    def set_client(self, client: str, values: Mapping[str, Any]) -> list[str]:
        """Lay an editor's settings over the rest; returns a sentence for each that is wrong.

        What other windows of the same program said of what is one for all is taken back: it has one word on that, and a
        window that was killed cannot take back its own.
        """
        program = _program(client)
        self._unsay(PROCESS_WIDE, (other for other in self._said if _program(other) == program))
        self._said.pop(client, None)
        if values:
            self._said[client] = dict(values)
        self._lay()
        return with_values(self._base, values, "editor")[1]

    def save(self, key: str, value: object) -> None:
        """Keep one setting for good, in the settings file; on what is one for all this is the newest word."""
        save_setting(self._file, key, value)
        self._unsay(frozenset({key}) & PROCESS_WIDE, self._said)
        self.reload()

    def reload(self) -> None:
        """Read the file again; what editors said stays."""
        self._base, self.problems = load_settings(self._file)
        self._lay()

    def _unsay(self, keys: frozenset[str], clients: Iterable[str]) -> None:
        for client in clients:
            for key in keys:
                self._said[client].pop(key, None)

    def _lay(self) -> None:
        self._by_client = {client: with_values(self._base, said, "editor")[0] for client, said in self._said.items()}


def _program(client: str) -> str:
    """Return the program whose window a client is.

    >>> _program("Visual Studio Code-5c1f")
    'Visual Studio Code'
    """
    return client.rpartition("-")[0]
