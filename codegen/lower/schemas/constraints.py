"""Keywords that restrict values of a type (`minimum`, `pattern` …) as `ir.Limits`, from which values are made up.

Keywords of a wrong type were reported when the document was read, and are skipped here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from codegen import ir
from codegen.document.schema import Schema
from codegen.source import Node

_MAX_DEPTH = 4
_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_MOST = ("maximum", "exclusiveMaximum", "maxLength")


def limits_of(schemas: Sequence[Schema]) -> ir.Limits | None:
    """The limits of schemas that hold together; None where there are none."""
    nodes = [schema.place.node for schema in schemas if _has_limits(schema)]
    return _limits(nodes, _MAX_DEPTH, False) if nodes else None


def _has_limits(schema: Schema) -> bool:
    return bool(
        schema.constraints or schema.default or schema.items or schema.additional or schema.any_of or schema.one_of
    )


def _limits(nodes: Sequence[Node], depth: int, with_examples: bool) -> ir.Limits | None:
    found: dict[str, float] = {}
    pattern: str | None = None
    known: list[ir.JSONValue] = []
    needed: tuple[str, ...] = ()
    inner: list[Node] = []
    for node in nodes:
        said = node.value if isinstance(node.value, dict) else {}
        numbers = _numbers(said)
        for name in _LEAST:
            if name in numbers:
                found[name] = max(found.get(name, numbers[name]), numbers[name])
        for name in _MOST:
            if name in numbers:
                found[name] = min(found.get(name, numbers[name]), numbers[name])
        if numbers.get("multipleOf", 0) > 0:
            found.setdefault("multipleOf", numbers["multipleOf"])
        if pattern is None and "pattern" in said and isinstance(said["pattern"].value, str):
            pattern = said["pattern"].value
        known += _known(said, with_examples)
        needed = needed or _needed(said)
        inner += [said[name] for name in ("items", "additionalProperties") if name in said]
    items = _limits(inner, depth - 1, True) if inner and depth else None
    if not found and pattern is None and not known and not needed and items is None:
        return None
    longest = found.get("maxLength")
    return ir.Limits(
        minimum=found.get("minimum"),
        maximum=found.get("maximum"),
        exclusive_minimum=found.get("exclusiveMinimum"),
        exclusive_maximum=found.get("exclusiveMaximum"),
        multiple_of=found.get("multipleOf"),
        min_length=int(found.get("minLength", 0)),
        max_length=None if longest is None else int(longest),
        pattern=pattern,
        min_items=int(found.get("minItems", 0)),
        min_properties=int(found.get("minProperties", 0)),
        needed=needed,
        known=tuple(known),
        items=items,
    )


def _numbers(said: dict[str, Node]) -> dict[str, float]:
    """The keywords whose values are numbers. `exclusiveMinimum: true` of OpenAPI 3.0 makes `minimum` exclusive."""
    numbers: dict[str, float] = {}
    for name in (*_LEAST, *_MOST, "multipleOf"):
        value = said[name].value if name in said else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            numbers[name] = value
    for name, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if name in said and said[name].value is True and bound in numbers:
            numbers[name] = numbers.pop(bound)
    return numbers


def _needed(said: dict[str, Node]) -> tuple[str, ...]:
    """The `required` list of the first variant of oneOf or anyOf, where all variants have `required` and nothing else."""
    for word in ("anyOf", "oneOf"):
        variants = said[word].value if word in said else None
        if not isinstance(variants, list) or not variants:
            continue
        asked = [value["required"].value for value in (variant.value for variant in variants) if _asks_for_keys(value)]
        if len(asked) == len(variants) and isinstance(asked[0], list):
            return tuple(name.value for name in asked[0] if isinstance(name.value, str))
    return ()


def _asks_for_keys(said: object) -> TypeGuard[dict[str, Node]]:
    return isinstance(said, dict) and said.keys() == {"required"}


def _known(said: dict[str, Node], with_examples: bool) -> list[ir.JSONValue]:
    """The default and, with `with_examples`, the examples of a schema; null and objects are left out."""
    nodes: list[Node] = []
    if with_examples:
        examples = said["examples"].value if "examples" in said else None
        nodes += examples if isinstance(examples, list) else []
        nodes += [said["example"]] if "example" in said else []
    nodes += [said["default"]] if "default" in said else []
    return [node.plain() for node in nodes if node.value is not None and not isinstance(node.value, dict)]
