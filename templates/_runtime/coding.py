"""What the generated codec functions are made of, beside the checks of `_values`: extra
keys, values of any type, rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from .formats import (
    format_bytes,
    format_date,
    format_datetime,
    format_decimal,
    format_time,
    format_uuid,
)
from .model import Model, layout
from .registry import known_codec
from .unions import UnknownVariant
from .values import Mismatch, as_list


def fields_of(cls: type[Model]) -> Collection[str]:
    """The names of the fields of a class, where they are the keys as well."""
    return layout(cls).names


def split_extra(data: dict[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Moves the keys that are no fields out of the way of attributes,
    into `extra_fields`.
    """
    extra = {key: value for key, value in data.items() if key not in known}
    for key in extra:
        del data[key]
    data["extra_fields"] = extra
    return extra


def rename_fields(
    data: dict[str, Any], known: frozenset[str], names: tuple[tuple[str, str], ...]
) -> None:
    """Makes attributes of keys, all at once: `names` are pairs of a key and an
    attribute, which may be another field's key.
    """
    extra = {key: value for key, value in data.items() if key not in known}
    for key in extra:
        del data[key]
    data.update({name: data.pop(key) for key, name in names if key in data})
    if extra:
        data["extra_fields"] = extra


def restore_keys(data: dict[str, Any], keys: tuple[tuple[str, str], ...]) -> None:
    """Makes keys of attributes, all at once, and puts the extra fields beside them."""
    extra = data.pop("extra_fields", {})
    data.update({key: data.pop(name) for name, key in keys if name in data})
    merge_extra(data, extra)


def merge_extra(data: dict[str, Any], extra: dict[str, Any]) -> None:
    """Puts extra fields beside the known ones, which win."""
    for key, value in extra.items():
        if key not in data:
            data[key] = plain_data(value)


def encode_plain(model: Model) -> dict[str, Any]:
    """The JSON object of a model whose attributes are JSON as they are."""
    data = model.__dict__.copy()
    if "extra_fields" in data:
        merge_extra(data, data.pop("extra_fields"))
    return data


def as_row(value: Any, least: int, most: int | None = None) -> list[Any]:
    """The value, which must be an array of at least and at most so many items."""
    row = as_list(value)
    if len(row) < least or (most is not None and len(row) > most):
        raise Mismatch
    return row


def plain_data(value: Any) -> Any:
    """The JSON data of a value, by its class: models, unknown variants, enums, dates
    and plain JSON data, which is copied.
    """
    kind = value.__class__
    if kind is str or kind is int or value is None or kind is bool or kind is float:
        return value
    if kind is dict:
        return {key: plain_data(item) for key, item in value.items()}
    if kind is list:
        return [plain_data(item) for item in value]
    codec = known_codec(kind)
    return codec.encode(value) if codec is not None else _encode_other(value)


def _encode_other(value: Any) -> Any:
    match value:
        case UnknownVariant():
            return plain_data(value.raw)
        case datetime():
            return format_datetime(value)
        case date():
            return format_date(value)
        case time():
            return format_time(value)
        case UUID():
            return format_uuid(value)
        case bytes():
            return format_bytes(value)
        case Decimal():
            return format_decimal(value)
        case str():
            return str(value)
        case int():
            return int(value)
        case _:
            return _encode_container(value)


def _encode_container(value: Any) -> Any:
    kind = value.__class__
    if issubclass(kind, Mapping):
        return {str(key): plain_data(item) for key, item in value.items()}
    if issubclass(kind, list | tuple):
        return [plain_data(item) for item in value]
    for ancestor in kind.__mro__:
        codec = known_codec(ancestor)
        if codec is not None:
            return codec.encode(value)
    raise TypeError(f"{kind.__name__} is not a JSON value")
