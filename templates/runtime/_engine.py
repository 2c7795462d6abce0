"""What sending has in common, sync or async: a checked plan of each request,
redirects, and reading the answer.

`Request` and `RequestOptions` come in, requests of the HTTP library go out; their
responses come in, values and errors go out.
"""

from __future__ import annotations

import copy
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, Self, TypeVar, cast

from ._attempts import (
    Attempt,
    Outcome,
    log_outcome,
    logger,
    redact_library_logs,
    redacted,
)
from ._auth import Applied, AsyncSecretSource, Credentials, Scheme, Secret
from ._files import FileBody
from ._parameters import Query, encode
from ._plain import json_text
from ._pool import Pool
from ._request import Request, read_answer, read_error
from ._response import APIResponse, Headers
from ._retry import (
    DEFAULT_MAX_RETRIES,
    is_repeatable,
    may_repeat_failure,
    may_repeat_status,
    wait_before,
)
from ._url import check_header, origin, parse_base_url
from ._wire import (
    HTTPRequest,
    ReadResponse,
    RequestBuilder,
    connection_error,
    forget_headers,
    strip_headers,
)
from .errors import APIConnectionError, status_error
from .options import OMIT, Omit, RequestOptions, Timeout

H = TypeVar("H")
T = TypeVar("T")

DEFAULT_TIMEOUT: Final = 60.0
"""Seconds; for connecting, and for each wait while sending and receiving."""
_INFO: Final = 20
_MAX_REDIRECTS: Final = 10
_OPTIONS: Final = RequestOptions.__optional_keys__ | RequestOptions.__required_keys__


@dataclass(frozen=True, slots=True)
class Service:
    """What the API's document says about calling it.

    `credential_hint` completes the message of a 401 when no credential was given.
    """

    user_agent: str
    base_url: str | None
    schemes: Mapping[str, Scheme]
    credential_hint: str


@dataclass(slots=True)
class Plan:
    """A request that was checked, without credentials.

    `trusted` says that it goes where credentials may go, `repeatable`
    that sending it twice does no harm. `attempt` counts from 1, `hops`
    are the redirects of this attempt.
    """

    method: str
    url: str
    headers: dict[str, tuple[str, str]]
    content: bytes | FileBody | None
    extensions: dict[str, Any]
    trusted: bool
    retries_left: int
    repeatable: bool
    attempt: int = 1
    hops: int = 0
    was_refreshed: bool = False
    started: float = 0.0

    @property
    def shown_url(self) -> str:
        return self.url.partition("?")[0]


class Engine(Generic[H]):
    """What does not depend on sync or async: building requests, following
    redirects, reading answers.
    """

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
        max_retries: int = DEFAULT_MAX_RETRIES,
        on_request: Callable[[Attempt], object] | None = None,
        on_response: Callable[[Outcome], object] | None = None,
    ) -> None:
        default = base_url or service.base_url
        if default is None:
            raise ValueError("base_url is needed: the API's document names no server")
        self.base_url = parse_base_url(default)
        self._overridden = bool(base_url)
        self._service = service
        self.credentials = Credentials(service.schemes, credentials)
        # A client that the caller brought keeps its own timeout unless told otherwise.
        self._timeout = (
            DEFAULT_TIMEOUT if timeout is OMIT and http_client is None else timeout
        )
        self._headers = {
            name.lower(): check_header(name, value)
            for name, value in (headers or {}).items()
        }
        self._max_retries = _check_max_retries(max_retries)
        self.on_request, self.on_response = on_request, on_response
        self._pool = Pool(http_client, new_http_client)
        self._is_copy = False
        redact_library_logs(
            frozenset(
                encode(scheme.name)
                for scheme in service.schemes.values()
                if scheme.place == "query"
            )
        )

    def http(self) -> H:
        """The HTTP client, made on first use.

        Raises RuntimeError once the client is closed.
        """
        return self._pool.http()

    def release(self) -> H | None:
        """Ends the use of the HTTP client; returns it if it is ours to close.

        Copies leave it to the client they were made of.
        """
        return None if self._is_copy else self._pool.release()

    def with_options(
        self,
        timeout: Timeout | Omit,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
    ) -> Self:
        """A copy that shares the connections."""
        copied = copy.copy(self)
        copied._is_copy = True
        if timeout is not OMIT:
            copied._timeout = timeout
        if max_retries is not None:
            copied._max_retries = _check_max_retries(max_retries)
        if headers:
            copied._headers = self._headers | {
                name.lower(): check_header(name, value)
                for name, value in headers.items()
            }
        return copied

    def choose_credentials(
        self, request: Request[Any], plan: Plan
    ) -> tuple[tuple[Scheme, Secret], ...] | None:
        """The secrets for a call; None where it needs some that nobody gave."""
        return (
            self.credentials.choose(request.operation.security) if plan.trusted else ()
        )

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
        headers = {
            "accept": ("Accept", operation.accept),
            "user-agent": ("User-Agent", self._service.user_agent),
        }
        if trusted:
            headers.update(self._headers)
        if isinstance(request.content, FileBody) and request.content.length is not None:
            headers["content-length"] = ("Content-Length", str(request.content.length))
        if request.content_type is not None:
            headers["content-type"] = ("Content-Type", request.content_type)
        cookies = "; ".join(request.cookies)
        if cookies:
            headers["cookie"] = check_header("Cookie", cookies)
        for name, value in (
            *request.headers,
            *options.get("extra_headers", {}).items(),
        ):
            headers[name.lower()] = check_header(name, value)
        _add_idempotency_key(headers, operation.takes_idempotency_key, options)
        content = request.content
        if "extra_body" in options:
            content = _extended(content, options["extra_body"])
            headers.setdefault("content-type", ("Content-Type", "application/json"))
        timeout = options.get("timeout", self._timeout)
        retries = (
            _check_max_retries(options["max_retries"])
            if "max_retries" in options
            else self._max_retries
        )
        replayable = not isinstance(content, FileBody) or content.is_replayable
        return Plan(
            operation.method,
            base.join(request.path, query.parts),
            headers,
            content,
            {} if timeout is OMIT else {"timeout": _timeout_seconds(timeout)},
            trusted,
            retries if replayable else 0,
            is_repeatable(operation.method, "idempotency-key" in headers),
            was_refreshed=not replayable,
        )

    def begin(self, plan: Plan, outgoing: HTTPRequest) -> Attempt | None:
        """What hooks and logs are told of an attempt; None where nobody listens."""
        plan.started = time.perf_counter()
        if (
            self.on_request is None
            and self.on_response is None
            and not logger.isEnabledFor(_INFO)
        ):
            return None
        headers = redacted((name, outgoing.headers[name]) for name in outgoing.headers)
        return Attempt(plan.method, plan.shown_url, headers, plan.attempt)

    def judge(
        self,
        plan: Plan,
        chosen: tuple[tuple[Scheme, Secret], ...] | None,
        received: ReadResponse | None,
        failure: APIConnectionError | None,
    ) -> float | None:
        """Seconds until the next attempt; None: there is none."""
        if received is None:
            cause = failure.__cause__ if failure is not None else None
            if plan.retries_left == 0 or cause is None:
                return None
            # After a redirect the first server has done its part already: not even a
            # refused connection says otherwise.
            if not may_repeat_failure(cause, plan.repeatable) or (
                plan.hops and not plan.repeatable
            ):
                return None
            wait: float | None = wait_before(plan.attempt - 1, {})
        elif 200 <= received.status_code < 300:
            return None
        elif received.status_code == 401:
            if (
                plan.was_refreshed
                or plan.hops
                or not any(secret.is_asked for _, secret in chosen or ())
            ):
                return None
            plan.was_refreshed = True
            return 0.0
        elif plan.retries_left == 0 or not may_repeat_status(
            received.status_code, plan.repeatable
        ):
            return None
        else:
            wait = wait_before(
                plan.attempt - 1, Headers(received.headers.multi_items())
            )
        if wait is not None:
            plan.retries_left -= 1
        return wait

    def outcome(
        self,
        attempt: Attempt,
        plan: Plan,
        received: ReadResponse | None,
        failure: APIConnectionError | None,
        wait: float | None,
    ) -> Outcome:
        """How an attempt ended; it is logged."""
        outcome = Outcome(
            attempt,
            None if received is None else received.status_code,
            Headers() if received is None else Headers(received.headers.multi_items()),
            failure,
            time.perf_counter() - plan.started,
            wait,
        )
        log_outcome(outcome)
        return outcome

    def build(self, http: RequestBuilder, plan: Plan, applied: Applied) -> HTTPRequest:
        """The library's request, credentials included."""
        url, headers = plan.url, dict(plan.headers)
        for name, value in applied.headers:
            headers.setdefault(name.lower(), check_header(name, value))
        if applied.query:
            url += ("&" if "?" in url else "?") + "&".join(applied.query)
        if applied.cookies:
            present = [headers["cookie"][1]] if "cookie" in headers else []
            headers["cookie"] = check_header(
                "Cookie", "; ".join(present + applied.cookies)
            )
        fields = [
            (name.encode("ascii"), value.encode("latin-1"))
            for name, value in headers.values()
        ]
        content = (
            plan.content.asynchronous()
            if self.is_async and isinstance(plan.content, FileBody)
            else plan.content
        )
        outgoing: HTTPRequest = http.build_request(
            plan.method,
            url,
            content=content,
            headers=fields,
            extensions=plan.extensions,
        )
        if not plan.trusted:
            strip_headers(outgoing, plan.headers)
        return outgoing

    def redirected(
        self, plan: Plan, received: ReadResponse, hops: int
    ) -> HTTPRequest | None:
        """The request that a redirect asks for, without anything secret once it leaves
        the origin. Raises APIConnectionError.
        """
        following = received.next_request
        if following is None:
            return None
        if hops >= _MAX_REDIRECTS:
            message = (
                f"{plan.method} {plan.shown_url}: more than {_MAX_REDIRECTS} redirects"
            )
            raise APIConnectionError(message, method=plan.method, url=plan.shown_url)
        if plan.trusted and origin(str(following.url)) != self.base_url.origin:
            # And stays so: what is stripped once does not come back.
            plan.trusted = False
        if not plan.trusted:
            strip_headers(following)
        return following

    def failure(
        self, error: Exception, plan: Plan, outgoing: HTTPRequest, applied: Applied
    ) -> APIConnectionError | None:
        """The error to raise from one of the HTTP library; None: leave it as it is."""
        failure = connection_error(error, plan.method, plan.shown_url)
        if failure is not None:
            forget_headers(
                error, outgoing, (*(name for name, _ in applied.headers), "cookie")
            )
        return failure

    def finish(
        self,
        request: Request[T],
        plan: Plan,
        received: ReadResponse,
        authenticated: bool,
    ) -> T:
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
        hint = (
            self._service.credential_hint
            if response.status_code == 401 and not authenticated
            else None
        )
        raise status_error(response, read_error(request.operation, response), hint)


def _check_max_retries(number: int) -> int:
    if number < 0:
        raise ValueError("max_retries must be a number of retries, 0 or more")
    return number


def _add_idempotency_key(
    headers: dict[str, tuple[str, str]], is_documented: bool, options: RequestOptions
) -> None:
    key = options.get("idempotency_key")
    if key is True or (
        key is None and is_documented and "idempotency-key" not in headers
    ):
        key = str(uuid.uuid4())
    if isinstance(key, str):
        headers["idempotency-key"] = check_header("Idempotency-Key", key)


def _extended(content: bytes | FileBody | None, extra: Mapping[str, Any]) -> bytes:
    """A JSON body with further members.

    Raises TypeError where the body is no JSON object.
    """
    try:
        body: object = (
            json.loads(content or b"{}") if not isinstance(content, FileBody) else None
        )
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise TypeError("extra_body needs a body that is a JSON object")
    return json_text({**cast("dict[str, Any]", body), **extra}).encode()


def _check_options(options: RequestOptions | None) -> RequestOptions:
    if options is None:
        return {}
    unknown = options.keys() - _OPTIONS
    if unknown:
        raise TypeError(
            f"request_options has no {', '.join(sorted(unknown))};"
            f" it knows {', '.join(sorted(_OPTIONS))}"
        )
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
