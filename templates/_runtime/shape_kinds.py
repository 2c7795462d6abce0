"""What the data in `_shapes` is made of: the kinds of shapes that JSON values have.

Shape = Is | Text | OneOf | Items | Row | Values | Maybe | Ref | Fields | Union
Choice = Shape | ByTag | ByValue | ByKeys | AnyOf | Unclaimed
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

JSONScalar: TypeAlias = "str | int | float | bool | None"


class Is(NamedTuple):
    """A value of certain JSON kinds."""

    kinds: tuple[str, ...]


class Text(NamedTuple):
    """A string in a format."""

    format: str
    decode: Callable[[Any], object]


class OneOf(NamedTuple):
    """One of the constants."""

    constants: tuple[JSONScalar, ...]


class Items(NamedTuple):
    """An array."""

    item: Shape


class Row(NamedTuple):
    """An array whose first items have shapes of their own, of which it has at least
    `least`; `rest` None: no further items.
    """

    items: tuple[Shape, ...]
    rest: Shape | None
    least: int


class Values(NamedTuple):
    """An object as a map."""

    value: Shape


class Maybe(NamedTuple):
    """The inner shape or null."""

    inner: Shape


class Ref(NamedTuple):
    """A named shape."""

    name: str


class Fields(NamedTuple):
    """An object with properties."""

    required: Mapping[str, Shape]
    optional: Mapping[str, Shape]
    extra: Shape


class ByTag(NamedTuple):
    """The value of one property decides."""

    key: str
    cases: tuple[tuple[JSONScalar, Choice], ...]
    otherwise: Choice


class ByValue(NamedTuple):
    """The value itself decides."""

    cases: tuple[tuple[JSONScalar, Choice], ...]
    otherwise: Choice


class ByKeys(NamedTuple):
    """The first case whose keys are all present."""

    cases: tuple[tuple[tuple[str, ...], Choice], ...]
    otherwise: Choice


class AnyOf(NamedTuple):
    """The first shape that fits; `open`: what fits none is an unknown variant."""

    shapes: tuple[Shape, ...]
    open: bool


class Unclaimed(NamedTuple):
    """No variant; `open`: it is an unknown variant."""

    open: bool


class Union(NamedTuple):
    """What follows for each JSON kind; `open`: anything else is an unknown variant."""

    kinds: Mapping[str, Choice]
    open: bool


Shape: TypeAlias = (
    "Is | Text | OneOf | Items | Row | Values | Maybe | Ref | Fields | Union"
)
Choice: TypeAlias = "Shape | ByTag | ByValue | ByKeys | AnyOf | Unclaimed"

ANY = Is(("null", "boolean", "integer", "number", "string", "array", "object"))
STRING = Is(("string",))
INTEGER = Is(("integer",))
NUMBER = Is(("integer", "number"))
BOOLEAN = Is(("boolean",))
NEVER = Is(())
