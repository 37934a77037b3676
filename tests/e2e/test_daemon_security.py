"""Nobody but the owner reaches the daemon or its files."""

import sys
from collections.abc import Iterator

import httpx
import psutil
import pytest

from tests.e2e.lamp_home import LampHome

PATIENCE_S = 60
posix = pytest.mark.skipif(sys.platform == "win32", reason="file modes are POSIX's")


@pytest.fixture(scope="module")
def base(shared_home: LampHome) -> str:
    """Return the daemon's address."""
    shared_home.ask("status", "--json")
    assert shared_home.address is not None
    return shared_home.address.url


@pytest.fixture(scope="module")
def token(shared_home: LampHome, base: str) -> str:
    """Return the token that opens everything."""
    assert shared_home.address is not None
    return shared_home.address.token


@pytest.fixture
def http() -> Iterator[httpx.Client]:
    """Give a client that knows nothing yet, and waits for a busy machine."""
    with httpx.Client(trust_env=False, timeout=PATIENCE_S) as client:
        yield client


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic YTpi"}])
@pytest.mark.parametrize("path", ["/v1/health", "/v1/status", "/v1/openapi.json", "/v1/export", "/", "/nowhere"])
def test_every_request_needs_the_token(http: httpx.Client, base: str, path: str, header: dict[str, str]) -> None:
    """Without the right token there is no route, not even the description of the routes."""
    assert http.get(base + path, headers=header).status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "169.254.169.254"])
def test_a_foreign_host_name_is_refused(http: httpx.Client, base: str, token: str, host: str) -> None:
    """A web page that had its own name resolved to this machine gets nothing, even with the token."""
    headers = {"Authorization": f"Bearer {token}", "Host": host}

    assert http.get(f"{base}/v1/status", headers=headers).status_code == 403


def test_this_machines_own_names_are_answered(http: httpx.Client, base: str, token: str) -> None:
    """The loopback address and localhost are LAMP's names."""
    for host in ("127.0.0.1", "localhost", "localhost:8080"):
        headers = {"Authorization": f"Bearer {token}", "Host": host}
        assert http.get(f"{base}/v1/status", headers=headers).status_code == 200


def test_no_page_of_another_site_may_read_answers(http: httpx.Client, base: str, token: str) -> None:
    """No answer allows another origin, and a preflight request is refused."""
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    preflight = http.options(f"{base}/v1/forget", headers=headers)
    answer = http.get(
        f"{base}/v1/status",
        headers={"Authorization": f"Bearer {token}", "Origin": "null"},
    )

    assert preflight.status_code == 401
    assert "access-control-allow-origin" not in {*preflight.headers, *answer.headers}


def test_listens_on_loopback_alone(shared_home: LampHome, base: str) -> None:
    """The daemon's only listening address is 127.0.0.1."""
    assert shared_home.address is not None
    connections = psutil.Process(shared_home.address.pid).net_connections(kind="inet")
    listening = {connection.laddr.ip for connection in connections if connection.status == psutil.CONN_LISTEN}

    assert listening == {"127.0.0.1"}


@posix
def test_files_are_the_owners_alone(shared_home: LampHome, base: str) -> None:
    """The runtime file, the key and the store can be read by nobody else, nor can their folders."""
    paths = shared_home.paths
    files = [paths.runtime_file, paths.key_file, paths.store_file]

    assert [file.name for file in files if file.stat().st_mode & 0o077] == []
    assert [folder.name for folder in (paths.runtime, paths.data, paths.logs) if folder.stat().st_mode & 0o077] == []


def test_the_token_is_in_no_log(shared_home: LampHome, token: str) -> None:
    """Logs can be shown to others."""
    for file in shared_home.paths.logs.iterdir():
        assert token not in file.read_text(encoding="utf-8")


def test_the_token_is_on_no_command_line(shared_home: LampHome, token: str) -> None:
    """Other users of the machine see the arguments of every process."""
    assert shared_home.address is not None
    assert not any(token in part for part in psutil.Process(shared_home.address.pid).cmdline())
