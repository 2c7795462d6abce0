"""Schemas that are one scalar `type`, perhaps with null, and take no declaration: most of a document."""

from __future__ import annotations

from codegen import ir
from codegen.document.schema import Schema
from codegen.document.types import JSONType
from codegen.ir.queries import with_null
from codegen.lower.schemas import HARMLESS

SCALARS = {
    JSONType.BOOLEAN: ir.Scalar.BOOLEAN,
    JSONType.INTEGER: ir.Scalar.INTEGER,
    JSONType.NUMBER: ir.Scalar.NUMBER,
    JSONType.STRING: ir.Scalar.STRING,
}


def scalar_type(schema: Schema) -> ir.Type | None:
    """The type of a schema with one scalar `type` and no keyword that makes another type; None for other schemas."""
    types = schema.types
    if types is None or len(types) > 2 or not schema.keywords <= HARMLESS:
        return None
    kinds = [kind for kind in types if kind is not JSONType.NULL]
    if len(kinds) != 1 or kinds[0] not in SCALARS:
        return None
    return with_null(ir.Primitive(SCALARS[kinds[0]], schema.format), len(types) == 2)
