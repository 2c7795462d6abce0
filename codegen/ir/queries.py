"""Questions about types that lowering and printing share: what a name stands for, whether null or a value fits, which
names occur."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from codegen.ir.declarations import Alias, Declaration, Enum, Record, Union
from codegen.ir.types import (
    AnyValue,
    Constant,
    JSONScalar,
    JSONValue,
    ListOf,
    MapOf,
    Named,
    Never,
    Nullable,
    Primitive,
    Scalar,
    TupleOf,
    Type,
)

Declarations: TypeAlias = Mapping[str, Declaration]
"""Declarations by id."""

# Names and null


def resolve(
    type_: Type,
    aliased: Callable[[str], Type | None],
    *,
    keep_null: bool = False,
    ends: dict[str, Type] | None = None,
) -> Type:
    """The type behind the names of aliases and, unless `keep_null`, without null. `aliased` gives the type that an id
    is an alias of, or None. Aliases that refer to each other in a circle stay names. `ends` remembers where the chains
    of earlier calls end, so that no chain is followed twice."""
    seen: dict[str, None] = {}
    while True:
        match type_:
            case Nullable(inner) if not keep_null:
                type_ = inner
                continue
            case Named(id) if id not in seen:
                found = ends[id] if ends is not None and id in ends else aliased(id)
                if found is not None and found != type_:
                    seen[id] = None
                    type_ = found
                    continue
            case _:
                pass
        if ends is not None:
            ends.update(dict.fromkeys(seen, type_))
        return type_


def behind_aliases(declarations: Declarations, type_: Type) -> Type:
    """The type behind the names of aliases; null is kept."""
    return resolve(type_, _aliases(declarations), keep_null=True)


def underlying(declarations: Declarations, type_: Type) -> Type:
    """The type behind the names of aliases, without null."""
    return resolve(type_, _aliases(declarations))


def _aliases(declarations: Declarations) -> Callable[[str], Type | None]:
    def aliased(id: str) -> Type | None:
        declaration = declarations.get(id)
        return declaration.type if isinstance(declaration, Alias) else None

    return aliased


def without_null(type_: Type) -> Type:
    """The type, of a Nullable the inner one."""
    return type_.inner if isinstance(type_, Nullable) else type_


def with_null(type_: Type, null: bool = True) -> Type:
    """The type with null added, where `null` says so and the type does not admit it yet."""
    if not null:
        return type_
    match type_:
        case Nullable() | AnyValue():
            return type_
        case Never():
            return Constant((None,))
        case Constant(values=values) if None in values:
            return type_
        case _:
            return Nullable(type_)


def opened(type_: Type) -> Type:
    """The type; a constant of strings takes any other string as well."""
    match type_:
        case Constant(values) if all(isinstance(value, str) for value in values):
            return Constant(values, open=True)
        case Nullable(inner):
            return Nullable(opened(inner))
        case _:
            return type_


def admits_null(declarations: Declarations, type_: Type) -> bool:
    """Whether null is a value of the type."""
    match behind_aliases(declarations, type_):
        case Nullable() | AnyValue():
            return True
        case Constant(values):
            return None in values
        case _:
            return False


# Values


def json_key(value: object) -> object:
    """A hashable stand-in for a plain JSON value: equal exactly when the values are equal as JSON (1 is 1.0 and is
    not true)."""
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, list | dict):
        # Lists and mappings are rare among enums, so that text will do; sorted keys make the order of members irrelevant.
        return (list, json.dumps(value, sort_keys=True))
    return value


def is_among(value: JSONValue, values: tuple[JSONScalar, ...]) -> bool:
    """Whether a value equals one of several as JSON."""
    return any(value == each and isinstance(value, bool) is isinstance(each, bool) for each in values)


def is_scalar_of(value: JSONValue, kind: Scalar) -> bool:
    """Whether a value is of a scalar kind. A NUMBER may be an integer, an INTEGER is a Python int."""
    match kind:
        case Scalar.BOOLEAN:
            return isinstance(value, bool)
        case Scalar.STRING:
            return isinstance(value, str)
        case Scalar.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case Scalar.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)


def admits_constant(constant: Constant, value: JSONValue) -> bool:
    """Whether a value is one of a constant's, or any other string where it takes them."""
    return is_among(value, constant.values) or (constant.takes_strings and isinstance(value, str))


def is_member(enum: Enum, value: JSONValue) -> bool:
    """Whether a value is among those that the document lists for an enum."""
    return is_among(value, tuple(member.value for member in enum.members))


def admits_scalar(declarations: Declarations, type_: Type, value: JSONScalar) -> bool:
    """Whether a scalar, such as a default, is a value of the type; of an enum, only its members are."""
    match type_:
        case AnyValue():
            return True
        case Nullable(inner):
            return value is None or admits_scalar(declarations, inner, value)
        case Constant():
            return admits_constant(type_, value)
        case Primitive(kind=kind):
            return is_scalar_of(value, kind)
        case Named(id):
            match declarations.get(id):
                case Enum() as enum:
                    return is_member(enum, value)
                case Alias(type=inner):
                    return admits_scalar(declarations, inner, value)
                case Union(variants=variants):
                    return any(admits_scalar(declarations, variant.type, value) for variant in variants)
                case _:
                    return False
        case _:
            return False


# What occurs in a type or declaration


def types_in(declaration: Declaration) -> Iterator[Type]:
    """The types that stand in a declaration, in order."""
    match declaration:
        case Enum():
            return
        case Record(fields=fields, extra=extra):
            yield from (field.type for field in fields)
            yield extra
        case Union(variants=variants):
            yield from (variant.type for variant in variants)
        case Alias(type=type_):
            yield type_


def names_in(type_: Type) -> Iterator[str]:
    """The ids that a type names, in order."""
    match type_:
        case Named(id):
            yield id
        case Nullable(inner) | ListOf(inner) | MapOf(inner):
            yield from names_in(inner)
        case TupleOf(items, rest):
            for item in items:
                yield from names_in(item)
            if rest is not None:
                yield from names_in(rest)
        case Primitive() | AnyValue() | Never() | Constant():
            return
