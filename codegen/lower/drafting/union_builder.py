"""oneOf and anyOf → the draft of a union: each variant gets its type, its hint for naming, and the discriminators
that hold for it.

A variant that is only a reference keeps the name of its target. Variants that are single constants become one enum.
"""

from __future__ import annotations

from dataclasses import replace

from codegen import ir
from codegen.ir.queries import json_key, with_null
from codegen.lower.drafting.contradictions import report_impossible, side_variants
from codegen.lower.drafting.drafts import Drafts, UnionDraft, VariantDraft
from codegen.lower.drafting.requests import Building, Site, TypeRequest
from codegen.lower.drafting.type_builder import TypeBuilder
from codegen.lower.schemas import (
    Candidate,
    CandidateFinder,
    SchemaLookup,
    TagMapping,
    Value,
    component_key,
    doc_of,
    unique_tags,
    values_of,
)


class UnionBuilder:
    """Builds the unions of conjunctions that have a oneOf or anyOf."""

    def __init__(self, schemas: SchemaLookup, drafts: Drafts, types: TypeBuilder) -> None:
        self._schemas = schemas
        self._drafts = drafts
        self._types = types
        self._candidates = CandidateFinder(schemas)

    def build(self, site: Site) -> Building[ir.Type]:
        """The type of a conjunction with at least one oneOf or anyOf; null is added only where a nested oneOf or
        anyOf admits it."""
        candidates = self._candidates.find(site.conjunction)
        beside: list[VariantDraft] = []
        if not candidates:
            report_impossible(self._schemas.problems, site.conjunction, site.id)
            candidates = self._candidates.find_apart(site.conjunction)
            beside = yield from side_variants(self._schemas, site)
        for candidate in candidates:
            if candidate.contradicts:
                self._report_contradiction(candidate, site)
        null = any(candidate.null for candidate in candidates)
        return with_null((yield from self._union(candidates, beside, site)), null)

    def _report_contradiction(self, candidate: Candidate, site: Site) -> None:
        self._schemas.problems.warning(
            "impossible",
            "no value fits this variant and what stands beside the choice: the variant alone counts",
            candidate.place.span,
            None,
            ((site.span, "where the choice stands"),),
        )

    def _union(self, candidates: list[Candidate], beside: list[VariantDraft], site: Site) -> Building[ir.Type]:
        enum, rest = self._constants(candidates, site if not beside else site.inside("choice", site.hint))
        if enum is not None and not rest and not beside:
            return enum
        if len(rest) == 1 and enum is None and not beside:
            return (yield TypeRequest(rest[0].parts, site.hint, self._id(rest[0], site, 0)))
        variants = list(beside)
        tags = self._tags(site, candidates)
        inside = {id(candidate) for candidate in rest}
        for index, candidate in enumerate(candidates):
            if id(candidate) in inside:
                type_ = yield TypeRequest(
                    candidate.parts, self._hint(candidate, site), self._id(candidate, site, index)
                )
                own = unique_tags((*tags, *candidate.tags))
                doc = self._doc(candidate)
                variants.append(VariantDraft(type_, candidate.place.span, doc, candidate.targets, own))
            elif enum is not None:
                variants.append(VariantDraft(enum, candidate.place.span))
                enum = None  # one variant for all constants
        return self._drafts.declare(UnionDraft(site.id, site.hint, site.doc(), site.span, tuple(variants)))

    def _tags(self, site: Site, candidates: list[Candidate]) -> tuple[TagMapping, ...]:
        """The discriminators of a union. Where one has no mapping, the mappings of the bases count that its variants
        extend."""
        own = self._schemas.mappings.all_in(site.conjunction)
        unmapped = {tag.key for tag in own if not tag.mapping}
        above = [
            self._schemas.mappings.of(discriminator)
            for candidate in candidates
            for target in candidate.targets
            for discriminator in self._schemas.inheritance.discriminators_above(target)
            if discriminator.property in unmapped
        ]
        return unique_tags((*own, *above))

    # Names and docs

    def _id(self, candidate: Candidate, site: Site, index: int) -> str:
        """A variant that stands inside its union has its own pointer; one that was merged gets an id under the union's."""
        merged = len(candidate.parts) > 1
        if candidate.place.id.startswith(site.id + "/") or not merged:
            return candidate.place.id
        return f"{site.id}#{index}"

    def _hint(self, candidate: Candidate, site: Site) -> ir.Hint:
        schema = self._schemas.reader.read(candidate.place)
        words: tuple[str, ...] = ()
        if len(candidate.parts) > 1 and schema.ref is not None:
            target = self._schemas.targets.target(schema)
            key = component_key(target) if target is not None else None
            words = (key,) if key else ()
        kinds = self._schemas.admitted.of(candidate.parts)
        kind = self._extended_component(candidate) or (kinds[0].value if kinds and len(kinds) == 1 else None)
        titles = [self._schemas.reader.read(place).title for place in candidate.places]
        title = " ".join(filter(None, titles)) or None
        return ir.Hint(parent=site.id, words=words, title=title, kind=kind, pinned=schema.pinned)

    def _extended_component(self, candidate: Candidate) -> str | None:
        """The key of the component that an inline variant extends, where it is only one."""
        merged = [self._schemas.reader.read(place) for place in self._schemas.reader.read(candidate.place).all_of]
        targets = [self._schemas.targets.target(schema) for schema in merged if schema.ref is not None]
        if len(merged) < 2 or len(targets) != 1 or targets[0] is None:
            return None
        return component_key(targets[0])

    def _doc(self, candidate: Candidate) -> ir.Doc:
        """What is said beside the reference of a variant; an inline variant keeps its own docs."""
        reference = self._schemas.references.reference(candidate.place) if len(candidate.parts) == 1 else None
        return ir.Doc() if reference is None else doc_of(reference.wrappers)

    # Constants

    def _constants(self, candidates: list[Candidate], site: Site) -> tuple[ir.Type | None, list[Candidate]]:
        """An enum of the variants that are single strings or single integers, when there are at least two, and the
        other variants."""
        for wanted in (str, int):
            values: dict[object, Value] = {}
            rest: list[Candidate] = []
            for candidate in candidates:
                value = self._constant(candidate)
                if value is not None and value.value.__class__ is wanted:
                    values.setdefault(json_key(value.value), value)
                else:
                    rest.append(candidate)
            if len(values) < 2:
                continue
            kind = ir.Scalar.STRING if wanted is str else ir.Scalar.INTEGER
            place = site.inside("enum", ir.Hint(parent=site.id, kind="enum")) if rest else site
            return self._types.enum(tuple(values.values()), kind, place), rest
        return None, candidates

    def _constant(self, candidate: Candidate) -> Value | None:
        """The one value of an inline variant that is nothing but a constant."""
        schema = self._schemas.reader.read(candidate.place)
        if len(candidate.parts) != 1:
            merged = self._schemas.merger.merge(self._schemas.expander.expand(candidate.parts))
            if merged.values is None or len(merged.values) != 1 or not isinstance(merged.values[0].value, str | int):
                return None
            return replace(merged.values[0], name=schema.title or None, description=schema.description)
        if not schema.keywords <= {"const", "enum", "type"}:
            return None
        values = values_of(schema)
        node = schema.const or (schema.enum[0] if schema.enum else None)
        if node is None or values is None or len(values) != 1:
            return None
        name = schema.title or (schema.enum_names[0] if schema.enum_names else None)
        pointer = f"{schema.id}/const" if schema.const is not None else f"{schema.id}/enum/0"
        return Value(values[0], node, pointer, name, schema.description)
