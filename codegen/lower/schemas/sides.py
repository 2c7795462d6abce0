"""The sides of a contradiction: the parts of a schema, together where a value can fit them, apart where none can.

`allOf: [{type: string}, {$ref: Pet}]` has two sides, a text and a `Pet`. Data that is of one of them is what the
author meant, so that a type for either loses nothing."""

from __future__ import annotations

from codegen.document.keywords import CHECKS
from codegen.document.types import JSONType
from codegen.lower.schemas.conjunction import Part
from codegen.lower.schemas.expansion import is_null
from codegen.lower.schemas.json_types import intersect
from codegen.lower.schemas.lookup import SchemaLookup
from codegen.lower.schemas.targets import COMPOSING

_WITHOUT_TYPE = COMPOSING | frozenset(CHECKS) | {"discriminator", "format", "required"}
"""Keywords that say nothing of the type of values on their own."""


def sides_of(schemas: SchemaLookup, parts: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    """The parts that schemas are made of, grouped by the JSON types that they admit and by the objects that they are. oneOf and anyOf with several
    variants are left out."""
    sides: list[tuple[tuple[Part, ...], tuple[JSONType, ...] | None]] = []
    for part in _taken_apart(schemas, parts):
        kinds = schemas.admitted.of((part,))
        for index, (side, admitted) in enumerate(sides):
            both = intersect(admitted, kinds)
            if (both is None or both) and not schemas.possibility.are_apart(side, (part,)):
                sides[index] = ((*side, part), both)
                break
        else:
            sides.append(((part,), kinds))
    return [side for side, _ in sides]


def _taken_apart(schemas: SchemaLookup, parts: tuple[Part, ...]) -> list[Part]:
    """References, and schemas without `$ref`, allOf, oneOf and anyOf."""
    found: dict[tuple[str, str, bool], Part] = {}
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        schema = schemas.reader.read(part.place)
        if part.key in found:
            continue
        reference = None if part.bare else schemas.references.reference(part.place)
        if reference is not None and reference.target is not None:
            found.setdefault(Part(reference.target).key, part)
            continue
        if part.bare or not schema.is_composed or reference is not None:
            found[part.key] = part
            continue
        inner: list[Part] = []
        if schema.keywords - _WITHOUT_TYPE:
            inner.append(Part(part.place, bare=True))
        target = schemas.targets.target(schema)
        if target is not None:
            inner.append(Part(target))
        inner += map(Part, schema.all_of)
        for variants in (schema.one_of, schema.any_of):
            kept = [Part(variant) for variant in variants if not is_null(schemas.reader.read(variant))]
            inner += kept if len(kept) == 1 else ()
        waiting += reversed(inner)
    return list(found.values())
