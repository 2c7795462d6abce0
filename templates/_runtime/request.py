"""A call before it is sent: what an operation is (`Operation`), what each of its
arguments becomes (`Parameter`, `Body`), the request that is made of them (`Request`),
and how answers are read.

`_operations` is made of these; nothing here knows an HTTP library.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from dataclasses import KW_ONLY, dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, Generic, TypeAlias, TypeVar, overload

from ..errors import APIDecodeError
from .codec import codec_of
from .options import OMIT
from .parameters import Query, encode_literal
from .plain import JSON, json_text, with_member
from .response import APIResponse, charset_of
from .schema import Shape
from .values import DecodeError, DecodeProblem, read_json

T = TypeVar("T")

Reader: TypeAlias = Callable[[APIResponse], T]
"""Decodes the body of a response. Raises APIDecodeError."""

_JSON_LIKE = (
    "",
    "application/json",
    "text/json",
    "text/plain",
    "application/octet-stream",
    "binary/octet-stream",
)
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """One operation of the API.

    `name` is that of its method (`pets.get`), `path` the template of the document.
    `answers` and `errors` are by status: `200`, `4XX` or `default`; `security` holds
    alternatives, each naming the schemes needed together. `server` is a base URL of the
    operation's own. An operation that documents the header `Idempotency-Key` gets one
    with every call.
    """

    method: str
    answers: Mapping[str, Reader[T]]
    _: KW_ONLY
    name: str = ""
    path: str = "/"
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    errors: Mapping[str, Reader[Any]] = field(default_factory=dict[str, Reader[Any]])
    accept: str = "application/json"
    security: tuple[tuple[str, ...], ...] = ()
    server: str | None = None
    takes_idempotency_key: bool = False

    def request(self, **arguments: Any) -> Request[T]:
        """The request of a call, from all arguments by their Python names.

        Raises TypeError and ValueError for what can't be sent.
        """
        pieces, query = _template(self.path)
        request = Request(self, "", Query(query))
        for parameter in self.parameters:
            parameter.fill(request, arguments)
        if self.body is not None:
            self.body.fill(request, arguments)
        filled = request.path_values
        request.path = "".join([filled.get(name, text) for name, text in pieces])
        return request


@cache
def _template(path: str) -> tuple[tuple[tuple[str | None, str], ...], str]:
    """The pieces of a path, and its query: names of parameters, each with the text that
    stands where there is none of that name, and encoded text in between.
    """
    path, _, query = path.partition("?")
    pieces: list[tuple[str | None, str]] = []
    for number, piece in enumerate(_PLACEHOLDER.split(path)):
        is_name = number % 2 == 1
        text = encode_literal(f"{{{piece}}}" if is_name else piece)
        pieces.append((piece if is_name else None, text))
    return tuple(pieces), query


@dataclass(slots=True)
class Request(Generic[T]):
    """A call of an operation. `path` is encoded and begins with `/`; `path_values` are
    the encoded values of its parameters.
    """

    operation: Operation[T]
    path: str
    query: Query = field(default_factory=Query)
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    cookies: list[str] = field(default_factory=list[str])
    content: bytes | Content | None = None
    content_type: str | None = None
    path_values: dict[str | None, str] = field(default_factory=dict[str | None, str])


class Content:
    """A body that is read piece by piece while it is sent.

    `length` is in bytes, None where it can't be known; `is_replayable` says
    whether it can be sent a second time.
    """

    length: int | None
    is_replayable: bool

    def __iter__(self) -> Iterator[bytes]:
        raise NotImplementedError

    def asynchronous(self) -> AsyncContent:
        """The body for an async client."""
        return AsyncContent(self)


class AsyncContent:
    """A body for async clients, which would take a body that can be iterated
    both ways for a synchronous one. Files are read in small pieces, each of
    which the event loop waits for.
    """

    def __init__(self, body: Content) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._body:
            yield chunk


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation, or a field of a form.

    `argument` is its name in Python where that is not `wire`. What is `required` is
    always sent; anything else not if it is None, or OMIT where it is `nullable`.
    """

    wire: str
    argument: str = ""
    _: KW_ONLY
    required: bool = False
    nullable: bool = False

    def fill(self, request: Request[Any], arguments: Mapping[str, Any]) -> None:
        """Writes the argument into a request, if it was given."""
        value = arguments[self.argument or self.wire]
        if self.is_given(value):
            self.write(request, value)

    def is_given(self, value: object) -> bool:
        """Whether an argument is to be sent."""
        return self.required or value is not (OMIT if self.nullable else None)

    def write(self, request: Request[Any], value: Any) -> None:
        """Writes a value into a request."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Body:
    """The body of an operation. `argument` is its name in Python; one that is not
    `required` is not sent if it is None, or OMIT where it is `nullable`.
    """

    argument: str = "body"
    content_type: str = ""
    _: KW_ONLY
    required: bool = True
    nullable: bool = False

    def fill(self, request: Request[Any], arguments: Mapping[str, Any]) -> None:
        """Writes the body into a request, if it was given."""
        value = arguments[self.argument]
        if self.required or value is not (OMIT if self.nullable else None):
            self.write(request, value)

    def write(self, request: Request[Any], value: Any) -> None:
        """Writes a value into a request."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class JSONBody(Body):
    """A JSON body: a model, or plain data that may hold models.

    `stream` is what its member of that name is set to; None leaves it alone.
    """

    content_type: str = "application/json"
    _: KW_ONLY
    stream: bool | None = None

    def fill(self, request: Request[Any], arguments: Mapping[str, Any]) -> None:
        value = arguments[self.argument]
        absent = OMIT if self.nullable else None
        # A stream is asked for in the body, so there must be one.
        if self.required or self.stream or value is not absent:
            self.write(request, value)

    def write(self, request: Request[Any], value: Any) -> None:
        if self.stream is not None:
            value = with_member(value, "stream", self.stream)
        request.content = json_text(value).encode()
        request.content_type = self.content_type


@dataclass(frozen=True, slots=True)
class JSONObject(JSONBody):
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


def find_reader(readers: Mapping[str, Reader[T]], status: int) -> Reader[T] | None:
    """The reader for a status: its own, that of its range, or the default."""
    return (
        readers.get(str(status))
        or readers.get(f"{status // 100}XX")
        or readers.get("default")
    )


def json_body(decode: Callable[[bytes], T]) -> Reader[T]:
    """A reader of JSON bodies."""

    def read(response: APIResponse) -> T:
        kind = response.content_type
        if kind not in _JSON_LIKE and not kind.endswith("+json"):
            raise APIDecodeError(response, f"its content type is {kind!r}, not JSON")
        if not response.content:
            raise APIDecodeError(response, "its body is empty")
        try:
            return decode(response.content)
        except DecodeError as error:
            raise APIDecodeError(response, str(error), error.problems) from error

    return read


@overload
def json_of(shape: type[T]) -> Reader[T]: ...
@overload
def json_of(shape: Shape) -> Reader[Any]: ...
def json_of(shape: Shape) -> Reader[Any]:
    """A reader of JSON bodies of a shape."""
    return json_body(codec_of(shape).from_text)


def any_json(data: bytes) -> Any:
    """Decodes JSON that the API documents no further. Raises DecodeError."""
    try:
        return read_json(data)
    except (ValueError, RecursionError) as error:
        raise DecodeError("JSON", (DecodeProblem("$", str(error)),)) from None


def text_body(response: APIResponse) -> str:
    """Reads text by the charset of its content type."""
    return response.text


def string_body(read_json: Reader[str]) -> Reader[str]:
    """A reader of strings of any media type: what JSON holds, or else text."""

    def read(response: APIResponse) -> str:
        kind = response.content_type
        is_json = kind in ("application/json", "text/json") or kind.endswith("+json")
        return read_json(response) if is_json else response.text

    return read


def bytes_body(response: APIResponse) -> bytes:
    """Hands over the body as it is."""
    return response.content


def no_body(response: APIResponse) -> None:
    """For answers without content."""


def read_answer(operation: Operation[T], response: APIResponse) -> T:
    """Decodes a success.

    A status that the API does not document is read as the first one that
    it does. Raises APIDecodeError.
    """
    reader = find_reader(operation.answers, response.status_code) or next(
        iter(operation.answers.values())
    )
    return reader(response)


def read_error(operation: Operation[Any], response: APIResponse) -> Any:
    """The body of an error: the documented model, or JSON, or text, or None."""
    if not response.content:
        return None
    reader = find_reader(operation.errors, response.status_code)
    if reader is not None:
        try:
            return reader(response)
        except APIDecodeError:
            pass
    try:
        return response.json()
    except (ValueError, RecursionError):
        return response.text
