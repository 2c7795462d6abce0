"""What stands in for a union variant that this package does not know."""

from __future__ import annotations

from typing import Any


class UnknownVariant:
    """A value that no variant of a union claims.

    `tag` is its discriminator value or None; `raw` is the JSON value as received; the
    keys of an object can be read as attributes. It is encoded as it was received.
    """

    __slots__ = ("raw", "tag")
    __match_args__ = ("tag",)

    def __init__(self, tag: str | int | float | bool | None, raw: Any) -> None:
        self.tag = tag
        self.raw = raw

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or name in UnknownVariant.__slots__:
            raise AttributeError(name)
        try:
            return self.raw[name]
        except (KeyError, TypeError):
            raise AttributeError(
                f"the received value has no key {name!r}", name=name, obj=self
            ) from None

    def __dir__(self) -> list[str]:
        keys = self.raw if self.raw.__class__ is dict else ()
        return [*object.__dir__(self), *(key for key in keys if key.isidentifier())]

    def __eq__(self, other: object) -> bool:
        return (
            self.raw == other.raw
            if isinstance(other, UnknownVariant)
            else NotImplemented
        )

    __hash__ = None  # type: ignore[assignment]  # mutable, as all models are

    def __repr__(self) -> str:
        return f"UnknownVariant(tag={self.tag!r}, raw={self.raw!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return UnknownVariant, (self.tag, self.raw)
