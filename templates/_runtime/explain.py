"""The failing path: finds every place where data does not fit a shape.

Loaded only once something has failed. It follows the same shapes that codecs are
compiled from.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from types import NoneType
from typing import Any, Final

from . import schema
from .codec import fields_of, named
from .coding import is_among
from .model import OpenIntEnum, OpenStrEnum
from .schema import Choice, Shape
from .values import DecodeProblem, Mismatch

_NOT_JSON: Final = "not a JSON value"
_KINDS: Final = (
    (NoneType, "null"),
    (bool, "boolean"),
    (int, "integer"),
    (str, "string"),
    (list, "array"),
    (dict, "object"),
)


def problems(shape: Shape, data: Any) -> tuple[DecodeProblem, ...]:
    """Everything in `data` that does not fit the shape."""
    return tuple(_check(shape, data, "$"))


def _check(shape: Shape, data: Any, path: str) -> Iterator[DecodeProblem]:
    kinds = _kinds(shape)
    if kinds is not None and kind_of(data) not in kinds:
        yield _expected(_described(kinds), data, path)
        return
    match shape:
        case schema.Is():
            if shape is schema.ANY:
                yield from _check_inside(schema.ANY, data, path)
        case schema.Text(name, parse):
            try:
                parse(str(data))
            except Mismatch:
                what = f"a string in the format {name}"
                yield DecodeProblem(path, f"expected {what}, got {_show(data)}")
        case schema.OneOf(constants):
            if not is_among(data, constants):
                yield _expected(" or ".join(map(_show, constants)), data, path)
        case schema.Maybe(inner):
            if data is not None:
                yield from _check(inner, data, path)
        case schema.Ref(name):
            yield from _check(named(name), data, path)
        case schema.Items(inner) | schema.Values(inner):
            yield from _check_inside(inner, data, path)
        case schema.Row():
            yield from _check_row(shape, data, path)
        case schema.Fields():
            yield from _check_fields(shape, data, path)
        case schema.Union():
            yield from _check_union(shape, data, path)
        case type():
            if not issubclass(shape, OpenStrEnum | OpenIntEnum):
                yield from _check(fields_of(shape), data, path)


def _kinds(shape: Shape) -> tuple[str, ...] | None:
    """The JSON types that a shape has values of; None where they don't say it all."""
    match shape:
        case schema.Is(kinds):
            return kinds
        case schema.Text():
            return ("string",)
        case schema.Items() | schema.Row():
            return ("array",)
        case schema.Values() | schema.Fields():
            return ("object",)
        case type() if issubclass(shape, OpenStrEnum):
            return ("string",)
        case type() if issubclass(shape, OpenIntEnum):
            return ("integer",)
        case _:
            return None


def _check_inside(inner: Shape, data: Any, path: str) -> Iterator[DecodeProblem]:
    """The items of an array or the values of an object."""
    if isinstance(data, dict):
        yield from _check_fields(schema.Fields({}, inner), data, path)
    elif isinstance(data, list):
        yield from _check_row(schema.Row((), inner, 0), data, path)


def _check_row(row: schema.Row, data: Any, path: str) -> Iterator[DecodeProblem]:
    items, rest, least = row
    if len(data) < least or (rest is None and len(data) > len(items)):
        message = f"expected {_lengths(row)}, got {len(data)}"
        yield DecodeProblem(path, message)
    for index, value in enumerate(data):
        shape = items[index] if index < len(items) else rest
        if shape is not None:
            yield from _check(shape, value, f"{path}[{index}]")


def _check_fields(
    shape: schema.Fields, data: Any, path: str
) -> Iterator[DecodeProblem]:
    fields, extra = shape
    for key, field in fields.items():
        if key in data and field.is_required:
            yield from _check(field.shape, data[key], _below(path, key))
        elif field.is_required:
            yield DecodeProblem(_below(path, key), "required, but absent")
    for key, value in data.items():
        if not isinstance(key, str):
            yield DecodeProblem(path, f"the key {_show(key)} is not a string")
        elif key not in fields:
            yield from _check(extra, value, _below(path, key))
        elif value is not None and not fields[key].is_required:
            yield from _check(fields[key].shape, value, _below(path, key))


def _check_union(union: schema.Union, data: Any, path: str) -> Iterator[DecodeProblem]:
    kinds, is_open = union
    kind = kind_of(data)
    # A float without a fraction is decoded as the integer variant only where no number
    # variant is.
    if (isinstance(data, float) and "number" in kinds) or (
        kind == "integer" and "integer" not in kinds
    ):
        kind = "number"
    if kind in kinds:
        yield from _check_choice(kinds[kind], is_open, data, path)
    elif is_open:
        yield from _check(schema.ANY, data, path)
    else:
        yield _expected(_described(tuple(kinds)), data, path)


def _check_choice(
    choice: Choice, is_open: bool, data: Any, path: str
) -> Iterator[DecodeProblem]:
    """`is_open`: what no variant claims is an unknown variant."""
    match choice:
        case schema.ByTag() | schema.ByValue():
            value = data.get(choice.key) if isinstance(choice, schema.ByTag) else data
            cases = schema.cases_of(choice)
            found = (
                branch for constant, branch in cases if is_among(value, [constant])
            )
        case schema.ByKeys(key_cases):
            found = (branch for keys, branch in key_cases if data.keys() >= {*keys})
        case schema.AnyOf(shapes):
            yield from _check_any(shapes, is_open, data, path)
            return
        case _:
            yield from _check(choice, data, path)
            return
    yield from _check_choice(next(found, choice.otherwise), is_open, data, path)


def _check_any(
    shapes: tuple[Shape, ...], is_open: bool, data: Any, path: str
) -> Iterator[DecodeProblem]:
    """What is wrong for the shape that comes closest; nothing where one fits."""
    if is_open:
        return
    if not shapes:
        yield DecodeProblem(path, "none of the variants takes this value")
    tried = (tuple(_check(shape, data, path)) for shape in shapes)
    yield from min(tried, key=len, default=())


def kind_of(value: Any) -> str:
    """The JSON type of a value; a number without a fraction is an integer."""
    if isinstance(value, float) and value - value == 0:
        return "integer" if value.is_integer() else "number"
    return next((kind for cls, kind in _KINDS if isinstance(value, cls)), _NOT_JSON)


def _expected(what: str, value: Any, path: str) -> DecodeProblem:
    kind = kind_of(value)
    got = f"{kind} {_show(value)}"
    if kind in ("null", "array", "object"):
        got = kind
    elif kind == "boolean":
        got = _show(value)
    elif kind == _NOT_JSON:
        got = f"{_show(value)}, which is no JSON value"
    return DecodeProblem(path, f"expected {what}, got {got}")


def _show(value: Any) -> str:
    """A value as JSON where it is a scalar, else as Python shows it; cut where it gets
    long, and with nothing in it that does not print.
    """
    if value is None or isinstance(value, str | int | float):
        prints = isinstance(value, str) and value.isprintable()
        text = json.dumps(value, ensure_ascii=not prints)
    else:
        text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _described(kinds: tuple[str, ...]) -> str:
    """The JSON types in words."""
    words = [
        f"an {kind}" if kind[0] in "aio" else kind if kind == "null" else f"a {kind}"
        for kind in kinds
        if kind != "integer" or "number" not in kinds
    ]
    if not words:
        return "no value at all"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _lengths(row: schema.Row) -> str:
    """How many items a row may have, in words."""
    items, rest, least = row
    most = least if rest is not None else len(items)
    words = f"{least} to {most}"
    if rest is not None:
        words = f"at least {least}"
    elif least == most:
        words = f"{most}"
    elif least == 0:
        words = f"at most {most}"
    return f"{words} item" if most == 1 else f"{words} items"


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if key.isidentifier() else f"{path}[{key!r}]"
