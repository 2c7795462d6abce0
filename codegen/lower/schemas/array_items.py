"""The items of arrays: the schemas of each position (`prefixItems`) and of further items, of several schemas that
hold together.

`prefixItems` alone asks for no item at all: without `minItems` an array may end at any of them (JSON Schema 2020-12,
10.3.1.1)."""

from __future__ import annotations

from collections.abc import Iterable

from codegen.document.access import Place
from codegen.document.keywords import whole_number
from codegen.document.schema import Schema
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Items:
    """`first`: the schemas of each position that `prefixItems` speaks of; `rest`: those of further items, of which
    there are to be none where it is `closed`. `least`: how many of the first there have to be. `contradicts`: more
    items are asked for than are allowed."""

    first: tuple[tuple[Place, ...], ...] = ()
    rest: tuple[Place, ...] = ()
    closed: bool = False
    least: int = 0
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """What one schema says: the schemas of its first positions, then of further items; `ends`: none may follow."""

    first: tuple[Place, ...]
    rest: Place | None
    ends: bool

    def at(self, index: int) -> Place | None:
        return self.first[index] if index < len(self.first) else self.rest


def items_of(schemas: tuple[Schema, ...]) -> Items:
    """What schemas that hold together say of the items of an array."""
    rows = [_row(schema.prefix_items, schema.items) for schema in schemas if schema.prefix_items or schema.items]
    length = max((len(row.first) for row in rows), default=0)
    rows += _unevaluated(schemas, rows, length)
    if not rows:
        return Items()
    ends = [len(row.first) for row in rows if row.ends]
    # Where no more items are allowed than the first ones, or even fewer, `maxItems` says the same as `items: false`.
    ends += [most for most in _counts(schemas, "maxItems") if most <= length] if length else []
    length = min([length, *ends])
    first = tuple(_restricting(row.at(index) for row in rows) for index in range(length))
    rest = () if ends else _restricting(row.rest for row in rows)
    least = max(_counts(schemas, "minItems"), default=0)
    contradicts = bool(ends) and least > length
    return Items(first, rest, bool(ends) and not contradicts, min(length, least), contradicts)


def _row(first: tuple[Place, ...], rest: Place | None) -> _Row:
    value = None if rest is None else rest.node.value
    return _Row(first, None if isinstance(value, bool) else rest, value is False)


def _unevaluated(schemas: tuple[Schema, ...], rows: list[_Row], length: int) -> list[_Row]:
    """`unevaluatedItems` speaks of what comes after the first items of all schemas, if no `items` and no `contains`
    does."""
    if any(schema.items is not None or "contains" in schema.keywords for schema in schemas):
        return []
    longest = max((row.first for row in rows), key=len, default=())[:length]
    return [_row(longest, schema.unevaluated_items) for schema in schemas if schema.unevaluated_items is not None]


def _restricting(places: Iterable[Place | None]) -> tuple[Place, ...]:
    """The schemas that restrict an item, each once."""
    return tuple({place.id: place for place in places if place is not None and place.node.value is not True}.values())


def _counts(schemas: tuple[Schema, ...], keyword: str) -> list[int]:
    """The numbers that a keyword gives; what is no number was reported when the schema was read."""
    said = [schema.place.node.value for schema in schemas if keyword in schema.keywords]
    found = [whole_number(keywords[keyword]) for keywords in said if isinstance(keywords, dict)]
    return [number for number in found if number is not None]
