"""What sending has in common, sync or async: a checked plan of each request, redirects, and reading the answer.

`Request` and `RequestOptions` come in, requests of the HTTP library go out; their responses come in, values and errors go out.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from ._auth import Applied, AsyncSecretSource, Credentials, Scheme, Secret
from ._files import FileBody
from ._parameters import Query
from ._request import Request, read_answer, read_error
from ._response import APIResponse, Headers
from ._url import check_header, origin, parse_base_url
from ._wire import HTTPRequest, ReadResponse, RequestBuilder, connection_error, forget_headers, strip_headers
from .errors import APIConnectionError, status_error
from .options import OMIT, Omit, RequestOptions, Timeout

H = TypeVar("H")
T = TypeVar("T")

DEFAULT_TIMEOUT: Final = 60.0
"""Seconds; for connecting, and for each wait while sending and receiving."""
_MAX_REDIRECTS: Final = 10
_OPTIONS: Final = RequestOptions.__optional_keys__ | RequestOptions.__required_keys__


@dataclass(frozen=True, slots=True)
class Service:
    """What the API's document says about calling it. `credential_hint` completes the message of a 401 when no credential was given."""

    user_agent: str
    base_url: str | None
    schemes: Mapping[str, Scheme]
    credential_hint: str


@dataclass(slots=True)
class Plan:
    """A request that was checked, without credentials. `trusted` says that it goes where credentials may go."""

    method: str
    url: str
    headers: dict[str, tuple[str, str]]
    content: bytes | FileBody | None
    extensions: dict[str, Any]
    trusted: bool

    @property
    def shown_url(self) -> str:
        return self.url.partition("?")[0]


class Engine(Generic[H]):
    """What does not depend on sync or async: building requests, following redirects, reading answers."""

    is_async = False

    def __init__(
        self,
        service: Service,
        credentials: Mapping[str, AsyncSecretSource],
        *,
        base_url: str | None,
        timeout: Timeout | Omit,
        headers: Mapping[str, str] | None,
        http_client: H | None,
        new_http_client: Callable[[], H],
    ) -> None:
        default = base_url or service.base_url
        if default is None:
            raise ValueError("base_url is needed: the API's document names no server")
        self.base_url = parse_base_url(default)
        self.is_closed = False
        self._overridden = bool(base_url)
        self._service = service
        self.credentials = Credentials(service.schemes, credentials)
        # A client that the caller brought keeps its own timeout unless told otherwise.
        self._timeout = DEFAULT_TIMEOUT if timeout is OMIT and http_client is None else timeout
        self._headers = {name.lower(): check_header(name, value) for name, value in (headers or {}).items()}
        self._http = http_client
        self._new_http_client = new_http_client
        self._is_owner = http_client is None
        self._lock = threading.Lock()

    def http(self) -> H:
        """The HTTP client, made on first use. Raises RuntimeError once the client is closed."""
        if self._http is None or self.is_closed:
            with self._lock:
                if self.is_closed:
                    raise RuntimeError("the client is closed")
                if self._http is None:
                    self._http = self._new_http_client()
                return self._http
        return self._http

    def release(self) -> H | None:
        """Ends the use of the HTTP client; returns it if it is ours to close."""
        with self._lock:
            self.is_closed = True
            http, self._http = self._http, None
        return http if self._is_owner else None

    def choose_credentials(self, request: Request[Any], plan: Plan) -> tuple[tuple[Scheme, Secret], ...] | None:
        """The secrets for a call; None where it needs some that nobody gave."""
        return self.credentials.choose(request.operation.security) if plan.trusted else ()

    def plan(self, request: Request[Any], options: RequestOptions | None) -> Plan:
        """Raises ValueError and TypeError for what can't be sent."""
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
        if isinstance(request.content, FileBody) and request.content.length is not None:
            headers["content-length"] = ("Content-Length", str(request.content.length))
        if request.content_type is not None:
            headers["content-type"] = ("Content-Type", request.content_type)
        cookies = "; ".join(request.cookies)
        if cookies:
            headers["cookie"] = check_header("Cookie", cookies)
        for name, value in (*request.headers, *options.get("extra_headers", {}).items()):
            headers[name.lower()] = check_header(name, value)
        timeout = options.get("timeout", self._timeout)
        return Plan(
            operation.method,
            base.join(request.path, query.parts),
            headers,
            request.content,
            {} if timeout is OMIT else {"timeout": _timeout_seconds(timeout)},
            trusted,
        )

    def build(self, http: RequestBuilder, plan: Plan, applied: Applied) -> HTTPRequest:
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
        content = plan.content.asynchronous() if self.is_async and isinstance(plan.content, FileBody) else plan.content
        outgoing: HTTPRequest = http.build_request(
            plan.method, url, content=content, headers=fields, extensions=plan.extensions
        )
        if not plan.trusted:
            strip_headers(outgoing, plan.headers)
        return outgoing

    def redirected(self, plan: Plan, received: ReadResponse, hops: int) -> HTTPRequest | None:
        """The request that a redirect asks for, without anything secret once it leaves the origin. Raises APIConnectionError."""
        following = received.next_request
        if following is None:
            return None
        if hops >= _MAX_REDIRECTS:
            message = f"{plan.method} {plan.shown_url}: more than {_MAX_REDIRECTS} redirects"
            raise APIConnectionError(message, method=plan.method, url=plan.shown_url)
        if plan.trusted and origin(str(following.url)) != self.base_url.origin:
            plan.trusted = False  # and stays so: what is stripped once does not come back
        if not plan.trusted:
            strip_headers(following)
        return following

    def failure(
        self, error: Exception, plan: Plan, outgoing: HTTPRequest, applied: Applied
    ) -> APIConnectionError | None:
        """The error to raise from one of the HTTP library; None: leave it as it is."""
        failure = connection_error(error, plan.method, plan.shown_url)
        if failure is not None:
            forget_headers(error, outgoing, (*(name for name, _ in applied.headers), "cookie"))
        return failure

    def finish(self, request: Request[T], plan: Plan, received: ReadResponse, authenticated: bool) -> T:
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
