"""What compiled codecs call: enum members by value, unions that have to be tried, keys
that are no fields, and the JSON data of any value.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from .enums import OpenIntEnum, OpenStrEnum
from .model import Model, UnknownVariant
from .registry import codec, late
from .values import REJECTED, Mismatch, as_list, copy_json


class Strings(dict[str, Any]):
    """The members of an open string enum by value; an unlisted string gives an unknown
    member.
    """

    def __init__(self, enum: type[OpenStrEnum]) -> None:
        super().__init__({member.value: member for member in enum})
        self._enum = enum

    def __missing__(self, value: Any) -> Any:
        if value.__class__ is not str:
            raise Mismatch
        return self._enum(value)


class Integers:
    """The members of an open integer enum by value; an unlisted integer gives an
    unknown member.
    """

    def __init__(self, enum: type[OpenIntEnum]) -> None:
        self._enum = enum

    def __getitem__(self, value: Any) -> Any:
        if value.__class__ is float and value.is_integer():
            value = int(value)
        if value.__class__ is not int:
            raise Mismatch
        return self._enum(value)


def unclaimed(data: Any, tag: Any = None) -> UnknownVariant:
    """A value that no variant claims."""
    return UnknownVariant(
        tag if tag is None or isinstance(tag, str | int | float) else None, data
    )


def attempt(data: Any, *decoders: Callable[[Any], Any]) -> Any:
    """What the first decoder makes of a copy of the data that takes it without a
    problem.
    """
    for decode in decoders:
        try:
            return decode(copy_json(data))
        except REJECTED:
            continue
    raise Mismatch


def attempt_or_keep(data: Any, *decoders: Callable[[Any], Any]) -> Any:
    """As `attempt`, and `UnknownVariant` where no decoder takes the value."""
    try:
        return attempt(data, *decoders)
    except Mismatch:
        return unclaimed(data)


def split_extra(data: dict[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Moves the keys that are no fields into `extra_fields`, out of the way of
    attributes.
    """
    extra = {key: value for key, value in data.items() if key not in known}
    for key in extra:
        del data[key]
    data["extra_fields"] = extra
    return extra


def rename_fields(
    data: dict[str, Any], known: Collection[str], names: tuple[tuple[str, str], ...]
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
    if issubclass(kind, Model):
        return codec(kind).encode(value)
    if issubclass(kind, UnknownVariant):
        return plain_data(value.raw)
    if issubclass(kind, str):
        return str(value)
    if issubclass(kind, int):
        return int(value)
    if issubclass(kind, Mapping):
        return {str(key): plain_data(item) for key, item in value.items()}
    if issubclass(kind, list | tuple):
        return [plain_data(item) for item in value]
    return late("_runtime.formats").write(value)
