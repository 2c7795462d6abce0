"""JSON data: reading, writing and copying it, the errors for data that does not fit,
and what compiled codecs call to check, decode and encode it.
"""

from __future__ import annotations

import json
from binascii import b2a_base64
from collections.abc import Callable, Collection, Mapping
from functools import cache
from itertools import chain, repeat
from typing import Any, Final, NamedTuple, NoReturn, TypeVar, cast

from .model import Model, OpenIntEnum, OpenStrEnum, UnknownVariant, codec, late

T = TypeVar("T")

_SHOWN: Final = 20
"""How many problems the text of an error shows; `problems` has all of them."""
_MOST_ZEROS: Final = 40
"""Places of a decimal before or after its first digit that are written out."""


class Mismatch(Exception):
    """A value is not what the document says; `examine` finds out where and why."""


REJECTED: Final = (Mismatch, KeyError, TypeError)
"""What a decode function raises for data that does not fit: KeyError where a required
key is missing, TypeError where a list or an object stands in the place of a tag or an
enum value.
"""


class DecodeProblem(NamedTuple):
    """One place that does not fit: `path` is like `$.output[3].type`."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class DecodeError(ValueError):
    """Data is not what the document says.

    `problems` lists every place; `type_name` is what was being decoded.
    """

    def __init__(self, type_name: str, problems: tuple[DecodeProblem, ...]) -> None:
        super().__init__(type_name, problems)
        self.type_name = type_name
        self.problems = problems

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return f"{self.type_name}: {self.problems[0]}"
        lines = [f"  {problem}" for problem in self.problems[:_SHOWN]]
        if len(self.problems) > _SHOWN:
            lines.append(f"  and {len(self.problems) - _SHOWN} more")
        return "\n".join([f"{self.type_name}: {len(self.problems)} problems", *lines])

    def __reduce__(self) -> tuple[Any, ...]:
        return DecodeError, (self.type_name, self.problems)


def mismatches(value: object) -> tuple[DecodeProblem, ...]:
    """Every place of a decoded model, list or map where something was kept that does
    not fit. It has to be what was decoded, not a part of it.
    """
    kept = vars(value).get("extra_fields") if isinstance(value, Model) else value
    found: tuple[DecodeProblem, ...] = getattr(kept, "mismatches", ())
    return found


_JSON: Final = (str, int, float, dict, list)


def copy_json(value: Any) -> Any:
    """A copy of JSON data that shares no list and no dict with it. Raises Mismatch
    where something is no JSON value.
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
    if (kind is float and value - value == 0) or hasattr(value, "json_text"):
        return value
    # Subclasses, enum members among them, become the plain value that they stand for.
    plain: type[Any] | None
    plain = next((each for each in _JSON if issubclass(kind, each)), None)
    if plain is None or plain is kind:
        raise Mismatch
    return copy_json(plain(value))


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


_MOST_DIGITS: Final = 15
"""Significant digits that every float keeps."""


def _number(text: str) -> Any:
    number = float(text)
    if len(text) <= _MOST_DIGITS and 1e-300 < abs(number) < 1e300:
        return number
    if repr(number) == text:
        return number
    return late("_runtime.examine").exactly(number, text)


def _not_plain(value: object) -> NoReturn:
    if hasattr(value, "json_text"):
        raise _Exact
    raise TypeError(f"{value.__class__.__name__} is not a JSON value")


class _Exact(Exception):
    """There is a number that no float can hold."""


_decoder = json.JSONDecoder(parse_constant=_not_json, parse_float=_number)
# What is encoded was just made and holds no cycle.
_encoder = json.JSONEncoder(allow_nan=False, check_circular=False, default=_not_plain)


def read_json(data: str | bytes | bytearray) -> Any:
    """Parses a JSON text (UTF-8 where it is bytes). Raises ValueError, also for NaN."""
    try:
        text = data if isinstance(data, str) else data.decode()
    except AttributeError:
        kind = type(data).__name__
        raise TypeError(f"a JSON text is str or bytes, not {kind}") from None
    return _with_room(text.removeprefix("\ufeff"))


def _with_room(text: str, calls: int = 5) -> Any:
    # Data that is nested almost too deep to be read could be too deep to be written.
    return _with_room(text, calls - 1) if calls else _decoder.decode(text)


def write_json(value: Any) -> str:
    """The JSON text of plain data. Raises ValueError for NaN and infinities."""
    try:
        return _encoder.encode(value)
    except _Exact:
        text: str = late("_runtime.examine").write_exactly(value)
        return text


def _checked(cls: type[T]) -> Callable[[Any], T]:
    """A function that returns what it is given, which must be of this very class."""

    def check(value: Any) -> T:
        if value.__class__ is not cls:
            raise Mismatch
        checked: T = value
        return checked

    return check


as_string: Final = _checked(str)
as_boolean: Final = _checked(bool)
as_integer: Final = _checked(int)  # of 1.0 `examine` makes one
as_list: Final = cast("Callable[[Any], list[Any]]", _checked(list))
as_object: Final = cast("Callable[[Any], dict[str, Any]]", _checked(dict))


def as_number(value: Any) -> float:
    """The value, which must be a number; an int stays an int."""
    if value.__class__ is not float and value.__class__ is not int:
        raise Mismatch
    return value


def as_row(value: Any, row: Any, *decode: Callable[[Any], Any]) -> tuple[Any, ...]:
    """An array that fits a `Row`, decoded: a function for each item, the last one for
    the rest.
    """
    items, rest, least = row
    if len(as_list(value)) < least or (rest is None and len(value) > len(items)):
        raise Mismatch
    each = chain(decode[:-1], repeat(decode[-1]))
    return tuple(call(item) for call, item in zip(each, value, strict=False))


def as_constant(value: Any, *constants: str | int | float | bool | None) -> Any:
    """The value, which must be one of the constants."""
    if not is_among(value, constants):
        raise Mismatch
    return value


def is_among(
    value: Any, constants: Collection[str | int | float | bool | None]
) -> bool:
    """Whether a value is one of the constants; true is not 1."""
    for constant in constants:
        if value == constant and isinstance(value, bool) is isinstance(constant, bool):
            return True
    return False


def never(_: Any) -> NoReturn:
    """Refuses: the document allows no value here."""
    raise Mismatch


class Members(dict[Any, Any]):
    """The members of an open enum by value; another value of its JSON type gives an
    unknown member. Integers are looked up in the enum: true is none.
    """

    def __init__(self, enum: type[OpenStrEnum | OpenIntEnum]) -> None:
        self._enum: Any = enum
        self._kind = str if issubclass(enum, OpenStrEnum) else int
        if self._kind is str:
            self.update({member.value: member for member in enum})

    def __missing__(self, value: Any) -> Any:
        if value.__class__ is not self._kind:
            raise Mismatch
        return self._enum(value)


members: Final = cache(Members)
"""The table of an enum, one for each."""


def unclaimed(data: Any, tag: Any = None) -> UnknownVariant:
    """A value that no variant claims."""
    return UnknownVariant(tag if isinstance(tag, str | int | float) else None, data)


def attempt(data: Any, is_open: bool, *examine: Callable[..., Any]) -> Any:
    """What the first function makes of the data that finds nothing wrong; where none
    does, the unknown variant of an open union.
    """
    return late("_runtime.examine").attempt(data, is_open, *examine)


def split_extra(data: dict[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Takes out the keys that are no fields."""
    extra = {key: value for key, value in data.items() if key not in known}
    for key in extra:
        del data[key]
    return extra


def rename(data: dict[str, Any], names: tuple[tuple[str, str], ...]) -> None:
    """Gives keys other names, all at once: these may be names that others have."""
    data.update({new: data.pop(old) for old, new in names if old in data})


def take_extra(data: dict[str, Any]) -> dict[str, Any]:
    """Takes out what does not come from fields: extra ones, and what was received for
    fields that were not changed since, where that is written in another way.
    """
    extra: dict[str, Any] = data.pop("extra_fields")
    kept: dict[str, tuple[str, Any, Any]] = getattr(extra, "kept", {})
    for name, (key, value, received) in kept.items():
        if name in data and (data[name] is value or data[name] == value):
            del data[name]
            extra = {**extra, key: received}
    return extra


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
    if kind is dict or kind is list:
        return _plain_container(value)
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
    return value if hasattr(value, "json_text") else write(value)


def _plain_container(value: Any) -> Any:
    # Without recursion: what could be read can be written, however deep.
    top = value.copy()
    waiting = [top]
    while waiting:
        made = waiting.pop()
        for key, item in made.items() if made.__class__ is dict else enumerate(made):
            kind = item.__class__
            if kind is dict or kind is list:
                made[key] = inner = item.copy()
                waiting.append(inner)
            elif kind is not str and kind is not int and item is not None:
                made[key] = plain_data(item)
    return top


def plain_object(value: Any, shape: type[Model]) -> Any:
    """The JSON object that was given in the place of a model of this class."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{value.__class__.__name__} is no model and no mapping")
    return plain_data(given(shape, value))


preparations: Final[list[Callable[[Any, Any], Any]]] = []
"""What is done with values that may hold plain data, by their shape: see `days`."""


def given(shape: Any, value: Any) -> Any:
    """A value that was given for a shape, ready to be written by its class."""
    late("_schema")  # which loads what prepares values
    for prepare in preparations:
        value = prepare(shape, value)
    return value


class Received:
    """Mixed into a value in a format: `text` is what it was read from, None on what is
    computed from it.
    """

    text: str | None = None


def write(value: Any) -> str:
    """The text of a value in a format: as it was received, else RFC 3339 with `Z` for
    UTC and no offset where the value has none, base64 with padding, decimal digits.
    Raises TypeError for others, and ValueError for what is no number.
    """
    if isinstance(value, str):
        return str(value)
    text: str | None = getattr(value, "text", None)
    if text is not None and issubclass(value.__class__, Received):
        return text
    # Classes are known by what they have: most packages need not import them.
    if hasattr(value, "isoformat"):
        canonical: str = value.isoformat()
        return canonical[:-6] + "Z" if canonical.endswith("+00:00") else canonical
    if isinstance(value, bytes | bytearray):
        return b2a_base64(value, newline=False).decode("ascii")
    kinds = {each.__name__ for each in value.__class__.__mro__}
    if "UUID" in kinds:
        return str(value)
    if "Decimal" in kinds:
        if not value.is_finite():
            raise ValueError(f"{value} is not a JSON value")
        # Exponents are for numbers that would be mostly zeros.
        return f"{value:f}" if abs(value.adjusted()) < _MOST_ZEROS else str(value)
    raise TypeError(f"{value.__class__.__name__} is not a JSON value")
