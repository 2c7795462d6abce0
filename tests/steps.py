"""How many steps something takes, so that tests of growth need no clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

T = TypeVar("T")


def counted(run: Callable[[], T]) -> tuple[T, int]:
    """What `run()` returns, and how many calls of Python functions that took."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        result = run()
    finally:
        sys.setprofile(before)
    return result, calls
