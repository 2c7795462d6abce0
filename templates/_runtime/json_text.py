"""JSON texts: reading without NaN, writing."""

from __future__ import annotations

import json
from typing import Any, NoReturn


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
