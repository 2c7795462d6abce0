"""Values for the scalars of a document: a type with its limits goes in, a value within them comes out, or whether one is."""

from __future__ import annotations

import base64
import binascii
import math
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal

from codegen import ir
from codegen.ir import queries
from codegen.python.formats import Formats
from codegen.python.index import Index
from codegen.python.models import patterns

_TEXTS: Mapping[str, str] = {
    "date-time": "2024-01-02T03:04:05Z",
    "date": "2024-01-02",
    "time": "03:04:05Z",
    "duration": "P1D",
    "email": "user@example.com",
    "idn-email": "user@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ip": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "iri": "https://example.com/",
    "uri-reference": "/path",
    "iri-reference": "/path",
    "uri-template": "/path/{id}",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "json-pointer": "/path",
    "relative-json-pointer": "0",
    "regex": "^a$",
    "byte": "aGVsbG8=",
    "decimal": "1.5",
}
_NUMBERS: Mapping[str, float] = {"unix-time": 1704164645, "unixtime": 1704164645, "timestamp": 1704164645}
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,40}(\.\d{1,40})?", re.ASCII)
_MAX_DEPTH = 20


class MadeUp:
    """Makes values up, and judges those of the document."""

    def __init__(self, index: Index, formats: Formats) -> None:
        self._index, self._formats = index, formats

    def value(self, kind: ir.Type, limits: ir.Limits, key: str) -> ir.JSONScalar:
        """A value of a scalar type; None where the runtime's idea of one does. `key` is what strings are made of."""
        match kind:
            case ir.Constant(values):
                return values[0] if kind.takes_strings else None
            case ir.Primitive(ir.Scalar.STRING, form):
                text = _text(form or "", limits, key)
                # For the types of the standard library the runtime has these texts itself.
                return None if self._formats.of(kind) is not None and text == _TEXTS[form or ""] else text
            case ir.Primitive(ir.Scalar.INTEGER, form):
                number = _NUMBERS.get(form or "", 1)
                found = _number(limits, number, True)
                return None if found == 1 else found
            case ir.Primitive(ir.Scalar.NUMBER):
                found = _number(limits, 1, False)
                return None if found == 1 else found
            case _:
                return None

    def fits(self, kind: ir.Type, value: ir.JSONValue, limits: ir.Limits, depth: int = 0) -> bool:
        """Whether a value that is no object is surely of the type, and within the limits that can be judged without running a
        pattern."""
        target = self._index.target(kind)
        if depth > _MAX_DEPTH:
            return False
        match target:
            case ir.Primitive(scalar, form):
                return _fits_scalar(scalar, form or "", value) and _is_within(value, limits)
            case ir.Constant():
                return queries.admits_constant(target, value)
            case ir.Nullable(inner):
                return value is None or self.fits(inner, value, limits, depth + 1)
            case ir.ListOf(item) if isinstance(value, list):
                inside = limits.items or ir.Limits()
                return len(value) >= max(limits.min_items, 1) and all(
                    self.fits(item, each, inside, depth + 1) for each in value
                )
            case ir.Named(identifier):
                return self._fits_named(identifier, value, depth + 1)
            case _:
                return False

    def _fits_named(self, identifier: str, value: ir.JSONValue, depth: int) -> bool:
        match self._index[identifier]:
            case ir.Enum() as enum:
                return queries.is_member(enum, value)
            case ir.Alias(type=kind, doc=doc):
                return self.fits(kind, value, doc.limits or ir.Limits(), depth)
            case ir.Union(variants=variants):
                # Where only one variant takes it, a oneOf does too.
                return sum(self.fits(variant.type, value, ir.Limits(), depth) for variant in variants) == 1
            case ir.Record():
                return False


def _fits_scalar(scalar: ir.Scalar, form: str, value: ir.JSONValue) -> bool:
    if not queries.is_scalar_of(value, scalar):
        return False
    return not isinstance(value, str) or form not in _READABLE or _is_readable(_READABLE[form], value)


def _is_readable(read: Callable[[str], object], text: str) -> bool:
    try:
        return bool(read(text))
    except (ValueError, binascii.Error):
        return False


def _is_uuid(text: str) -> bool:
    return str(uuid.UUID(text)) == text.lower()


_READABLE: Mapping[str, Callable[[str], object]] = {
    "date-time": lambda text: _DATETIME.fullmatch(text) and datetime.fromisoformat(text),
    "date": lambda text: _DATE.fullmatch(text) and date.fromisoformat(text),
    "time": lambda text: _TIME.fullmatch(text) and [time.fromisoformat(text)],
    "uuid": _is_uuid,
    "byte": lambda text: [base64.b64decode(text, validate=True)],
    "decimal": lambda text: _DECIMAL.fullmatch(text) and [Decimal(text)],
    "email": lambda text: re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII),
    "uri": lambda text: re.fullmatch(r"[a-z][a-z0-9+.-]*:[!-~]+", text) and not set('<>"{}|\\^`') & set(text),
}
"""What decides whether a text is of a format."""


def _is_within(value: ir.JSONValue, limits: ir.Limits) -> bool:
    if isinstance(value, str):
        return limits.min_length <= len(value) and (limits.max_length is None or len(value) <= limits.max_length)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return True
    return (
        (limits.minimum is None or value >= limits.minimum)
        and (limits.maximum is None or value <= limits.maximum)
        and (limits.exclusive_minimum is None or value > limits.exclusive_minimum)
        and (limits.exclusive_maximum is None or value < limits.exclusive_maximum)
        and (limits.multiple_of is None or _is_multiple(value, limits.multiple_of))
    )


def _is_multiple(value: float, step: float) -> bool:
    ratio = value / step
    return math.isfinite(ratio) and math.isclose(ratio, round(ratio), abs_tol=1e-9)


def _text(form: str, limits: ir.Limits, key: str) -> str | None:
    if limits.pattern is not None:
        found = patterns.sample(limits.pattern, limits.min_length, limits.max_length)
        if found is not None:
            return found
    text = _TEXTS.get(form)
    if text is not None and _is_within(text, limits):
        return text
    text = key or "text"
    if len(text) < limits.min_length:
        text = (text + "-" * (limits.min_length > len(text))) * (min(limits.min_length, 1000) // len(text) + 1)
        return text[: limits.min_length]
    if limits.max_length is not None and len(text) > limits.max_length:
        return text[: limits.max_length]
    # Whether an entry is printed never depends on whether a pattern could be read.
    return None if limits.pattern is None else text


def _number(limits: ir.Limits, liked: float, is_whole: bool) -> float | None:
    """A number within the limits, the one that is liked if it is; None where none was found."""
    try:
        candidates = _candidates(limits, liked)
    except OverflowError:  # bounds beyond what a float can hold
        return None
    for candidate in candidates:
        if is_whole and candidate != int(candidate):
            continue
        number = int(candidate) if candidate == int(candidate) else candidate
        if _is_within(number, limits):
            return number
    return None


def _candidates(limits: ir.Limits, liked: float) -> list[float]:
    candidates = [liked]
    for bound in (limits.minimum, limits.exclusive_minimum):
        candidates += [] if bound is None else [bound, math.floor(bound) + 1, bound + 0.5]
    for bound in (limits.maximum, limits.exclusive_maximum):
        candidates += [] if bound is None else [bound, math.ceil(bound) - 1, bound - 0.5]
    lows = [bound for bound in (limits.minimum, limits.exclusive_minimum) if bound is not None]
    highs = [bound for bound in (limits.maximum, limits.exclusive_maximum) if bound is not None]
    if lows and highs:
        candidates.append((max(lows) + min(highs)) / 2)
    if limits.multiple_of is not None:
        step = limits.multiple_of
        candidates += [
            step * (math.ceil(candidate / step) + more) for candidate in tuple(candidates) for more in (0, 1)
        ]
    return [*candidates, 1, 0, -1]
