"""Components with a discriminator that others extend with allOf: a reference to such a base means one of these."""

from __future__ import annotations

from codegen.document.access import Place
from codegen.lower.schemas import SchemaLookup, TagMapping
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Extensions:
    """What extends a base, and the discriminator that tells which."""

    tag: TagMapping
    children: tuple[Place, ...]


def extensions_of(schemas: SchemaLookup, place: Place, id: str) -> Extensions | None:
    """The schemas that extend the component `id`, or stand in its mapping. None where it has no discriminator, or
    nothing extends it, which is reported."""
    base = schemas.inheritance.base(place)
    if base is None:
        return None
    discriminator, children = base
    tag = schemas.mappings.of(discriminator)
    found = {child.id: child for child in children}
    for _, value in discriminator.mapping:
        target = schemas.mappings.mapped(value)
        if target is not None and target.id != id:
            child = schemas.adoption.schema(target)
            found.setdefault(child.id, child)
    if found:
        return Extensions(tag, tuple(found.values()))
    schemas.problems.warning(
        "unused-discriminator",
        "a discriminator without variants says nothing: no oneOf or anyOf stands beside it and no allOf extends this schema",
        discriminator.span,
    )
    return None
