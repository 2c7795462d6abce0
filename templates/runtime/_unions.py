"""What stands in for a union variant that this package does not know, and the last way to tell variants apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ._values import REJECTED, Mismatch, copy_json


class UnknownVariant:
    """An object that no variant of a union claims. `tag` is its discriminator value or None; `raw` is the object as received, and
    its keys can be read as attributes. It is encoded as it was received."""

    __slots__ = ("raw", "tag")
    __match_args__ = ("tag",)

    def __init__(self, tag: str | int | float | bool | None, raw: dict[str, Any]) -> None:
        self.tag = tag
        self.raw = raw

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in UnknownVariant.__slots__:
            raise AttributeError(name)
        try:
            return self.raw[name]
        except KeyError:
            raise AttributeError(f"the received object has no key {name!r}", name=name, obj=self) from None

    def __eq__(self, other: object) -> bool:
        return self.raw == other.raw if isinstance(other, UnknownVariant) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # mutable, as all models are

    def __repr__(self) -> str:
        return f"UnknownVariant(tag={self.tag!r}, raw={self.raw!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return UnknownVariant, (self.tag, self.raw)


def unclaimed(data: Any, tag: Any = None) -> UnknownVariant:
    """An object that no variant claims; anything but an object is a mismatch."""
    if data.__class__ is not dict:
        raise Mismatch
    return UnknownVariant(tag if tag is None or isinstance(tag, str | int | float) else None, data)


def attempt(data: Any, *decoders: Callable[[Any], Any]) -> Any:
    """What the first decoder makes of a copy of the data that takes it without a problem."""
    for decode in decoders:
        try:
            return decode(copy_json(data))
        except REJECTED:
            continue
    raise Mismatch


def attempt_object(data: Any, *decoders: Callable[[Any], Any]) -> Any:
    """As `attempt`, and `UnknownVariant` where no decoder takes an object."""
    try:
        return attempt(data, *decoders)
    except Mismatch:
        return unclaimed(data)
