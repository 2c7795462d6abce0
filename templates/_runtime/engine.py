"""Sends the request of a call as often as it takes, and judges how each attempt ends.

All of this is said once, as coroutines. An async client awaits them. In a sync client
none of their steps waits for an event loop, so `at_once` runs them.
"""

from __future__ import annotations

import copy
import inspect
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, Generic, Self, TypeVar

from ..errors import APIConnectionError, status_error
from . import attempts
from .auth import Applied, Chosen, Credentials, SecretSource
from .body import BodyTooLargeError, aread_body, read_body
from .connections import HTTPLibrary, Pool, running_loop, wait
from .model import OnMismatch
from .options import (
    OMIT,
    Attempt,
    Omit,
    Outcome,
    RequestOptions,
    Timeout,
    log_outcome,
    logger,
    redacted,
)
from .plan import Plan, Planner, Service
from .raw import Failure, Kind
from .request import Request, read_error
from .response import APIResponse, Head, Headers

H = TypeVar("H")
T = TypeVar("T")

DEFAULT_TIMEOUT: Final = 60.0
"""Seconds; for connecting, and for each wait while sending and receiving."""
_LARGEST_ERROR: Final = 8 * 1024 * 1024
"""Bytes of the body of an error that are kept."""
_INFO: Final = 20
_NO_AUTH: Final[dict[str, Any]] = {"auth": None}


@dataclass(slots=True, repr=False)
class Call:
    """A call that is being made. What stands here from `applied` on is of its latest
    attempt: the credentials, the request, the response of the HTTP library (None where
    there was none), and its body, unless that is read later.
    """

    plan: Plan
    chosen: Chosen | None
    applied: Applied = field(init=False)
    outgoing: Any = field(init=False)
    received: Any = None
    content: bytes = b""

    @property
    def status(self) -> int | None:
        return None if self.received is None else self.received.status_code

    @property
    def headers(self) -> Headers:
        if self.received is None:
            return Headers()
        return Headers(self.received.headers.multi_items())


def at_once(steps: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that does not wait for anything."""
    try:
        steps.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    steps.close()
    raise RuntimeError("a call of a sync client waits for an event loop")


class Engine(Generic[H]):
    """What does not depend on sync or async, above all judging how attempts end."""

    is_async = False
    kind: Kind = "answer"
    """What calls return."""

    def __init__(
        self,
        service: Service,
        credentials: Mapping[str, SecretSource],
        *,
        base_url: str | None,
        timeout: Timeout | Omit,
        headers: Mapping[str, str] | None,
        http_client: H | None,
        http_library: HTTPLibrary,
        new_http_client: Callable[[], H],
        max_retries: int,
        on_mismatch: OnMismatch,
        trusted_origins: Iterable[str],
        max_response_bytes: int | None,
        on_request: Callable[[Attempt], object] | None,
        on_response: Callable[[Outcome], object] | None,
    ) -> None:
        for hook in (on_request, on_response):
            if not self.is_async and inspect.iscoroutinefunction(hook):
                raise TypeError("an async hook needs AsyncClient")
        closing = "aclose" if self.is_async else "close"
        if http_client is not None and not hasattr(http_client, closing):
            kind = "AsyncClient" if self.is_async else "Client"
            wanted = f"http_client of {kind} is the HTTP library's {kind}"
            raise TypeError(f"{wanted}, not {type(http_client).__name__}")
        # A client that the caller brought keeps its own timeout unless told otherwise.
        if timeout is OMIT and http_client is None:
            timeout = DEFAULT_TIMEOUT
        settings = (base_url, timeout, headers, max_retries, on_mismatch)
        limits = (trusted_origins, max_response_bytes)
        self.planner = Planner(service, *settings, *limits)
        self._credential_hint = service.credential_hint
        self.security = service.security
        self.credentials = Credentials(service.schemes, credentials)
        self.on_request, self.on_response = on_request, on_response
        running = running_loop if self.is_async else None
        self._pool = Pool(http_client, new_http_client, running)
        library = http_library if http_client is None else None
        self.outgoing = attempts.Outgoing(library, is_async=self.is_async)
        self._is_copy = False
        for scheme in service.schemes.values():
            scheme.redact_logs()

    def release(self) -> H | None:
        """Ends the use of the HTTP client; returns it if it is ours to close.

        Copies leave it to the client they were made of.
        """
        return None if self._is_copy else self._pool.release()

    def with_options(
        self,
        credentials: Mapping[str, SecretSource],
        timeout: Timeout | Omit,
        max_retries: int | None,
        headers: Mapping[str, str] | None,
        on_mismatch: OnMismatch | None,
    ) -> Self:
        """A copy that shares the connections."""
        copied = copy.copy(self)
        copied._is_copy = True
        copied.credentials = self.credentials.replaced(credentials)
        settings = (timeout, max_retries, headers, on_mismatch)
        copied.planner = self.planner.with_options(*settings)
        return copied

    def returning(self, kind: Kind) -> Self:
        """A copy whose calls return something else."""
        copied = copy.copy(self)
        copied.kind = kind
        return copied

    def _attempt(self, call: Call) -> Attempt | None:
        """What hooks and logs are told of an attempt; None where nobody listens."""
        is_told = self.on_request is not None or self.on_response is not None
        if not is_told and not logger.isEnabledFor(_INFO):
            return None
        plan, fields = call.plan, call.outgoing.headers
        plan.started = time.perf_counter()
        headers = redacted((name, fields[name]) for name in fields)
        return Attempt(plan.method, plan.shown_url, headers, plan.attempt)

    def _judge(self, call: Call, failure: APIConnectionError | None) -> float | None:
        """Seconds until the next attempt; None: there is none."""
        plan, status = call.plan, call.status
        if status is not None and status < 400:
            return None
        if status == 401:
            # Not a retry: a secret that is asked for may be another one by now.
            if plan.was_refreshed or plan.hops:
                return None
            plan.was_refreshed = True
            is_asked = any(secret.is_asked for _, secret in call.chosen or ())
            return 0.0 if is_asked else None
        if plan.retries_left == 0 or not attempts.may_repeat(plan, status, failure):
            return None
        pause = attempts.wait_before(plan.attempt - 1, call.headers)
        if pause is not None:
            plan.retries_left -= 1
        return pause

    def _failure(self, call: Call, error: Exception) -> APIConnectionError | None:
        """The error to raise for one of ours or of the HTTP library; None: leave it
        as it is. Nothing that its traceback shows holds a secret then.
        """
        attempts.forget_secrets(error, call.outgoing)
        if isinstance(error, APIConnectionError):
            return error
        return attempts.connection_error(error, call.plan.method, call.plan.shown_url)

    async def exchange(
        self, request: Request[Any], options: RequestOptions | None
    ) -> APIResponse:
        """Returns a success, read to its end. Raises APIError."""
        call = await self._send(request, options, is_streamed=False)
        return self._success(request, call)

    async def open(
        self, request: Request[Any], options: RequestOptions | None
    ) -> tuple[Head, Any, Failure]:
        """Returns a success before its body is read: its head, the response of the HTTP
        library, which must be closed, and what an error means that comes up while it is
        read. Raises APIError.
        """
        call = await self._send(request, options, is_streamed=True)
        if not 200 <= call.received.status_code < 300:
            try:
                call.content = await self._read(call, keep=True)
            except Exception as error:
                failure = self._failure(call, error)
                if failure is None:
                    raise
                raise failure from error
        response = self._success(request, call)
        return response, call.received, partial(self._failure, call)

    def _success(self, request: Request[Any], call: Call) -> APIResponse:
        """What came back, as far as it was read. Raises APIStatusError."""
        plan, status = call.plan, call.received.status_code
        called = (plan.method, plan.url, plan.attempt - 1, request.operation.name)
        head = (*called, plan.on_mismatch)
        response = APIResponse(status, call.headers, call.content, *head)
        if 200 <= response.status_code < 300:
            return response
        is_nameless = response.status_code == 401 and call.chosen is None
        hint = self._credential_hint if is_nameless else None
        raise status_error(response, read_error(request.operation, response), hint)

    async def _send(
        self, request: Request[Any], options: RequestOptions | None, is_streamed: bool
    ) -> Call:
        """Makes as many attempts as it takes; the last one was answered."""
        plan = self.planner.plan(request, options)
        security = request.operation.security
        chosen = self.credentials.choose(security) if plan.trusted else ()
        trusted, http, call = plan.trusted, self._pool.http(), Call(plan, chosen)
        while True:
            call.applied = await self.credentials.apply(chosen or (), self.is_async)
            call.outgoing = self.outgoing.build(http, plan, call.applied)
            attempt = self._attempt(call)
            if attempt is not None:
                await self._tell(self.on_request, attempt, call)
            failure: APIConnectionError | None = None
            try:
                await self._follow(http, call, is_streamed)
            except Exception as error:
                call.received = None
                failure = self._failure(call, error)
                if failure is None:
                    raise
                if failure is not error:
                    failure.__cause__ = error
            pause = self._judge(call, failure)
            if attempt is not None:
                elapsed = time.perf_counter() - plan.started
                ended = (call.status, call.headers, failure, elapsed, pause)
                outcome = Outcome(attempt, *ended)
                log_outcome(outcome)
                await self._tell(self.on_response, outcome, call)
            if pause is None and failure is None:
                return call
            if pause is None:
                try:
                    raise failure or AssertionError("no answer is a failure")
                finally:
                    # Its traceback holds this frame: the two would keep each other,
                    # and the request's body, until the next garbage collection.
                    failure = None
            await self._close(call)
            if self.is_async:
                await wait(pause)
            else:
                time.sleep(pause)
            plan.attempt, plan.hops, plan.trusted = plan.attempt + 1, 0, trusted

    async def _follow(self, http: Any, call: Call, is_streamed: bool) -> None:
        """Sends a request and follows its redirects. The body comes too, unless it is
        read later.
        """
        request = call.outgoing
        while True:
            call.received = None
            # `auth` of a caller's HTTP client is a credential too, and so are its
            # headers: `strip_headers` saw to those.
            more = {} if call.plan.trusted else _NO_AUTH
            received = http.send(request, follow_redirects=False, stream=True, **more)
            call.received = await received if self.is_async else received
            try:
                if not is_streamed:
                    keep = self.outgoing.is_for_caller
                    call.content = await self._read(call, keep)
            except BaseException:
                await self._close(call)
                raise
            following: Any = call.received.next_request
            if following is None:
                return
            await self._close(call)
            trusts = self.planner.trusts
            attempts.redirect(call.plan, call.applied, call.outgoing, following, trusts)
            request = following

    async def _read(self, call: Call, keep: bool) -> bytes:
        """The body, or how that of an error begins; `keep`: the library's response may
        be asked for it, too. Raises APIConnectionError for one that is too large.
        """
        received, limit = call.received, call.plan.max_response_bytes
        is_error = received.status_code >= 400
        if is_error:
            limit = min(limit or _LARGEST_ERROR, _LARGEST_ERROR)
        try:
            if self.is_async:
                return await aread_body(received, limit, keep=keep)
            return read_body(received, limit, keep=keep)
        except BodyTooLargeError as error:
            await self._close(call)
            if is_error:
                return b"".join(error.pieces)[:limit]
        method, url = call.plan.method, call.plan.shown_url
        message = f"{method} {url}: the body is larger than max_response_bytes, {limit}"
        raise APIConnectionError(message, method=method, url=url)

    async def _close(self, call: Call) -> None:
        """Gives up the connection of a response, if there is one."""
        if call.received is not None:
            if self.is_async:
                await call.received.aclose()
            else:
                call.received.close()

    async def _tell(
        self, hook: Callable[[Any], object] | None, event: object, call: Call
    ) -> None:
        """Calls a hook. Where it fails, nothing that its traceback shows is secret."""
        try:
            result = hook and hook(event)
            if self.is_async and inspect.isawaitable(result):
                await result
        except BaseException as error:
            attempts.forget_secrets(error, call.outgoing)
            await self._close(call)
            raise
