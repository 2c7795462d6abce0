"""What `_samples` is made of, beside plain values."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

ABSENT: Final = object()
"""Stands where nothing is known."""


class Several(NamedTuple):
    """A list or a map: it needs so many items, each like `item`."""

    count: int
    item: Any = ABSENT


class Sent(NamedTuple):
    """A field that even the smallest instance has."""

    value: Any = ABSENT
