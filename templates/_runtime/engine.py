"""Sends the request of a call as often as it takes, and judges how each attempt ends.

All of this is said once, as coroutines. An async client awaits them. In a sync client
none of their steps waits for an event loop, so `at_once` runs them.
"""

from __future__ import annotations

import copy
import inspect
import time
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, Final, Generic, NamedTuple, Self, TypeVar

from ..errors import APIConnectionError, status_error
from .auth import Applied, AsyncSecretSource, Chosen, Credentials
from .body import aread_body, read_body
from .connections import Outgoing, Pool, redirect, running_loop, wait
from .options import (
    OMIT,
    Attempt,
    Omit,
    Outcome,
    RequestOptions,
    Timeout,
    log_outcome,
    logger,
    redact_library_logs,
    redacted,
)
from .parameters import encode
from .plan import Plan, Planner, Service
from .raw import Failure
from .request import Request, read_error
from .response import APIResponse, Head, Headers
from .retry import DEFAULT_MAX_RETRIES, may_repeat, wait_before
from .wire import (
    HTTPLibrary,
    HTTPRequest,
    ReadResponse,
    connection_error,
    forget_secrets,
)

H = TypeVar("H")
T = TypeVar("T")

DEFAULT_TIMEOUT: Final = 60.0
"""Seconds; for connecting, and for each wait while sending and receiving."""
_INFO: Final = 20


class Sent(NamedTuple):
    """The last attempt of a call, which was answered. `received` is a response of the
    HTTP library; `content` is its body, unless that is read later.
    """

    plan: Plan
    chosen: Chosen | None
    outgoing: HTTPRequest
    received: Any
    content: bytes


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
            if not self.is_async and inspect.iscoroutinefunction(hook):
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

    def _attempt(self, plan: Plan, outgoing: HTTPRequest) -> Attempt | None:
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

    def _judge(
        self,
        plan: Plan,
        chosen: Chosen | None,
        received: ReadResponse | None,
        failure: APIConnectionError | None,
    ) -> float | None:
        """Seconds until the next attempt; None: there is none."""
        status = None if received is None else received.status_code
        if status == 401:
            # Not a retry: a secret that is asked for may be another one by now.
            if plan.was_refreshed or plan.hops:
                return None
            plan.was_refreshed = True
            return 0.0 if any(secret.is_asked for _, secret in chosen or ()) else None
        if plan.retries_left == 0 or not may_repeat(plan, status, failure):
            return None
        headers = Headers() if received is None else _headers(received)
        wait = wait_before(plan.attempt - 1, headers)
        if wait is not None:
            plan.retries_left -= 1
        return wait

    def _outcome(
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

    def _failure(
        self, plan: Plan, outgoing: HTTPRequest, error: Exception
    ) -> APIConnectionError | None:
        """The error to raise for one of ours or of the HTTP library; None: leave it
        as it is. Nothing that its traceback shows holds a secret then.
        """
        forget_secrets(error, outgoing)
        if isinstance(error, APIConnectionError):
            return error
        return connection_error(error, plan.method, plan.shown_url)

    async def exchange(
        self, request: Request[Any], options: RequestOptions | None
    ) -> APIResponse:
        """Returns a success, read to its end. Raises APIError."""
        sent = await self._send(request, options, is_streamed=False)
        return self._success(request, sent, self._head(sent))

    async def begin(
        self, request: Request[Any], options: RequestOptions | None
    ) -> tuple[Head, Any, Failure]:
        """Returns a success before its body is read: its head, the response of the HTTP
        library, which must be closed, and what an error means that comes up while it is
        read. Raises APIError.
        """
        sent = await self._send(request, options, is_streamed=True)
        plan, _, outgoing, received, _ = sent
        head = self._head(sent)
        if not 200 <= head.status_code < 300:
            try:
                content = await self._read(received, keep=True)
            except Exception as error:
                failure = self._failure(plan, outgoing, error)
                if failure is None:
                    raise
                raise failure from error
            self._success(request, sent._replace(content=content), head)
        return head, received, lambda error: self._failure(plan, outgoing, error)

    def _head(self, sent: Sent) -> Head:
        plan, received = sent.plan, sent.received
        return Head(
            received.status_code,
            _headers(received),
            plan.method,
            plan.url,
            plan.attempt - 1,
        )

    def _success(self, request: Request[Any], sent: Sent, head: Head) -> APIResponse:
        """What came back, read to its end. Raises APIStatusError."""
        response = head.with_content(sent.content)
        if 200 <= response.status_code < 300:
            return response
        is_nameless = response.status_code == 401 and sent.chosen is None
        raise status_error(
            response,
            read_error(request.operation, response),
            self._credential_hint if is_nameless else None,
        )

    async def _send(
        self,
        request: Request[Any],
        options: RequestOptions | None,
        *,
        is_streamed: bool,
    ) -> Sent:
        """Makes as many attempts as it takes; the last one was answered."""
        plan = self.planner.plan(request, options)
        chosen = (
            self.credentials.choose(request.operation.security) if plan.trusted else ()
        )
        trusted, http = plan.trusted, self.http()
        while True:
            applied = await self.credentials.apply(chosen or (), self.is_async)
            outgoing = self.outgoing.build(http, plan, applied)
            attempt = self._attempt(plan, outgoing)
            if attempt is not None:
                await self._tell(self.on_request, attempt, outgoing)
            received: Any = None
            failure: APIConnectionError | None = None
            content = b""
            try:
                received, content = await self._follow(
                    http, outgoing, plan, applied, is_streamed
                )
            except Exception as error:
                failure = self._failure(plan, outgoing, error)
                if failure is None:
                    raise
                if failure is not error:
                    failure.__cause__ = error
            pause = self._judge(plan, chosen, received, failure)
            if attempt is not None:
                outcome = self._outcome(attempt, plan, received, failure, pause)
                await self._tell(self.on_response, outcome, outgoing, received)
            if pause is None and received is not None:
                return Sent(plan, chosen, outgoing, received, content)
            if pause is None:
                try:
                    raise failure or AssertionError("no answer is a failure")
                finally:
                    # Its traceback holds this frame: the two would keep each other,
                    # and the request's body, until the next garbage collection.
                    failure = None
            await self._close(received)
            if self.is_async:
                await wait(pause)
            else:
                time.sleep(pause)
            plan.attempt, plan.hops, plan.trusted = plan.attempt + 1, 0, trusted

    async def _follow(
        self,
        http: Any,
        outgoing: HTTPRequest,
        plan: Plan,
        applied: Applied,
        is_streamed: bool,
    ) -> tuple[Any, bytes]:
        """Sends a request and follows its redirects: the response of the HTTP library,
        and its body, unless that is read later.
        """
        request = outgoing
        while True:
            received = await self._receive(http, request, plan)
            try:
                content = b"" if is_streamed else await self._read(received)
            except BaseException:
                await self._close(received)
                raise
            following: HTTPRequest | None = received.next_request
            if following is None:
                return received, content
            await self._close(received)
            redirect(plan, applied, outgoing, following, self.planner.trusts)
            request = following

    async def _receive(self, http: Any, request: HTTPRequest, plan: Plan) -> Any:
        # `auth` of a caller's HTTP client is a credential too, and so are its headers:
        # `strip_headers` saw to those.
        received = (
            http.send(request, follow_redirects=False, stream=True)
            if plan.trusted
            else http.send(request, follow_redirects=False, stream=True, auth=None)
        )
        return await received if self.is_async else received

    async def _read(self, received: Any, keep: bool | None = None) -> bytes:
        """The body; `keep`: the library's response may be asked for it, too."""
        keep = self.outgoing.is_for_caller if keep is None else keep
        if self.is_async:
            return await aread_body(received, keep=keep)
        return read_body(received, keep=keep)

    async def _close(self, received: Any) -> None:
        """Gives up a response of the HTTP library, if there is one."""
        if received is not None:
            if self.is_async:
                await received.aclose()
            else:
                received.close()

    async def _tell(
        self,
        hook: Callable[[Any], object] | None,
        event: Attempt | Outcome,
        outgoing: HTTPRequest,
        received: Any = None,
    ) -> None:
        """Calls a hook. Where it fails, nothing that its traceback shows is secret."""
        if hook is None:
            return
        try:
            result = hook(event)
            if self.is_async and inspect.isawaitable(result):
                await result
        except BaseException as error:
            forget_secrets(error, outgoing)
            await self._close(received)
            raise


def _headers(received: ReadResponse) -> Headers:
    return Headers(received.headers.multi_items())
