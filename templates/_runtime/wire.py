"""Base URLs, checked before anything is sent; and the HTTP library as the
client sees it: the few methods that httpx2 and httpx share, and what their errors mean.

Neither library is imported here. Only one of them need be installed, and a caller may
bring a client of the other.
"""

from __future__ import annotations

import re
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    MutableMapping,
)
from dataclasses import dataclass
from typing import Any, Final, Protocol
from urllib.parse import SplitResult, quote, urlsplit

from ..errors import APIConnectionError, APITimeoutError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_NAME = re.compile(r"[a-z0-9._~-]+")
_IPV6 = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*(?:%25[a-z0-9._~-]+)?")
"""Perhaps with its zone (RFC 6874)."""
_DOT_SEGMENT = re.compile(r"/\.{1,2}(?=/|$)")

Origin = tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class BaseURL:
    """Where an API lives.

    `prefix` has no trailing slash; `query` is what the caller's URL held,
    sent with every call.
    """

    prefix: str
    query: str
    origin: Origin

    def join(self, path: str, query: list[str]) -> str:
        """The URL of a path and query pairs that are encoded already.

        Raises ValueError where the path has a `.` or `..` segment.
        """
        if _DOT_SEGMENT.search(path):
            raise ValueError(f"the path {path!r} holds a segment that is '.' or '..'")
        pairs = "&".join([self.query, *query] if self.query else query)
        return f"{self.prefix}{path}?{pairs}" if pairs else self.prefix + path


def parse_base_url(
    url: str, against: BaseURL | None = None, called: str = "base_url"
) -> BaseURL:
    """Checks a base URL, which may be relative to `against`.

    Raises ValueError, which does not repeat a password in it.
    """
    if against is not None and url.startswith("/") and not url.startswith("//"):
        scheme, host, port = against.origin
        host = f"[{host}]" if ":" in host else host
        url = f"{scheme}://{host}{f':{port}' if port else ''}{url}"
    url = url.strip()
    if _CONTROL.search(url):  # some of these would be dropped without a word
        raise ValueError(f"{called} holds a line end or another control character")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"{called} is no URL: {error}") from None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"{called} must be an absolute http or https URL")
    if parts.username is not None or parts.password is not None:
        message = "credentials: give them to http_client, or as a header"
        raise ValueError(f"{called} must not hold {message}")
    if not _is_host(parts.hostname, "[" in parts.netloc):
        raise ValueError(f"{called} has no valid host name")
    if parts.fragment:
        raise ValueError(f"{called} must not have a fragment")
    path = quote(parts.path.rstrip("/"), safe="/%:@!$&'()*+,;=~-._")
    prefix = f"{parts.scheme}://{parts.netloc}{path}"
    return BaseURL(prefix, parts.query, _origin(parts, port))


def _is_host(name: str, is_bracketed: bool) -> bool:
    if is_bracketed:
        return _IPV6.fullmatch(name) is not None
    if name.isascii():
        return _NAME.fullmatch(name) is not None
    try:
        return bool(name.encode("idna"))
    except UnicodeError:
        return False


def origin(url: str) -> Origin:
    """Scheme, host and port: what credentials belong to (RFC 6454)."""
    parts = urlsplit(url)
    return _origin(parts, parts.port)


def _origin(parts: SplitResult, port: int | None) -> Origin:
    host = (parts.hostname or "").lower()
    return parts.scheme, host, port or _DEFAULT_PORTS.get(parts.scheme)


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

    @property
    def build_request(self) -> Callable[..., Any]: ...


class HTTPClient(RequestBuilder, Protocol):
    """What is used of an HTTP client: `httpx2.Client` and `httpx.Client` have it."""

    @property
    def send(self) -> Callable[..., Any]: ...
    def close(self) -> None: ...


class AsyncHTTPClient(RequestBuilder, Protocol):
    """What is used of an async HTTP client: `httpx2.AsyncClient` and
    `httpx.AsyncClient` have it.
    """

    @property
    def send(self) -> Callable[..., Awaitable[Any]]: ...
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
        shown = f"{method} {url}: timed out ({stage})"
        return APITimeoutError(shown, method=method, url=url)
    return APIConnectionError(shown, method=method, url=url)


# All that may go to another origin: nothing here can be a credential.
_HARMLESS_HEADERS: Final = frozenset(
    (
        *("accept", "accept-encoding", "accept-language", "connection"),
        *("content-length", "content-type", "host", "transfer-encoding", "user-agent"),
    )
)
_OF_CONTENT: Final = ("encoding", "language", "location", "type")


def forget_content(request: HTTPRequest) -> None:
    """Takes away what describes a body, from a request that no longer has one (RFC
    9110, section 15.4).
    """
    for name in _OF_CONTENT:
        request.headers.pop(f"content-{name}", None)


def strip_headers(request: HTTPRequest, keep: Iterable[str] = ()) -> None:
    """Leaves a request nothing but harmless headers and those to keep (in lower
    case).
    """
    names = {name.lower() for name in request.headers}
    for name in names - _HARMLESS_HEADERS - set(keep):
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
