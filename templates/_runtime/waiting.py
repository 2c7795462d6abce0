"""Event loops: which of them runs, and waiting in it.

The HTTP library knows asyncio and trio. Nobody needs trio for asyncio: it is asked
only where the caller's program has imported it.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any


def running_loop() -> object:
    """What tells the event loop that runs from others; None where none does."""
    trio = _trio()
    if trio is not None:
        return trio.lowlevel.current_trio_token()
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def wait(seconds: float) -> None:
    """Sleeps inside a coroutine, under whichever event loop runs it."""
    await (_trio() or asyncio).sleep(seconds)


def _trio() -> Any:
    """The module, if a task of it runs this."""
    trio: Any = sys.modules.get("trio")
    if trio is not None:
        try:
            trio.lowlevel.current_task()
        except RuntimeError:
            return None
    return trio
