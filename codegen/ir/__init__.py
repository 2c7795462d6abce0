"""The language-neutral API: frozen dataclasses only, made by `lower`, read by `python`.

    Type        = Primitive | AnyValue | Never | Constant | ListOf | TupleOf | MapOf | Nullable | Named
    Declaration = Enum | Record | Union | Alias
    Choice      = Take | ByTag | ByValue | ByKeys | TryInOrder | Unclaimed

A `Named` type holds the id of a declaration: the schema's JSON pointer (`#/components/schemas/Response`, prefixed by the file's
path when it stands in another file than the entry document), so recursion is just an id. `hint` is words from the spec, never an
identifier. All strings that come from a document (`wire`, `doc`, `hint`, values …) are data: `python` decides how to spell them.
"""

from __future__ import annotations

from codegen.ir.api import (
    Api,
)
from codegen.ir.declarations import (
    Access,
    Alias,
    ByKeys,
    ByTag,
    ByValue,
    Choice,
    Declaration,
    Enum,
    EnumMember,
    Field,
    Hint,
    Presence,
    Record,
    Take,
    TryInOrder,
    Unclaimed,
    Union,
    Variant,
)
from codegen.ir.operations import (
    Body,
    Content,
    Header,
    Location,
    Media,
    Operation,
    PageStyle,
    Pagination,
    Parameter,
    Part,
    Response,
    SecurityKind,
    SecurityScheme,
    Server,
    ServerVariable,
    Style,
)
from codegen.ir.types import (
    AnyValue,
    Constant,
    Doc,
    JSONKind,
    JSONScalar,
    JSONValue,
    ListOf,
    MapOf,
    Named,
    Never,
    Nullable,
    Primitive,
    Scalar,
    TupleOf,
    Type,
)

__all__ = [
    "Access",
    "Alias",
    "AnyValue",
    "Api",
    "Body",
    "ByKeys",
    "ByTag",
    "ByValue",
    "Choice",
    "Constant",
    "Content",
    "Declaration",
    "Doc",
    "Enum",
    "EnumMember",
    "Field",
    "Header",
    "Hint",
    "JSONKind",
    "JSONScalar",
    "JSONValue",
    "ListOf",
    "Location",
    "MapOf",
    "Media",
    "Named",
    "Never",
    "Nullable",
    "Operation",
    "PageStyle",
    "Pagination",
    "Parameter",
    "Part",
    "Presence",
    "Primitive",
    "Record",
    "Response",
    "Scalar",
    "SecurityKind",
    "SecurityScheme",
    "Server",
    "ServerVariable",
    "Style",
    "Take",
    "TryInOrder",
    "TupleOf",
    "Type",
    "Unclaimed",
    "Union",
    "Variant",
]
