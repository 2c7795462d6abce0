"""The prose of schemas that stand at one place, as `ir.Doc`: descriptions, examples and constraints; and their default."""

from __future__ import annotations

from codegen import ir
from codegen.document.keywords import compact
from codegen.document.schema import Schema
from codegen.lower.schemas.constraints import limits_of


def doc_of(schemas: tuple[Schema, ...], phrases: tuple[str, ...] = (), behind: tuple[Schema, ...] = ()) -> ir.Doc:
    """The nearest description (the first schema that has one), everything else together. `phrases` are further
    constraints; the schemas `behind` only add their limits."""
    limits = limits_of((*schemas, *behind))
    if len(schemas) == 1 and not phrases and limits is None:
        schema = schemas[0]
        if not (schema.title or schema.description or schema.constraints or schema.examples or schema.deprecated):
            return _EMPTY
    description = title = ""
    deprecated = False
    constraints: dict[str, None] = {}
    examples: list[ir.JSONValue] = []
    for schema in schemas:
        description = description or schema.description
        title = title or schema.title
        deprecated = deprecated or schema.deprecated
        constraints.update(dict.fromkeys(schema.constraints))
        examples += [node.plain() for node in schema.examples]
    constraints.update(dict.fromkeys(phrases))
    summary = title if " " in title.strip() and not description else ""
    return ir.Doc(summary, description, deprecated, tuple(constraints), tuple(examples), limits)


_EMPTY = ir.Doc()


def default_of(schemas: tuple[Schema, ...]) -> tuple[ir.JSONScalar, tuple[str, ...]]:
    """The nearest `default`: its value when it is a scalar, else a phrase for the docs."""
    for schema in schemas:
        if schema.default is not None:
            value = schema.default.value
            if isinstance(value, (dict, list)):
                return None, (f"default {compact(schema.default)}",)
            return value, ()
    return None, ()


def scalar_text(value: ir.JSONScalar) -> str:
    """A scalar as the document would write it."""
    match value:
        case str():
            return value
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _:
            return repr(value)
