"""Plain data in which a `datetime` stands for a date: it is written as its day. Type
checkers take it for a date, so only the shape of its place tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import chain, repeat
from typing import Any, cast

from . import schema
from .codec import codec_of
from .schema import Shape
from .values import DecodeError, plain_data


def with_days(shape: Shape, value: Any) -> Any:
    """A value in which each datetime in the place of a date is its day. Models stay:
    they are encoded as their class says.
    """
    match shape:
        case schema.Text("date"):
            return value.date() if isinstance(value, datetime) else value
        case schema.Maybe(inner):
            return with_days(inner, value)
        case schema.Ref():
            meant = schema.meaning(shape)
            if isinstance(meant, schema.Union):
                meant = _variant(shape, meant, value)
            return with_days(meant, value)
        case schema.Items(item) if isinstance(value, (list, tuple)):
            return [with_days(item, each) for each in cast("list[Any]", value)]
        case schema.Row(items, rest, _) if isinstance(value, (list, tuple)):
            shapes = chain(items, repeat(rest or schema.ANY))
            pairs = zip(shapes, cast("list[Any]", value), strict=False)
            return [with_days(item, each) for item, each in pairs]
        case type() | schema.Values() | schema.Fields() if isinstance(value, Mapping):
            members = cast("Mapping[str, Any]", value).items()
            known = schema.meaning(shape) if isinstance(shape, type) else shape
            return {key: with_days(_at(known, key), each) for key, each in members}
        case _:
            return value


def _at(shape: Shape, key: str) -> Shape:
    """What stands at a key of an object."""
    if isinstance(shape, schema.Fields):
        return shape.fields[key].shape if key in shape.fields else shape.extra
    return shape.value if isinstance(shape, schema.Values) else schema.ANY


def _variant(shape: schema.Ref, union: schema.Union, value: Any) -> Shape:
    """The variant of a union that a value is; any value where that can't be told."""
    if isinstance(value, Mapping):
        try:
            found: Any = codec_of(shape).from_data(plain_data(value))
        except DecodeError:
            return schema.ANY
        kind: type[Any] = found.__class__
        return kind
    is_array = isinstance(value, (list, tuple))
    choice = union.kinds.get("array" if is_array else "string")
    return choice if isinstance(choice, schema.Text | schema.Items) else schema.ANY
