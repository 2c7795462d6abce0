"""A call before it is sent: what an operation is (`Operation`), its arguments as text
(`Request`), and how answers are read.

The modules `client` and `_operations` are made of these; nothing here
knows an HTTP library.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from ..errors import APIDecodeError
from .codec import codec_of
from .parameters import Cookies, FieldWriter, Query, header_text
from .plain import json_text
from .response import APIResponse, charset_of
from .schema import Shape
from .values import DecodeError, DecodeProblem, read_json
from .wire import check_header

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


class Body(Protocol):
    """A body that is read piece by piece while it is sent.

    `length` is in bytes, None where it can't be known; `is_replayable` says
    whether it can be sent a second time.
    """

    @property
    def length(self) -> int | None: ...
    @property
    def is_replayable(self) -> bool: ...
    def __iter__(self) -> Iterator[bytes]: ...
    def asynchronous(self) -> AsyncIterable[bytes]:
        """The same for an async client."""
        ...


class Form(Protocol):
    """A form of several parts."""

    def finish(self, media_type: str) -> tuple[bytes | Body, str]:
        """The body and its content type, boundary included."""
        ...


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """One operation of the API.

    `answers` and `errors` are by status: `200`, `4XX` or `default`; `security` holds
    alternatives, each naming the schemes needed together. `server` is a base URL of the
    operation's own. An operation that documents the header `Idempotency-Key` gets one
    with every call.
    """

    method: str
    answers: Mapping[str, Reader[T]]
    errors: Mapping[str, Reader[Any]] = field(default_factory=dict[str, Reader[Any]])
    accept: str = "*/*"
    security: tuple[tuple[str, ...], ...] = ()
    server: str | None = None
    takes_idempotency_key: bool = False


@dataclass(slots=True)
class Request(Generic[T]):
    """A call of an operation, filled by one method for each argument.

    `path` is encoded and begins with `/`.
    """

    operation: Operation[T]
    path: str
    query: Query = field(default_factory=Query)
    headers: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    cookies: list[str] = field(default_factory=list[str])
    content: bytes | Body | None = None
    content_type: str | None = None

    def header(self, name: str, value: object, *, explode: bool = False) -> None:
        """Adds a header (style `simple`).

        Raises ValueError for what no header can carry.
        """
        self.headers.append(check_header(name, header_text(value, explode)))

    def cookie(self, name: str, value: object, *, explode: bool = True) -> None:
        """Adds a cookie (style `form`)."""
        query = Query()
        query.form(name, value, explode=explode)
        self.cookies += query.parts

    def plain_cookie(self, name: str, value: object, *, explode: bool = True) -> None:
        """Adds a cookie as it is (style `cookie`).

        Raises ValueError for what would end it.
        """
        cookies = Cookies()
        cookies.form(name, value, explode=explode)
        self.cookies += cookies.parts

    def json(self, body: object, content_type: str = "application/json") -> None:
        """Sets a JSON body: a model, or plain data that may hold models."""
        self.content = json_text(body).encode()
        self.content_type = content_type

    def json_lines(
        self, items: Iterable[object], content_type: str = "application/x-ndjson"
    ) -> None:
        """Sets a body of JSON texts, one a line (RFC 7464 marks where each begins)."""
        mark = "\x1e" if "json-seq" in content_type else ""
        self.content = "".join(f"{mark}{json_text(item)}\n" for item in items).encode()
        self.content_type = content_type

    def form(
        self, fields: Query, content_type: str = "application/x-www-form-urlencoded"
    ) -> None:
        """Sets a form body: spaces and all are percent-encoded, which every
        form decoder reads.
        """
        self.content = str(fields).encode("ascii")
        self.content_type = content_type

    def form_data(
        self,
        fields: object,
        content_type: str = "application/x-www-form-urlencoded",
        writers: Mapping[str, FieldWriter] = MappingProxyType({}),
    ) -> None:
        """Sets a form body from a mapping or a model; `writers` are those of
        `Query.fields`.
        """
        query = Query()
        query.fields(fields, writers)
        self.form(query, content_type)

    def multipart(self, form: Form, media_type: str = "multipart/form-data") -> None:
        """Sets a body of several parts."""
        self.content, self.content_type = form.finish(media_type)

    def text(self, body: str, content_type: str = "text/plain") -> None:
        """Sets a text body, sent as UTF-8 unless its content type names a charset.

        Raises ValueError for text that this charset does not have.
        """
        self.content = body.encode(charset_of(content_type) or "utf-8")
        self.content_type = (
            content_type
            if "charset" in content_type.lower()
            else f"{content_type}; charset=utf-8"
        )

    def binary(
        self, body: bytes | Body, content_type: str = "application/octet-stream"
    ) -> None:
        """Sets a body that is sent as it is."""
        self.content = body
        self.content_type = check_header("Content-Type", content_type)[1]


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
