"""The JSON value of a scalar, by the core schema of YAML 1.2 (YAML 1.2.2, section 10.3.2).

JSON numbers are read by the same functions. A text that means no JSON value (`.inf`, a float too large for a double) raises
ValueError, with a message that is fit to show.
"""

from __future__ import annotations

import re
from math import isinf

MAX_DIGITS = 4300
"""Digits of the longest integer that Python prints again by default."""

_CONSTANTS: dict[str, None | bool] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_BASED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")

PLAIN_STARTS = frozenset(("", *"-+.0123456789nNtTfF~"))
"""What every plain scalar that may be other than text begins with."""

TAGS = {f"tag:yaml.org,2002:{name}": name for name in ("str", "null", "bool", "int", "float", "map", "seq")}
"""The tags of the core schema → their short names."""


def integer(text: str, base: int = 10) -> int:
    """The integer that `text` spells. Raises ValueError when it is too long."""
    longest = MAX_DIGITS if base == 10 else MAX_DIGITS * 4 // 5  # a hexadecimal digit is worth 1.2 decimal ones
    if len(text) > longest:
        raise ValueError(f"the integer has {len(text):,} digits; at most {longest:,} are read")
    try:
        return int(text, base)
    except ValueError:  # a shorter limit may be set for the whole process
        raise ValueError("the integer has too many digits") from None


def real(text: str) -> float:
    """The double that `text` spells. Raises ValueError when it is too large for one."""
    value = float(text)
    if isinf(value):
        raise ValueError("the number is too large for a double")
    return value


def resolve_plain(text: str) -> None | bool | int | float | str:
    """The value of an unquoted scalar. Raises ValueError when it is no JSON value."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return integer(text)
    if _FLOAT.fullmatch(text):
        return real(text)
    if _BASED.fullmatch(text):
        return integer(text[2:], 8 if text[1] == "o" else 16)
    if _NOT_FINITE.fullmatch(text):
        raise ValueError(f"{text} is not a JSON value; write it in quotes to mean the text")
    return text


def resolve_tagged(tag: str, text: str) -> None | bool | int | float | str:
    """The value of a scalar with a core tag (a short name of `TAGS`). Raises ValueError when tag and text don't agree."""
    if tag == "str":
        return text
    value = resolve_plain(text)
    found = {"NoneType": "null"}.get(value.__class__.__name__, value.__class__.__name__)
    if tag == "float" and isinstance(value, int) and not isinstance(value, bool):
        return real(text if "x" not in text and "o" not in text else str(value))
    if found != tag:
        raise ValueError(f"the value is tagged !!{tag} but is written as {'text' if found == 'str' else 'a ' + found}")
    return value
