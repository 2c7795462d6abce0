"""Where the parameters of an operation go: into the path, the query, the headers or
the cookies. `parameters` and `styles` say how a value is written.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal

from .parameters import (
    Cookies,
    PathStyle,
    Query,
    header_text,
    path_json,
    path_parameter,
    path_segments,
)
from .plain import ascii_json, json_text
from .request import Parameter, Request
from .styles import Style, write_styled
from .wire import check_header


@dataclass(frozen=True, slots=True)
class InPath(Parameter):
    """A path parameter. Of `segments`, `/` stands in between and is sent as it is."""

    _: KW_ONLY
    required: bool = True
    style: PathStyle | Literal["json"] = "simple"
    explode: bool = False
    allow_reserved: bool = False
    segments: bool = False

    def write(self, request: Request[Any], value: Any) -> None:
        request.path_values[self.wire] = self._text(value)

    def _text(self, value: Any) -> str:
        if self.segments:
            return path_segments(self.wire, value)
        if self.style == "json":
            return path_json(self.wire, value)
        return path_parameter(
            self.wire, value, self.style, self.explode, self.allow_reserved
        )


@dataclass(frozen=True, slots=True)
class InQuery(Parameter):
    """A query parameter. `explode` is None where the style decides."""

    _: KW_ONLY
    style: Style = "form"
    explode: bool | None = None
    allow_reserved: bool = False

    def write(self, request: Request[Any], value: Any) -> None:
        style, explode, reserved = self.style, self.explode, self.allow_reserved
        write_styled(request.query, style, self.wire, value, explode, reserved)


@dataclass(frozen=True, slots=True)
class InHeader(Parameter):
    """A header parameter (style `simple`), or one with JSON content.

    Raises ValueError for what no header can carry.
    """

    _: KW_ONLY
    style: Literal["simple", "json"] = "simple"
    explode: bool = False

    def write(self, request: Request[Any], value: Any) -> None:
        text = ascii_json(value) if self.style == "json" else value
        request.headers.append(check_header(self.wire, header_text(text, self.explode)))


@dataclass(frozen=True, slots=True)
class InCookie(Parameter):
    """A cookie. Style `cookie` leaves values as they are, and raises ValueError for
    what would end the cookie.
    """

    _: KW_ONLY
    style: Literal["form", "cookie", "json"] = "form"
    explode: bool = True

    def write(self, request: Request[Any], value: Any) -> None:
        pairs = Cookies() if self.style == "cookie" else Query()
        text = json_text(value) if self.style == "json" else value
        pairs.form(self.wire, text, explode=self.explode)
        request.cookies += pairs.parts
