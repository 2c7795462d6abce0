"""Decodes JSON values straight from the IR, as `ir` documents it: what generated codecs must do, in the fewest words.

It exists to prove that lowering is sound: every value that is valid against the schemas must decode, whatever the union plans.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from codegen import ir
from codegen.ir import JSONKind

JSON: TypeAlias = ir.JSONValue


class NoValue(Exception):
    """The value is none of the type."""


def kind_of(value: JSON) -> JSONKind:
    match value:
        case None:
            return JSONKind.NULL
        case bool():
            return JSONKind.BOOLEAN
        case int():
            return JSONKind.INTEGER
        case float():
            return JSONKind.INTEGER if value.is_integer() else JSONKind.NUMBER
        case str():
            return JSONKind.STRING
        case list():
            return JSONKind.ARRAY
        case dict():
            return JSONKind.OBJECT


def equal(one: JSON, other: JSON) -> bool:
    return one == other and isinstance(one, bool) is isinstance(other, bool)


class Decoder:
    """Returns the id of what claimed an object (None: an unknown variant, or no record), or raises NoValue."""

    def __init__(self, declarations: tuple[ir.Declaration, ...]) -> None:
        self.declarations: Mapping[str, ir.Declaration] = {declaration.id: declaration for declaration in declarations}

    def named(self, id: str, value: JSON) -> str | None:
        return self.decode(ir.Named(id), value)

    def decode(self, type_: ir.Type, value: JSON) -> str | None:
        kind = kind_of(value)
        match type_:
            case ir.AnyValue():
                return None
            case ir.Never():
                raise NoValue("never")
            case ir.Nullable(inner=inner):
                assert not isinstance(inner, ir.Nullable | ir.AnyValue)
                return None if value is None else self.decode(inner, value)
            case ir.Constant(values=values):
                if not any(equal(value, one) for one in values) and not (
                    type_.takes_strings and kind is JSONKind.STRING
                ):
                    raise NoValue(f"{value!r} is none of {values}")
            case ir.Primitive(kind=scalar):
                if kind.value != scalar.value and (kind, scalar) != (JSONKind.INTEGER, ir.Scalar.NUMBER):
                    raise NoValue(f"{value!r} is no {scalar.value}")
            case ir.ListOf(item=item):
                for element in _list(value):
                    self.decode(item, element)
            case ir.TupleOf(items=items, rest=rest, least=least):
                elements = _list(value)
                if len(elements) < least or (rest is None and len(elements) > len(items)):
                    raise NoValue(f"{len(elements)} items")
                for index, element in enumerate(elements):
                    self.decode(items[index] if index < len(items) else rest or ir.Never(), element)
            case ir.MapOf(value=inner):
                for element in _dict(value).values():
                    self.decode(inner, element)
            case ir.Named(id=id):
                return self._declared(self.declarations[id], value)
        return None

    def _declared(self, declaration: ir.Declaration, value: JSON) -> str | None:
        match declaration:
            case ir.Alias(type=type_):
                return self.decode(type_, value)
            case ir.Enum(kind=scalar):
                return self.decode(ir.Primitive(scalar), value)
            case ir.Record(fields=fields, extra=extra):
                members = _dict(value)
                for field in fields:
                    optional = field.presence is ir.Presence.OPTIONAL
                    if field.wire not in members and not optional:
                        raise NoValue(f"{declaration.id} needs {field.wire}")
                    if field.wire in members and not (optional and members[field.wire] is None):
                        self.decode(field.type, members[field.wire])
                for key in members.keys() - {field.wire for field in fields}:
                    self.decode(extra, members[key])
                return declaration.id
            case ir.Union(plan=plan):
                kind, choices = kind_of(value), dict(plan)
                if kind is JSONKind.INTEGER and kind not in choices:
                    kind = JSONKind.NUMBER
                if kind not in choices and declaration.open:
                    return None
                if kind not in choices:
                    raise NoValue(f"{declaration.id} has no {kind.value}")
                return self._chosen(declaration, choices[kind], value)

    def _chosen(self, union: ir.Union, choice: ir.Choice, value: JSON) -> str | None:
        match choice:
            case ir.Take(index=index):
                return self.decode(union.variants[index].type, value)
            case ir.Unclaimed():
                return _unknown(union, value)
            case ir.ByTag(key=key, cases=cases, otherwise=otherwise):
                tag = _dict(value).get(key)
                found = [inner for case, inner in cases if tag is not None and equal(case, tag)]
                return self._chosen(union, found[0] if found else otherwise, value)
            case ir.ByValue(cases=cases, otherwise=otherwise):
                found = [inner for case, inner in cases if equal(case, value)]
                return self._chosen(union, found[0] if found else otherwise, value)
            case ir.ByKeys(cases=cases, otherwise=otherwise):
                found = [inner for keys, inner in cases if all(key in _dict(value) for key in keys)]
                return self._chosen(union, found[0] if found else otherwise, value)
            case ir.TryInOrder(indexes=indexes):
                for index in indexes:
                    try:
                        return self.decode(union.variants[index].type, value)
                    except NoValue:
                        pass
                return _unknown(union, value)


def _unknown(union: ir.Union, value: JSON) -> str | None:
    if union.open and isinstance(value, dict):
        return None
    raise NoValue(f"no variant of {union.id}")


def _list(value: JSON) -> list[JSON]:
    if not isinstance(value, list):
        raise NoValue(f"{value!r} is no array")
    return value


def _dict(value: JSON) -> dict[str, JSON]:
    if not isinstance(value, dict):
        raise NoValue(f"{value!r} is no object")
    return value
