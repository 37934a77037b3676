"""The end of another process."""

import asyncio
import subprocess
import sys

import pytest

from lamp_lsp.api import process_end
from lamp_lsp.api.process_end import until_process_ends


@pytest.mark.parametrize("told_by", ["the system", "nothing"])
def test_the_end_of_a_process_is_noticed(told_by: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is waited for while the process runs, and told when it was killed; one that is gone already, at once."""
    if told_by == "nothing":
        monkeypatch.delattr("os.pidfd_open", raising=False)
        monkeypatch.setattr(process_end, "LOOK_EVERY_S", 0.0)

    async def body() -> bool:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", "input()", stdin=subprocess.PIPE)
        ending = asyncio.create_task(until_process_ends(process.pid))
        await asyncio.sleep(0)
        waited = not ending.done()
        process.kill()
        await process.wait()
        await ending
        await until_process_ends(process.pid)
        return waited

    assert asyncio.run(body())
