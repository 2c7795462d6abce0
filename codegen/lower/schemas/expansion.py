"""allOf by meaning: the place of a schema goes in, what it says together with everything that it refers to and combines comes out.

    place ── `reference` → Reference     another name for one schema (`$ref`, also inside a single-item allOf, also made nullable)
          └─ `expand` ───→ Conjunction   atoms (schemas whose own keywords all hold) and groups (oneOf/anyOf still to choose from)

Each schema enters a conjunction once however many ways lead to it, so that chains which double at every step stay linear.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from codegen.diagnostics import Span
from codegen.document.access import Place
from codegen.document.keywords import CHECKS, compact
from codegen.document.schema import Schema
from codegen.document.schema_reader import SchemaReader
from codegen.document.types import JSONType
from codegen.lower.schemas.admitted import AdmittedKinds
from codegen.lower.schemas.conjunction import Atom, Conjunction, Group, Key, Part, Reference, key_of
from codegen.lower.schemas.json_types import admits
from codegen.resolve import Workspace

_TRIVIAL = frozenset(CHECKS) | {"type", "format"}
"""Keywords that may stand beside a reference without making it another type."""
_ALL_OF, _ONE_OF, _ANY_OF = frozenset({"allOf"}), frozenset({"oneOf"}), frozenset({"anyOf"})
_REQUIRED = frozenset({"required"})
_HOLLOW = frozenset(CHECKS) | {"required"}
"""A variant with nothing else restricts an object but describes none."""


@dataclass(slots=True)
class _Walk:
    """What `expand` gathers."""

    atoms: list[Atom] = field(default_factory=list[Atom])
    groups: list[Group] = field(default_factory=list[Group])
    phrases: list[str] = field(default_factory=list[str])
    seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    active: dict[tuple[str, str], Schema] = field(default_factory=dict[tuple[str, str], Schema])
    unknown: bool = False
    only_null: bool = False


class Merger:
    """Expands schemas; every answer is remembered."""

    def __init__(self, workspace: Workspace, reader: SchemaReader, version: tuple[int, int]) -> None:
        self._workspace = workspace
        self._reader = reader
        self._problems = workspace.problems
        self._siblings_ignored = version < (3, 1)
        self._conjunctions: dict[Key, Conjunction] = {}
        self._references: dict[tuple[str, str], Reference | None] = {}
        self._kinds = AdmittedKinds(self.expand)
        self._reported: set[str] = set()

    # References

    def referred(self, schema: Schema) -> Place | None:
        """The target of `$ref`, `$dynamicRef` or `$recursiveRef`; None: none, or reported as dangling."""
        place = schema.place
        if schema.ref is not None:
            return self._workspace.target(place)
        if schema.dynamic_ref is None:
            return None
        if schema.id not in self._reported:
            self._reported.add(schema.id)
            self._problems.warning(
                "dynamic-ref",
                "a dynamic reference is read as an ordinary one: what extends this schema is not followed",
                place.span,
            )
        if schema.dynamic_ref == "#":
            return _enclosing(self._workspace, place)
        return self._workspace.locate(schema.dynamic_ref, place, place.node)

    def reference(self, place: Place) -> Reference | None:
        """What a schema is another name for, if that is all it is."""
        if not self._reader.read(place).is_composed:
            return None
        key = (place.file, place.pointer)
        if key not in self._references:
            self._references[key] = None  # what leads back to itself is no other name
            self._references[key] = self._reference(self._reader.read(place))
        return self._references[key]

    def _reference(self, schema: Schema) -> Reference | None:
        keywords = schema.keywords
        if schema.ref is not None or schema.dynamic_ref is not None:
            beside = keywords - {"$ref", "$dynamicRef", "$recursiveRef"}
            if not beside <= _TRIVIAL and not self._ignores_siblings(schema):
                return None
            target = self.referred(schema)
            return self._fitting(Reference(target, (schema,), schema.nullable))
        core = keywords - _TRIVIAL
        if core == _ALL_OF:
            found = self._single(schema.all_of)
        elif core in (_ONE_OF, _ANY_OF):
            variants = schema.one_of or schema.any_of
            kept = tuple(variant for variant in variants if not self.is_null(variant))
            found = self._single(kept) if len(kept) == 1 else None
            if found is not None and len(kept) < len(variants):
                found = Reference(found.target, found.wrappers, True)
        else:
            return None
        if found is None:
            return None
        return self._fitting(Reference(found.target, (schema, *found.wrappers), schema.nullable or found.nullable))

    def _single(self, parts: tuple[Place, ...]) -> Reference | None:
        """The one reference among parts of which the others say nothing about types."""
        found: Reference | None = None
        beside: list[Schema] = []
        for part in parts:
            schema = self._reader.read(part)
            if schema.keywords <= _TRIVIAL and schema.boolean is not False:
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

    def _fitting(self, reference: Reference) -> Reference | None:
        """The reference unless a `type` beside it leaves less than the target admits."""
        said = [schema.types for schema in reference.wrappers if schema.types is not None]
        if not said or reference.target is None:
            return reference
        kinds = self.kinds((Part(reference.target),))
        for types in said:
            if kinds is None or not all(admits(types, kind) for kind in kinds):
                return None
        return reference

    def admits_anything(self, parts: tuple[Part, ...]) -> bool:
        """Whether a part `{nullable: true}` has no `type`, and nothing else here has one. `nullable` changes a type and says nothing where
        there is none (OpenAPI 3.0.3, Schema Object): null is as valid as everything that is no object."""
        conjunction = self.expand(parts)
        hollow = [
            atom for atom in conjunction.atoms if atom.schema.nullable and atom.schema.keywords.issubset(_TRIVIAL)
        ]
        return bool(hollow) and conjunction.speaks_of_objects_alone and not any(atom.outside for atom in hollow)

    def is_null(self, place: Place) -> bool:
        """Whether a schema admits null and nothing else."""
        schema = self._reader.read(place)
        if schema.types is not None:
            return schema.types == (JSONType.NULL,)
        if schema.const is not None:
            return schema.const.value is None
        return schema.enum is not None and len(schema.enum) > 0 and all(node.value is None for node in schema.enum)

    # Conjunctions

    def expand(self, parts: tuple[Part, ...]) -> Conjunction:
        """All that the given schemas say together."""
        key = key_of(parts)
        known = self._conjunctions.get(key)
        if known is None:
            walk = _Walk()
            for part in parts:
                if part.bare:
                    walk.seen.add((part.place.file, part.place.pointer))
                    walk.atoms.append(Atom(self._reader.read(part.place), False, 1, False, bare=True))
                else:
                    self._visit(walk, part.place, outside=False, depth=0, admits_null=False)
            known = self._conjunctions[key] = Conjunction(
                tuple(walk.atoms), tuple(walk.groups), tuple(walk.phrases), walk.unknown, walk.only_null
            )
        return known

    def _visit(self, walk: _Walk, place: Place, *, outside: bool, depth: int, admits_null: bool) -> None:
        key = (place.file, place.pointer)
        if key in walk.active:
            self._report_cycle(walk, key)
            return
        if key in walk.seen:
            return
        walk.seen.add(key)
        schema = self._reader.read(place)
        atom = Atom(schema, outside, depth, admits_null)
        if not schema.is_composed:
            walk.atoms.append(atom)
            return
        walk.active[key] = schema
        admits_null = admits_null or schema.nullable  # which is said of all that stands inside
        first = _properties_first(schema)
        ignored = self._ignores_siblings(schema)
        if first and not ignored:
            walk.atoms.append(atom)
        if schema.ref is not None or schema.dynamic_ref is not None:
            target = self.referred(schema)
            if target is None:
                walk.unknown = True
            else:
                self._visit(walk, target, outside=True, depth=depth + 1, admits_null=admits_null)
        if not ignored:
            for part in schema.all_of:
                self._visit(walk, part, outside=outside, depth=depth + 1, admits_null=admits_null)
            if not first:
                walk.atoms.append(atom)
            for variants in (schema.one_of, schema.any_of):
                if variants:
                    self._group(walk, schema, variants, atom)
        del walk.active[key]

    def _group(self, walk: _Walk, schema: Schema, variants: tuple[Place, ...], atom: Atom) -> None:
        kept = tuple(variant for variant in variants if not self.is_null(variant))
        null = len(kept) < len(variants)
        if not kept:
            walk.only_null = True
        elif all(self._is_hollow(variant) for variant in kept):
            walk.phrases.append(self._hollow_phrase(kept))
        elif len(kept) == 1:
            self._visit(walk, kept[0], outside=atom.outside, depth=atom.depth + 1, admits_null=atom.admits_null or null)
        else:
            walk.groups.append(Group(schema, kept, null, atom.outside))

    def _is_hollow(self, place: Place) -> bool:
        schema = self._reader.read(place)
        return bool(schema.keywords) and schema.keywords <= _HOLLOW and schema.boolean is None

    def _hollow_phrase(self, variants: tuple[Place, ...]) -> str:
        schemas = [self._reader.read(variant) for variant in variants]
        if all(schema.keywords == _REQUIRED for schema in schemas):
            lists = (" and ".join(name for name, _ in schema.required) or "nothing" for schema in schemas)
            return f"requires {' or '.join(lists)}"
        return "either " + " or ".join(compact(variant.node) for variant in variants)

    def _ignores_siblings(self, schema: Schema) -> bool:
        """OpenAPI 3.0 (4.7.24.1): what stands beside `$ref` is ignored. True when something was."""
        if not self._siblings_ignored or schema.ref is None:
            return False
        beside = sorted(schema.keywords - {"$ref"} - _TRIVIAL)
        if beside and schema.id not in self._reported:
            self._reported.add(schema.id)
            words = ", ".join(f"`{word}`" for word in beside)
            self._problems.warning(
                "ref-siblings",
                f"{words} beside `$ref` says nothing in OpenAPI 3.0",
                schema.place.key_span(beside[0]),
                "put the reference and its siblings under `allOf`",
            )
        return bool(beside)

    def _report_cycle(self, walk: _Walk, key: tuple[str, str]) -> None:
        """The error for a schema that is a part of itself."""
        walk.unknown = True
        keys = list(walk.active)
        loop = [walk.active[member] for member in keys[keys.index(key) :]]
        head = loop[0]
        if any(schema.id in self._reported for schema in loop):
            return
        self._reported.update(schema.id for schema in loop)
        pure = all(schema.keywords <= _TRIVIAL | {"$ref", "$dynamicRef", "$recursiveRef"} for schema in loop)
        onward = [schema for schema in loop[1:] if schema.ref is not None] or loop[1:]
        related = tuple((_onward(schema), "by way of this") for schema in onward)
        if pure:
            self._problems.error(
                "reference-loop", f"`{head.id}` refers to itself and to nothing else", _onward(head), None, related
            )
        else:
            self._problems.error("allof-cycle", f"`{head.id}` is a part of itself", _onward(head), None, related)

    def kinds(self, parts: tuple[Part, ...]) -> tuple[JSONType, ...] | None:
        """The JSON types, null aside, that a schema admits; None when it says nothing about them."""
        return self._kinds.of(parts)


def _enclosing(workspace: Workspace, place: Place) -> Place:
    """The component (or whole file) around a place: what `$recursiveRef: "#"` means to its authors."""
    tokens = place.pointer.split("/")
    whole = workspace.file(place.file) or workspace.root
    if tokens[1:3] == ["components", "schemas"] and len(tokens) > 3:
        found = whole
        for token in tokens[1:4]:
            value = found.node.value
            node = value.get(token.replace("~1", "/").replace("~0", "~")) if isinstance(value, dict) else None
            if node is None:
                return whole
            found = found.child(token.replace("~1", "/").replace("~0", "~"), node)
        return found
    return whole


def _properties_first(schema: Schema) -> bool:
    """Whether the schema's own properties stand before its allOf, so that their fields come first."""
    value = schema.place.node.value
    if not isinstance(value, dict):
        return False
    for key in value:
        if key == "properties":
            return True
        if key in ("allOf", "$ref"):
            return False
    return False


def _onward(schema: Schema) -> Span:
    """Where a schema leads on: its reference or its allOf."""
    for key in ("$ref", "allOf", "oneOf", "anyOf"):
        if key in schema.keywords:
            return schema.place.key_span(key)
    return schema.span
