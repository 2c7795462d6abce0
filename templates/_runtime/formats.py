"""String formats that are standard-library types.

What is read remembers its text, so that it is written back exactly.

Only where the canonical text differs from the received one does a value need a memory:
then it is of a private subclass that equals the plain value and carries the text.
Anything computed from it has no text and is written canonically.
"""

from __future__ import annotations

import base64
import binascii
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, Self
from uuid import UUID

from .values import Mismatch


class _Received:
    """Mixed into a standard-library type: `text` is what was received,
    None on results of arithmetic.
    """

    text: str | None = None
    standard: ClassVar[str]

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    def __repr__(self) -> str:
        return super().__repr__().replace(self.__class__.__name__, self.standard)


class _Datetime(_Received, datetime):
    standard = "datetime.datetime"

    def __reduce_ex__(self, protocol: Any) -> Any:
        return parse_datetime, (format_datetime(self),)


class _Date(_Received, date):
    standard = "datetime.date"

    def __reduce_ex__(self, protocol: Any) -> Any:
        return parse_date, (format_date(self),)


class _Time(_Received, time):
    standard = "datetime.time"

    def __reduce_ex__(self, protocol: Any) -> Any:
        return parse_time, (format_time(self),)


class _UUID(_Received, UUID):
    standard = "UUID"

    def __reduce__(self) -> Any:
        return parse_uuid, (format_uuid(self),)


class _Bytes(_Received, bytes):
    standard = "bytes"

    def __reduce_ex__(self, protocol: Any) -> Any:
        return parse_bytes, (format_bytes(self),)


class _Decimal(_Received, Decimal):
    standard = "Decimal"

    def __reduce__(self) -> Any:
        return parse_decimal, (format_decimal(self),)


def _text(value: Any) -> str:
    if value.__class__ is not str:
        raise Mismatch
    return value


def parse_datetime(value: Any) -> datetime:
    """ISO 8601 date and time, read liberally: `2024-02-29T12:00:00.123456789Z`, lower
    case, a blank for the T, a date alone.
    """
    text = _text(value)
    try:
        plain = datetime.fromisoformat(text.upper())
    except ValueError:
        raise Mismatch from None
    if format_datetime(plain) == text:
        return plain
    received = _Datetime.fromisoformat(text.upper())
    received.text = text
    return received


def format_datetime(value: datetime) -> str:
    """The received text, else RFC 3339 with `Z` for UTC."""
    text: str | None = getattr(value, "text", None)
    if text is not None:
        return text
    canonical = value.isoformat()
    return canonical[:-6] + "Z" if canonical.endswith("+00:00") else canonical


def parse_date(value: Any) -> date:
    """ISO 8601 date."""
    text = _text(value)
    try:
        plain = date.fromisoformat(text)
    except ValueError:
        raise Mismatch from None
    if plain.isoformat() == text:
        return plain
    received = _Date.fromisoformat(text)
    received.text = text
    return received


def format_date(value: date) -> str:
    """The received text, else `YYYY-MM-DD`."""
    text: str | None = getattr(value, "text", None)
    return value.isoformat() if text is None else text


def parse_time(value: Any) -> time:
    """ISO 8601 time of day, with or without an offset."""
    text = _text(value)
    try:
        plain = time.fromisoformat(text.upper())
    except ValueError:
        raise Mismatch from None
    if format_time(plain) == text:
        return plain
    received = _Time.fromisoformat(text.upper())
    received.text = text
    return received


def format_time(value: time) -> str:
    """The received text, else `HH:MM:SS` with `Z` for UTC."""
    text: str | None = getattr(value, "text", None)
    if text is not None:
        return text
    canonical = value.isoformat()
    return canonical[:-6] + "Z" if canonical.endswith("+00:00") else canonical


def parse_uuid(value: Any) -> UUID:
    """RFC 9562 UUID, in any case and with or without dashes, braces and the urn
    prefix.
    """
    text = _text(value)
    try:
        plain = UUID(text)
    except ValueError:
        raise Mismatch from None
    if str(plain) == text:
        return plain
    received = _UUID(text)
    object.__setattr__(received, "text", text)
    return received


def format_uuid(value: UUID) -> str:
    """The received text, else lower case with dashes."""
    text: str | None = getattr(value, "text", None)
    return str(value) if text is None else text


def parse_bytes(value: Any) -> bytes:
    """Base64 (RFC 4648 section 4, or the URL-safe alphabet), padding
    optional, white space ignored.
    """
    text = _text(value)
    packed = "".join(text.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        plain = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise Mismatch from None
    if format_bytes(plain) == text:
        return plain
    received = _Bytes(plain)
    received.text = text
    return received


def format_bytes(value: bytes) -> str:
    """The received text, else padded base64."""
    text: str | None = getattr(value, "text", None)
    return base64.b64encode(value).decode("ascii") if text is None else text


def parse_decimal(value: Any) -> Decimal:
    """A decimal number written as a string."""
    text = _text(value)
    try:
        plain = Decimal(text)
    except InvalidOperation:
        raise Mismatch from None
    if str(plain) == text:
        return plain
    received = _Decimal(text)
    received.text = text
    return received


def format_decimal(value: Decimal) -> str:
    """The received text, else the number as `str` writes it."""
    text: str | None = getattr(value, "text", None)
    return str(value) if text is None else text
