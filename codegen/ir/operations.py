"""`Operation` with its parameters, bodies and responses; servers, security schemes, and pages."""

from __future__ import annotations

from enum import Enum as _Enum

from codegen.diagnostics import Span
from codegen.ir.types import Doc, JSONScalar, Type
from codegen.values import dataclass


class Location(_Enum):
    PATH = "path"
    QUERY = "query"
    QUERY_STRING = "querystring"
    """The query as a whole (3.2)."""
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
    COOKIE = "cookie"
    JSON = "json"
    """Not a style of the specification: the parameter has `content` with a JSON media type."""
    TEXT = "text"
    """The same with text; of a QUERY_STRING alone, whose other media type is a form (FORM)."""


@dataclass(frozen=True, slots=True)
class Part:
    """How one property of a form or multipart body is written (`encoding`). `style` None: by its content type; else
    that is None. `content_type` may list several media types, and ranges of such."""

    wire: str
    content_type: str | None = None
    style: Style | None = None
    explode: bool = False
    allow_reserved: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """`multi_segment` (documented extension `x-multi-segment: true`, path only): `/` in the value stands between
    segments and is sent as it is."""

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
    parts: tuple[Part, ...] = ()
    """Of a QUERY_STRING that is a form."""


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
    open_fields: tuple[str, ...] = ()
    """MULTIPART: the properties that are files or something else (`{}`, `anyOf` of a file and a text)."""
    text_fields: tuple[str, ...] = ()
    """FORM and MULTIPART: objects whose content type has no codec, so that the caller gives text."""
    like: str | None = None
    """The first media type of those that hold the same value as this one; None where it is the only one."""


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
    """`key` is its name in components; for API_KEY, `location` and `wire` say where the key goes; `http_scheme` is
    the authorization scheme of OTHER_HTTP."""

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
    """How the pages of an operation hang together (documented extension `x-pagination`). `parameter` is the query
    parameter that asks for another page; the rest are paths into the answer, in wire names, empty where there is none
    (`items`: the answer itself)."""

    style: PageStyle
    items: tuple[str, ...]
    parameter: str
    next: tuple[str, ...]
    more: tuple[str, ...]
    total: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Operation:
    """`id` is the JSON pointer of the operation (`#/paths/~1v1~1responses~1{path}/get`). `path` is the path template
    without query and fragment; `fixed_query` holds the query that stood in the path key, sent always. `operation_id`
    is the document's (None: missing). `security`: alternatives, each a set of scheme keys needed together; `()` means
    none needed. `servers` only where the path or operation has its own."""

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
