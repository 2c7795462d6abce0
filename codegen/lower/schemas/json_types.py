"""JSON types: which ones a `type`, a value or several schemas together admit."""

from __future__ import annotations

from codegen.document.schema import Schema
from codegen.document.types import JSONType
from codegen.lower.schemas.conjunction import Atom, Key, Part, key_of
from codegen.lower.schemas.expansion import Expander
from codegen.values import dataclass


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
    """The JSON types that atoms admit together, without null; inferred from other keywords where none has a `type`."""
    kinds: tuple[JSONType, ...] | None = None
    for atom in atoms:
        types = atom.schema.types
        if types is not None:
            kinds = intersect(kinds, tuple(kind for kind in types if kind is not JSONType.NULL))
        elif atom.schema.boolean is False:
            kinds = ()
        values = values_of(atom.schema)
        if values is not None:
            found = _types_of_values(values)
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


def _types_of_values(values: tuple[object, ...]) -> tuple[JSONType, ...]:
    kinds = dict.fromkeys(type_of_value(value) for value in values)
    return tuple(kind for kind in kinds if kind is not JSONType.NULL)


def type_of_value(value: object) -> JSONType:
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


@dataclass(frozen=True, slots=True)
class _Choices:
    """The JSON types that a schema's own keywords leave, and the variants to choose from besides."""

    kinds: tuple[JSONType, ...] | None
    groups: list[list[Key]]


class AdmittedTypes:
    """The JSON types that schemas admit when the variants of their choices are looked into as well; every answer is
    remembered.

    A variant may lead back to the schema that it stands in, so the answers of all schemas on the way are found
    together."""

    def __init__(self, expander: Expander) -> None:
        self._expander = expander
        self._kinds: dict[Key, tuple[JSONType, ...] | None] = {}

    def of(self, parts: tuple[Part, ...]) -> tuple[JSONType, ...] | None:
        """The JSON types that a schema admits, without null; None when no keyword restricts them."""
        if len(parts) == 1:
            parts = (self._expander.referred(parts[0]),)
        start = key_of(parts)
        if start not in self._kinds:
            self._kinds.update(self._settle(self._choices(parts)))
        return self._kinds[start]

    def _choices(self, parts: tuple[Part, ...]) -> dict[Key, _Choices]:
        """A schema and all variants that lead on from it."""
        found: dict[Key, _Choices] = {}
        waiting = [parts]
        while waiting:
            each = waiting.pop()
            key = key_of(each)
            if key in found or key in self._kinds:
                continue
            conjunction = self._expander.expand(each)
            groups = () if conjunction.unknown else conjunction.groups
            variants = [[(self._expander.referred(Part(each)),) for each in group.variants] for group in groups]
            kinds = None if conjunction.unknown else kinds_of_atoms(conjunction.atoms)
            found[key] = _Choices(kinds, [[key_of(variant) for variant in group] for group in variants])
            waiting += [variant for group in variants for variant in group]
        return found

    def _settle(self, graph: dict[Key, _Choices]) -> dict[Key, tuple[JSONType, ...] | None]:
        """The JSON types of each schema. Starts with none and adds until nothing changes, so that a schema which is a
        variant of itself adds nothing."""
        known: dict[Key, tuple[JSONType, ...] | None] = dict.fromkeys(graph, ())
        changed = True
        while changed:
            changed = False
            for key, choices in reversed(graph.items()):
                kinds = choices.kinds
                for group in choices.groups:
                    inner = [known[each] if each in known else self._kinds[each] for each in group]
                    admitted = [kind for each in inner if each is not None for kind in each]
                    if None not in inner:
                        kinds = intersect(kinds, tuple(dict.fromkeys(admitted)))
                if kinds is None or set(kinds) != set(known[key] or ()):
                    changed = changed or known[key] is not None
                    known[key] = kinds
        return known
