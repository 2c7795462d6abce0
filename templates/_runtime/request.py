"""A call before it is sent: what an operation is (`Operation`), what each of its
arguments becomes (`Parameter`, `Body`), the request that is made of them (`Request`),
and how answers are read. `bodies`, `styles` … have what few operations need.

`_operations` is made of these; nothing here knows an HTTP library.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable, Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import KW_ONLY, dataclass, field
from functools import cache, partial
from typing import Any, Generic, TypeAlias, TypeVar, cast, overload

from ..errors import APIDecodeError
from .auth import BaseURL
from .codec import codec_of
from .options import OMIT
from .parameters import (
    Query,
    check_header,
    defined,
    encode_path,
    json_text,
    path_parameter,
    path_segments,
    texts,
)
from .response import APIResponse, charset_of
from .schema import Shape
from .values import DecodeError, given

T = TypeVar("T")

Reader: TypeAlias = Callable[[APIResponse], T]
"""Decodes the body of a response. Raises APIDecodeError."""

_JSON = ("application/json", "text/json", "application/x-json")
_UNTOLD = ("", "text/plain", "application/octet-stream", "binary/octet-stream")
"""What servers say that do not know what they send."""
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """One operation of the API.

    `name` is that of its method (`pets.get`), `path` the template of the document.
    `answers` and `errors` are by status: `200`, `4XX` or `default`; `security` holds
    alternatives, each naming the schemes needed together. `server` is a base URL of the
    operation's own. An operation that documents the header `Idempotency-Key` gets one
    with every call. `dated` are arguments that hold dates without a time.
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
    dated: Mapping[str, Shape] = field(default_factory=dict[str, Shape])

    def request(self, **arguments: Any) -> Request[T]:
        """The request of a call, from all arguments by their Python names.

        Raises TypeError and ValueError for what can't be sent.
        """
        pieces, query = _template(self.path)
        request = Request(self, "", Query(query))
        for name, shape in self.dated.items():
            arguments[name] = given(shape, arguments[name])
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
        text = f"{{{piece}}}" if is_name else piece
        text = encode_path(text.encode(errors="surrogatepass"))
        pieces.append((piece if is_name else None, text))
    return tuple(pieces), query


@dataclass(slots=True)
class Request(Generic[T]):
    """A call of an operation. `path` is encoded and begins with `/`; `path_values` are
    the encoded values of its parameters; `base` is where it goes if not the usual way.
    """

    operation: Operation[T]
    path: str
    query: Query = field(default_factory=Query)
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    cookies: list[str] = field(default_factory=list[str])
    content: bytes | Content | None = None
    content_type: str | None = None
    path_values: dict[str | None, str] = field(default_factory=dict[str | None, str])
    base: BaseURL | None = None


class Content:
    """A body that is read piece by piece while it is sent.

    `length` is in bytes, None where it can't be known; `is_replayable` says
    whether it can be sent a second time.
    """

    length: int | None
    is_replayable: bool

    def __iter__(self) -> Iterator[bytes]:
        raise NotImplementedError

    def asynchronous(self) -> AsyncIterable[bytes]:
        """The body for an async client, which would take one that can be iterated both
        ways for a synchronous one.
        """
        raise NotImplementedError


class Sent:
    """What becomes of an argument. `argument` is its name in Python."""

    __slots__ = ()
    argument: str
    required: bool

    def fill(self, request: Request[Any], arguments: Mapping[str, Any]) -> None:
        """Writes the argument into a request, if it was given."""
        value = arguments[self.argument]
        if self.is_given(value):
            self.write(request, value)

    def is_given(self, value: object) -> bool:
        """Whether an argument is to be sent."""
        raise NotImplementedError

    def write(self, request: Request[Any], value: Any) -> None:
        """Writes a value into a request."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Parameter(Sent):
    """A parameter of an operation, or a field of a form; None has no text, so it is not
    sent, and refused where it is `required`. `argument` is left out where it is `wire`.
    """

    wire: str
    argument: str = ""
    _: KW_ONLY
    required: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "argument", self.argument or self.wire)

    def is_given(self, value: object) -> bool:
        if value is None and self.required:
            raise ValueError(f"{self.argument} must not be None")
        return value is not None


@dataclass(frozen=True, slots=True)
class InPath(Parameter):
    """A path parameter. Of `segments`, `/` stands in between and is sent as it is."""

    _: KW_ONLY
    required: bool = True
    segments: bool = False

    def write(self, request: Request[Any], value: Any) -> None:
        write = path_segments if self.segments else path_parameter
        request.path_values[self.wire] = write(self.wire, value)


@dataclass(frozen=True, slots=True)
class InQuery(Parameter):
    """A query parameter."""

    def write(self, request: Request[Any], value: Any) -> None:
        request.query.form(self.wire, value)


@dataclass(frozen=True, slots=True)
class InHeader(Parameter):
    """A header parameter. An empty array or object is not sent. Raises ValueError for
    what no header can carry.
    """

    def write(self, request: Request[Any], value: Any) -> None:
        values = texts(defined(value))
        if values:
            request.headers.append(check_header(self.wire, ",".join(values)))


@dataclass(frozen=True, slots=True)
class Body(Sent):
    """The body of an operation. One that is `required` is always sent; another is not
    if it is None, or OMIT where it is `nullable`.
    """

    argument: str = "body"
    content_type: str = ""
    _: KW_ONLY
    required: bool = True
    nullable: bool = False

    def is_given(self, value: object) -> bool:
        return self.required or value is not (OMIT if self.nullable else None)


@dataclass(frozen=True, slots=True)
class JSONBody(Body):
    """A JSON body: a model, or plain data that may hold models."""

    content_type: str = "application/json"

    def write(self, request: Request[Any], value: Any) -> None:
        request.content = json_text(value).encode()
        request.content_type = self.content_type


def find_reader(readers: Mapping[str, Reader[T]], status: int) -> Reader[T] | None:
    """The reader for a status: its own, that of its range, or the default."""
    return (
        readers.get(str(status))
        or readers.get(f"{status // 100}XX")
        or readers.get("default")
    )


def is_json(kind: str) -> bool:
    """Whether a content type says JSON."""
    return kind in _JSON or kind.endswith("+json")


def json_body(decode: Callable[[bytes], T]) -> Reader[T]:
    """A reader of JSON bodies. An empty one is null; plain text that is no such JSON is
    a string.
    """

    def read(response: APIResponse) -> T:
        kind = response.content_type
        if not is_json(kind) and kind not in _UNTOLD:
            raise APIDecodeError(response, f"its content type is {kind!r}, not JSON")
        try:
            return decode(response.content or b"null")
        except DecodeError as error:
            for text in _other_texts(response):
                with suppress(DecodeError):
                    return decode(text)
            message = str(error) if response.content else "its body is empty"
            raise APIDecodeError(response, message, error.problems) from error

    return read


def _other_texts(response: APIResponse) -> Iterator[bytes]:
    """The JSON texts that a body may stand for which is none in UTF-8."""
    charset = charset_of(response.headers.get("content-type", ""))
    if charset is not None and charset.lower() not in ("utf-8", "utf8"):
        with suppress(ValueError):
            yield response.content.decode(charset).encode()
    if response.content_type == "text/plain":
        yield json_text(response.text).encode()


def no_body(response: APIResponse) -> None:
    """For answers without content."""


@overload
def json_of(shape: type[T]) -> Reader[T]: ...
@overload
def json_of(shape: Shape) -> Reader[Any]: ...
def json_of(shape: Shape) -> Reader[Any]:
    """A reader of JSON bodies of a shape."""
    decode = codec_of(shape).from_text

    def read(response: APIResponse) -> Any:
        asked = partial(decode, on_mismatch=response.on_mismatch)
        return json_body(asked)(response)

    return read


def read_answer(operation: Operation[T], response: APIResponse) -> T:
    """Decodes a success.

    A status that the API does not document is read as the first one that it does, with
    content if there is some; an empty body is None where it documents a success without
    content. Raises APIDecodeError.
    """
    reader = find_reader(operation.answers, response.status_code)
    if reader is None:
        readers = [*operation.answers.values()]
        reader = next((each for each in readers if each is not no_body), readers[0])
    try:
        return reader(response)
    except APIDecodeError:
        if response.content or no_body not in operation.answers.values():
            raise
        return cast("T", None)


def read_error(operation: Operation[Any], response: APIResponse) -> Any:
    """The body of an error: the documented model, or JSON, or text, or None."""
    if not response.content:
        return None
    reader = find_reader(operation.errors, response.status_code)
    if reader is not None:
        with suppress(APIDecodeError):
            body = reader(response)
            # Of documented text that is JSON, the data says more than the text.
            if body.__class__ is not str or not is_json(response.content_type):
                return body
    try:
        return response.json()
    except (ValueError, RecursionError):
        return response.text
