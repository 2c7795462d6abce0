"""What `_schema.py` is made of: the shapes that JSON values have.

    Shape  = Is | Text | OneOf | Items | Row | Values | Maybe | Fields | Union | Named
    Named  = Ref | a model class | an open enum
    Choice = Shape | ByTag | ByValue | ByKeys | AnyOf

Decoding, encoding, error messages and made-up values follow these shapes; nothing else
in a package knows how its types look in JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import EllipsisType, NoneType
from typing import Any, Final, NamedTuple, TypeAlias, cast

from .model import OpenIntEnum, OpenStrEnum, late

JSONScalar: TypeAlias = "str | int | float | bool | None"


KINDS: Final[Mapping[str, type]] = {
    "null": NoneType,
    "boolean": bool,
    "integer": int,
    "number": float,
    "string": str,
    "array": list,
    "object": dict,
}
"""The JSON types, and the classes of what is read of them."""


class Is(NamedTuple):
    """A value of one of these JSON types."""

    kinds: tuple[str, ...]


ANY: Final = Is(tuple(KINDS))
STRING: Final = Is(("string",))
INTEGER: Final = Is(("integer",))
NUMBER: Final = Is(("integer", "number"))
BOOLEAN: Final = Is(("boolean",))
NEVER: Final = Is(())


class Text(NamedTuple):
    """A string in a format, which is a value of the standard library in Python. What is
    not in the format stays text, unless this is `strict`.
    """

    format: str
    parse: Callable[[Any], Any]
    write: Callable[[Any], str]
    strict: Any = None


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
    """A field that may be absent, or null. `is_sent`: the constructor gives it its
    default.
    """

    shape: Shape | As
    is_sent: bool = False


class Field(NamedTuple):
    """A property of an object; one that is not required may be null as well. `is_sent`:
    it is encoded though nobody gave it, if its class has a value for it.
    """

    key: str
    attribute: str
    shape: Shape
    is_required: bool
    is_sent: bool = True


class Fields(NamedTuple):
    """An object with properties, the required ones first; `extra` is the shape of
    further keys.
    """

    fields: Mapping[str, Field]
    extra: Shape


class AnyOf(NamedTuple):
    """The first shape that fits."""

    shapes: tuple[Shape, ...]


# pyright does not know the constructor yet where it comes here from `Shape`.
UNCLAIMED: Final = AnyOf._make([()])
"""No variant of the union."""


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
Cases: TypeAlias = "ByTag | ByValue"
Choice: TypeAlias = "Shape | Cases | ByKeys | AnyOf"


_fields: dict[type, Fields] = {}


def meaning(shape: Named) -> Shape:
    """What `_schema` says of a named type; of an enum, what JSON type it has. A class
    that is not there means what its nearest ancestor does.
    """
    if isinstance(shape, Ref):
        found: Choice = late("_schema").NAMED[shape.name]
        if isinstance(found, ByTag | ByKeys | AnyOf):  # a union of objects
            return Union({"object": found})
        return cast("Shape", found)
    if issubclass(shape, OpenStrEnum | OpenIntEnum):
        return STRING if issubclass(shape, OpenStrEnum) else INTEGER
    classes: Mapping[type, Described] = late("_schema").CLASSES
    known = next((each for each in shape.__mro__ if each in classes), shape)
    described = classes.get(known, {})  # `Model` itself has no fields
    return _fields.get(known) or _fields.setdefault(known, _read(described))


def _read(described: Described) -> Fields:
    found = {True: dict[str, Field](), False: dict[str, Field]()}
    extra: Shape = ANY
    for key, given in described.items():
        field = given.shape if isinstance(given, Opt) else given
        if isinstance(key, str):
            attribute, shape = field if isinstance(field, As) else (key, field)
            is_required = given is field
            is_sent = given.is_sent if isinstance(given, Opt) else True
            found[is_required][key] = Field(key, attribute, shape, is_required, is_sent)
        elif not isinstance(field, As):
            extra = field
    return Fields({**found[True], **found[False]}, extra)


def name_of(shape: Shape) -> str:
    """What errors call a type."""
    match shape:
        case type():
            return shape.__name__
        case Ref(name) | Text(name):
            return name
        case Items(item):
            return f"list of {name_of(item)}"
        case Values(value):
            return f"map of {name_of(value)}"
        case Maybe(inner):
            return name_of(inner)
        case Is(kinds):
            return kinds[-1] if shape is not ANY and kinds else "any value"
        case _:
            return "JSON value"


def cases_of(choice: Cases) -> tuple[tuple[JSONScalar, Choice], ...]:
    """The constants of a choice and what follows for each."""
    cases = choice.cases
    return tuple(cases.items()) if isinstance(cases, Mapping) else cases


def key_of(shape: Shape) -> object:
    """What a shape is known by: classes and named types by themselves, others by being
    the same object. (Tuples of different classes can be equal.)
    """
    if isinstance(shape, type):
        return shape
    return shape.name if isinstance(shape, Ref) else id(shape)
