"""Event loops: which of them runs, and waiting in it."""

from __future__ import annotations

import asyncio
import sys


def running_loop() -> object:
    """What tells the event loop that runs, of asyncio or trio, from others; None where
    none does.
    """
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        token: object = trio.lowlevel.current_trio_token()
        return token
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def wait(seconds: float) -> None:
    """Sleeps under asyncio; under trio, which the HTTP library knows as well, where
    a caller's program runs that.
    """
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        await trio.sleep(seconds)
    else:
        await asyncio.sleep(seconds)
