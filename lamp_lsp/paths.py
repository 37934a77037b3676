"""Where LAMP keeps its files on this system.

``LAMP_HOME`` moves all of them apart, so that two LAMPs can live side by side; without it each goes where the
system wants it (platformdirs).
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

from style_learner.errors import WrongSetting


@dataclass(frozen=True, slots=True)
class Paths:
    """Every folder and file of one LAMP."""

    config: Path
    """Folder of the settings."""
    data: Path
    """Folder of the store and its key; 0700."""
    cache: Path
    """Folder of model weights: large, shared by every LAMP of this user, and to be had again."""
    runtime: Path
    """Folder of the runtime file and the start-up lock; 0700."""
    logs: Path

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.toml"

    @property
    def store_file(self) -> Path:
        return self.data / "lamp.duckdb"

    @property
    def key_file(self) -> Path:
        return self.data / "store.key"

    @property
    def scores(self) -> Path:
        """Folder of what `lamp bench` measured on the developer's code, from which code can be guessed."""
        return self.data / "scores"

    @property
    def runtime_file(self) -> Path:
        return self.runtime / "daemon.json"

    @property
    def lock_file(self) -> Path:
        return self.runtime / "daemon.lock"

    @property
    def log_file(self) -> Path:
        return self.logs / "daemon.log"

    @property
    def lsp_log_file(self) -> Path:
        return self.logs / "lsp.log"


def lamp_paths() -> Paths:
    """Return the folders of this LAMP; creates nothing.

    ``LAMP_MODELS`` names another folder for the weights alone, since half a gigabyte is not wanted twice.
    """
    system = PlatformDirs("lamp", appauthor=False)
    home = os.environ.get("LAMP_HOME")
    models = Path(os.environ.get("LAMP_MODELS") or Path(system.user_cache_dir) / "models").expanduser()
    if home:
        root = Path(home).expanduser().absolute()
        return Paths(root, root, models, root / "run", root / "logs")
    return Paths(
        config=Path(system.user_config_dir),
        data=Path(system.user_data_dir),
        cache=models,
        runtime=Path(system.user_runtime_dir) if os.name != "posix" else Path(system.user_state_dir) / "run",
        logs=Path(system.user_log_dir),
    )


def mend_modes(paths: Paths) -> list[Path]:
    """Take from others what they may do with LAMP's files, where an older LAMP or a copy left it; return those mended.

    The weights are not among them: they are everybody's, and may lie in a folder that is shared.
    """
    if os.name != "posix":
        return []
    folders = [folder for folder in (paths.config, paths.data, paths.runtime, paths.logs) if folder.is_dir()]
    files = [file for folder in folders for file in folder.iterdir() if file.is_file() and not file.is_symlink()]
    wrong = [path for path in (*folders, *files) if path.stat().st_mode & 0o077]
    for path in wrong:
        with suppress(OSError):  # another user's: `lamp doctor` says so
            path.chmod(0o700 if path.is_dir() else 0o600)
    return wrong


def private_folder(folder: Path) -> Path:
    """Make ``folder`` for its owner's eyes alone and return it.

    Raises:
        WrongSetting: it cannot be made, or is another user's.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix":
            folder.chmod(0o700)
    except OSError as error:
        raise WrongSetting(
            f"LAMP cannot use the folder {folder} ({error.strerror}); make room for it, or set LAMP_HOME to another."
        ) from error
    return folder
