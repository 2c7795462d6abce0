"""How arguments become text in a path, a query, a header or a cookie: the styles
of the OpenAPI parameter object.

Python values come in; percent-encoded text goes out. The table of style examples in the
OpenAPI Specification 3.1 (section "Style Examples") is what the functions here follow;
values it leaves open (dates, UUIDs, bytes) are written as JSON would.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import quote

from ._plain import JSON, json_text, plain

PathStyle = Literal["simple", "label", "matrix"]

_RESERVED = ":/?#[]@!$&'()*+,;="
_ALREADY_ENCODED = re.compile("%25([0-9A-Fa-f]{2})")


def encode(value: str, *, allow_reserved: bool = False) -> str:
    """Percent-encodes all but the unreserved characters of RFC 3986 (and the reserved
    ones and `%XX` triples where allowed).
    """
    if not allow_reserved:
        return quote(value, safe="")
    # `&`, `#` and `+` would change the meaning of a query, so they are encoded even
    # where reserved characters may stand.
    return _ALREADY_ENCODED.sub(
        r"%\1", quote(value, safe=_RESERVED.translate({38: None, 35: None, 43: None}))
    )


def path_parameter(
    name: str, value: object, style: PathStyle = "simple", explode: bool = False
) -> str:
    """One segment (or part of a segment) of a path.

    Raises ValueError where it would be empty, `.` or `..`, and for None.
    """
    data = _something(name, value)
    pairs = (
        [(encode(key), encode(_text(item))) for key, item in data.items()]
        if isinstance(data, dict)
        else None
    )
    items = [encode(_text(item)) for item in data] if isinstance(data, list) else []
    if not isinstance(data, (dict, list)):
        text = _text(data)
        refuse_dots(name, text)
        items = [encode(text)]
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
    refuse_dots(name, joined)
    return f".{joined}" if style == "label" else joined


def path_segments(name: str, value: object) -> str:
    """Several segments: `/` stands between them and is sent as it is.

    Raises ValueError where a segment is empty, `.` or `..`, and for None.
    """
    segments = _text(_something(name, value)).split("/")
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
            f"{key}{'=' if explode else ','}{_text(item)}" for key, item in data.items()
        )
    if isinstance(data, list):
        return ",".join(map(_text, data))
    return _text(data)


class Query:
    """A query string under construction. `parts` are encoded `name=value` pairs."""

    __slots__ = ("parts",)

    def __init__(self, fixed: str = "") -> None:
        self.parts: list[str] = [fixed] if fixed else []

    def form(
        self,
        name: str,
        value: object,
        *,
        explode: bool = True,
        allow_reserved: bool = False,
    ) -> None:
        """Style `form`: `n=a&n=b`, or `n=a,b` where it does not explode.

        An empty array or object is not sent.
        """
        data = plain(value)
        if isinstance(data, dict):
            if explode:
                self.parts += [
                    self._pair(key, _text(item), allow_reserved)
                    for key, item in data.items()
                ]
                return
            data = _flat(data)
        elif not isinstance(data, list):
            self.parts.append(self._pair(name, _text(data), allow_reserved))
            return
        if explode:
            self.parts += [
                self._pair(name, _text(item), allow_reserved) for item in data
            ]
        elif data:
            encoded = ",".join(
                encode(_text(item), allow_reserved=allow_reserved) for item in data
            )
            self.parts.append(f"{encode(name)}={encoded}")

    def delimited(
        self,
        name: str,
        value: object,
        delimiter: Literal[" ", "|"],
        *,
        explode: bool = False,
    ) -> None:
        """Styles `spaceDelimited` and `pipeDelimited`; exploded, they are `form`."""
        data = plain(value)
        if isinstance(data, dict) and not explode:
            data = _flat(data)
        if isinstance(data, list) and not explode:
            if data:
                values = encode(delimiter).join(encode(_text(item)) for item in data)
                self.parts.append(f"{encode(name)}={values}")
            return
        self.form(name, data)

    def deep_object(self, name: str, value: object) -> None:
        """Style `deepObject`: `n[key]=value`.

        Deeper objects nest their brackets; arrays repeat the name.
        """
        data = plain(value)
        if isinstance(data, dict):
            for key, item in data.items():
                self.deep_object(f"{name}[{key}]", item)
        elif isinstance(data, list):
            for item in data:
                self.deep_object(name, item)
        else:
            self.parts.append(self._pair(name, _text(data)))

    def json(self, name: str, value: object) -> None:
        """A parameter with JSON content."""
        self.parts.append(self._pair(name, json_text(value)))

    def __str__(self) -> str:
        return "&".join(self.parts)

    @staticmethod
    def _pair(name: str, value: str, allow_reserved: bool = False) -> str:
        return f"{encode(name)}={encode(value, allow_reserved=allow_reserved)}"


def _flat(data: dict[str, JSON]) -> list[JSON]:
    return [part for pair in data.items() for part in pair]


def _text(value: JSON) -> str:
    """JSON data as the text that stands in a parameter; what is nested
    deeper than a style reaches is JSON.
    """
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return "null" if value is None else "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    return json_text(value)
