"""`Type`: the values that a schema admits. Also JSON values and their kinds, and the prose of a document, `Doc`."""

from __future__ import annotations

from enum import Enum as _Enum
from typing import TypeAlias

from codegen.values import dataclass

JSONScalar: TypeAlias = None | bool | int | float | str
JSONValue: TypeAlias = "None | bool | int | float | str | list[JSONValue] | dict[str, JSONValue]"


class JSONKind(_Enum):
    """The JSON types a decoder can tell apart at once; INTEGER is a number without a fraction (`1.0` too)."""

    NULL = "null"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    ARRAY = "array"
    OBJECT = "object"


class Scalar(_Enum):
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"


@dataclass(frozen=True, slots=True)
class Doc:
    """What the document says about a thing in prose; every part may be empty."""

    summary: str = ""
    description: str = ""
    deprecated: bool = False
    constraints: tuple[str, ...] = ()
    """Each a short phrase in the words of JSON Schema: `minimum 0`, `pattern ^a+$`, `write-only`, `not …`."""
    examples: tuple[JSONValue, ...] = ()
    limits: Limits | None = None
    """The constraints as data, for making up values; None where there are none."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What restricts a value beside its type (JSON Schema Validation 2020-12, section 6), and the values that the
    document itself gives: `known` holds the default, and for `items`, which have no docs of their own, the examples
    before it."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    min_length: int = 0
    max_length: int | None = None
    pattern: str | None = None
    min_items: int = 0
    min_properties: int = 0
    needed: tuple[str, ...] = ()
    """Properties that one of several alternatives asks for, the others asking for others."""
    known: tuple[JSONValue, ...] = ()
    items: Limits | None = None
    """Of the items of an array, or the values of a map."""


@dataclass(frozen=True, slots=True)
class Primitive:
    kind: Scalar
    format: str | None = None


@dataclass(frozen=True, slots=True)
class AnyValue:
    """Any JSON value, null included."""


@dataclass(frozen=True, slots=True)
class Never:
    """No value at all (schema `false`, or contradicting allOf parts); a field of this type can only be absent."""


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """Exactly one of these values: `const`, or an enum of mixed types. An open constant (`open`) also takes any other
    string: a one-valued string enum that tags no union. A mapped one (`mapped`) is what the mapping of a discriminator
    says of a plain string: its annotation has that value alone, and decoders take any other string, which is valid
    where no discriminator leads to the component. Equal as JSON has it: true is not 1, which Python takes for the
    same."""

    values: tuple[JSONScalar, ...]
    open: bool = False
    mapped: bool = False

    @property
    def takes_strings(self) -> bool:
        """Whether decoders take any other string."""
        return self.open or self.mapped

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Constant):
            return NotImplemented
        mine, theirs = (tuple(isinstance(value, bool) for value in each.values) for each in (self, other))
        return (self.values, self.open, self.mapped, mine) == (other.values, other.open, other.mapped, theirs)

    def __hash__(self) -> int:
        return hash((self.values, self.open))


@dataclass(frozen=True, slots=True)
class ListOf:
    item: Type


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`prefixItems`: the first items have types of their own, further ones are of type `rest` (None: not allowed). An
    array has at least the first `least` items; it may end after any of the others."""

    items: tuple[Type, ...]
    rest: Type | None
    least: int


@dataclass(frozen=True, slots=True)
class MapOf:
    value: Type


@dataclass(frozen=True, slots=True)
class Nullable:
    """`inner` or null. `inner` is never Nullable or AnyValue."""

    inner: Type


@dataclass(frozen=True, slots=True)
class Named:
    id: str


Type: TypeAlias = Primitive | AnyValue | Never | Constant | ListOf | TupleOf | MapOf | Nullable | Named
