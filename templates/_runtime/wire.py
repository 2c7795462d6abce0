"""The HTTP library as the client sees it: the few methods that httpx2 and httpx
share, and what their errors mean.

Neither is imported here. Only one of them need be installed, and a caller
may bring a client of the other.
"""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    Callable,
    Iterable,
    Iterator,
    MutableMapping,
)
from typing import Any, Final, Protocol

from ..errors import APIConnectionError, APITimeoutError

_LIBRARIES: Final = ("httpx2", "httpx")


class HTTPHeaders(Protocol):
    def multi_items(self) -> list[tuple[str, str]]: ...
    def __contains__(self, name: object, /) -> bool: ...
    def __getitem__(self, name: str, /) -> str: ...


class HTTPRequest(Protocol):
    """A request of the HTTP library."""

    url: Any  # each library has its own type

    @property
    def method(self) -> str: ...
    @property
    def headers(self) -> MutableMapping[str, str]: ...


class ReadResponse(Protocol):
    """A response of the HTTP library."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> HTTPHeaders: ...
    @property
    def is_stream_consumed(self) -> bool: ...
    @property
    def next_request(self) -> HTTPRequest | None: ...


class HTTPResponse(ReadResponse, Protocol):
    """What a synchronous client answers."""

    def read(self) -> bytes: ...
    def iter_bytes(self, chunk_size: int | None = ...) -> Iterator[bytes]: ...
    def iter_raw(self) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class AsyncHTTPResponse(ReadResponse, Protocol):
    """What an async client answers."""

    async def aread(self) -> bytes: ...
    def aiter_bytes(
        self, chunk_size: int | None = ...
    ) -> AsyncGenerator[bytes, None]: ...
    def aiter_raw(self) -> AsyncGenerator[bytes, None]: ...
    async def aclose(self) -> None: ...


class HTTPLibrary(Protocol):
    """The library itself: httpx2, httpx."""

    @property
    def Request(self) -> Callable[..., Any]: ...
    @property
    def URL(self) -> Callable[[str], Any]: ...


class RequestBuilder(Protocol):
    """What the clients of both libraries share."""

    # Any: each library has its own types for headers and requests.
    def build_request(
        self,
        method: str,
        url: str,
        *,
        content: Any = ...,
        headers: Any = ...,
        extensions: Any = ...,
    ) -> Any: ...


class HTTPClient(RequestBuilder, Protocol):
    """What is used of an HTTP client: `httpx2.Client` and `httpx.Client` have it."""

    def send(
        self,
        request: Any,
        *,
        auth: Any = ...,
        follow_redirects: bool = ...,
        stream: bool = ...,
    ) -> Any: ...
    def close(self) -> None: ...


class AsyncHTTPClient(RequestBuilder, Protocol):
    """What is used of an async HTTP client: `httpx2.AsyncClient` and
    `httpx.AsyncClient` have it.
    """

    async def send(
        self,
        request: Any,
        *,
        auth: Any = ...,
        follow_redirects: bool = ...,
        stream: bool = ...,
    ) -> Any: ...
    async def aclose(self) -> None: ...


def connection_error(
    error: Exception, method: str, url: str
) -> APIConnectionError | None:
    """The error of ours for one of the HTTP library, known by the names of its classes,
    or for one of Python's own that says the same; None: it is none of those.
    """
    shown = f"{method} {url}: {str(error) or type(error).__name__}"
    if isinstance(error, TimeoutError):
        return APITimeoutError(shown, method=method, url=url)
    if isinstance(error, ConnectionError):
        return APIConnectionError(shown, method=method, url=url)
    names = {
        kind.__name__
        for kind in type(error).__mro__
        if kind.__module__.partition(".")[0] in _LIBRARIES
    }
    if "RequestError" not in names:
        return None
    if "TimeoutException" in names:
        stage = type(error).__name__.removesuffix("Timeout").lower()
        return APITimeoutError(
            f"{method} {url}: timed out ({stage})", method=method, url=url
        )
    return APIConnectionError(shown, method=method, url=url)


# All that may go to another origin: nothing here can be a credential.
_HARMLESS_HEADERS: Final = frozenset(
    (
        "accept",
        "accept-encoding",
        "accept-language",
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
        "user-agent",
    )
)


_OF_CONTENT: Final = (
    "content-encoding",
    "content-language",
    "content-location",
    "content-type",
)


def forget_content(request: HTTPRequest) -> None:
    """Takes away what describes a body, from a request that no longer has one (RFC
    9110, section 15.4).
    """
    for name in _OF_CONTENT:
        request.headers.pop(name, None)


def strip_headers(request: HTTPRequest, keep: Iterable[str] = ()) -> None:
    """Leaves a request nothing but harmless headers and those to keep (in lower
    case).
    """
    for name in (
        {name.lower() for name in request.headers} - _HARMLESS_HEADERS - set(keep)
    ):
        del request.headers[name]


def forget_secrets(error: BaseException, request: HTTPRequest) -> None:
    """Leaves nothing but harmless headers, and no query, in the requests that an
    error of the library holds: it may be shown to anyone.
    """
    # The public property raises where there is none.
    held: HTTPRequest | None = getattr(error, "_request", None)
    for holder in (request,) if held is None else (request, held):
        strip_headers(holder)
        holder.url = type(holder.url)(str(holder.url).partition("?")[0])
