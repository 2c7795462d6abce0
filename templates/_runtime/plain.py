"""Arguments as JSON data: models, dates and other Python values become what
`json.dumps` takes.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, TypeAlias, TypeGuard
from uuid import UUID

from .model import Model, UnknownVariant

JSON: TypeAlias = "None | bool | int | float | str | list[JSON] | dict[str, JSON]"


def plain(value: object) -> JSON:
    """`value` as JSON data; what a model or a union holds is encoded as the model says.

    Raises TypeError and ValueError.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # an enum member as its value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value!r} is no JSON number")
        return float(value)
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, UnknownVariant):
        return plain(value.raw)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (UUID, Decimal)):
        return str(value)
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    if _is_mapping(value):
        return {_key(key): plain(item) for key, item in value.items()}
    # An iterator can be read only once, so a call with it could not be repeated.
    if _is_iterable(value) and not isinstance(value, Iterator):
        return [plain(item) for item in value]
    raise TypeError(f"cannot send a value of type {type(value).__name__}")


def with_member(value: object, name: str, member: JSON) -> JSON:
    """An object with one of its members set; `value` is a model, a
    mapping, or nothing (None or OMIT).
    """
    data = (
        plain(value)
        if _is_mapping(value) or isinstance(value, (Model, UnknownVariant))
        else {}
    )
    return {**data, name: member} if isinstance(data, dict) else data


def json_text(value: object) -> str:
    """`value` as JSON, without blanks."""
    return json.dumps(
        plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def ascii_json(value: object) -> str:
    """`value` as JSON that a header can carry."""
    return json.dumps(plain(value), allow_nan=False, separators=(",", ":"))


# Guards instead of plain isinstance: the items of a narrowed `object` would be of
# unknown type to a strict checker.
def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _is_iterable(value: object) -> TypeGuard[Iterable[Any]]:
    return isinstance(value, Iterable)


def _key(key: object) -> str:
    data = plain(key)
    if not isinstance(data, str):
        raise TypeError(f"the keys of an object are str, not {type(key).__name__}")
    return data
