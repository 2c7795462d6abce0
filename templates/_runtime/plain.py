"""Arguments as JSON data: models, dates and other Python values come in,
what `json.dumps` takes goes out.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeAlias, TypeGuard
from uuid import UUID

from .model import Model, UnknownVariant
from .options import OMIT

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


def needed(**arguments: object) -> None:
    """Raises TypeError where one of the arguments is None: those that a body needs
    which may be left out as a whole.
    """
    missing = [name for name, value in arguments.items() if value is None]
    if missing:
        raise TypeError(f"a body needs {', '.join(missing)}, too")


def body_or(
    body: object,
    required: Mapping[str, object],
    optional: Mapping[str, object] = MappingProxyType({}),
    nullable: Mapping[str, object] = MappingProxyType({}),
    *,
    constants: Mapping[str, object] = MappingProxyType({}),
) -> object:
    """The body of a call, or the object that its members make.

    What reads OMIT was not given, nor was an optional member that reads None.
    Of `constants` there is one value, which need not be given.
    Raises TypeError where both were given, and where a required member is missing.
    """
    members = {name: value for name, value in required.items() if value is not OMIT}
    members |= {
        name: value
        for name, value in optional.items()
        if value is not None and value is not OMIT
    }
    members |= {name: value for name, value in nullable.items() if value is not OMIT}
    if body is not OMIT:
        if members:
            names = ", ".join(members)
            raise TypeError(f"the body was given, and so were members of it: {names}")
        return body
    members = {**constants, **members}
    missing = [name for name in required if name not in members]
    if missing:
        raise TypeError(f"neither the body nor these of its members: {missing}")
    return members


def body_or_none(
    body: object,
    required: Mapping[str, object],
    optional: Mapping[str, object] = MappingProxyType({}),
    nullable: Mapping[str, object] = MappingProxyType({}),
    *,
    constants: Mapping[str, object] = MappingProxyType({}),
) -> Any:
    """`body_or` for a body that may be left out; None where nothing was given."""
    if body is None:
        members = (*required.values(), *nullable.values())
        optionals = optional.values()
        if all(value is OMIT for value in members) and all(
            value is None or value is OMIT for value in optionals
        ):
            return None
        body = OMIT
    return body_or(body, required, optional, nullable, constants=constants)


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
