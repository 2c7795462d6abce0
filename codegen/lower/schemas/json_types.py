"""JSON types: which ones a `type`, a value or several schemas together admit."""

from __future__ import annotations

from codegen.document.schema import Schema
from codegen.document.types import JSONType
from codegen.lower.schemas.conjunction import Atom


def admits(types: tuple[JSONType, ...], kind: JSONType) -> bool:
    """Whether `type` with these values admits values of a JSON type."""
    return kind in types or (kind is JSONType.INTEGER and JSONType.NUMBER in types)


def intersect(one: tuple[JSONType, ...] | None, other: tuple[JSONType, ...] | None) -> tuple[JSONType, ...] | None:
    """The JSON types that both admit; None is all of them."""
    if one is None or other is None:
        return one if other is None else other
    kept = [kind for kind in one if admits(other, kind)]
    return tuple(kept + [kind for kind in other if admits(one, kind) and kind not in kept])


def kinds_of_atoms(atoms: tuple[Atom, ...]) -> tuple[JSONType, ...] | None:
    """The JSON types that atoms admit together, null aside; inferred from other keywords where none has a `type`."""
    kinds: tuple[JSONType, ...] | None = None
    for atom in atoms:
        types = atom.schema.types
        if types is not None:
            kinds = intersect(kinds, tuple(kind for kind in types if kind is not JSONType.NULL))
        elif atom.schema.boolean is False:
            kinds = ()
        values = values_of(atom.schema)
        if values is not None:
            found = _kinds_of_values(values)
            # Values that all contradict the `type` beside them are reported where they are read; `type` stands.
            if types is None or any(admits(types, kind) for kind in found):
                kinds = intersect(kinds, found)
    if kinds is not None:
        return kinds
    inferred: list[JSONType] = []
    for atom in atoms:
        schema = atom.schema
        if schema.properties or schema.additional or schema.pattern_properties:
            inferred.append(JSONType.OBJECT)
        if schema.items or schema.prefix_items:
            inferred.append(JSONType.ARRAY)
    return tuple(dict.fromkeys(inferred)) or None


def values_of(schema: Schema) -> tuple[object, ...] | None:
    """The plain values that `enum` or `const` allows."""
    if schema.const is not None:
        return (schema.const.plain(),)
    return None if schema.enum is None else tuple(node.plain() for node in schema.enum)


def _kinds_of_values(values: tuple[object, ...]) -> tuple[JSONType, ...]:
    kinds = dict.fromkeys(kind_of_value(value) for value in values)
    return tuple(kind for kind in kinds if kind is not JSONType.NULL)


def kind_of_value(value: object) -> JSONType:
    """The JSON type of a plain value; `1.0` is an integer, as JSON Schema has it."""
    match value:
        case None:
            return JSONType.NULL
        case bool():
            return JSONType.BOOLEAN
        case int():
            return JSONType.INTEGER
        case float():
            return JSONType.INTEGER if value.is_integer() else JSONType.NUMBER
        case str():
            return JSONType.STRING
        case list():
            return JSONType.ARRAY
        case _:
            return JSONType.OBJECT
