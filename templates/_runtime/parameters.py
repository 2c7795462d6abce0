"""Arguments as JSON data (`plain`), and as text that may stand in a path, a query or a
header. `request` writes the usual styles of the OpenAPI parameter object with it, and
`styles` the others.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias, TypeGuard
from urllib.parse import quote

from .model import Model, UnknownVariant
from .values import write

JSON: TypeAlias = "None | bool | int | float | str | list[JSON] | dict[str, JSON]"

_RESERVED_IN_PATH = ":@!$&'()*+,;="
_ALREADY_ENCODED = re.compile("%25([0-9A-Fa-f]{2})")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_FIELD_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def plain(value: object) -> JSON:
    """`value` as JSON data; what a model or a union holds is encoded as the model says.

    Raises TypeError and ValueError.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # an enum member as its value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value!r} is no JSON number")
        return float(value)
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, UnknownVariant):
        return plain(value.raw)
    if _is_mapping(value):
        return {_key(key): plain(item) for key, item in value.items()}
    # An iterator can be read only once, so a call with it could not be repeated.
    if _is_iterable(value) and not isinstance(value, (Iterator, bytes, bytearray)):
        return [plain(item) for item in value]
    return write(value)


def json_text(value: object) -> str:
    """`value` as JSON, without blanks."""
    return json.dumps(
        plain(value), ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )


def defined(value: object) -> JSON:
    """`value` as JSON data for a style: items and members that are null are left out,
    as they have no text (RFC 6570, section 2.3).
    """
    data = plain(value)
    if isinstance(data, list):
        return [item for item in data if item is not None]
    if isinstance(data, dict):
        return {key: item for key, item in data.items() if item is not None}
    return data


# Guards instead of plain isinstance: the items of a narrowed `object` would be of
# unknown type to a strict checker.
def _is_mapping(value: object) -> TypeGuard[Mapping[Any, Any]]:
    return isinstance(value, Mapping)


def _is_iterable(value: object) -> TypeGuard[Iterable[Any]]:
    return isinstance(value, Iterable)


def _key(key: object) -> str:
    data = plain(key)
    if not isinstance(data, str):
        raise TypeError(f"the keys of an object are str, not {type(key).__name__}")
    return data


def text_of(value: JSON) -> str:
    """JSON data as the text that stands in a parameter; what is nested
    deeper than a style reaches is JSON.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return repr(value)
    return json_text(value)


def texts(data: JSON) -> list[str]:
    """The texts that a style puts a delimiter between: the items of an array, the keys
    and values of an object.
    """
    if isinstance(data, dict):
        data = [part for pair in data.items() for part in pair]
    return (
        [text_of(item) for item in data] if isinstance(data, list) else [text_of(data)]
    )


def encode(text: str) -> str:
    """Percent-encodes all but the unreserved characters of RFC 3986."""
    return quote(text, "")


def encode_rest(text: str | bytes, safe: str) -> str:
    """Percent-encodes all but the unreserved characters, those that are `safe`, and
    what is encoded already.
    """
    return _ALREADY_ENCODED.sub(r"%\1", quote(text, safe))


def encode_path(path: str | bytes, slash: str = "/") -> str:
    """Percent-encodes what may not stand in a path, and leaves its slashes (`slash`
    empty: not those) and `%XX` (RFC 3986, section 3.3).
    """
    return encode_rest(path, slash + _RESERVED_IN_PATH)


def refuse_dots(name: str, segment: str, what: str = "") -> None:
    """Raises ValueError for a path segment that servers and proxies would drop
    or resolve: empty, `.` and `..`.
    """
    if segment in ("", ".", ".."):
        shown = repr(segment) if segment else "empty"
        raise ValueError(f"{what}{name} must not be {shown}")


def not_null(name: str, value: object) -> JSON:
    """JSON data for a path, which an id that a program does not know is none for."""
    data = defined(value)
    if data is None:
        raise ValueError(f"{name} must not be None")
    return data


def path_parameter(name: str, value: object) -> str:
    """One segment of a path, or part of one, in style `simple`.

    Raises ValueError where it would be empty, `.` or `..`, and for None.
    """
    joined = ",".join(map(encode, texts(not_null(name, value))))
    refuse_dots(name, joined)
    return joined


def path_segments(name: str, value: object) -> str:
    """Several segments: `/` stands between them and is sent as it is.

    Raises ValueError where a segment is empty, `.` or `..`, and for None.
    """
    segments = text_of(not_null(name, value)).split("/")
    for segment in segments:
        refuse_dots(name, segment, "a segment of ")
    return "/".join(map(encode, segments))


def check_header(name: str, value: object) -> tuple[str, str]:
    """A header field as it may be sent (RFC 9110, section 5).

    Raises ValueError, which does not show the value.
    """
    if not _TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} is no header name")
    if not isinstance(value, str):
        kind = type(value).__name__
        raise TypeError(f"the value of header {name} must be str, not {kind}")
    if not _FIELD_VALUE.fullmatch(value):
        is_line_end = "\n" in value or "\r" in value
        what = "a line end" if is_line_end else "a character that no header can carry"
        raise ValueError(f"the value of header {name} holds {what}")
    return name, value.strip(" \t")


class Query:
    """A query string under construction. `parts` are encoded `name=value` pairs."""

    __slots__ = ("parts",)

    def __init__(self, fixed: str = "") -> None:
        self.parts: list[str] = [fixed] if fixed else []

    def form(self, name: str, value: object) -> None:
        """Style `form`, exploded: `n=a&n=b`. An empty array or object is not sent."""
        data = defined(value)
        if isinstance(data, dict):
            for key, item in data.items():
                self._add(key, item)
        else:
            self.field(name, data)

    def field(self, name: str, value: object) -> None:
        """A field of a form that has no style: each item of an array is a field of its
        own, objects are JSON (the defaults of the Encoding Object).
        """
        data = plain(value)
        for item in data if isinstance(data, list) else (data,):
            if item is not None:
                self._add(name, item)

    def __str__(self) -> str:
        return "&".join(self.parts)

    def _add(self, name: str, data: JSON) -> None:
        self.parts.append(f"{encode(name)}={encode(text_of(data))}")
