"""How codecs choose: the member of an open enum that a value is, and the variant of a
union where trying is the only way to tell, or none claims it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .enums import OpenIntEnum, OpenStrEnum
from .unions import UnknownVariant
from .values import REJECTED, Mismatch, copy_json


class Strings(dict[str, Any]):
    """The members of an open string enum by value, for decoding: an unlisted
    string gives an unknown member.
    """

    def __init__(self, enum: type[OpenStrEnum]) -> None:
        super().__init__({member.value: member for member in enum})
        self._enum = enum

    def __missing__(self, value: Any) -> Any:
        if value.__class__ is not str:
            raise Mismatch
        return self._enum(value)


class Integers:
    """The members of an open integer enum by value, for decoding: an unlisted
    integer gives an unknown member.
    """

    def __init__(self, enum: type[OpenIntEnum]) -> None:
        self._enum = enum

    def __getitem__(self, value: Any) -> Any:
        if value.__class__ is float and value.is_integer():
            value = int(value)
        if value.__class__ is not int:
            raise Mismatch
        return self._enum(value)


def unclaimed(data: Any, tag: Any = None) -> UnknownVariant:
    """A value that no variant claims."""
    return UnknownVariant(
        tag if tag is None or isinstance(tag, str | int | float) else None, data
    )


def attempt(data: Any, *decoders: Callable[[Any], Any]) -> Any:
    """What the first decoder makes of a copy of the data that takes it
    without a problem.
    """
    for decode in decoders:
        try:
            return decode(copy_json(data))
        except REJECTED:
            continue
    raise Mismatch


def attempt_or_keep(data: Any, *decoders: Callable[[Any], Any]) -> Any:
    """As `attempt`, and `UnknownVariant` where no decoder takes the value."""
    try:
        return attempt(data, *decoders)
    except Mismatch:
        return unclaimed(data)
