"""JSON: reading and writing texts, copying values, and checking that they fit."""

from __future__ import annotations

import json
from typing import Any, NoReturn, cast


class Mismatch(Exception):
    """A value is not what the document says.

    Carries nothing: the failing path finds out where and why.
    """


REJECTED = (Mismatch, KeyError, TypeError)
"""What a decode function raises for data that does not fit: KeyError where a
required key is missing, TypeError where a list or an object stands in the
place of a tag or an enum value.
"""


def copy_json(value: Any) -> Any:
    """A copy of JSON data that shares no list and no dict with it.

    Raises Mismatch where something is no JSON value.
    """
    kind = value.__class__
    if kind is str or kind is int or value is None or kind is bool:
        return value
    if kind is dict:
        for key in value:
            if key.__class__ is not str:
                raise Mismatch
        return {key: copy_json(item) for key, item in value.items()}
    if kind is list:
        return [copy_json(item) for item in value]
    if kind is float and value - value == 0:
        return value
    return _copy_unusual(value)


def _copy_unusual(value: Any) -> Any:
    """Subclasses of the JSON types, enum members among them, become the
    plain value that they stand for.
    """
    if isinstance(value, str):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and value.__class__ is not float:
        return copy_json(float(value))
    if isinstance(value, dict):
        return copy_json({**value})
    if isinstance(value, list):
        return copy_json([*value])
    raise Mismatch


def as_string(value: Any) -> str:
    """The value, which must be a string."""
    if value.__class__ is not str:
        raise Mismatch
    return value


def as_integer(value: Any) -> int:
    """The value, which must be a number without a fraction; 1.0 stays the
    float it came as.
    """
    if value.__class__ is int:
        return value
    if value.__class__ is float and value.is_integer():
        return cast(int, value)
    raise Mismatch


def as_number(value: Any) -> float:
    """The value, which must be a number; an int stays an int."""
    if value.__class__ is not float and value.__class__ is not int:
        raise Mismatch
    return value


def as_boolean(value: Any) -> bool:
    """The value, which must be true or false."""
    if value.__class__ is not bool:
        raise Mismatch
    return value


def as_list(value: Any) -> list[Any]:
    """The value, which must be an array."""
    if value.__class__ is not list:
        raise Mismatch
    return value


def as_object(value: Any) -> dict[str, Any]:
    """The value, which must be an object."""
    if value.__class__ is not dict:
        raise Mismatch
    return value


def as_constant(value: Any, *constants: str | int | float | bool | None) -> Any:
    """The value, which must be one of the constants; true is not 1."""
    for constant in constants:
        if value == constant and (value.__class__ is bool) is (
            constant.__class__ is bool
        ):
            return value
    raise Mismatch


def never(_: Any) -> NoReturn:
    """Refuses: the document allows no value here."""
    raise Mismatch


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


def _finite(text: str) -> float:
    number = float(text)
    if number - number != 0:
        raise ValueError(f"the number {text[:40]} is too large")
    return number


_decoder = json.JSONDecoder(parse_constant=_not_json, parse_float=_finite)
# What is encoded was just made and holds no cycle.
_encoder = json.JSONEncoder(allow_nan=False, check_circular=False)


def read_json(data: str | bytes | bytearray) -> Any:
    """Parses a JSON text (UTF-8 where it is bytes).

    Raises ValueError, also for NaN and numbers beyond any float.
    """
    try:
        text = data if isinstance(data, str) else data.decode()
    except AttributeError:
        kind = type(data).__name__
        raise TypeError(f"a JSON text is str or bytes, not {kind}") from None
    return _decoder.decode(text.removeprefix("\ufeff"))


def write_json(value: Any) -> str:
    """The JSON text of plain data. Raises ValueError for NaN and infinities."""
    return _encoder.encode(value)
