"""Other users of the machine reach the port: they hold up nobody, and fill no log."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import cast

import httpx
import pytest

from lamp_lsp.daemon import connections
from lamp_lsp.daemon.connections import MOST_UNPROVEN, Connections
from tests.e2e.lamp_home import LampHome, isolated_lamp

resource = pytest.importorskip("resource")

HALF_OPEN = 1_100
"""More than the files that a process may have open by default."""
PATIENCE_S = 60


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LampHome]:
    """Give a LAMP without a model, with the limit of files that most systems have."""
    folder = tmp_path_factory.mktemp("connections")
    environment = {"LAMP_BACKEND": "embedded", "LAMP_MEANING_SEARCH": "false", "LAMP_MODELS": str(folder / "none")}
    with isolated_lamp(folder / "lamp", **environment) as found:
        found.ask("status", "--json")
        yield found


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let this process hold enough connections."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < 2 * HALF_OPEN:
        pytest.skip("this system allows too few open files to try it")
    resource.setrlimit(resource.RLIMIT_NOFILE, (2 * HALF_OPEN, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("many_files")
@pytest.mark.parametrize("sent", [b"", b"GET /v1/health HTTP/1.1\r\n", b"POST /v1/outcomes HTTP/1.1\r\nHost: x\r\nX: "])
def test_half_open_connections_hold_up_nobody(home: LampHome, sent: bytes) -> None:
    """With 1,100 of them open the owner is answered, on new connections, and the log stays small."""
    address = home.address
    assert address is not None
    before = home.paths.log_file.stat().st_size
    with ExitStack() as held:
        for _ in range(HALF_OPEN):
            one = held.enter_context(socket.create_connection(("127.0.0.1", address.port), timeout=PATIENCE_S))
            one.sendall(sent)
        for _ in range(5):
            answer = httpx.get(
                f"{address.url}/v1/health",
                headers={"Authorization": f"Bearer {address.token}"},
                timeout=PATIENCE_S,
                trust_env=False,
            )
            assert answer.status_code == 200

    assert home.paths.log_file.stat().st_size - before < 20_000


class Wire:
    """A connection as the guard sees it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.aborted = False

    def get_extra_info(self, _: str) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def abort(self) -> None:
        self.aborted = True


def begun(guard: Connections, *ports: int) -> list[Wire]:
    """Open connections."""
    wires = [Wire(port) for port in ports]
    for wire in wires:
        guard.begin(cast("asyncio.Transport", wire))
    return wires


def test_the_oldest_without_the_token_goes_and_the_owner_stays() -> None:
    """However many come, whoever has shown the token is not among those that go."""

    async def body() -> None:
        guard = Connections()
        (owner,) = begun(guard, 1)
        guard.prove({"client": ("127.0.0.1", 1)})
        others = begun(guard, *range(2, MOST_UNPROVEN + 12))

        assert not owner.aborted
        assert [one.aborted for one in others] == [True] * 10 + [False] * MOST_UNPROVEN
        assert len(guard) == MOST_UNPROVEN

    asyncio.run(body())


def test_whoever_does_not_say_who_they_are_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection without the token ends after a while; one with it stays, as does one that has its port since."""
    monkeypatch.setattr(connections, "PROVE_WITHIN_S", 0.0)

    async def body() -> None:
        guard = Connections()
        silent, owner = begun(guard, 1, 2)
        guard.prove({"client": ("127.0.0.1", 2)})
        guard.end(cast("asyncio.Transport", silent))
        (again,) = begun(guard, 1)
        guard.prove({"client": ("127.0.0.1", 1)})
        (late,) = begun(guard, 3)
        while not late.aborted:  # noqa: ASYNC110 the loop's own timers are waited for
            await asyncio.sleep(0)

        assert (silent.aborted, owner.aborted, again.aborted) == (False, False, False)
        assert len(guard) == 0

    asyncio.run(body())
