"""The values that `enum` and `const` list, with what the document calls them.

A value that `type` rules out is a mistake of the document, which is reported. Where its text is of that type, it is
read so: an unquoted `3` among strings is "3", a quoted "3" among integers is 3. Real data may be of either type, so
that the type as it is written is accepted too (`Listed.loose`)."""

from __future__ import annotations

import json

from codegen.diagnostics import Problems
from codegen.document.schema import Schema
from codegen.document.types import JSONType
from codegen.ir.queries import json_key
from codegen.lower.schemas.json_types import admits, type_of_value
from codegen.source import Node, resolve_plain
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
class Listed:
    """The values of one schema; None where `type` alone restricts it. `loose`: JSON types that are accepted besides,
    because `type` and the values contradict each other."""

    values: tuple[Value, ...] | None
    loose: tuple[JSONType, ...] = ()


class ValueReader:
    """Reads the values of schemas; mistakes among them are reported once."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._known: dict[str, Listed] = {}

    def of(self, schema: Schema) -> Listed:
        """The values of a schema that has `enum` or `const`, each once."""
        known = self._known.get(schema.id)
        if known is None:
            known = self._known[schema.id] = self._read(schema)
        return known

    def _read(self, schema: Schema) -> Listed:
        fitting: dict[object, Value] = {}
        others: dict[object, Value] = {}
        loose: dict[JSONType, None] = {}
        values = _given(schema)
        if schema.const is not None and len(values) > 1:
            message = "`const` is none of the values of `enum`: what either says is accepted"
            self._problems.warning("impossible", message, schema.const.span)
        for given in values:
            kind = type_of_value(given.value)
            if schema.types is None or kind is JSONType.NULL or admits(schema.types, kind):
                self._add(fitting, given)
                continue
            meant = _meant(given, schema.types)
            self._report(given, meant, schema.types)
            loose[kind] = None
            if meant is None:
                others[json_key(given.value)] = given
            else:
                fitting.setdefault(json_key(meant.value), meant)
        if others and all(value.value is None for value in fitting.values()):
            # `type` and `enum` have nothing in common, so that either may be what is meant.
            # A `const` that is an object or array is a type of its own.
            listed = len(others) > 1 or schema.const is None
            containers = [kind for kind in loose if listed and kind in (JSONType.ARRAY, JSONType.OBJECT)]
            kinds = [kind for kind in schema.types or () if kind is not JSONType.NULL]
            return Listed((*fitting.values(), *others.values()), (*kinds, *containers))
        if self._is_null_by_mistake(schema, fitting):
            return Listed(None)
        return Listed(tuple(fitting.values()), tuple(loose))

    def _is_null_by_mistake(self, schema: Schema, found: dict[object, Value]) -> bool:
        """Whether null is the only value, which `type` rules out."""
        if (
            schema.types is None
            or JSONType.NULL in schema.types
            or any(each.value is not None for each in found.values())
        ):
            return False
        for value in found.values():
            self._report(value, None, schema.types)
        return True

    def _add(self, found: dict[object, Value], value: Value) -> None:
        key = json_key(value.value)
        if key in found:
            related = ((found[key].node.span, "here first"),)
            message = "this value stands in the enum already"
            self._problems.warning("duplicate-enum-value", message, value.node.span, None, related)
        found.setdefault(key, value)

    def _report(self, given: Value, meant: Value | None, types: tuple[JSONType, ...]) -> None:
        kinds = " or ".join(kind.value for kind in types)
        if meant is None:
            message = f"`type` is {kinds}, and this value is not: what either says is accepted"
            self._problems.warning("enum-type", message, given.node.span)
            return
        is_text = isinstance(meant.value, str)
        read_as = f"the text `{meant.value}`" if is_text else f"the value `{json.dumps(meant.value)}`"
        message = f"`type` is {kinds}: read as {read_as}"
        hint = "write it in quotes" if is_text else "write it without quotes"
        self._problems.warning("loose-type", message, given.node.span, hint)


def _given(schema: Schema) -> list[Value]:
    """The values as the document has them. An enum beside a const counts only where the const is none of its values."""
    found: list[Value] = []
    if schema.const is not None:
        node, value = schema.const, _whole(schema.const.plain())
        found.append(Value(value, node, f"{schema.id}/const", schema.title or None, schema.description))
        if json_key(value) in {json_key(_whole(each.plain())) for each in schema.enum or (node,)}:
            return found
    for index, node in enumerate(schema.enum or ()):
        value = _whole(node.plain())
        name = schema.enum_names[index] if index < len(schema.enum_names) else None
        found.append(Value(value, node, f"{schema.id}/enum/{index}", name, _description(schema, index, value)))
    return found


def _meant(given: Value, types: tuple[JSONType, ...]) -> Value | None:
    """The value of one of the types that has the same text, as whose slip of the pen it counts."""
    value: object = given.value
    if isinstance(value, str):
        try:
            value = _whole(resolve_plain(value))
        except ValueError:
            return None
    elif isinstance(value, bool | int | float):
        value = given.node.written
    if value is None or not admits(types, type_of_value(value)):
        return None
    return Value(value, given.node, given.pointer, given.name, given.description)


def _whole(value: object) -> object:
    """The value; a float without a fraction becomes an int, which is equal as JSON and what an integer enum needs."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _description(schema: Schema, index: int, value: object) -> str:
    texts = schema.enum_descriptions
    if isinstance(texts, dict):
        return texts.get(str(value), "")
    return texts[index] if index < len(texts) else ""
