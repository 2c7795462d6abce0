"""allOf followed to its end: everything that a schema, what it refers to and the parts of its allOf say together.

    place ─ expand → Conjunction: atoms (schemas whose own keywords all hold) and groups (oneOf or anyOf, of which one variant holds)

Each schema enters a conjunction once, however many references lead to it, so that allOf chains which double at every step stay linear.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from codegen.diagnostics import Problems, Span
from codegen.document.access import Place
from codegen.document.keywords import CHECKS, compact
from codegen.document.schema import Schema
from codegen.document.schema_reader import SchemaReader
from codegen.document.types import JSONType
from codegen.lower.schemas.conjunction import Atom, Conjunction, Group, Key, Part, key_of
from codegen.lower.schemas.targets import HARMLESS, REFERENCES, ReferenceTargets

_ONLY_REFERENCE = frozenset({"$ref"})
_REQUIRED = frozenset({"required"})
_HOLLOW = frozenset(CHECKS) | {"required"}
"""A variant with these keywords alone restricts objects but describes none."""


@dataclass(slots=True)
class _Walk:
    """The conjunction that `expand` is gathering."""

    atoms: list[Atom] = field(default_factory=list[Atom])
    groups: list[Group] = field(default_factory=list[Group])
    phrases: list[str] = field(default_factory=list[str])
    seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    active: dict[tuple[str, str], Schema] = field(default_factory=dict[tuple[str, str], Schema])
    unknown: bool = False
    only_null: bool = False


class Expander:
    """Expands schemas; every answer is remembered."""

    def __init__(self, reader: SchemaReader, targets: ReferenceTargets) -> None:
        self._reader = reader
        self._targets = targets
        self._problems: Problems = reader.problems
        self._conjunctions: dict[Key, Conjunction] = {}
        self._reported: set[str] = set()
        self._ends: dict[tuple[str, str], Part] = {}

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

    def referred(self, part: Part) -> Part:
        """The part where a chain of schemas ends that are a `$ref` and nothing else; the part itself where there is
        none. The end of each chain is remembered."""
        passed: dict[tuple[str, str], None] = {}
        while not part.bare:
            key = (part.place.file, part.place.pointer)
            known = self._ends.get(key)
            if known is not None:
                part = known
                break
            schema = self._reader.read(part.place)
            if schema.ref is None or schema.keywords != _ONLY_REFERENCE or schema.nullable or key in passed:
                break
            target = self._targets.target(schema)
            if target is None:
                break
            passed[key] = None
            part = Part(target)
        self._ends.update(dict.fromkeys(passed, part))
        return part

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
        ignored = self._targets.ignores_siblings(schema)
        if first and not ignored:
            walk.atoms.append(atom)
        if schema.ref is not None or schema.dynamic_ref is not None:
            target = self._targets.target(schema)
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
        kept = tuple(variant for variant in variants if not is_null(self._reader.read(variant)))
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

    def _report_cycle(self, walk: _Walk, key: tuple[str, str]) -> None:
        """The error for a schema that is a part of itself."""
        walk.unknown = True
        keys = list(walk.active)
        loop = [walk.active[member] for member in keys[keys.index(key) :]]
        head = loop[0]
        if any(schema.id in self._reported for schema in loop):
            return
        self._reported.update(schema.id for schema in loop)
        pure = all(schema.keywords <= HARMLESS | REFERENCES for schema in loop)
        onward = [schema for schema in loop[1:] if schema.ref is not None] or loop[1:]
        related = tuple((_onward(schema), "by way of this") for schema in onward)
        if pure:
            self._problems.error(
                "reference-loop", f"`{head.id}` refers to itself and to nothing else", _onward(head), None, related
            )
        else:
            self._problems.error("allof-cycle", f"`{head.id}` is a part of itself", _onward(head), None, related)


def is_null(schema: Schema) -> bool:
    """Whether a schema admits null and nothing else."""
    if schema.types is not None:
        return schema.types == (JSONType.NULL,)
    if schema.const is not None:
        return schema.const.value is None
    return schema.enum is not None and len(schema.enum) > 0 and all(node.value is None for node in schema.enum)


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
    """Where the reference of a schema stands, or its allOf."""
    for key in ("$ref", "allOf", "oneOf", "anyOf"):
        if key in schema.keywords:
            return schema.place.key_span(key)
    return schema.span
