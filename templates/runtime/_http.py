"""Sends requests through the HTTP library and turns what comes back into values and errors.

`Transport` and `AsyncTransport` take a `Request` and return what its operation documents. They know the HTTP library by the few
methods below alone, so that a client of httpx2 or of httpx does; what both share without waiting for anything is in `_Engine`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from ._auth import Applied, AsyncSecretSource, Credentials, Scheme, SecretSource, unpicklable
from ._parameters import Query
from ._request import Request, read_answer, read_error
from ._response import APIResponse, Headers
from ._url import BaseURL, check_header, origin, parse_base_url
from .errors import APIConnectionError, APIError, APITimeoutError, status_error
from .options import OMIT, Omit, RequestOptions, Timeout

T = TypeVar("T")

DEFAULT_TIMEOUT: Final = 60.0
"""Seconds; for connecting, and for each wait while sending and receiving."""
_MAX_REDIRECTS: Final = 10
# All that a redirect to another origin may take along: nothing here can be a credential.
_HARMLESS_HEADERS: Final = frozenset(
    [
        "accept",
        "accept-encoding",
        "accept-language",
        "connection",
        "content-length",
        "content-type",
        "host",
        "transfer-encoding",
    ]
    + ["user-agent"]
)


class HTTPHeaders(Protocol):
    def multi_items(self) -> list[tuple[str, str]]: ...


class HTTPRequest(Protocol):
    """A request of the HTTP library."""

    @property
    def headers(self) -> MutableMapping[str, str]: ...
    @property
    def url(self) -> object: ...


class HTTPResponse(Protocol):
    """A response of the HTTP library."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> HTTPHeaders: ...
    @property
    def content(self) -> bytes: ...
    @property
    def next_request(self) -> HTTPRequest | None: ...


class HTTPClient(Protocol):
    """What is used of an HTTP client: `httpx2.Client` and `httpx.Client` have it."""

    # Any: each library takes its own request and header types here.
    def build_request(
        self, method: str, url: str, *, content: Any = ..., headers: Any = ..., extensions: Any = ...
    ) -> Any: ...
    def send(self, request: Any, *, auth: Any = ..., follow_redirects: bool = ...) -> Any: ...
    def close(self) -> None: ...


class AsyncHTTPClient(Protocol):
    """What is used of an async HTTP client: `httpx2.AsyncClient` and `httpx.AsyncClient` have it."""

    def build_request(
        self, method: str, url: str, *, content: Any = ..., headers: Any = ..., extensions: Any = ...
    ) -> Any: ...
    async def send(self, request: Any, *, auth: Any = ..., follow_redirects: bool = ...) -> Any: ...
    async def aclose(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Service:
    """What the API's document says about calling it. `credential_hint` completes the message of a 401 when no credential was given."""

    user_agent: str
    base_url: str | None
    schemes: Mapping[str, Scheme]
    credential_hint: str


@dataclass(slots=True)
class _Plan:
    """A request that was checked, without credentials. `trusted` says that it goes where credentials may go."""

    method: str
    url: str
    headers: dict[str, tuple[str, str]]
    content: bytes | None
    extensions: dict[str, Any]
    trusted: bool

    @property
    def shown_url(self) -> str:
        return self.url.partition("?")[0]


class _Engine:
    """What does not depend on sync or async: building requests, following redirects, reading answers."""

    def __init__(
        self,
        service: Service,
        credentials: Mapping[str, AsyncSecretSource],
        *,
        base_url: str | None,
        timeout: Timeout | Omit,
        headers: Mapping[str, str] | None,
        has_own_http_client: bool,
    ) -> None:
        default = base_url or service.base_url
        if default is None:
            raise ValueError("base_url is needed: the API's document names no server")
        self.base_url = parse_base_url(default)
        self._overridden = base_url is not None
        self._service = service
        self._credentials = Credentials(service.schemes, credentials)
        # A client that the caller brought keeps its own timeout unless told otherwise.
        self._timeout = DEFAULT_TIMEOUT if timeout is OMIT and not has_own_http_client else timeout
        self._headers = {name.lower(): check_header(name, value) for name, value in (headers or {}).items()}
        self.is_closed = False

    def plan(self, request: Request[Any], options: RequestOptions | None) -> _Plan:
        """Raises ValueError and TypeError for what can't be sent."""
        if self.is_closed:
            raise RuntimeError("the client is closed")
        options = _check_options(options)
        operation = request.operation
        base = self.base_url
        if operation.server is not None and not self._overridden:
            base = parse_base_url(operation.server, base)
        trusted = base.origin == self.base_url.origin
        query = Query()
        query.parts += request.query.parts
        for name, value in options.get("extra_query", {}).items():
            query.form(name, value)
        headers = {"accept": ("Accept", operation.accept), "user-agent": ("User-Agent", self._service.user_agent)}
        if trusted:
            headers.update(self._headers)
        if request.content_type is not None:
            headers["content-type"] = ("Content-Type", request.content_type)
        cookies = "; ".join(request.cookies)
        if cookies:
            headers["cookie"] = check_header("Cookie", cookies)
        for name, value in (*request.headers, *options.get("extra_headers", {}).items()):
            headers[name.lower()] = check_header(name, value)
        timeout = options.get("timeout", self._timeout)
        return _Plan(
            operation.method,
            base.join(request.path, query.parts),
            headers,
            request.content,
            {} if timeout is OMIT else {"timeout": _timeout_seconds(timeout)},
            trusted,
        )

    def build(self, http: HTTPClient | AsyncHTTPClient, plan: _Plan, applied: Applied) -> HTTPRequest:
        """The library's request, credentials included."""
        url, headers = plan.url, dict(plan.headers)
        for name, value in applied.headers:
            headers.setdefault(name.lower(), check_header(name, value))
        if applied.query:
            url += ("&" if "?" in url else "?") + "&".join(applied.query)
        if applied.cookies:
            present = [headers["cookie"][1]] if "cookie" in headers else []
            headers["cookie"] = check_header("Cookie", "; ".join(present + applied.cookies))
        fields = [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.values()]
        outgoing: HTTPRequest = http.build_request(
            plan.method, url, content=plan.content, headers=fields, extensions=plan.extensions
        )
        if not plan.trusted:
            _strip(outgoing, plan.headers.keys())
        return outgoing

    def redirected(self, plan: _Plan, received: HTTPResponse, hops: int) -> HTTPRequest | None:
        """The request that a redirect asks for, without anything secret once it leaves the origin. Raises APIConnectionError."""
        following = received.next_request
        if following is None:
            return None
        if hops >= _MAX_REDIRECTS:
            raise APIConnectionError(
                f"{plan.method} {plan.shown_url}: more than {_MAX_REDIRECTS} redirects",
                method=plan.method,
                url=plan.shown_url,
            )
        if plan.trusted and origin(str(following.url)) != self.base_url.origin:
            plan.trusted = False  # and stays so: what is stripped once does not come back
        if not plan.trusted:
            _strip(following, ())
        return following

    def finish(self, request: Request[T], plan: _Plan, received: HTTPResponse, authenticated: bool) -> T:
        """Decodes a success. Raises APIStatusError and APIDecodeError."""
        response = APIResponse(
            received.status_code,
            Headers(received.headers.multi_items()),
            received.content,
            method=plan.method,
            url=plan.url,
        )
        if 200 <= response.status_code < 300:
            return read_answer(request.operation, response)
        hint = self._service.credential_hint if response.status_code == 401 and not authenticated else None
        raise status_error(response, read_error(request.operation, response), hint)


class Transport(_Engine):
    """Sends requests and waits for the answers. Threads may share it."""

    def __init__(
        self,
        service: Service,
        credentials: Mapping[str, SecretSource],
        *,
        base_url: str | None,
        timeout: Timeout | Omit,
        headers: Mapping[str, str] | None,
        http_client: HTTPClient | None,
        new_http_client: Callable[[], HTTPClient],
    ) -> None:
        super().__init__(
            service,
            credentials,
            base_url=base_url,
            timeout=timeout,
            headers=headers,
            has_own_http_client=http_client is not None,
        )
        self._http = http_client
        self._new_http_client = new_http_client
        self._is_owner = http_client is None
        self._lock = threading.Lock()

    def send(self, request: Request[T], options: RequestOptions | None = None) -> T:
        """Returns the decoded answer. Raises APIError."""
        plan = self.plan(request, options)
        chosen = self._credentials.choose(request.operation.security) if plan.trusted else ()
        applied = self._credentials.apply(chosen or ())
        http = self._client()
        outgoing = self.build(http, plan, applied)
        try:
            received = _send(http, outgoing, plan)
            hops = 0
            while (following := self.redirected(plan, received, hops)) is not None:
                hops += 1
                received = _send(http, following, plan)
        except Exception as error:
            failure = _translate(error, plan, outgoing, applied)
            if failure is None:
                raise
            raise failure from error
        return self.finish(request, plan, received, chosen is not None)

    def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        self.is_closed = True
        with self._lock:
            http, self._http = self._http, None
        if http is not None and self._is_owner:
            http.close()

    def _client(self) -> HTTPClient:
        if self._http is None:
            with self._lock:
                if self._http is None:
                    self._http = self._new_http_client()
                return self._http
        return self._http


class AsyncTransport(_Engine):
    """Sends requests and awaits the answers. Tasks of one event loop may share it."""

    def __init__(
        self,
        service: Service,
        credentials: Mapping[str, AsyncSecretSource],
        *,
        base_url: str | None,
        timeout: Timeout | Omit,
        headers: Mapping[str, str] | None,
        http_client: AsyncHTTPClient | None,
        new_http_client: Callable[[], AsyncHTTPClient],
    ) -> None:
        super().__init__(
            service,
            credentials,
            base_url=base_url,
            timeout=timeout,
            headers=headers,
            has_own_http_client=http_client is not None,
        )
        self._http = http_client
        self._new_http_client = new_http_client
        self._is_owner = http_client is None

    async def send(self, request: Request[T], options: RequestOptions | None = None) -> T:
        """Returns the decoded answer. Raises APIError."""
        plan = self.plan(request, options)
        chosen = self._credentials.choose(request.operation.security) if plan.trusted else ()
        applied = await self._credentials.aapply(chosen or ())
        if self._http is None:
            self._http = self._new_http_client()
        http = self._http
        outgoing = self.build(http, plan, applied)
        try:
            received = await _asend(http, outgoing, plan)
            hops = 0
            while (following := self.redirected(plan, received, hops)) is not None:
                hops += 1
                received = await _asend(http, following, plan)
        except Exception as error:
            failure = _translate(error, plan, outgoing, applied)
            if failure is None:
                raise
            raise failure from error
        return self.finish(request, plan, received, chosen is not None)

    async def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        self.is_closed = True
        http, self._http = self._http, None
        if http is not None and self._is_owner:
            await http.aclose()


def _send(http: HTTPClient, request: HTTPRequest, plan: _Plan) -> HTTPResponse:
    received: HTTPResponse
    # `auth` of a caller's HTTP client is a credential too, and so are its headers: `_strip` saw to those.
    if plan.trusted:
        received = http.send(request, follow_redirects=False)
    else:
        received = http.send(request, follow_redirects=False, auth=None)
    return received


async def _asend(http: AsyncHTTPClient, request: HTTPRequest, plan: _Plan) -> HTTPResponse:
    received: HTTPResponse
    if plan.trusted:
        received = await http.send(request, follow_redirects=False)
    else:
        received = await http.send(request, follow_redirects=False, auth=None)
    return received


def _strip(request: HTTPRequest, keep: Any) -> None:
    for name in {name.lower() for name in request.headers} - _HARMLESS_HEADERS - set(keep):
        del request.headers[name]


def _translate(error: Exception, plan: _Plan, outgoing: HTTPRequest, applied: Applied) -> APIError | None:
    """The error of ours for one of the HTTP library (httpx2 or httpx, known by name: only one of them need be installed); None: leave it."""
    names = {kind.__name__ for kind in type(error).__mro__ if kind.__module__.partition(".")[0] in ("httpx2", "httpx")}
    if "RequestError" not in names:
        return None
    for name, _ in applied.headers:
        outgoing.headers.pop(name, None)  # the library's error holds the request
    if applied.cookies:
        outgoing.headers.pop("cookie", None)
    what = f"{plan.method} {plan.shown_url}"
    if "TimeoutException" in names:
        stage = type(error).__name__.removesuffix("Timeout").lower()
        return APITimeoutError(f"{what}: timed out ({stage})", method=plan.method, url=plan.shown_url)
    return APIConnectionError(f"{what}: {str(error) or type(error).__name__}", method=plan.method, url=plan.shown_url)


_OPTIONS: Final = RequestOptions.__optional_keys__ | RequestOptions.__required_keys__


def _check_options(options: RequestOptions | None) -> RequestOptions:
    if options is None:
        return {}
    unknown = options.keys() - _OPTIONS
    if unknown:
        raise TypeError(f"request_options has no {', '.join(sorted(unknown))}; it knows {', '.join(sorted(_OPTIONS))}")
    return options


def _timeout_seconds(timeout: Timeout | Omit) -> dict[str, float | None]:
    """The timeout as both libraries take it."""
    if timeout is None or isinstance(timeout, (int, float)):
        return dict.fromkeys(("connect", "read", "write", "pool"), timeout)
    if isinstance(timeout, tuple):
        return dict(zip(("connect", "read", "write", "pool"), timeout, strict=True))
    if isinstance(timeout, Omit):
        raise TypeError("timeout must be a number of seconds, four of them, or None")
    return timeout.as_dict()


class SyncClientBase:
    """What every client of a package can do beside its operations."""

    _transport: Transport

    def close(self) -> None:
        """Closes the connections, unless `http_client` was given. The client can't be used afterwards."""
        self._transport.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._transport.base_url.prefix}>"

    def __reduce__(self) -> Any:
        return unpicklable(self)


class AsyncClientBase:
    """What every async client of a package can do beside its operations."""

    _transport: AsyncTransport

    async def close(self) -> None:
        """Closes the connections, unless `http_client` was given. The client can't be used afterwards."""
        await self._transport.close()

    async def aclose(self) -> None:
        """The same as `close`."""
        await self._transport.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._transport.base_url.prefix}>"

    def __reduce__(self) -> Any:
        return unpicklable(self)


__all__ = [
    "AsyncClientBase",
    "AsyncHTTPClient",
    "AsyncTransport",
    "BaseURL",
    "HTTPClient",
    "Service",
    "SyncClientBase",
    "Transport",
]
