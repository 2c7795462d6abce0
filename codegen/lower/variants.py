"""oneOf and anyOf → the draft of a union: what stands beside them is merged into each variant, nested choices become one list.

A variant that is only a reference keeps its name. Properties beside the choice make records of their own, one for each variant; that
is bounded, because choices multiply. Constants among the variants (oneOf + const) become one enum.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from codegen import ir
from codegen.diagnostics import Span
from codegen.document.access import Place
from codegen.lower.conjunction import Atom, Conjunction, Group, Part
from codegen.lower.docs import doc_of
from codegen.lower.drafts import Note, Tagging, nullable
from codegen.lower.flatten import Flattener, Value, admits_null, json_key
from codegen.lower.hints import component_key
from codegen.lower.kinds import admits, values_of
from codegen.lower.mappings import MappingReader
from codegen.lower.merge import Merger
from codegen.lower.shapes import Shaper, Site, TypeMaker
from codegen.values import dataclass

MAX_PRODUCT = 64
"""How many combinations of several choices are written out."""
MAX_SPLICES = 64
"""How many choices inside variants are merged with what stands beside the variant, in one union."""
_SAYS_NOTHING = frozenset(
    {"type", "allOf", "oneOf", "anyOf", "discriminator", "$ref", "$dynamicRef", "$recursiveRef", "format"}
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant before it has a type: the schemas that hold for it."""

    parts: tuple[Part, ...]
    places: tuple[Place, ...]
    targets: tuple[str, ...]
    taggings: tuple[Tagging, ...] = ()
    null: bool = False
    """It came from a choice that admits null as well."""

    @property
    def place(self) -> Place:
        """Where it stands; of a combination, its first part."""
        return self.places[0]


class VariantMaker:
    """Makes unions out of conjunctions that have choices."""

    def __init__(self, maker: TypeMaker, mappings: MappingReader, shaper: Shaper, flattener: Flattener) -> None:
        self._maker = maker
        self._mappings = mappings
        self._shaper = shaper
        self._flattener = flattener
        self._merger: Merger = maker.merger
        self._problems = maker.problems
        self._within: list[tuple[str, ...]] = []
        self._splices = 0

    def union(self, site: Site) -> ir.Type:
        """The type of a conjunction with at least one group; null is added only where a nested choice brings it."""
        outer = self._within, self._splices
        self._within, self._splices = [], 0
        candidates = self._candidates(site.conjunction)
        self._within, self._splices = outer
        null = any(candidate.null for candidate in candidates)
        return nullable(self._union(candidates, site), null)

    def _union(self, candidates: list[Candidate], site: Site) -> ir.Type:
        if not candidates:
            self._problems.warning("impossible", "no variant fits what stands beside the choice", site.span)
            return ir.Never()
        enum, rest = self._constants(candidates, site)
        if enum is not None and not rest:
            return enum
        if len(rest) == 1 and enum is None:
            return self._maker.type_of_parts(rest[0].parts, site.hint, self._id(rest[0], site, 0))
        variants: list[ir.Variant] = []
        notes: list[Note] = []
        taggings = self._taggings(site.conjunction)
        for index, candidate in enumerate(candidates):
            if candidate in rest:
                type_ = self._maker.type_of_parts(
                    candidate.parts, self._hint(candidate, site), self._id(candidate, site, index)
                )
                variants.append(ir.Variant(type_, doc=self._doc(candidate)))
                notes.append(Note(candidate.place.span, candidate.targets, unique((*taggings, *candidate.taggings))))
            elif enum is not None and not any(variant.type == enum for variant in variants):
                variants.append(ir.Variant(enum))
                notes.append(Note(candidate.place.span))
        union = ir.Union(site.id, site.hint, site.doc(), site.span, tuple(variants), ())
        self._maker.drafts.declarations[site.id] = union
        self._maker.drafts.unions[site.id] = tuple(notes)
        return ir.Named(site.id)

    # Candidates

    def _candidates(self, conjunction: Conjunction) -> list[Candidate]:
        """The variants that are left when everything else in the conjunction holds as well."""
        groups = self._bounded(conjunction)
        beside = tuple(atom for atom in conjunction.atoms if self._is_structural(atom))
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

    def _is_structural(self, atom: Atom) -> bool:
        return bool(atom.schema.keywords - _SAYS_NOTHING) or atom.schema.boolean is False

    def _combined(
        self, combination: tuple[Place, ...], beside: tuple[Atom, ...], typed: tuple[Atom, ...]
    ) -> list[Candidate]:
        own = tuple(Part(place) for place in combination)
        types = [atom.schema.types for atom in typed if atom.schema.types is not None]
        kinds = self._merger.kinds(own)
        narrower = kinds is None or any(not all(admits(allowed, kind) for kind in kinds) for allowed in types)
        if kinds and types and not any(all(admits(allowed, kind) for allowed in types) for kind in kinds):
            return []
        place = combination[0]
        reference = self._merger.reference(place) if len(combination) == 1 else None
        if not self._adds(beside, own) and not (types and narrower):
            parts = own
        else:
            atoms = {atom.schema.id: atom for atom in (*beside, *typed)}
            parts = (*(Part(atom.schema.place, bare=True) for atom in atoms.values()), *own)
            reference = None
        targets = self._targets(combination)
        if reference is not None and reference.target is not None:
            return [Candidate(parts, combination, targets)]
        inner = self._merger.expand(parts)
        if inner.groups and not inner.unknown:
            return self._nested(inner, combination, targets, own if len(parts) > len(own) else None)
        if len(parts) > 1:
            merged = self._flattener.merge(inner)
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
        """The variants of a choice inside a variant. `unmerged`: the variant without what stands beside it, if anything does."""
        key = tuple(place.id for place in combination)
        if key in self._within:
            return []  # a variant inside itself adds nothing
        if unmerged is not None:
            self._splices += 1
            if self._splices > MAX_SPLICES:
                self._report_bound(combination[0].span)
                return [Candidate(unmerged, combination, targets)]
        taggings, null = self._taggings(inner), admits_null(inner)
        self._within.append(key)
        found = self._candidates(inner)
        self._within.pop()
        return [
            replace(
                each,
                targets=(*targets, *each.targets),
                taggings=unique((*taggings, *each.taggings)),
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
        """Whether what stands beside a choice says anything that the variant does not say itself."""
        if not beside:
            return False
        inner = self._merger.expand(own)
        if inner.groups:
            return True
        properties = {name: place for atom in inner.atoms for name, place in atom.schema.properties}
        required = {name for atom in inner.atoms for name, _ in atom.schema.required}
        for atom in beside:
            schema = atom.schema
            if not schema.keywords - _SAYS_NOTHING <= {"properties", "required", "additionalProperties"}:
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
        """Whether the schema of a property beside a choice is what the variant says already, or less."""
        outer, inner = self._maker.reader.read(place), self._maker.reader.read(known)
        if outer.keywords <= {"type"} and outer.types is not None:
            kinds = self._merger.kinds((Part(known),))
            return kinds is not None and all(admits(outer.types, kind) for kind in kinds)
        if outer.enum is not None and outer.keywords <= {"type", "enum"}:
            allowed = {json_key(value) for value in values_of(outer) or ()}
            values = values_of(inner)
            return values is not None and {json_key(value) for value in values} <= allowed
        return place.node.plain() == known.node.plain()

    def _targets(self, combination: tuple[Place, ...]) -> tuple[str, ...]:
        """The ids that a variant goes by: of the references that lead to it."""
        found: list[str] = []
        for place in combination:
            reference = self._merger.reference(place)
            if reference is not None and reference.target is not None:
                found.append(reference.target.id)
            else:
                schema = self._maker.reader.read(place)
                target = self._merger.referred(schema) if schema.ref is not None else None
                found.append(target.id if target is not None else place.id)
        return tuple(found)

    # Names and docs

    def _id(self, candidate: Candidate, site: Site, index: int) -> str:
        """A variant that stands inside its union has its own pointer; one that was merged gets an id under the union's."""
        merged = len(candidate.parts) > 1
        if candidate.place.id.startswith(site.id + "/") or not merged:
            return candidate.place.id
        return f"{site.id}#{index}"

    def _hint(self, candidate: Candidate, site: Site) -> ir.Hint:
        schema = self._maker.reader.read(candidate.place)
        words: tuple[str, ...] = ()
        if len(candidate.parts) > 1 and schema.ref is not None:
            target = self._merger.referred(schema)
            key = component_key(target) if target is not None else None
            words = (key,) if key else ()
        kinds = self._merger.kinds(candidate.parts)
        kind = self._extended(candidate) or (kinds[0].value if kinds and len(kinds) == 1 else None)
        titles = [self._maker.reader.read(place).title for place in candidate.places]
        title = " ".join(filter(None, titles)) or None
        return ir.Hint(parent=site.id, words=words, title=title, kind=kind, pinned=schema.pinned)

    def _extended(self, candidate: Candidate) -> str | None:
        """The key of the one component that an inline variant adds something to."""
        merged = [self._maker.reader.read(place) for place in self._maker.reader.read(candidate.place).all_of]
        targets = [self._merger.referred(schema) for schema in merged if schema.ref is not None]
        if len(merged) < 2 or len(targets) != 1 or targets[0] is None:
            return None
        return component_key(targets[0])

    def _doc(self, candidate: Candidate) -> ir.Doc:
        """What is said beside the reference of a variant; an inline variant keeps its own docs."""
        reference = self._merger.reference(candidate.place) if len(candidate.parts) == 1 else None
        return ir.Doc() if reference is None else doc_of(reference.wrappers)

    # Constants

    def _constants(self, candidates: list[Candidate], site: Site) -> tuple[ir.Type | None, list[Candidate]]:
        """An enum of the variants that are single strings or single integers, when there are at least two, and the other variants."""
        for wanted in (str, int):
            values: dict[object, Value] = {}
            taken: list[Candidate] = []
            for candidate in candidates:
                value = self._constant(candidate)
                if value is not None and value.value.__class__ is wanted:
                    values.setdefault(json_key(value.value), value)
                    taken.append(candidate)
            if len(values) < 2:
                continue
            rest = [candidate for candidate in candidates if candidate not in taken]
            kind = ir.Scalar.STRING if wanted is str else ir.Scalar.INTEGER
            place = site.inside("enum", ir.Hint(parent=site.id, kind="enum")) if rest else site
            return self._shaper.enum(tuple(values.values()), kind, place), rest
        return None, candidates

    def _constant(self, candidate: Candidate) -> Value | None:
        """The one value of an inline variant that is nothing but a constant."""
        schema = self._maker.reader.read(candidate.place)
        if len(candidate.parts) != 1:
            merged = self._flattener.merge(self._merger.expand(candidate.parts))
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

    # Discriminators

    def _taggings(self, conjunction: Conjunction) -> tuple[Tagging, ...]:
        """The discriminators that hold for all variants of a conjunction."""
        holders = [group.holder for group in conjunction.groups] + [atom.schema for atom in conjunction.atoms]
        found = {
            holder.id: self._mappings.tagging(holder.discriminator)
            for holder in holders
            if holder.discriminator is not None
        }
        return tuple(found.values())


def unique(taggings: tuple[Tagging, ...]) -> tuple[Tagging, ...]:
    """Without repetitions, the first of each kept."""
    return tuple(dict.fromkeys(taggings))
