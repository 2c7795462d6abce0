"""What sending has in common, sync or async: attempts and what follows from how each of
them ends.

A `Plan` comes in, requests of the HTTP library go out; their responses come in,
`APIResponse` and errors go out.
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterable, Mapping
from inspect import iscoroutinefunction
from typing import Any, Final, Generic, Self, TypeVar

from ..errors import APIConnectionError, status_error
from .attempts import (
    Attempt,
    Outcome,
    log_outcome,
    logger,
    redact_library_logs,
    redacted,
)
from .auth import AsyncSecretSource, Chosen, Credentials
from .opened import Failure
from .options import OMIT, Omit, RequestOptions, Timeout
from .outgoing import Outgoing
from .parameters import encode
from .plan import Plan, Planner, Service
from .pool import Pool
from .request import Request, read_error
from .response import APIResponse, Headers
from .retry import (
    DEFAULT_MAX_RETRIES,
    may_repeat_failure,
    may_repeat_status,
    wait_before,
)
from .waiting import running_loop
from .wire import (
    HTTPLibrary,
    HTTPRequest,
    ReadResponse,
    connection_error,
    forget_secrets,
)

H = TypeVar("H")

DEFAULT_TIMEOUT: Final = 60.0
"""Seconds; for connecting, and for each wait while sending and receiving."""
_INFO: Final = 20


class Engine(Generic[H]):
    """What does not depend on sync or async, above all judging how attempts end."""

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
        http_library: HTTPLibrary,
        new_http_client: Callable[[], H],
        max_retries: int = DEFAULT_MAX_RETRIES,
        trusted_origins: Iterable[str] = (),
        on_request: Callable[[Attempt], object] | None = None,
        on_response: Callable[[Outcome], object] | None = None,
    ) -> None:
        for hook in (on_request, on_response):
            if not self.is_async and iscoroutinefunction(hook):
                raise TypeError("an async hook needs AsyncClient")
        closing = "aclose" if self.is_async else "close"
        if http_client is not None and not hasattr(http_client, closing):
            kind = "AsyncClient" if self.is_async else "Client"
            raise TypeError(
                f"http_client of {kind} is the HTTP library's {kind},"
                f" not {type(http_client).__name__}"
            )
        # A client that the caller brought keeps its own timeout unless told otherwise.
        if timeout is OMIT and http_client is None:
            timeout = DEFAULT_TIMEOUT
        self.planner = Planner(
            service,
            base_url=base_url,
            timeout=timeout,
            headers=headers,
            max_retries=max_retries,
            trusted_origins=trusted_origins,
        )
        self._credential_hint = service.credential_hint
        self.security = service.security
        self.credentials = Credentials(service.schemes, credentials)
        self.on_request, self.on_response = on_request, on_response
        self._pool = Pool(
            http_client, new_http_client, running_loop if self.is_async else None
        )
        self.outgoing = Outgoing(
            http_library if http_client is None else None, is_async=self.is_async
        )
        self._is_copy = False
        schemes = service.schemes.values()
        redact_library_logs(
            frozenset(encode(each.name) for each in schemes if each.place == "query"),
            frozenset(each.name for each in schemes if each.place == "header"),
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
        copied.planner = self.planner.with_options(timeout, max_retries, headers)
        return copied

    def plan(
        self, request: Request[Any], options: RequestOptions | None
    ) -> tuple[Plan, Chosen | None]:
        """What to send, and the secrets for it; None for these where it needs
        some that nobody gave. Raises ValueError and TypeError for what can't be
        sent.
        """
        plan = self.planner.plan(request, options)
        if not plan.trusted:
            return plan, ()
        return plan, self.credentials.choose(request.operation.security)

    def begin(self, plan: Plan, outgoing: HTTPRequest) -> Attempt | None:
        """What hooks and logs are told of an attempt; None where nobody listens."""
        if (
            self.on_request is None
            and self.on_response is None
            and not logger.isEnabledFor(_INFO)
        ):
            return None
        plan.started = time.perf_counter()
        headers = redacted((name, outgoing.headers[name]) for name in outgoing.headers)
        return Attempt(plan.method, plan.shown_url, headers, plan.attempt)

    def judge(
        self,
        plan: Plan,
        chosen: Chosen | None,
        received: ReadResponse | None,
        failure: APIConnectionError | None,
    ) -> float | None:
        """Seconds until the next attempt; None: there is none."""
        if received is not None and received.status_code == 401:
            # Not a retry: a secret that is asked for may be another one by now.
            if plan.was_refreshed or plan.hops:
                return None
            plan.was_refreshed = True
            return 0.0 if any(secret.is_asked for _, secret in chosen or ()) else None
        if plan.retries_left == 0 or not _may_repeat(plan, received, failure):
            return None
        headers = Headers() if received is None else _headers(received)
        wait = wait_before(plan.attempt - 1, headers)
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
            Headers() if received is None else _headers(received),
            failure,
            time.perf_counter() - plan.started,
            wait,
        )
        log_outcome(outcome)
        return outcome

    def failure(
        self, plan: Plan, outgoing: HTTPRequest, error: Exception
    ) -> APIConnectionError | None:
        """The error to raise for one of ours or of the HTTP library; None: leave it
        as it is. Nothing that its traceback shows holds a secret then.
        """
        forget_secrets(error, outgoing)
        if isinstance(error, APIConnectionError):
            return error
        return connection_error(error, plan.method, plan.shown_url)

    def failing(self, plan: Plan, outgoing: HTTPRequest) -> Failure:
        """`failure` for later. Its repr shows nothing of the request."""
        return lambda error: self.failure(plan, outgoing, error)

    def response(
        self,
        request: Request[Any],
        plan: Plan,
        chosen: Chosen | None,
        received: ReadResponse,
        content: bytes,
    ) -> APIResponse:
        """What came back, read to its end. Raises APIStatusError."""
        response = APIResponse(
            received.status_code,
            _headers(received),
            content,
            method=plan.method,
            url=plan.url,
            retries=plan.attempt - 1,
        )
        if 200 <= response.status_code < 300:
            return response
        is_nameless = response.status_code == 401 and chosen is None
        raise status_error(
            response,
            read_error(request.operation, response),
            self._credential_hint if is_nameless else None,
        )


def _may_repeat(
    plan: Plan, received: ReadResponse | None, failure: APIConnectionError | None
) -> bool:
    """Whether another attempt makes sense after what this one ended in."""
    if received is not None:
        return may_repeat_status(received.status_code, plan.repeatable)
    if failure is None or failure.__cause__ is None:
        return False
    # After a redirect the first server has done its part already: not even a refused
    # connection says otherwise.
    return may_repeat_failure(failure.__cause__, plan.repeatable) and (
        plan.hops == 0 or plan.repeatable
    )


def _headers(received: ReadResponse) -> Headers:
    return Headers(received.headers.multi_items())
