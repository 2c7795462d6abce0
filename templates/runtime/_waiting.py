"""Waiting inside a coroutine, under whichever event loop runs it."""

from __future__ import annotations

import asyncio
import sys


async def wait(seconds: float) -> None:
    """Sleeps under asyncio; under trio, which the HTTP library knows as well, where
    a caller's program runs that.
    """
    trio = sys.modules.get("trio")
    if trio is not None and trio.lowlevel.in_trio_run():
        await trio.sleep(seconds)
    else:
        await asyncio.sleep(seconds)
