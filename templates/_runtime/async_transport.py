"""Sends requests and awaits what comes back: `Transport` for async clients."""

from __future__ import annotations

import inspect
import os
from typing import Any, TypeVar

from ..errors import APIConnectionError
from .attempts import Attempt
from .auth import Applied
from .compressed import aread_body
from .downloads import Progress, adownload, check_target
from .engine import Engine
from .items import item_reader
from .opened import AsyncOpenedResponse
from .options import RequestOptions
from .pages import AsyncPage, Paging, unasked
from .plan import Plan
from .redirects import redirect
from .request import Request, read_answer
from .response import APIResponse
from .streams import AsyncStream, astream_of
from .transport import Sent
from .waiting import wait
from .wire import AsyncHTTPClient, AsyncHTTPResponse, HTTPRequest, forget_secrets

__all__ = ["AsyncHTTPClient", "AsyncTransport"]

T = TypeVar("T")
R = TypeVar("R")


class AsyncTransport(Engine[AsyncHTTPClient]):
    """Sends requests and awaits the answers. Tasks may share it, and event loops."""

    is_async = True

    async def send(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> T:
        """Returns the decoded answer. Raises APIError."""
        return read_answer(request.operation, await self.exchange(request, options))

    async def stream(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> AsyncStream[T]:
        """Returns the items of an answer as they come. Raises APIError."""
        opened = await self.open(request, options)
        try:
            reader = item_reader(request.operation, opened.status_code)
            return await astream_of(opened, reader)
        except BaseException:
            await opened.close()
            raise

    async def download(
        self,
        request: Request[bytes],
        target: str | os.PathLike[str],
        progress: Progress | None = None,
        options: RequestOptions | None = None,
    ) -> int:
        """Writes an answer to a file and returns its size in bytes.

        Raises APIError and OSError.
        """
        check_target(target)
        opened = await self.open(request, options)
        try:
            return await adownload(opened, target, progress)
        finally:
            await opened.close()

    async def page(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None = None,
    ) -> AsyncPage[T, R]:
        """Returns a page that knows the way to the next one. Raises APIError."""
        response = await self.exchange(request, options)
        return self.paged(request, paging, options, response)

    def paged(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None,
        response: APIResponse,
    ) -> AsyncPage[T, R]:
        """The page that a response holds. Raises APIDecodeError."""
        answer = read_answer(request.operation, response)
        items = paging.read(answer)
        following = paging.following(request, answer, len(items), response)
        return AsyncPage(
            items,
            answer,
            following,
            lambda further: self.page(further, paging, unasked(options, further)),
        )

    async def exchange(
        self, request: Request[Any], options: RequestOptions | None
    ) -> APIResponse:
        """Returns a success, read to its end. Raises APIError."""
        sent = await self._send(request, options, stream=False)
        return self.response(
            request, sent.plan, sent.chosen, sent.received, sent.content
        )

    async def open(
        self, request: Request[Any], options: RequestOptions | None
    ) -> AsyncOpenedResponse:
        """Returns a success before its body is read; it must be closed.

        Raises APIError.
        """
        plan, chosen, received, failure, _ = await self._send(
            request, options, stream=True
        )
        opened = AsyncOpenedResponse(
            received, plan.method, plan.url, plan.attempt - 1, failure
        )
        if 200 <= opened.status_code < 300:
            return opened
        try:
            content = await aread_body(received)
        except Exception as error:
            if (failed := failure(error)) is None:
                raise
            raise failed from error
        self.response(request, plan, chosen, received, content)
        raise AssertionError("a status that is no success is an error")

    async def _send(
        self, request: Request[Any], options: RequestOptions | None, *, stream: bool
    ) -> Sent:
        """Makes as many attempts as it takes; the last one was answered."""
        plan, chosen = self.plan(request, options)
        trusted, http = plan.trusted, self.http()
        while True:
            applied = await self.credentials.aapply(chosen or ())
            outgoing = self.outgoing.build(http, plan, applied)
            attempt = self.begin(plan, outgoing)
            if attempt is not None and self.on_request is not None:
                try:
                    result = self.on_request(attempt)
                    if inspect.isawaitable(result):
                        await result
                except BaseException as error:
                    forget_secrets(error, outgoing)
                    raise
            received: AsyncHTTPResponse | None = None
            failure: APIConnectionError | None = None
            content = b""
            try:
                received, content = await self._follow(
                    http, outgoing, plan, applied, stream
                )
            except Exception as error:
                failure = self.failure(plan, outgoing, error)
                if failure is None:
                    raise
                if failure is not error:
                    failure.__cause__ = error
            pause = self.judge(plan, chosen, received, failure)
            if attempt is not None:
                await self._report(attempt, plan, outgoing, received, failure, pause)
            if pause is None and received is not None:
                return Sent(
                    plan,
                    chosen,
                    received,
                    self.failing(plan, outgoing),
                    content,
                )
            if pause is None:
                try:
                    raise failure or AssertionError("no answer is a failure")
                finally:
                    # Its traceback holds this frame: the two would keep each other,
                    # and the request's body, until the next garbage collection.
                    failure = None
            if received is not None:
                await received.aclose()
            await wait(pause)
            plan.attempt, plan.hops, plan.trusted = plan.attempt + 1, 0, trusted

    async def _follow(
        self,
        http: AsyncHTTPClient,
        outgoing: HTTPRequest,
        plan: Plan,
        applied: Applied,
        stream: bool,
    ) -> tuple[AsyncHTTPResponse, bytes]:
        """Sends a request and follows its redirects. The body comes too, unless it is
        a stream.
        """
        received, content = await self._receive(http, outgoing, plan, stream)
        while (following := received.next_request) is not None:
            await received.aclose()
            redirect(plan, applied, outgoing, following, self.planner.trusts)
            received, content = await self._receive(http, following, plan, stream)
        return received, content

    async def _receive(
        self, http: AsyncHTTPClient, request: HTTPRequest, plan: Plan, stream: bool
    ) -> tuple[AsyncHTTPResponse, bytes]:
        received: AsyncHTTPResponse
        # `auth` of a caller's HTTP client is a credential too, and so are its headers:
        # `strip_headers` saw to those.
        if plan.trusted:
            received = await http.send(request, follow_redirects=False, stream=True)
        else:
            received = await http.send(
                request, follow_redirects=False, auth=None, stream=True
            )
        if stream:
            return received, b""
        try:
            return received, await aread_body(
                received, keep=self.outgoing.is_for_caller
            )
        except BaseException:
            await received.aclose()
            raise

    async def _report(
        self,
        attempt: Attempt,
        plan: Plan,
        outgoing: HTTPRequest,
        received: AsyncHTTPResponse | None,
        failure: APIConnectionError | None,
        pause: float | None,
    ) -> None:
        outcome = self.outcome(attempt, plan, received, failure, pause)
        if self.on_response is None:
            return
        try:
            result = self.on_response(outcome)
            if inspect.isawaitable(result):
                await result
        except BaseException as error:
            forget_secrets(error, outgoing)
            if received is not None:
                await received.aclose()
            raise

    async def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            await http.aclose()
