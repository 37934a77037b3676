"""Notices that another process has ended: at once where the system tells, else within a second."""

import asyncio
import os

import psutil

LOOK_EVERY_S = 1.0


async def until_process_ends(pid: int) -> None:
    """Return when no process ``pid`` runs."""
    if hasattr(os, "pidfd_open"):
        try:
            descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        except OSError:
            pass  # a kernel or a sandbox without it
        else:
            await _until_readable(descriptor)
            return
    while psutil.pid_exists(pid):  # noqa: ASYNC110 nothing tells
        await asyncio.sleep(LOOK_EVERY_S)


async def _until_readable(descriptor: int) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(descriptor, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(descriptor)
        os.close(descriptor)
