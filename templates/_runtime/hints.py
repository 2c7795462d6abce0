"""What `_samples` is made of, beside plain values: for a class, a dict by field; for a
union, a dict by JSON type."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

ABSENT: Final = object()
"""Stands where nothing is known."""


class Several(NamedTuple):
    """A list or a map: it needs at least so many items, each like `item`."""

    least: int
    item: Any = ABSENT


class Sent(NamedTuple):
    """A field that even the smallest instance has."""

    value: Any = ABSENT
