"""Schemas that no value fits all parts of → a union of what each part says.

A contradiction is a mistake in the document, which is reported. Real data follows one part or the other, so that a
type for neither would refuse it."""

from __future__ import annotations

from itertools import takewhile

from codegen import ir
from codegen.diagnostics import Problems
from codegen.document.types import JSONType
from codegen.lower.drafting.drafts import Drafts, UnionDraft, VariantDraft
from codegen.lower.drafting.requests import Building, Site, TypeRequest
from codegen.lower.schemas import Conjunction, MergedSchema, SchemaLookup, kinds_of_atoms, sides_of


def contradicts(schemas: SchemaLookup, merged: MergedSchema, site: Site) -> bool:
    """Whether no JSON type is left, or several places declare objects that are different things. Null alone is left on
    purpose where a part admits nothing else."""
    if merged.kinds == (JSONType.OBJECT,):
        first, *others = site.parts or (None,)
        return any(first is not None and schemas.possibility.are_apart((first,), (other,)) for other in others)
    conjunction = site.conjunction
    if merged.kinds != ():
        return False
    return not merged.null or all(kinds_of_atoms((atom,)) != () for atom in conjunction.atoms)


def report_impossible(problems: Problems, conjunction: Conjunction, id: str) -> None:
    """Warns of a schema, of this id, that no value fits: where it stands, or at the part that stands nearest, and of
    those at the last, which is what an heir declares anew."""
    restricting = {"$ref", "type", "enum", "const", "properties", "items", "prefixItems"}
    schemas = [atom.schema for atom in conjunction.atoms if not restricting.isdisjoint(atom.schema.keywords)]
    schemas = schemas or [conjunction.atoms[0].schema]
    nearest = max(reversed(schemas), key=lambda schema: (schema.place.id == id, _steps_shared(schema.place.id, id)))
    related = tuple((schema.span, "cannot hold together with this") for schema in schemas if schema is not nearest)
    message = "no value fits all parts of this schema: what fits one of them is accepted"
    problems.warning("impossible", message, nearest.span, None, related)


def _steps_shared(one: str, other: str) -> int:
    """How many steps two ids have in common from their start on."""
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def side_variants(schemas: SchemaLookup, site: Site) -> Building[list[VariantDraft]]:
    """A variant for each side of a contradiction; oneOf and anyOf with several variants are left out."""
    found: list[VariantDraft] = []
    for index, side in enumerate(sides_of(schemas, site.parts)):
        kinds = schemas.admitted.of(side)
        hint = ir.Hint(parent=site.id, kind=kinds[0].value if kinds and len(kinds) == 1 else None)
        place = side[0].place
        id = place.id if len(side) == 1 and not side[0].bare else f"{site.id}#side{index}"
        found.append(VariantDraft((yield TypeRequest(side, hint, id)), place.span))
    return found


def either_side(schemas: SchemaLookup, drafts: Drafts, site: Site) -> Building[ir.Type]:
    """The union of the sides of a contradiction, each with its own null."""
    report_impossible(schemas.problems, site.conjunction, site.id)
    variants = yield from side_variants(schemas, site)
    if len(variants) < 2:
        return ir.AnyValue()
    return drafts.declare(UnionDraft(site.id, site.hint, site.doc(), site.span, tuple(variants)))
