"""Schemas that are only another name for one schema: `$ref`, also inside an allOf with one part, also with null added."""

from __future__ import annotations

from codegen.document.access import Place
from codegen.document.schema import Schema
from codegen.document.schema_reader import SchemaReader
from codegen.lower.schemas.conjunction import Part, Reference
from codegen.lower.schemas.expansion import is_null
from codegen.lower.schemas.json_types import AdmittedTypes, admits
from codegen.lower.schemas.targets import HARMLESS, REFERENCES, ReferenceTargets

_ALL_OF, _ONE_OF, _ANY_OF = frozenset({"allOf"}), frozenset({"oneOf"}), frozenset({"anyOf"})


class ReferenceReader:
    """Reads references; every answer is remembered."""

    def __init__(self, reader: SchemaReader, targets: ReferenceTargets, admitted: AdmittedTypes) -> None:
        self._reader = reader
        self._targets = targets
        self._admitted = admitted
        self._references: dict[tuple[str, str], Reference | None] = {}

    def reference(self, place: Place) -> Reference | None:
        """The reference that a schema is; None when it says more than a reference does."""
        schema = self._reader.read(place)
        if not schema.is_composed:
            return None
        key = (place.file, place.pointer)
        if key not in self._references:
            self._references[key] = None  # a schema that leads back to itself is no reference
            self._references[key] = self._reference(schema)
        return self._references[key]

    def _reference(self, schema: Schema) -> Reference | None:
        keywords = schema.keywords
        if schema.ref is not None or schema.dynamic_ref is not None:
            if not keywords - REFERENCES <= HARMLESS and not self._targets.ignores_siblings(schema):
                return None
            return self._unless_narrowed(Reference(self._targets.target(schema), (schema,), schema.nullable))
        core = keywords - HARMLESS
        if core == _ALL_OF:
            found = self._only_reference(schema.all_of)
        elif core in (_ONE_OF, _ANY_OF):
            variants = schema.one_of or schema.any_of
            kept = tuple(variant for variant in variants if not is_null(self._reader.read(variant)))
            found = self._only_reference(kept) if len(kept) == 1 else None
            if found is not None and len(kept) < len(variants):
                found = Reference(found.target, found.wrappers, True)
        else:
            return None
        if found is None:
            return None
        nullable = schema.nullable or found.nullable
        return self._unless_narrowed(Reference(found.target, (schema, *found.wrappers), nullable))

    def _only_reference(self, parts: tuple[Place, ...]) -> Reference | None:
        """The one reference among the parts of an allOf, when the other parts have no keyword that makes another type."""
        found: Reference | None = None
        beside: list[Schema] = []
        for part in parts:
            schema = self._reader.read(part)
            if schema.keywords <= HARMLESS and schema.boolean is not False:
                beside.append(schema)
                continue
            reference = self.reference(part)
            if reference is None or found is not None:
                return None
            found = reference
        if found is None:
            return None
        nullable = found.nullable or any(schema.nullable for schema in beside)
        return Reference(found.target, (*beside, *found.wrappers), nullable)

    def _unless_narrowed(self, reference: Reference) -> Reference | None:
        """The reference, unless a `type` beside it leaves out a JSON type that the target admits."""
        said = [schema.types for schema in reference.wrappers if schema.types is not None]
        if not said or reference.target is None:
            return reference
        kinds = self._admitted.of((Part(reference.target),))
        for types in said:
            if kinds is None or not all(admits(types, kind) for kind in kinds):
                return None
        return reference
