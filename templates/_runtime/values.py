"""JSON data: reading, writing and copying it, and the errors for data that does not
fit.
"""

from __future__ import annotations

import json
from typing import Any, Final, NamedTuple, NoReturn

_SHOWN: Final = 20
"""How many problems the text of an error shows; `problems` has all of them."""


class Mismatch(Exception):
    """A value is not what the document says; `explain` finds out where and why."""


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
    if kind is float and value - value == 0:
        return value
    # Subclasses, enum members among them, become the plain value that they stand for.
    plain: type[Any] | None
    plain = next((each for each in _JSON if issubclass(kind, each)), None)
    if plain is None or plain is kind:
        raise Mismatch
    return copy_json(plain(value))


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
    """Parses a JSON text (UTF-8 where it is bytes). Raises ValueError, also for NaN and
    numbers beyond any float.
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
