"""The real language server with a daemon in memory, on standard input and output: ``canned_server.py TEXTS FILE``.

Suggests what the file TEXTS holds at the moment, a JSON list of items, wherever it is asked, or what is left of
it, and writes what it is told into FILE, a JSON object a line.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from lamp_lsp.api import messages as m
from lamp_lsp.api.spool import Spool
from lamp_lsp.outcomes import tracker
from lamp_lsp.server.protocol import make_server
from lamp_lsp.settings import Settings
from tests.unit.lamp_lsp.server.fake_daemon import FakeDaemon


class CannedDaemon(FakeDaemon):
    """Writes outcomes down where the test can read them."""

    file: Path
    texts: Path

    async def suggest(self, request: m.SuggestRequest) -> m.SuggestResponse:
        items = json.loads(self.texts.read_text(encoding="utf-8"))
        offered = items if request.trigger == "invoked" else items[:1]
        number = len(self.asked)
        self.answers = [m.SuggestedItem(id=f"s{number}.{place}", **item) for place, item in enumerate(offered)]
        return await super().suggest(request)

    async def status(self) -> m.StatusResponse:
        status = await super().status()
        if self.texts.exists() and not json.loads(self.texts.read_text(encoding="utf-8")):
            missing = m.BackendStatus(kind="none", model="", state="missing", why="No model was found.")
            return status.model_copy(update={"backend": missing})
        return status

    async def outcomes(self, request: m.OutcomesRequest) -> m.Answer:
        with self.file.open("a", encoding="utf-8") as file:
            file.writelines(outcome.model_dump_json() + "\n" for outcome in request.outcomes)
        return await super().outcomes(request)


def main() -> None:
    """Serve one editor, whose hands are quicker than a person's."""
    tracker.REACTION_S = 0.0
    daemon = CannedDaemon(code="y = 2")
    daemon.texts, daemon.file = Path(sys.argv[1]), Path(sys.argv[2])
    with TemporaryDirectory() as folder:
        spool = Spool(Path(folder) / "outbox", Path(folder) / "outbox.key", use_keyring=False)
        make_server(daemon, Settings(debounce_ms=0), spool).start_io()


if __name__ == "__main__":
    main()
