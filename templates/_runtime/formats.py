"""String formats that are types of the standard library.

A value remembers the text that it was read from where that is not how it would be
written: then it is of a private subclass that equals the plain value. What is computed
from it has no text, and is written like any other value.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar, Final, Self, TypeVar
from uuid import UUID

from .schema import Text
from .values import Mismatch, Received, write

T = TypeVar("T")


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


def _reader(
    plain: Callable[[str], T], received: Callable[[str], T]
) -> Callable[[Any], T]:
    def read(value: Any) -> T:
        if value.__class__ is not str:
            raise Mismatch
        try:
            found = plain(value)
        except (ValueError, ArithmeticError):
            raise Mismatch from None
        if write(found) == value:
            return found
        kept = received(value)
        object.__setattr__(kept, "text", value)
        return kept

    return read


def _base64(text: str, kind: type[bytes] = bytes) -> bytes:
    packed = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return kind(base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True))
    except binascii.Error as error:
        raise ValueError from error


parse_datetime: Final = _reader(
    lambda text: datetime.fromisoformat(text.upper()),
    lambda text: _Datetime.fromisoformat(text.upper()),
)
"""ISO 8601 date and time, read liberally: `2024-02-29T12:00:00.123456789Z`, lower case,
a blank for the T, a date alone."""
parse_date: Final = _reader(date.fromisoformat, _Date.fromisoformat)
"""ISO 8601 date."""
parse_time: Final = _reader(
    lambda text: time.fromisoformat(text.upper()),
    lambda text: _Time.fromisoformat(text.upper()),
)
"""ISO 8601 time of day, with or without an offset."""
parse_uuid: Final = _reader(UUID, _UUID)
"""RFC 9562 UUID, in any case, with or without dashes, braces and the urn prefix."""
parse_bytes: Final = _reader(_base64, lambda text: _base64(text, _Bytes))
"""Base64 (RFC 4648 section 4, or the URL-safe alphabet), padding optional, white space
ignored."""
parse_decimal: Final = _reader(Decimal, _Decimal)
"""A decimal number written as a string."""

DATE_TIME: Final = Text("date-time", parse_datetime, write)
DATE: Final = Text("date", parse_date, write)
TIME: Final = Text("time", parse_time, write)
UUID_TEXT: Final = Text("uuid", parse_uuid, write)
BYTES: Final = Text("byte", parse_bytes, write)
DECIMAL: Final = Text("decimal", parse_decimal, write)

_FORMS: Final = {
    each.format: each for each in (DATE_TIME, DATE, TIME, UUID_TEXT, BYTES, DECIMAL)
}
for _kind, _form in zip(_Received.__subclasses__(), _FORMS.values(), strict=True):
    _kind.form = _form


def _read(form: str, text: str) -> Any:
    """A value as it was received, for copies and pickles."""
    return _FORMS[form].parse(text)
