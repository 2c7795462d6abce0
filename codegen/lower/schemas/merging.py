"""The atoms of a conjunction merged into one schema without allOf.

`type` and `enum` are intersected, `required` lists are united, and the schemas of one property are collected: they
are merged when the type of the property is made."""

from __future__ import annotations

from codegen.document.access import Place
from codegen.document.types import JSONType
from codegen.ir.queries import json_key
from codegen.lower.schemas.array_items import Items, items_of
from codegen.lower.schemas.conjunction import Atom, Conjunction
from codegen.lower.schemas.json_types import kinds_of_atoms
from codegen.lower.schemas.values import Value, ValueReader
from codegen.source import Node
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Property:
    """The schemas of one property. `inside`: those that stand behind no reference; `bare`: all stand beside a oneOf or
    anyOf; `depths`: how many steps lead to each."""

    places: tuple[Place, ...]
    inside: tuple[Place, ...]
    bare: bool
    depths: tuple[int, ...]

    @property
    def nearest(self) -> tuple[Place, ...]:
        """Those that stand behind no reference, else those to which the fewest steps lead."""
        least = min(self.depths)
        return self.inside or tuple(
            place for place, depth in zip(self.places, self.depths, strict=True) if depth == least
        )


@dataclass(frozen=True, slots=True)
class MergedSchema:
    """One schema instead of several. `kinds`: JSON types without null, None where no keyword restricts them.
    `values`: of enum and const, without null; `closed_values`: a const among them. `extra`: the schemas of additional
    properties; `closed`: none are allowed. `contradicting`: the values of all lists, where none stands in every list;
    `loose`: JSON types that an enum or const beside another `type` has."""

    kinds: tuple[JSONType, ...] | None
    null: bool
    values: tuple[Value, ...] | None
    closed_values: bool
    properties: dict[str, Property]
    required: dict[str, Node]
    extra: tuple[Place, ...]
    patterns: tuple[Place, ...]
    closed: bool
    items: Items
    format: str | None
    contradicting: tuple[Value, ...] = ()
    loose: tuple[JSONType, ...] = ()


@dataclass(frozen=True, slots=True)
class _AllowedValues:
    values: tuple[Value, ...] | None
    closed: bool
    contradicting: tuple[Value, ...]
    loose: tuple[JSONType, ...]


class SchemaMerger:
    """Merges the atoms of conjunctions."""

    def __init__(self, listed: ValueReader) -> None:
        self._listed = listed

    def merge(self, conjunction: Conjunction) -> MergedSchema:
        atoms = conjunction.atoms
        properties: dict[str, Property] = {}
        required: dict[str, Node] = {}
        extra: list[Place] = []
        patterns: list[Place] = []
        closed = False
        form: str | None = None
        for atom in atoms:
            schema = atom.schema
            for name, place in schema.properties:
                known = properties.get(name)
                inside = () if atom.outside else (place,)
                if known is None:
                    properties[name] = Property((place,), inside, atom.bare, (atom.depth,))
                else:
                    bare = known.bare and atom.bare
                    depths = (*known.depths, atom.depth)
                    properties[name] = Property((*known.places, place), (*known.inside, *inside), bare, depths)
            for name, node in schema.required:
                required.setdefault(name, node)
            patterns += [place for _, place in schema.pattern_properties]
            further = schema.additional or schema.unevaluated_properties
            if further is not None:
                match further.node.value:
                    case False:
                        closed = True
                    case True:
                        pass
                    case _:
                        extra.append(further)
            form = form or schema.format
        kinds = kinds_of_atoms(atoms)
        allowed = self._values(atoms)
        return MergedSchema(
            kinds,
            conjunction.admits_null,
            allowed.values,
            allowed.closed,
            properties,
            required,
            tuple(extra),
            tuple(patterns),
            closed and not extra,
            items_of(tuple(atom.schema for atom in atoms)),
            form,
            allowed.contradicting,
            allowed.loose,
        )

    def _values(self, atoms: tuple[Atom, ...]) -> _AllowedValues:
        """The values that every enum and const among the atoms allows."""
        allowed: tuple[Value, ...] | None = None
        said: list[Value] = []
        closed = only_null = False
        loose: dict[JSONType, None] = {}
        for atom in atoms:
            schema = atom.schema
            if schema.const is None and schema.enum is None:
                continue
            listed = self._listed.of(schema)
            loose.update(dict.fromkeys(listed.loose))
            if listed.values is None:
                continue
            closed = closed or (schema.const is not None and len(listed.values) == 1)
            found = [value for value in listed.values if value.value is not None]
            only_null = only_null or not found
            said += found
            if allowed is None:
                allowed = tuple(found)
            else:
                keys = {json_key(value.value) for value in found}
                allowed = tuple(value for value in allowed if json_key(value.value) in keys)
        if said and not allowed and not only_null:
            unique = {json_key(value.value): value for value in reversed(said)}
            return _AllowedValues((), closed, tuple(reversed(unique.values())), tuple(loose))
        return _AllowedValues(allowed, closed, (), tuple(loose))
