"""The styles of the OpenAPI parameter object that few documents ask for: all but the
exploded `form` of queries and the plain `simple` of paths and headers. Cookies, and the
fields of forms, are written here too.

The functions follow the table of style examples in the OpenAPI Specification 3.1
(section "Style Examples").
"""

from __future__ import annotations

import json
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote

from .parameters import (
    check_header,
    defined,
    encode,
    encode_path,
    encode_rest,
    json_text,
    not_null,
    plain,
    refuse_dots,
    text_of,
    texts,
)
from .request import Parameter, Request

Style: TypeAlias = Literal[
    "form", "spaceDelimited", "pipeDelimited", "deepObject", "json"
]
"""`json` is no style of the specification: the value has JSON content."""
PathStyle = Literal["simple", "label", "matrix"]

# `&`, `#` and `+` would change the meaning of a query, so they are encoded even
# where reserved characters may stand; brackets must not stand in a path.
_RESERVED_IN_QUERY = ":/?[]@!$'()*,;="


class Styles:
    """The styles that write a value as pairs of a name and a text."""

    __slots__ = ()

    def add(
        self, name: str, values: list[str], delimiter: str, allow_reserved: bool, /
    ) -> None:
        """Adds a pair; its text is made of several where the style joins them."""
        raise NotImplementedError

    def field(self, name: str, value: object) -> None:
        """Adds a field of a form that has no style."""
        raise NotImplementedError

    def json(self, name: str, value: object) -> None:
        """A value with JSON content."""
        self.add(name, [json_text(value)], "", False)

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
        data = defined(value)
        if explode or not isinstance(data, (dict, list)):
            items = data if isinstance(data, list) else (data,)
            pairs = (
                data.items() if isinstance(data, dict) else [(name, i) for i in items]
            )
            for key, item in pairs:
                if item is not None:
                    self.add(key, [text_of(item)], "", allow_reserved)
        elif data:
            self.add(name, texts(data), ",", allow_reserved)

    def delimited(
        self,
        name: str,
        value: object,
        delimiter: Literal[" ", "|"],
        *,
        explode: bool = False,
        allow_reserved: bool = False,
    ) -> None:
        """Styles `spaceDelimited` and `pipeDelimited`; exploded, they are `form`."""
        data = defined(value)
        if explode or not isinstance(data, (dict, list)):
            self.form(name, data, allow_reserved=allow_reserved)
        elif data:
            self.add(name, texts(data), delimiter, allow_reserved)

    def deep_object(
        self, name: str, value: object, *, allow_reserved: bool = False
    ) -> None:
        """Style `deepObject`: `n[key]=value`.

        Deeper objects nest their brackets, and so do arrays by their indexes, which
        the specification leaves open: items that are objects stay apart that way.
        """
        data = defined(value)
        if isinstance(data, dict):
            for key, item in data.items():
                self.deep_object(f"{name}[{key}]", item, allow_reserved=allow_reserved)
        elif isinstance(data, list):
            for at, item in enumerate(data):
                self.deep_object(f"{name}[{at}]", item, allow_reserved=allow_reserved)
        else:
            self.add(name, [text_of(data)], "", allow_reserved)


def write_styled(
    pairs: Styles,
    style: Style,
    name: str,
    value: object,
    explode: bool | None,
    allow_reserved: bool,
) -> None:
    """Writes a value by the name of its style; `explode` is None where the style
    decides (style `form` explodes).
    """
    if style == "form":
        explode = explode is not False
        pairs.form(name, value, explode=explode, allow_reserved=allow_reserved)
    elif style == "deepObject":
        pairs.deep_object(name, value, allow_reserved=allow_reserved)
    elif style == "json":
        pairs.json(name, value)
    else:
        delimiter: Literal[" ", "|"] = " " if style == "spaceDelimited" else "|"
        explode = bool(explode)
        pairs.delimited(
            name, value, delimiter, explode=explode, allow_reserved=allow_reserved
        )


class StyledQuery(Styles):
    """A query string, or a form, under construction. `parts` are encoded
    `name=value` pairs.
    """

    __slots__ = ("parts",)

    def __init__(self, parts: list[str] | None = None) -> None:
        self.parts: list[str] = [] if parts is None else parts

    def add(
        self, name: str, values: list[str], delimiter: str, allow_reserved: bool, /
    ) -> None:
        """Adds `name=value`; of the delimiters, a comma alone may stand in a URL."""
        encoded = (
            [encode_rest(value, _RESERVED_IN_QUERY) for value in values]
            if allow_reserved
            else map(encode, values)
        )
        between = "," if delimiter == "," else encode(delimiter)
        self.parts.append(f"{encode(name)}={between.join(encoded)}")

    def field(self, name: str, value: object) -> None:
        """A field of a form that has no style, as in `Query.field`."""
        data = plain(value)
        for item in data if isinstance(data, list) else (data,):
            if item is not None:
                self.add(name, [text_of(item)], "", False)

    def __bool__(self) -> bool:
        return bool(self.parts)

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


def _encode_reserved(text: str) -> str:
    """For a path, where `/`, `?` and `#` may never stand in a value."""
    return encode_path(text, "")


def styled_path(
    name: str,
    value: object,
    style: PathStyle = "simple",
    explode: bool = False,
    allow_reserved: bool = False,
) -> str:
    """One segment (or part of a segment) of a path.

    Raises ValueError where it would be empty, `.` or `..`, and for None.
    """
    data = not_null(name, value)
    write = _encode_reserved if allow_reserved else encode
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


def path_json(name: str, value: object) -> str:
    """A path parameter with JSON content."""
    text = json_text(value)
    refuse_dots(name, text)
    return encode(text)


def header_text(value: object, explode: bool = False) -> str:
    """A header parameter (style `simple`). Nothing is percent-encoded: a header is no
    URI.
    """
    data = defined(value)
    if isinstance(data, dict) and explode:
        return ",".join(f"{key}={text_of(item)}" for key, item in data.items())
    return ",".join(texts(data))


@dataclass(frozen=True, slots=True)
class InStyledPath(Parameter):
    """A path parameter of any style."""

    _: KW_ONLY
    required: bool = True
    style: PathStyle | Literal["json"] = "simple"
    explode: bool = False
    allow_reserved: bool = False

    def write(self, request: Request[Any], value: Any) -> None:
        if self.style == "json":
            text = path_json(self.wire, value)
        else:
            how = (self.style, self.explode, self.allow_reserved)
            text = styled_path(self.wire, value, *how)
        request.path_values[self.wire] = text


@dataclass(frozen=True, slots=True)
class InStyledQuery(Parameter):
    """A query parameter of any style. `explode` is None where the style decides."""

    _: KW_ONLY
    style: Style = "form"
    explode: bool | None = None
    allow_reserved: bool = False

    def write(self, request: Request[Any], value: Any) -> None:
        pairs = StyledQuery(request.query.parts)
        style, explode, reserved = self.style, self.explode, self.allow_reserved
        write_styled(pairs, style, self.wire, value, explode, reserved)


@dataclass(frozen=True, slots=True)
class InStyledHeader(Parameter):
    """A header parameter that explodes, or has JSON content. An empty array or object
    is not sent.

    Raises ValueError for what no header can carry.
    """

    _: KW_ONLY
    style: Literal["simple", "json"] = "simple"
    explode: bool = False

    def write(self, request: Request[Any], value: Any) -> None:
        if self.style == "json":  # a header carries ASCII alone
            text = json.dumps(plain(value), allow_nan=False, separators=(",", ":"))
        else:
            text = header_text(value, self.explode)
            if not text and not isinstance(value, str):
                return
        request.headers.append(check_header(self.wire, text))


@dataclass(frozen=True, slots=True)
class InCookie(Parameter):
    """A cookie. Style `cookie` leaves values as they are, and raises ValueError for
    what would end the cookie.
    """

    _: KW_ONLY
    style: Literal["form", "cookie", "json"] = "form"
    explode: bool = True

    def write(self, request: Request[Any], value: Any) -> None:
        pairs = Cookies() if self.style == "cookie" else StyledQuery()
        text = json_text(value) if self.style == "json" else value
        pairs.form(self.wire, text, explode=self.explode)
        request.cookies += pairs.parts
