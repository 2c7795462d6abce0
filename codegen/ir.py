"""The language-neutral API: frozen dataclasses only, made by `lower`, read by `python`.

    Type        = Primitive | AnyValue | Never | Constant | ListOf | TupleOf | MapOf | Nullable | Named
    Declaration = Enum | Record | Union | Alias
    Choice      = Take | ByTag | ByValue | ByKeys | TryInOrder | Unclaimed

A `Named` type holds the id of a declaration: the schema's JSON pointer (`#/components/schemas/Response`, prefixed by the file's
path when it stands in another file than the entry document), so recursion is just an id. `hint` is words from the spec, never an
identifier. All strings that come from a document (`wire`, `doc`, `hint`, values …) are data: `python` decides how to spell them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum as _Enum
from typing import TypeAlias

from codegen.diagnostics import Span

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


# Types


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


@dataclass(frozen=True, slots=True)
class Constant:
    """Exactly one of these values: `const`, or an enum of mixed types. An open constant (`open`) also takes any other string:
    a one-valued string enum that tags no union."""

    values: tuple[JSONScalar, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class ListOf:
    item: Type


@dataclass(frozen=True, slots=True)
class TupleOf:
    """`prefixItems`: the first items have types of their own, further ones are of type `rest` (None: not allowed)."""

    items: tuple[Type, ...]
    rest: Type | None


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


# Declarations


@dataclass(frozen=True, slots=True)
class Hint:
    """Where a declaration stands, for naming it.

    A component: `component` is its key and the rest is empty. An inline schema: `parent` is the id of the declaration (or operation)
    that holds it, `words` the place inside (`("error",)`; items of an array in the plural form as written, with `item=True`),
    `title` the schema's title, `tag` the constant that tells this union variant apart, `kind` a word for its shape (`list`, `enum`).
    `pinned` is the document's own `x-python-name`.
    """

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


@dataclass(frozen=True, slots=True)
class Record:
    """An object with properties. `extra` is the type of unknown keys: AnyValue where the document says nothing or forbids them
    (unknown keys are kept either way; `closed` records that it forbids them)."""

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
    """The first variant that decodes without a problem, tried on copies; none of them: as `Unclaimed`."""

    indexes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """No variant claims it: `UnknownVariant` in an open union, else an error."""


Choice: TypeAlias = Take | ByTag | ByValue | ByKeys | TryInOrder | Unclaimed


@dataclass(frozen=True, slots=True)
class Union:
    """At least two variants (one where any other value is admitted as well), none of them Nullable, AnyValue, Never or itself a `Union` with object variants (nested unions are
    flattened). `plan` has one entry for each JSON type that a variant admits (never NULL: a use that admits null is Nullable);
    NUMBER stands for floats and, when INTEGER is not listed, for integers too. `tag_key` is the discriminator property, if any.
    """

    id: str
    hint: Hint
    doc: Doc
    span: Span
    variants: tuple[Variant, ...]
    plan: tuple[tuple[JSONKind, Choice], ...]
    tag_key: str | None = None
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


# Operations


class Location(_Enum):
    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


class Style(_Enum):
    SIMPLE = "simple"
    LABEL = "label"
    MATRIX = "matrix"
    FORM = "form"
    SPACE = "spaceDelimited"
    PIPE = "pipeDelimited"
    DEEP_OBJECT = "deepObject"
    JSON = "json"
    """Not a style of the specification: the parameter has `content` with a JSON media type."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """`multi_segment` (documented extension `x-multi-segment: true`, path only): `/` in the value stands between segments and is sent as it is."""

    wire: str
    location: Location
    type: Type
    required: bool
    default: JSONScalar
    style: Style
    explode: bool
    allow_reserved: bool
    multi_segment: bool
    doc: Doc
    span: Span
    pinned: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """How one property of a form or multipart body is written (`encoding`)."""

    wire: str
    content_type: str | None = None
    style: Style = Style.FORM
    explode: bool = True
    allow_reserved: bool = False


class Media(_Enum):
    """How the bytes of a media type are read or written."""

    JSON = "json"
    FORM = "form"
    MULTIPART = "multipart"
    TEXT = "text"
    BINARY = "binary"
    EVENT_STREAM = "event-stream"
    JSON_LINES = "json-lines"


@dataclass(frozen=True, slots=True)
class Content:
    """One media type of a body. `type` is None where there is no schema or the bytes are handed over as they are
    (BINARY: bytes, TEXT: str). For EVENT_STREAM and JSON_LINES `type` is that of one item."""

    media_type: str
    media: Media
    type: Type | None
    parts: tuple[Part, ...] = ()
    binary_fields: tuple[str, ...] = ()
    """MULTIPART: the properties that are files (`format: binary`, or no schema but a binary content type)."""


@dataclass(frozen=True, slots=True)
class Body:
    contents: tuple[Content, ...]
    required: bool
    doc: Doc
    span: Span


@dataclass(frozen=True, slots=True)
class Header:
    wire: str
    type: Type
    required: bool
    doc: Doc


@dataclass(frozen=True, slots=True)
class Response:
    """`status` is `200`, `4XX` or `default`. No contents: nothing is in the body."""

    status: str
    contents: tuple[Content, ...]
    headers: tuple[Header, ...]
    doc: Doc
    span: Span


@dataclass(frozen=True, slots=True)
class ServerVariable:
    name: str
    default: str
    choices: tuple[str, ...]
    doc: Doc


@dataclass(frozen=True, slots=True)
class Server:
    """`url` as the document gives it, variables in braces."""

    url: str
    variables: tuple[ServerVariable, ...]
    doc: Doc


class SecurityKind(_Enum):
    BEARER = "bearer"
    BASIC = "basic"
    API_KEY = "apiKey"
    OAUTH2 = "oauth2"
    OPEN_ID_CONNECT = "openIdConnect"
    MUTUAL_TLS = "mutualTLS"
    OTHER_HTTP = "http"


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """`key` is its name in components; for API_KEY, `location` and `wire` say where the key goes; `http_scheme` is the authorization scheme of OTHER_HTTP."""

    key: str
    kind: SecurityKind
    location: Location | None
    wire: str | None
    http_scheme: str | None
    doc: Doc
    span: Span


class PageStyle(_Enum):
    CURSOR = "cursor"
    OFFSET = "offset"
    PAGE = "page"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Pagination:
    """How the pages of an operation hang together (documented extension `x-pagination`). `parameter` is the query parameter that asks
    for another page; the rest are paths into the answer, in wire names, empty where there is none (`items`: the answer itself).
    """

    style: PageStyle
    items: tuple[str, ...]
    parameter: str
    next: tuple[str, ...]
    more: tuple[str, ...]
    total: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Operation:
    """`id` is the JSON pointer of the operation (`#/paths/~1v1~1responses~1{path}/get`). `path` is the path template without query and
    fragment; `fixed_query` holds the query that stood in the path key, sent always. `operation_id` is the document's (None: missing).
    `security`: alternatives, each a set of scheme keys needed together; `()` means none needed. `servers` only where the path or operation has its own.
    """

    id: str
    operation_id: str | None
    pinned: str | None
    method: str
    path: str
    fixed_query: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    security: tuple[tuple[str, ...], ...]
    servers: tuple[Server, ...]
    doc: Doc
    span: Span
    pagination: Pagination | None = None


@dataclass(frozen=True, slots=True)
class Api:
    """Everything that was read, in the order of the document. Declarations come from `components.schemas` first, in document order,
    each followed by the inline declarations inside it; then those inside operations, webhooks and callbacks."""

    title: str
    version: str
    doc: Doc
    servers: tuple[Server, ...]
    security_schemes: tuple[SecurityScheme, ...]
    declarations: tuple[Declaration, ...]
    operations: tuple[Operation, ...]
    tags: tuple[tuple[str, Doc], ...]
    nullable: frozenset[str] = frozenset()
    """Ids of enums, unions and aliases whose component admits null itself. Uses of them are Nullable already."""
