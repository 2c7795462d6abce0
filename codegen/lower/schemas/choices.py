"""The variants of oneOf and anyOf, each together with the keywords that stand beside it.

A oneOf or anyOf inside a variant is replaced by its variants. Where several hold at once, their variants are
combined, within bounds. A variant that contradicts the keywords beside the oneOf or anyOf is left out."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from codegen.diagnostics import Problems, Span
from codegen.document.access import Place
from codegen.ir.queries import json_key
from codegen.lower.schemas.conjunction import Atom, Conjunction, Group, Part
from codegen.lower.schemas.discriminators import TagMapping
from codegen.lower.schemas.json_types import admits, intersect, values_of
from codegen.lower.schemas.lookup import SchemaLookup
from codegen.values import dataclass

MAX_PRODUCT = 64
"""How many combinations of several choices are written out."""
MAX_SPLICES = 64
"""How many choices inside variants are merged with what stands beside the variant, in one union."""
_WITHOUT_EFFECT = frozenset(
    {"type", "allOf", "oneOf", "anyOf", "discriminator", "$ref", "$dynamicRef", "$recursiveRef", "format"}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant before it has a type: the schemas that hold for it."""

    parts: tuple[Part, ...]
    places: tuple[Place, ...]
    targets: tuple[str, ...]
    tags: tuple[TagMapping, ...] = ()
    null: bool = False
    """It came from a choice that admits null as well."""

    @property
    def place(self) -> Place:
        """Where it stands; of a combination, its first part."""
        return self.places[0]


class CandidateFinder:
    """Finds the candidates of conjunctions that have choices."""

    def __init__(self, schemas: SchemaLookup) -> None:
        self._schemas = schemas
        self._problems: Problems = schemas.reader.problems
        self._within: list[tuple[str, ...]] = []
        self._splices = 0

    def find(self, conjunction: Conjunction) -> list[Candidate]:
        """The variants that are left when everything else in the conjunction holds as well."""
        self._within, self._splices = [], 0
        return self._open(conjunction)

    def _open(self, conjunction: Conjunction) -> list[Candidate]:
        """The candidates of a conjunction inside the variants that `_within` names."""
        groups = self._bounded(conjunction)
        beside = tuple(atom for atom in conjunction.atoms if self._restricts(atom))
        typed = tuple(atom for atom in conjunction.atoms if atom.schema.types is not None)
        found: list[Candidate] = []
        for combination in product(*(group.variants for group in groups)):
            found += self._combined(combination, beside, typed)
        return found

    def _bounded(self, conjunction: Conjunction) -> tuple[Group, ...]:
        size = 1
        for index, group in enumerate(conjunction.groups):
            size *= len(group.variants)
            if size > MAX_PRODUCT and index > 0:
                self._report_bound(group.holder.span)
                return conjunction.groups[:index]
        return conjunction.groups

    def _restricts(self, atom: Atom) -> bool:
        return bool(atom.schema.keywords - _WITHOUT_EFFECT) or atom.schema.boolean is False

    def _combined(
        self, combination: tuple[Place, ...], beside: tuple[Atom, ...], typed: tuple[Atom, ...]
    ) -> list[Candidate]:
        own = tuple(Part(place) for place in combination)
        types = [atom.schema.types for atom in typed if atom.schema.types is not None]
        kinds = self._schemas.admitted.of(own)
        narrower = kinds is None or any(not all(admits(allowed, kind) for kind in kinds) for allowed in types)
        left = kinds
        for allowed in types:
            left = intersect(left, allowed)
        if kinds and not left:
            return []
        place = combination[0]
        reference = self._schemas.references.reference(place) if len(combination) == 1 else None
        if not self._adds(beside, own) and not (types and narrower):
            parts = own
        else:
            atoms = {atom.schema.id: atom for atom in (*beside, *typed)}
            parts = (*(Part(atom.schema.place, bare=True) for atom in atoms.values()), *own)
            reference = None
        targets = self._targets(combination)
        if reference is not None and reference.target is not None:
            return [Candidate(parts, combination, targets)]
        inner = self._schemas.expander.expand(parts)
        if inner.groups and not inner.unknown:
            return self._nested(inner, combination, targets, own if len(parts) > len(own) else None)
        if len(parts) > 1:
            merged = self._schemas.merger.merge(inner)
            if merged.kinds == () or merged.values == ():
                return []  # what stands beside the choice rules this variant out
        return [Candidate(parts, combination, targets)]

    def _nested(
        self,
        inner: Conjunction,
        combination: tuple[Place, ...],
        targets: tuple[str, ...],
        unmerged: tuple[Part, ...] | None,
    ) -> list[Candidate]:
        """The variants of a oneOf or anyOf inside a variant. `unmerged`: the variant without the keywords beside it,
        if there are any."""
        key = tuple(place.id for place in combination)
        if key in self._within:
            return []  # a variant inside itself adds nothing
        if unmerged is not None:
            self._splices += 1
            if self._splices > MAX_SPLICES:
                self._report_bound(combination[0].span)
                return [Candidate(unmerged, combination, targets)]
        tags, null = self._schemas.mappings.all_in(inner), inner.admits_null
        self._within.append(key)
        found = self._open(inner)
        self._within.pop()
        return [
            replace(
                each,
                targets=(*targets, *each.targets),
                tags=unique_tags((*tags, *each.tags)),
                null=each.null or null,
            )
            for each in found
        ]

    def _report_bound(self, span: Span) -> None:
        self._problems.warning(
            "too-many-combinations",
            "the choices that hold together here make too many combinations; some are left out of the type",
            span,
        )

    def _adds(self, beside: tuple[Atom, ...], own: tuple[Part, ...]) -> bool:
        """Whether the keywords beside a oneOf or anyOf restrict the variant further."""
        if not beside:
            return False
        inner = self._schemas.expander.expand(own)
        if inner.groups:
            return True
        properties = {name: place for atom in inner.atoms for name, place in atom.schema.properties}
        required = {name for atom in inner.atoms for name, _ in atom.schema.required}
        for atom in beside:
            schema = atom.schema
            if not schema.keywords - _WITHOUT_EFFECT <= {"properties", "required", "additionalProperties"}:
                return True
            if schema.additional is not None and not isinstance(schema.additional.node.value, bool):
                return True
            if any(name not in required for name, _ in schema.required):
                return True
            for name, place in schema.properties:
                known = properties.get(name)
                if known is None or not self._repeats(place, known):
                    return True
        return False

    def _repeats(self, place: Place, known: Place) -> bool:
        """Whether the schema of a property beside a oneOf or anyOf adds nothing to the schema that the variant has
        for it."""
        outer, inner = self._schemas.reader.read(place), self._schemas.reader.read(known)
        if outer.keywords <= {"type"} and outer.types is not None:
            kinds = self._schemas.admitted.of((Part(known),))
            return kinds is not None and all(admits(outer.types, kind) for kind in kinds)
        if outer.enum is not None and outer.keywords <= {"type", "enum"}:
            allowed = {json_key(value) for value in values_of(outer) or ()}
            values = values_of(inner)
            return values is not None and {json_key(value) for value in values} <= allowed
        return place.node.plain() == known.node.plain()

    def _targets(self, combination: tuple[Place, ...]) -> tuple[str, ...]:
        """The ids of the references that lead to a variant, or its own."""
        found: list[str] = []
        for place in combination:
            reference = self._schemas.references.reference(place)
            if reference is not None and reference.target is not None:
                found.append(reference.target.id)
            else:
                schema = self._schemas.reader.read(place)
                target = self._schemas.targets.target(schema) if schema.ref is not None else None
                found.append(target.id if target is not None else place.id)
        return tuple(found)


def unique_tags(tags: tuple[TagMapping, ...]) -> tuple[TagMapping, ...]:
    """Each discriminator once."""
    return tuple(dict.fromkeys(tags))
