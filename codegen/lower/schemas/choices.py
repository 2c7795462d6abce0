"""The variants of oneOf and anyOf, each together with the keywords that stand beside it.

A oneOf or anyOf inside a variant is replaced by its variants. Where several hold at once, their variants are
combined, within bounds. A variant that contradicts what holds besides is left out; where the same schema says both, which
is a mistake, the variant is kept as it is."""

from __future__ import annotations

from dataclasses import replace

from codegen.diagnostics import Problems, Span
from codegen.document.access import Place
from codegen.document.schema import Schema
from codegen.ir.queries import json_key
from codegen.lower.schemas.combinations import combinations_of
from codegen.lower.schemas.conjunction import Conjunction, Part
from codegen.lower.schemas.discriminators import TagMapping
from codegen.lower.schemas.json_types import admits, values_of
from codegen.lower.schemas.lookup import SchemaLookup
from codegen.values import dataclass

MAX_SPLICES = 20
"""How many choices inside variants are merged with what stands beside the variant, in one union."""
MAX_SPLICES_IN_ALL = 200
"""The same for all unions of a document together."""
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
    contradicts: bool = False
    """No value fits it and the keywords that stand beside the choice."""

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
        self._splices = self._splices_in_all = 0
        self._is_bound_reported = False

    def _begin(self) -> None:
        self._within, self._splices, self._is_bound_reported = [], 0, False

    def find(self, conjunction: Conjunction) -> list[Candidate]:
        """The variants that are left when everything else in the conjunction holds as well; none when each of them
        contradicts something."""
        self._begin()
        found = self._open(conjunction)
        return [] if all(candidate.contradicts for candidate in found) else found

    def find_apart(self, conjunction: Conjunction) -> list[Candidate]:
        """The variants of every choice on its own, whatever else holds."""
        self._begin()
        return [found for group in conjunction.groups for found in self._open(Conjunction((), (group,)))]

    def _open(self, conjunction: Conjunction) -> list[Candidate]:
        """The candidates of a conjunction inside the variants that `_within` names."""
        combinations, left_out = combinations_of(
            conjunction.groups, self._schemas.references, self._schemas.possibility
        )
        if left_out is not None:
            self._report_bound(left_out.holder.span)
        schemas = [atom.schema for atom in conjunction.atoms]
        typed = [schema for schema in schemas if schema.types is not None]
        beside = {schema.id: schema for schema in (*filter(self._restricts, schemas), *typed)}
        holders = {group.holder.id for group in conjunction.groups}
        found: list[Candidate] = []
        for combination in combinations:
            found += self._combined(combination, tuple(beside.values()), holders)
        return found

    def _restricts(self, schema: Schema) -> bool:
        return bool(schema.keywords - _WITHOUT_EFFECT) or schema.boolean is False

    def _combined(
        self, combination: tuple[Place, ...], beside: tuple[Schema, ...], holders: set[str]
    ) -> list[Candidate]:
        own = tuple(map(Part, combination))
        parts = self._with(beside, own)
        targets = self._targets(combination)
        contradicts = False
        if len(parts) > 1 and self._schemas.possibility.none_fits(parts):
            elsewhere = tuple(schema for schema in beside if schema.id not in holders)
            parts = self._with(elsewhere, own)
            if len(elsewhere) == len(beside) or (len(parts) > 1 and self._schemas.possibility.none_fits(parts)):
                return []
            contradicts = True
        if parts == own and len(own) == 1:
            reference = self._schemas.references.reference(combination[0])
            if reference is not None and reference.target is not None:
                return [Candidate(parts, combination, targets, contradicts=contradicts)]
        inner = self._schemas.expander.expand(parts)
        if inner.groups and not inner.unknown:
            found = self._nested(inner, combination, targets, own if len(parts) > len(own) else None)
            return [replace(each, contradicts=each.contradicts or contradicts) for each in found]
        return [Candidate(parts, combination, targets, contradicts=contradicts)]

    def _with(self, beside: tuple[Schema, ...], own: tuple[Part, ...]) -> tuple[Part, ...]:
        """The parts of a variant, with the schemas beside the choice that restrict it further."""
        types = [schema.types for schema in beside if schema.types is not None]
        kinds = self._schemas.admitted.of(own)
        is_narrowed = any(kinds is None or not all(admits(allowed, kind) for kind in kinds) for allowed in types)
        restricting = tuple(schema for schema in beside if self._restricts(schema))
        if not is_narrowed and not self._adds(restricting, own):
            return own
        return (*(Part(schema.place, bare=True) for schema in beside), *own)

    def _nested(
        self,
        inner: Conjunction,
        combination: tuple[Place, ...],
        targets: tuple[str, ...],
        unmerged: tuple[Part, ...] | None,
    ) -> list[Candidate]:
        """The variants of a oneOf or anyOf inside a variant. `unmerged`: the variant without the keywords beside it,
        if there are any."""
        if targets in self._within:
            return []  # a variant inside itself adds nothing
        if unmerged is not None:
            self._splices += 1
            self._splices_in_all += 1
            if self._splices > MAX_SPLICES or self._splices_in_all > MAX_SPLICES_IN_ALL:
                self._report_bound(combination[0].span)
                return [Candidate(unmerged, combination, targets)]
        tags, null = self._schemas.mappings.all_in(inner), inner.admits_null
        self._within.append(targets)
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
        if self._is_bound_reported:
            return
        self._is_bound_reported = True
        self._problems.warning(
            "too-many-combinations",
            "the choices that hold together here make too many combinations; some are left out of the type",
            span,
        )

    def _adds(self, beside: tuple[Schema, ...], own: tuple[Part, ...]) -> bool:
        """Whether the keywords beside a oneOf or anyOf restrict the variant further."""
        if not beside:
            return False
        inner = self._schemas.expander.expand(own)
        if inner.groups:
            return True
        properties = {name: place for atom in inner.atoms for name, place in atom.schema.properties}
        required = {name for atom in inner.atoms for name, _ in atom.schema.required}
        for schema in beside:
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
