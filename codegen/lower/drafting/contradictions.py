"""Schemas that no value fits all parts of → a union of what each part says.

A contradiction is a mistake in the document, which is reported. Real data follows one part or the other, so that a
type for neither would refuse it."""

from __future__ import annotations

from codegen import ir
from codegen.diagnostics import Problems
from codegen.lower.drafting.drafts import Drafts, UnionDraft, VariantDraft
from codegen.lower.drafting.requests import Building, Site, TypeRequest
from codegen.lower.schemas import Conjunction, MergedSchema, SchemaLookup, kinds_of_atoms, sides_of


def contradicts(merged: MergedSchema, conjunction: Conjunction) -> bool:
    """Whether no JSON type is left. Null alone is left on purpose where a part admits nothing else."""
    if merged.kinds != ():
        return False
    return not merged.null or all(kinds_of_atoms((atom,)) != () for atom in conjunction.atoms)


def report_impossible(problems: Problems, conjunction: Conjunction) -> None:
    """Warns, at the parts that contradict each other, of a schema that no value fits."""
    restricting = {"type", "enum", "const", "properties", "items", "prefixItems"}
    schemas = [atom.schema for atom in conjunction.atoms if not restricting.isdisjoint(atom.schema.keywords)]
    first, *others = schemas or [conjunction.atoms[0].schema]
    related = tuple((schema.span, "cannot hold together with this") for schema in others)
    message = "no value fits all parts of this schema: what fits one of them is accepted"
    problems.warning("impossible", message, first.span, None, related)


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
    report_impossible(schemas.problems, site.conjunction)
    variants = yield from side_variants(schemas, site)
    if len(variants) < 2:
        return ir.AnyValue()
    return drafts.declare(UnionDraft(site.id, site.hint, site.doc(), site.span, tuple(variants)))
