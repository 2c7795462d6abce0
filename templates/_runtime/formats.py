"""String formats that are types of the standard library, each read by its grammar. A
string that is not in its format stays the text that it is.

A value remembers the text that it was read from where that is not how it would be
written: then it is of a private subclass that equals the plain value. What is computed
from it has no text, and is written like any other value.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Final, Self
from uuid import UUID

from .days import with_days
from .schema import Text
from .values import Mismatch, Received, preparations, write

_DATE: Final = r"\d{4}-\d\d-\d\d"
_TIME: Final = r"(?:[01]\d|2[0-3]):\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?"


class _Received(Received):
    """Mixed into a type of the standard library."""

    form: ClassVar[Text]
    standard: ClassVar[str]

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __repr__(self) -> str:
        return super().__repr__().replace(self.__class__.__name__, self.standard)

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _read, (self.form.format, write(self))


class _Datetime(_Received, datetime):
    standard = "datetime.datetime"


class _Date(_Received, date):
    standard = "datetime.date"


class _Time(_Received, time):
    standard = "datetime.time"


class _UUID(_Received, UUID):
    standard = "UUID"


class _Bytes(_Received, bytes):
    standard = "bytes"


class _Decimal(_Received, Decimal):
    standard = "Decimal"


def _form(
    name: str,
    received: type[_Received],
    grammar: str,
    make: Callable[[Any, str], Any] = lambda kind, text: kind(text),
    written: Callable[[Any], str] = write,
) -> Text:
    """A format whose strings match the grammar; `make` makes a value of one, which is
    `written` in one way.
    """
    kind = received.__bases__[1]
    matches = re.compile(grammar, re.ASCII | re.IGNORECASE).fullmatch

    def reader(keeps_text: bool) -> Callable[[Any], Any]:
        def parse(value: Any) -> Any:
            if value.__class__ is not str:
                raise Mismatch
            try:
                found = make(kind, value) if matches(value) else None
            except (ValueError, ArithmeticError):  # what no calendar or clock has
                found = None
            if found is None and keeps_text:
                return value
            if found is None:
                raise Mismatch
            if written(found) == value:
                return found
            kept = make(received, value)
            object.__setattr__(kept, "text", value)
            return kept

        return parse

    def write_one(value: Any) -> str:
        if kind is date and isinstance(value, datetime):
            value = value.date()
        if not isinstance(value, (kind, str)):
            raise TypeError(f"{value.__class__.__name__} is not {kind.__name__}")
        return write(value)

    received.form = Text(name, reader(keeps_text=False), write_one)
    return Text(name, reader(keeps_text=True), write_one, received.form)


def _from_iso(kind: Any, text: str) -> Any:
    return kind.fromisoformat(text.upper())


def _from_base64(kind: Any, text: str) -> Any:
    packed = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return kind(base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True))
    except binascii.Error as error:
        raise ValueError from error


DATE_TIME: Final = _form("date-time", _Datetime, f"{_DATE}[T ]{_TIME}", _from_iso)
"""RFC 3339, or ISO 8601 with seconds or offset left out: `2024-02-29 12:00Z`."""
DATE: Final = _form("date", _Date, _DATE, _from_iso, date.isoformat)
"""RFC 3339 full-date."""
TIME: Final = _form("time", _Time, _TIME, _from_iso)
"""RFC 3339 time, seconds and offset optional."""
UUID_TEXT: Final = _form(
    "uuid",
    _UUID,
    r"(urn:uuid:)?\{?[\da-f]{8}-?(?:[\da-f]{4}-?){3}[\da-f]{12}\}?",
    written=str,
)
"""RFC 9562 UUID, in any case, with or without dashes, braces and the urn prefix."""
BYTES: Final = _form("byte", _Bytes, r"[\w\s+/-]*(=\s*){0,2}", _from_base64)
"""Base64 (RFC 4648 section 4, or the URL-safe alphabet), padding optional, white space
ignored."""
DECIMAL: Final = _form("decimal", _Decimal, r"[+-]?(\d+(\.\d*)?|\.\d+)(E[+-]?\d{1,9})?")
"""A decimal number, with or without an exponent."""


preparations.append(with_days)


def _read(form: str, text: str) -> Any:
    """A value as it was received, for copies and pickles."""
    kinds = _Received.__subclasses__()
    return next(each.form for each in kinds if each.form.format == form).parse(text)
