"""What `_schema.py` is made of: the shapes that JSON values have.

    Shape  = Is | Text | OneOf | Items | Row | Values | Maybe | Fields | Union | Named
    Named  = Ref | a model class | an open enum
    Choice = Shape | ByTag | ByValue | ByKeys | AnyOf | UNCLAIMED

Decoding, encoding, error messages and made-up values follow these shapes; nothing else
in a package knows how its types look in JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import EllipsisType
from typing import Any, Final, NamedTuple, TypeAlias

JSONScalar: TypeAlias = "str | int | float | bool | None"


class Is(NamedTuple):
    """A value of one of these JSON types."""

    kinds: tuple[str, ...]


ANY: Final = Is(("null", "boolean", "integer", "number", "string", "array", "object"))
STRING: Final = Is(("string",))
INTEGER: Final = Is(("integer",))
NUMBER: Final = Is(("integer", "number"))
BOOLEAN: Final = Is(("boolean",))
NEVER: Final = Is(())


class Text(NamedTuple):
    """A string in a format, which is a value of the standard library in Python."""

    format: str
    parse: Callable[[Any], Any]
    write: Callable[[Any], str]


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
    """A named type that is no class: a union, an array, a map or a scalar."""

    name: str


class As(NamedTuple):
    """A field whose attribute has another name than its key."""

    attribute: str
    shape: Shape


class Opt(NamedTuple):
    """A field that may be absent, or null."""

    shape: Shape | As


class Fields(NamedTuple):
    """An object with properties: required ones, and others, which may be null as well.
    `extra` is the shape of further keys.
    """

    required: Mapping[str, Shape | As]
    optional: Mapping[str, Shape | As]
    extra: Shape


class Unclaimed(NamedTuple):
    """No variant of the union."""


UNCLAIMED: Final = Unclaimed()


class ByTag(NamedTuple):
    """The value of one property decides."""

    key: str
    cases: Mapping[str, Choice] | tuple[tuple[JSONScalar, Choice], ...]
    otherwise: Choice = UNCLAIMED


class ByValue(NamedTuple):
    """The value itself decides."""

    cases: Mapping[str, Choice] | tuple[tuple[JSONScalar, Choice], ...]
    otherwise: Choice = UNCLAIMED


class ByKeys(NamedTuple):
    """The first case whose keys are all present."""

    cases: tuple[tuple[tuple[str, ...], Choice], ...]
    otherwise: Choice = UNCLAIMED


class AnyOf(NamedTuple):
    """The first shape that fits."""

    shapes: tuple[Shape, ...]


class Union(NamedTuple):
    """What follows for each JSON type. `open`: what no variant claims is an unknown
    variant, else it does not fit.
    """

    kinds: Mapping[str, Choice]
    open: bool = True


Named: TypeAlias = "Ref | type[Any]"
Shape: TypeAlias = (
    "Is | Text | OneOf | Items | Row | Values | Maybe | Fields | Union | Named"
)
Described: TypeAlias = "Mapping[str | EllipsisType, Shape | As | Opt]"
Choice: TypeAlias = "Shape | ByTag | ByValue | ByKeys | AnyOf | Unclaimed"


def fields(described: Described) -> Fields:
    """The fields of a class, from what `_schema` says of it."""
    required: dict[str, Shape | As] = {}
    optional: dict[str, Shape | As] = {}
    extra: Shape = ANY
    for key, field in described.items():
        if isinstance(field, Opt):
            optional[str(key)] = field.shape
        elif isinstance(key, str):
            required[key] = field
        elif not isinstance(field, As):
            extra = field
    return Fields(required, optional, extra)


def attribute_of(key: str, field: Shape | As) -> tuple[str, Shape]:
    """The attribute and the shape of a field."""
    return field if isinstance(field, As) else (key, field)


def cases_of(choice: ByTag | ByValue) -> tuple[tuple[JSONScalar, Choice], ...]:
    """The constants of a choice and what follows for each."""
    return tuple(
        choice.cases.items() if isinstance(choice.cases, Mapping) else choice.cases
    )


def type_name(shape: Named) -> str:
    """The name of a class or of another named type."""
    return shape.__name__ if isinstance(shape, type) else shape.name


def key_of(shape: Shape) -> object:
    """What a shape is known by: classes and named types by themselves, others by being
    the same object. (Tuples of different classes can be equal.)
    """
    if isinstance(shape, type):
        return shape
    return shape.name if isinstance(shape, Ref) else id(shape)
