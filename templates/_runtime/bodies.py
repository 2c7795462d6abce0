"""Bodies that few APIs have: JSON objects that are given member by member, bodies that
ask for a stream, JSON texts one a line, text. And how answers are read that are no JSON
of a documented type.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from .options import OMIT
from .parameters import JSON, json_text, plain
from .request import Body, JSONBody, Reader, Request, is_json
from .response import APIResponse, charset_of
from .values import DecodeError, DecodeProblem, read_json


@dataclass(frozen=True, slots=True)
class SwitchedBody(JSONBody):
    """A JSON body whose member `stream` is set to `stream`; None leaves it alone."""

    _: KW_ONLY
    stream: bool | None = None

    def is_given(self, value: object) -> bool:
        # A stream is asked for in the body, so there must be one.
        return bool(self.stream) or JSONBody.is_given(self, value)

    def write(self, request: Request[Any], value: Any) -> None:
        if self.stream is not None:
            value = with_member(value, "stream", self.stream)
        JSONBody.write(self, request, value)


@dataclass(frozen=True, slots=True)
class JSONObject(SwitchedBody):
    """A JSON body that is an object: given whole, or member by member.

    `members` must be given; None leaves out `optional_members`, and OMIT
    `nullable_members`. `constants` have one value each, which need not be given;
    `names` are the arguments whose names in Python are not their keys.
    """

    members: tuple[str, ...] = ()
    optional_members: tuple[str, ...] = ()
    nullable_members: tuple[str, ...] = ()
    constants: Mapping[str, JSON] = field(default_factory=dict[str, JSON])
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    def fill(self, request: Request[Any], arguments: Mapping[str, Any]) -> None:
        whole = arguments[self.argument]
        members = self._given(arguments)
        if not self.required and whole is None:
            if not members and not self.stream:
                return
            whole = OMIT if members else None
        if whole is OMIT:
            members = {**self.constants, **members}
            missing = [name for name in self.members if name not in members]
            if missing:
                raise TypeError(f"neither the body nor these of its members: {missing}")
            whole = members
        elif members:
            names = ", ".join(members)
            raise TypeError(f"the body was given, and so were members of it: {names}")
        self.write(request, whole)

    def _given(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The members that were given, by their keys."""
        names = self.names
        given: dict[str, Any] = {}
        for keys, absent in (
            (self.members, OMIT),
            (self.optional_members, None),
            (self.nullable_members, OMIT),
        ):
            for key in keys:
                value = arguments[names.get(key, key)]
                if value is not absent and value is not OMIT:
                    given[key] = value
        return given


@dataclass(frozen=True, slots=True)
class JSONLinesBody(Body):
    """A body of JSON texts, one a line (RFC 7464 marks where each begins)."""

    content_type: str = "application/x-ndjson"

    def write(self, request: Request[Any], value: Iterable[object]) -> None:
        mark = "\x1e" if "json-seq" in self.content_type else ""
        lines = [f"{mark}{json_text(item)}\n" for item in value]
        request.content = "".join(lines).encode()
        request.content_type = self.content_type


@dataclass(frozen=True, slots=True)
class TextBody(Body):
    """A text body, sent as UTF-8 unless its content type names a charset.

    Raises ValueError for text that this charset does not have.
    """

    content_type: str = "text/plain"

    def write(self, request: Request[Any], value: str) -> None:
        kind = self.content_type
        request.content = value.encode(charset_of(kind) or "utf-8")
        request.content_type = (
            kind if "charset" in kind.lower() else f"{kind}; charset=utf-8"
        )


def with_member(value: object, name: str, member: JSON) -> JSON:
    """An object with one of its members set; `value` is a model, a
    mapping, or nothing (None or OMIT).
    """
    data = {} if value is None or value is OMIT else plain(value)
    return {**data, name: member} if isinstance(data, dict) else data


def any_json(data: bytes) -> Any:
    """Decodes JSON that the API documents no further. Raises DecodeError."""
    try:
        return read_json(data)
    except (ValueError, RecursionError) as error:
        raise DecodeError("JSON", (DecodeProblem("$", str(error)),)) from None


def text_body(response: APIResponse) -> str:
    """Reads text by the charset of its content type; JSON is the string that it holds,
    or else text, too.
    """
    if is_json(response.content_type):
        with suppress(ValueError, RecursionError):
            data = response.json()
            if isinstance(data, str):
                return data
    return response.text


def string_body(read_json: Reader[str]) -> Reader[str]:
    """A reader of strings of any media type: what JSON holds, or else text."""

    def read(response: APIResponse) -> str:
        said = is_json(response.content_type)
        return read_json(response) if said else response.text

    return read


def bytes_body(response: APIResponse) -> bytes:
    """Hands over the body as it is."""
    return response.content
