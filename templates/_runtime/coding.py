"""What compiled codecs call: checks of values, enum members by value, unions that have
to be tried, keys that are no fields, and the JSON data of any value.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Callable, Collection, Mapping
from functools import cache
from typing import Any, NoReturn, TypeAlias

from .model import Model, OpenIntEnum, OpenStrEnum, UnknownVariant, codec
from .values import REJECTED, Mismatch, copy_json

Pairs: TypeAlias = "tuple[tuple[str, str], ...]"


def as_string(value: Any) -> str:
    """The value, which must be a string."""
    if value.__class__ is not str:
        raise Mismatch
    return value


def as_integer(value: Any) -> Any:
    """The value, which must be a number without a fraction; 1.0 stays as it came."""
    if value.__class__ is int or (value.__class__ is float and value.is_integer()):
        return value
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


def as_row(value: Any, least: int, most: int | None = None) -> list[Any]:
    """The value, which must be an array of at least and at most so many items."""
    row = as_list(value)
    if len(row) < least or (most is not None and len(row) > most):
        raise Mismatch
    return row


def as_object(value: Any) -> dict[str, Any]:
    """The value, which must be an object."""
    if value.__class__ is not dict:
        raise Mismatch
    return value


def as_constant(value: Any, *constants: str | int | float | bool | None) -> Any:
    """The value, which must be one of the constants."""
    if not is_among(value, constants):
        raise Mismatch
    return value


def is_among(
    value: Any, constants: Collection[str | int | float | bool | None]
) -> bool:
    """Whether a value is one of the constants; true is not 1."""
    is_bool = isinstance(value, bool)
    return any(value == c and is_bool is isinstance(c, bool) for c in constants)


def never(_: Any) -> NoReturn:
    """Refuses: the document allows no value here."""
    raise Mismatch


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


@cache
def members(enum: type[OpenStrEnum | OpenIntEnum]) -> Strings | Integers:
    """The members of an open enum by value."""
    return Strings(enum) if issubclass(enum, OpenStrEnum) else Integers(enum)


def unclaimed(data: Any, tag: Any = None) -> UnknownVariant:
    """A value that no variant claims."""
    return UnknownVariant(tag if isinstance(tag, str | int | float) else None, data)


def attempt(data: Any, *decoders: Callable[[Any], Any]) -> Any:
    """What the first decoder that takes the data makes of a copy of it."""
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


def split_extra(data: dict[str, Any], known: Collection[str]) -> None:
    """Moves the keys that are no fields into `extra_fields`, out of attributes' way."""
    extra = {key: value for key, value in data.items() if key not in known}
    for key in extra:
        del data[key]
    data["extra_fields"] = extra


def rename_fields(data: dict[str, Any], known: Collection[str], names: Pairs) -> None:
    """Makes attributes of keys, all at once: `names` are pairs of a key and an
    attribute, which may be another field's key.
    """
    extra = {key: value for key, value in data.items() if key not in known}
    for key in extra:
        del data[key]
    data.update({name: data.pop(key) for key, name in names if key in data})
    if extra:
        data["extra_fields"] = extra


def restore_keys(data: dict[str, Any], keys: Pairs) -> None:
    """Makes keys of attributes, all at once, and puts the extra fields beside them."""
    extra = data.pop("extra_fields", {})
    data.update({key: data.pop(name) for name, key in keys if name in data})
    merge_extra(data, extra)


def merge_extra(data: dict[str, Any], extra: dict[str, Any]) -> None:
    """Puts extra fields beside the known ones, which win."""
    for key, value in extra.items():
        if key not in data:
            data[key] = plain_data(value)


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
    return write(value)


class Received:
    """Mixed into a value in a format: `text` is what it was read from, None on what is
    computed from it.
    """

    text: str | None = None


def write(value: Any) -> str:
    """The text of a value in a format: as it was received, else RFC 3339 with `Z` for
    UTC, base64 with padding, or what `str` gives. Raises TypeError for others.
    """
    text: str | None = getattr(value, "text", None)
    if text is not None and issubclass(value.__class__, Received):
        return text
    # Classes are known by what they have: most packages need not import them.
    if hasattr(value, "isoformat"):
        canonical: str = value.isoformat()
        return canonical[:-6] + "Z" if canonical.endswith("+00:00") else canonical
    if isinstance(value, bytes):
        return b2a_base64(value, newline=False).decode("ascii")
    if any(each.__name__ in ("UUID", "Decimal") for each in value.__class__.__mro__):
        return str(value)
    raise TypeError(f"{value.__class__.__name__} is not a JSON value")
