"""How arguments become text in a path, a query, a header or a cookie: the styles
of the OpenAPI parameter object.

The result is percent-encoded. The functions follow the table of style examples in the
OpenAPI Specification 3.1 (section "Style Examples"); values it leaves open (dates,
UUIDs, bytes) are written as JSON would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Literal, TypeAlias
from urllib.parse import quote, unquote

from .plain import JSON, json_text, plain
from .styles import Styles, text_of

PathStyle = Literal["simple", "label", "matrix"]

# `&`, `#` and `+` would change the meaning of a query, so they are encoded even
# where reserved characters may stand; brackets must not stand in a path.
_RESERVED_IN_QUERY = ":/?[]@!$'()*,;="
_RESERVED_IN_PATH = ":@!$&'()*+,;="
_ALREADY_ENCODED = re.compile("%25([0-9A-Fa-f]{2})")


def encode(value: str, *, allow_reserved: bool = False) -> str:
    """Percent-encodes all but the unreserved characters of RFC 3986 (and the reserved
    ones and `%XX` triples where allowed).
    """
    return (
        encode_rest(value, _RESERVED_IN_QUERY) if allow_reserved else quote(value, "")
    )


def encode_rest(text: str, safe: str) -> str:
    """Percent-encodes all but the unreserved characters, those that are `safe`, and
    what is encoded already.
    """
    return _ALREADY_ENCODED.sub(r"%\1", quote(text, safe))


def encode_literal(text: str) -> str:
    """What stands between the parameters of a path template, as it stands in a URL;
    `%XX` is kept (RFC 3986, section 3.3).
    """
    quoted = quote(text, f"/{_RESERVED_IN_PATH}", errors="surrogatepass")
    return _ALREADY_ENCODED.sub(r"%\1", quoted)


def encode_path(path: str) -> str:
    """Percent-encodes what may not stand in a whole path, and leaves its slashes."""
    return encode_rest(path, f"/{_RESERVED_IN_PATH}")


def _encode_in_path(value: str) -> str:
    """The same for a path, where `/`, `?` and `#` may never stand in a value."""
    return encode_rest(value, _RESERVED_IN_PATH)


def path_parameter(
    name: str,
    value: object,
    style: PathStyle = "simple",
    explode: bool = False,
    allow_reserved: bool = False,
) -> str:
    """One segment (or part of a segment) of a path.

    Raises ValueError where it would be empty, `.` or `..`, and for None.
    """
    data = _something(name, value)
    write = _encode_in_path if allow_reserved else encode
    pairs = (
        [(encode(key), write(text_of(item))) for key, item in data.items()]
        if isinstance(data, dict)
        else None
    )
    items = [write(text_of(item)) for item in data] if isinstance(data, list) else []
    if not isinstance(data, (dict, list)):
        text = text_of(data)
        refuse_dots(name, unquote(text) if allow_reserved else text)
        items = [write(text)]
    if not items and not pairs:
        raise ValueError(f"{name} must not be empty")
    equal_sign = "=" if explode else ","
    if style == "matrix":
        key = encode(name)
        if explode:
            return (
                "".join(f";{k}={v}" for k, v in pairs)
                if pairs
                else "".join(f";{key}={item}" for item in items)
            )
        return f";{key}=" + ",".join([f"{k},{v}" for k, v in pairs] if pairs else items)
    separator = "." if style == "label" and explode else ","
    joined = separator.join([k + equal_sign + v for k, v in pairs] if pairs else items)
    refuse_dots(name, unquote(joined) if allow_reserved else joined)
    return f".{joined}" if style == "label" else joined


def path_segments(name: str, value: object) -> str:
    """Several segments: `/` stands between them and is sent as it is.

    Raises ValueError where a segment is empty, `.` or `..`, and for None.
    """
    segments = text_of(_something(name, value)).split("/")
    for segment in segments:
        refuse_dots(name, segment, "a segment of ")
    return "/".join(map(encode, segments))


def path_json(name: str, value: object) -> str:
    """A path parameter with JSON content."""
    text = json_text(value)
    refuse_dots(name, text)
    return encode(text)


def _something(name: str, value: object) -> JSON:
    """JSON data that is not null: an id that a program does not know is no path."""
    data = plain(value)
    if data is None:
        raise ValueError(f"{name} must not be None")
    return data


def refuse_dots(name: str, segment: str, what: str = "") -> None:
    """Raises ValueError for a path segment that servers and proxies would drop
    or resolve: empty, `.` and `..`.
    """
    if segment in ("", ".", ".."):
        raise ValueError(
            f"{what}{name} must not be {repr(segment) if segment else 'empty'}"
        )


def header_text(value: object, explode: bool = False) -> str:
    """A header parameter (style `simple`).

    Nothing is percent-encoded: a header is no URI.
    """
    data = plain(value)
    if isinstance(data, dict):
        return ",".join(
            f"{key}{'=' if explode else ','}{text_of(item)}"
            for key, item in data.items()
        )
    if isinstance(data, list):
        return ",".join(map(text_of, data))
    return text_of(data)


FieldWriter: TypeAlias = "Callable[[Query, str, Any], None]"
"""Adds a field of a form, given its name and its value."""


class Query(Styles):
    """A query string, or a form, under construction. `parts` are encoded
    `name=value` pairs.
    """

    __slots__ = ("parts",)

    def __init__(self, fixed: str = "") -> None:
        self.parts: list[str] = [fixed] if fixed else []

    def add(
        self, name: str, values: list[str], delimiter: str, allow_reserved: bool, /
    ) -> None:
        """Adds `name=value`; of the delimiters, a comma alone may stand in a URL."""
        encoded = [encode(value, allow_reserved=allow_reserved) for value in values]
        between = "," if delimiter == "," else encode(delimiter)
        self.parts.append(f"{encode(name)}={between.join(encoded)}")

    def field(self, name: str, value: object) -> None:
        """A field of a form that has no style: each item of an array is a field of its
        own, objects are JSON (the defaults of the Encoding Object).
        """
        data = plain(value)
        for item in data if isinstance(data, list) else (data,):
            self.add(name, [text_of(item)], "", False)

    def fields(
        self,
        value: object,
        writers: Mapping[str, FieldWriter] = MappingProxyType({}),
    ) -> None:
        """The fields of a form, from a mapping or a model. `writers` says how those
        are written that `field` is not for.
        """
        data = plain(value)
        if not isinstance(data, dict):
            raise TypeError("the fields of a form must be a mapping or a model")
        for name, item in data.items():
            writers.get(name, Query.field)(self, name, item)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def whole(self, value: str) -> None:
        """A query that is one value, without a name."""
        self.parts.append(encode(value))

    def __str__(self) -> str:
        return "&".join(self.parts)


class Cookies(Styles):
    """Cookies of style `cookie`: values stand as they are (RFC 6265)."""

    __slots__ = ("parts",)

    def __init__(self) -> None:
        self.parts: list[str] = []

    def add(
        self, name: str, values: list[str], delimiter: str, _allow_reserved: bool, /
    ) -> None:
        """Adds `name=value`.

        Raises ValueError for what would end the cookie; the caller escapes that in the
        way that the server reads.
        """
        value = delimiter.join(values)
        if ";" in name or ";" in value or "=" in name:
            raise ValueError(f"the cookie {name} holds a delimiter of cookies")
        self.parts.append(f"{name}={value}")
