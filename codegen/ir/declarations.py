"""Types that have a name: `Declaration`, and the plan by which a union tells its variants apart, `Choice`."""

from __future__ import annotations

from enum import Enum as _Enum
from typing import TypeAlias

from codegen.diagnostics import Span
from codegen.ir.types import AnyValue, Doc, JSONKind, JSONScalar, Scalar, Type
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """Where a declaration stands, for naming it.

    A component: `component` is its key and the rest is empty. An inline schema: `parent` is the id of the declaration
    (or operation) that holds it, `words` the place inside (`("error",)`; items of an array in the plural form as
    written, with `item=True`), `title` the schema's title, `tag` the constant that tells this union variant apart,
    `kind` a word for its shape (`list`, `enum`) or the key of the component that a variant adds something to.
    `pinned` is the document's own `x-python-name`."""

    component: str | None = None
    parent: str | None = None
    words: tuple[str, ...] = ()
    item: bool = False
    title: str | None = None
    tag: str | None = None
    kind: str | None = None
    pinned: str | None = None


@dataclass(frozen=True, slots=True)
class EnumMember:
    value: str | int
    hint: str | None = None
    """`x-enum-varnames` or the title of a oneOf-const; None: named from the value."""
    doc: Doc = Doc()
    pointer: str = ""
    """Where the value stands: `#/components/schemas/Color/enum/0`."""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Enum:
    """An open enum: all members are strings (`kind` STRING) or all integers (INTEGER), at least one, no two equal.
    null among the document's values makes the use Nullable instead of being a member."""

    id: str
    hint: Hint
    doc: Doc
    span: Span
    kind: Scalar
    members: tuple[EnumMember, ...]


class Presence(_Enum):
    REQUIRED = "required"
    OPTIONAL = "optional"


class Access(_Enum):
    BOTH = "both"
    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Field:
    wire: str
    type: Type
    presence: Presence
    default: JSONScalar
    """The scalar default of an optional field that its type admits; None when there is none."""
    access: Access
    doc: Doc
    span: Span
    pinned: str | None = None
    tag: JSONScalar = None
    """The value by which unions know the record, where it is one value and this field holds it."""


@dataclass(frozen=True, slots=True)
class Record:
    """An object with properties. `extra` is the type of unknown keys: AnyValue where the document says nothing or
    forbids them (unknown keys are kept either way; `closed` records that it forbids them)."""

    id: str
    hint: Hint
    doc: Doc
    span: Span
    fields: tuple[Field, ...]
    extra: Type = AnyValue()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    type: Type
    tag: JSONScalar = None
    """The discriminator value that leads here, if one value does."""
    doc: Doc = Doc()


@dataclass(frozen=True, slots=True)
class Take:
    """The value is of variant `index`."""

    index: int


@dataclass(frozen=True, slots=True)
class ByTag:
    """An object: look at property `key`; `cases` maps its value to what follows. Absent, null or unlisted: `otherwise`."""

    key: str
    cases: tuple[tuple[JSONScalar, Choice], ...]
    otherwise: Choice


@dataclass(frozen=True, slots=True)
class ByValue:
    """A scalar: equal to one of the listed values, or `otherwise`."""

    cases: tuple[tuple[JSONScalar, Choice], ...]
    otherwise: Choice


@dataclass(frozen=True, slots=True)
class ByKeys:
    """An object: the first case whose keys are all there, or `otherwise`."""

    cases: tuple[tuple[tuple[str, ...], Choice], ...]
    otherwise: Choice


@dataclass(frozen=True, slots=True)
class TryInOrder:
    """The first variant that decodes without a problem, tried on copies; if none does, as `Unclaimed`."""

    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """No variant claims it: `UnknownVariant` in an open union, else an error."""


Choice: TypeAlias = Take | ByTag | ByValue | ByKeys | TryInOrder | Unclaimed


@dataclass(frozen=True, slots=True)
class Union:
    """At least two variants (one where any other value is admitted as well), none of them Nullable, AnyValue, Never
    or a `Union`: nested unions are spliced in. `plan` has one entry for each JSON type that a variant admits (never
    NULL: a use that admits null is Nullable); NUMBER stands for floats and, when INTEGER is not listed, for integers
    too."""

    id: str
    hint: Hint
    doc: Doc
    span: Span
    variants: tuple[Variant, ...]
    plan: tuple[tuple[JSONKind, Choice], ...]
    open: bool = False
    """Has an object variant, or admits any other value: `UnknownVariant` is part of the type."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A component that is no class of its own: an array, a map, a scalar with a name, or another name for a declaration."""

    id: str
    hint: Hint
    doc: Doc
    span: Span
    type: Type


Declaration: TypeAlias = Enum | Record | Union | Alias
