"""The atoms of a conjunction merged into one schema without allOf.

`type` and `enum` are intersected, `required` lists are united, and the schemas of one property are collected: they
are merged when the type of the property is made."""

from __future__ import annotations

from codegen.diagnostics import Problems
from codegen.document.access import Place
from codegen.document.schema import Schema
from codegen.document.types import JSONType
from codegen.ir.queries import json_key
from codegen.lower.schemas.array_items import Items, items_of
from codegen.lower.schemas.conjunction import Atom, Conjunction
from codegen.lower.schemas.json_types import admits, type_of_value, types_of_atoms
from codegen.source import Node
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Value:
    """One allowed value, with what the document calls it."""

    value: object
    node: Node
    pointer: str
    """Where the value stands, with its file."""
    name: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Property:
    """The schemas of one property. `outside`: all of them stand behind a reference; `bare`: all stand beside a oneOf
    or anyOf."""

    places: tuple[Place, ...]
    outside: bool
    bare: bool


@dataclass(frozen=True, slots=True)
class MergedSchema:
    """One schema instead of several. `kinds`: JSON types without null, None where no keyword restricts them.
    `values`: of enum and const, without null; `closed_values`: a const among them. `extra`: the schemas of additional
    properties; `closed`: none are allowed."""

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


class SchemaMerger:
    """Merges the atoms of conjunctions; the values of each enum are reported once."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._reported: set[str] = set()

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
                if known is None:
                    properties[name] = Property((place,), atom.outside, atom.bare)
                else:
                    outside, bare = known.outside and atom.outside, known.bare and atom.bare
                    properties[name] = Property((*known.places, place), outside, bare)
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
        kinds = types_of_atoms(atoms)
        values, closed_values = self._values(atoms)
        return MergedSchema(
            kinds,
            conjunction.admits_null,
            values,
            closed_values,
            properties,
            required,
            tuple(extra),
            tuple(patterns),
            closed and not extra,
            items_of(tuple(atom.schema for atom in atoms)),
            form,
        )

    def _values(self, atoms: tuple[Atom, ...]) -> tuple[tuple[Value, ...] | None, bool]:
        """The values that every enum and const among the atoms allows."""
        values: tuple[Value, ...] | None = None
        closed = False
        for atom in atoms:
            schema = atom.schema
            if schema.const is None and schema.enum is None:
                continue
            closed = closed or schema.const is not None
            listed = self._values_of(schema)
            if not listed and schema.enum != ():
                continue  # every value was of another type than `type` says: reported, and `type` stands
            found = [value for value in listed if value.value is not None]
            if values is None:
                values = tuple(found)
            else:
                allowed = {json_key(value.value) for value in found}
                values = tuple(value for value in values if json_key(value.value) in allowed)
        return values, closed

    def _values_of(self, schema: Schema) -> list[Value]:
        """The values of one schema, duplicates and values of another type than its own `type` reported and left out."""
        if schema.const is not None:
            place, value = f"{schema.id}/const", _whole(schema.const.plain())
            return [Value(value, schema.const, place, schema.title or None, schema.description)]
        found: dict[object, Value] = {}
        quiet = schema.id in self._reported
        self._reported.add(schema.id)
        for index, node in enumerate(schema.enum or ()):
            value = _whole(node.plain())
            key = json_key(value)
            if key in found:
                if not quiet:
                    self._problems.warning(
                        "duplicate-enum-value", "this value stands in the enum already", node.span, None,
                        ((found[key].node.span, "here first"),),
                    )  # fmt: skip
                continue
            if schema.types is not None and value is not None and not admits(schema.types, type_of_value(value)):
                if not quiet:
                    kinds = " or ".join(kind.value for kind in schema.types)
                    self._problems.warning("enum-type", f"`type` is {kinds}, so this value can't occur", node.span)
                continue
            name = schema.enum_names[index] if index < len(schema.enum_names) else None
            found[key] = Value(value, node, f"{schema.id}/enum/{index}", name, _description(schema, index, value))
        return list(found.values())


def _whole(value: object) -> object:
    """The value; a float without a fraction becomes an int, which is equal as JSON and what an integer enum needs."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _description(schema: Schema, index: int, value: object) -> str:
    texts = schema.enum_descriptions
    if isinstance(texts, dict):
        return texts.get(str(value), "")
    return texts[index] if index < len(texts) else ""
