"""Two pieces of pure work at once, one of them in a process of its own, so that a run uses two cores."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_A = TypeVar("_A")
_B = TypeVar("_B")


def both(here: Callable[[], _A], there: Callable[[], _B]) -> tuple[_A, _B]:
    """What two functions return. They must change nothing, and `there` must return what can be pickled.

    `there` runs in a copy of this process where the system makes one safely. What fails in the copy is done again here: so an
    exception is raised as if there were no copy.
    """
    if sys.platform in ("win32", "darwin") or (os.cpu_count() or 1) < 2:
        return here(), there()
    # Late: only large packages pay for loading it.
    from multiprocessing import get_context

    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    copy = context.Process(target=_run, args=(there, theirs), daemon=True)
    copy.start()
    theirs.close()
    try:
        first = here()
        try:
            second: _B = ours.recv()
        except EOFError:
            second = there()
        return first, second
    finally:
        ours.close()
        copy.kill()
        copy.join()


def _run(function: Callable[[], object], result: Connection) -> None:
    try:
        result.send(function())
    except BaseException:  # the other process finds out for itself
        os._exit(1)
