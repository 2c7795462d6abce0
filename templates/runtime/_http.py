"""Sends requests and turns what comes back into values and errors; what every
client has beside its operations.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import time
from collections.abc import Mapping
from typing import Any, NamedTuple, Self, TypeVar

from ._attempts import Attempt
from ._auth import Applied, unpicklable
from ._downloads import Download, Progress
from ._engine import Engine, Plan, Service
from ._items import item_reader
from ._opened import AsyncOpenedResponse, OpenedResponse
from ._pages import AsyncPage, Page, Paging
from ._request import Request
from ._response import Headers
from ._streams import AsyncStream, Stream
from ._wire import (
    AsyncHTTPClient,
    AsyncHTTPResponse,
    HTTPClient,
    HTTPRequest,
    HTTPResponse,
    ReadResponse,
)
from .errors import APIConnectionError
from .options import OMIT, Omit, RequestOptions, Timeout

__all__ = [
    "AsyncClientBase",
    "AsyncHTTPClient",
    "AsyncTransport",
    "HTTPClient",
    "Service",
    "SyncClientBase",
    "Transport",
]

T = TypeVar("T")
R = TypeVar("R")


class _Exchange(NamedTuple):
    """A request and what came back; the latter's body may be unread."""

    plan: Plan
    outgoing: HTTPRequest
    applied: Applied
    received: Any
    is_authenticated: bool

    @property
    def links(self) -> list[str]:
        response: ReadResponse = self.received
        return Headers(response.headers.multi_items()).get_all("link")


class Transport(Engine[HTTPClient]):
    """Sends requests and waits for the answers. Threads may share it."""

    def send(self, request: Request[T], options: RequestOptions | None = None) -> T:
        """Returns the decoded answer. Raises APIError."""
        done = self._exchange(request, options)
        return self.finish(request, done.plan, done.received, done.is_authenticated)

    def open(
        self, request: Request[Any], options: RequestOptions | None = None
    ) -> OpenedResponse:
        """Returns a success before its body is read; it must be closed.

        Raises APIError.
        """
        done = self._exchange(request, options, stream=True)
        plan, received = done.plan, done.received
        if 200 <= received.status_code < 300:
            return OpenedResponse(
                received,
                plan.method,
                plan.url,
                lambda error: self.failure(error, plan, done.outgoing, done.applied),
            )
        try:
            received.read()
        except Exception as error:
            failure = self.failure(error, plan, done.outgoing, done.applied)
            if failure is None:
                raise
            raise failure from error
        self.finish(request, plan, received, done.is_authenticated)
        raise AssertionError("a status that is no success is an error")

    def stream(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> Stream[T]:
        """Returns the items of an answer as they come. Raises APIError."""
        opened = self.open(request, options)
        try:
            return Stream(opened, item_reader(request.operation, opened.status_code))
        except BaseException:
            opened.close()
            raise

    def download(
        self,
        request: Request[bytes],
        target: str | os.PathLike[str],
        progress: Progress | None = None,
        options: RequestOptions | None = None,
    ) -> int:
        """Writes an answer to a file and returns its size in bytes.

        Raises APIError and OSError.
        """
        opened = self.open(request, options)
        try:
            with Download(target, opened.headers, progress) as download:
                for chunk in opened.iter_bytes():
                    download.write(chunk)
                return download.size
        finally:
            opened.close()

    def page(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None = None,
    ) -> Page[T, R]:
        """Returns a page that knows the way to the next one. Raises APIError."""
        done = self._exchange(request, options)
        answer = self.finish(request, done.plan, done.received, done.is_authenticated)
        items = paging.read(answer)
        following = paging.following(request, answer, len(items), done.links)
        return Page(
            items,
            answer,
            following,
            lambda further: self.page(further, paging, options),
        )

    def _exchange(
        self,
        request: Request[Any],
        options: RequestOptions | None,
        *,
        stream: bool = False,
    ) -> _Exchange:
        plan = self.plan(request, options)
        chosen = self.choose_credentials(request, plan)
        trusted = plan.trusted
        http = self.http()
        while True:
            applied = self.credentials.apply(chosen or ())
            outgoing = self.build(http, plan, applied)
            attempt = self.begin(plan, outgoing)
            if attempt is not None and self.on_request is not None:
                self.on_request(attempt)
            received: HTTPResponse | None = None
            failure: APIConnectionError | None = None
            try:
                received = self._follow(http, outgoing, plan, stream)
            except Exception as error:
                failure = self.failure(error, plan, outgoing, applied)
                if failure is None:
                    raise
                failure.__cause__ = error
            wait = self.judge(plan, chosen, received, failure)
            if attempt is not None:
                self._report(attempt, plan, received, failure, wait)
            if wait is None:
                if received is not None:
                    return _Exchange(
                        plan, outgoing, applied, received, chosen is not None
                    )
                raise failure or RuntimeError(
                    "an attempt ends with an answer or a failure"
                )
            if received is not None:
                received.close()
            time.sleep(wait)
            plan.attempt, plan.hops, plan.trusted = plan.attempt + 1, 0, trusted

    def _follow(
        self, http: HTTPClient, outgoing: HTTPRequest, plan: Plan, stream: bool
    ) -> HTTPResponse:
        """Sends a request and follows its redirects."""
        received = _send(http, outgoing, plan, stream)
        while (following := self.redirected(plan, received, plan.hops)) is not None:
            plan.hops += 1
            received.close()
            received = _send(http, following, plan, stream)
        return received

    def _report(
        self,
        attempt: Attempt,
        plan: Plan,
        received: HTTPResponse | None,
        failure: APIConnectionError | None,
        wait: float | None,
    ) -> None:
        outcome = self.outcome(attempt, plan, received, failure, wait)
        if self.on_response is None:
            return
        try:
            self.on_response(outcome)
        except BaseException:
            if received is not None:
                received.close()
            raise

    def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            http.close()


class AsyncTransport(Engine[AsyncHTTPClient]):
    """Sends requests and awaits the answers. Tasks of one event loop may share it."""

    is_async = True

    async def send(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> T:
        """Returns the decoded answer. Raises APIError."""
        done = await self._exchange(request, options)
        return self.finish(request, done.plan, done.received, done.is_authenticated)

    async def open(
        self, request: Request[Any], options: RequestOptions | None = None
    ) -> AsyncOpenedResponse:
        """Returns a success before its body is read; it must be closed.

        Raises APIError.
        """
        done = await self._exchange(request, options, stream=True)
        plan, received = done.plan, done.received
        if 200 <= received.status_code < 300:
            return AsyncOpenedResponse(
                received,
                plan.method,
                plan.url,
                lambda error: self.failure(error, plan, done.outgoing, done.applied),
            )
        try:
            await received.aread()
        except Exception as error:
            failure = self.failure(error, plan, done.outgoing, done.applied)
            if failure is None:
                raise
            raise failure from error
        self.finish(request, plan, received, done.is_authenticated)
        raise AssertionError("a status that is no success is an error")

    async def stream(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> AsyncStream[T]:
        """Returns the items of an answer as they come. Raises APIError."""
        opened = await self.open(request, options)
        try:
            return AsyncStream(
                opened, item_reader(request.operation, opened.status_code)
            )
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
        opened = await self.open(request, options)
        try:
            with Download(target, opened.headers, progress) as download:
                async for chunk in opened.aiter_bytes():
                    download.write(chunk)
                return download.size
        finally:
            await opened.close()

    async def page(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None = None,
    ) -> AsyncPage[T, R]:
        """Returns a page that knows the way to the next one. Raises APIError."""
        done = await self._exchange(request, options)
        answer = self.finish(request, done.plan, done.received, done.is_authenticated)
        items = paging.read(answer)
        following = paging.following(request, answer, len(items), done.links)
        return AsyncPage(
            items,
            answer,
            following,
            lambda further: self.page(further, paging, options),
        )

    async def _exchange(
        self,
        request: Request[Any],
        options: RequestOptions | None,
        *,
        stream: bool = False,
    ) -> _Exchange:
        plan = self.plan(request, options)
        chosen = self.choose_credentials(request, plan)
        trusted = plan.trusted
        http = self.http()
        while True:
            applied = await self.credentials.aapply(chosen or ())
            outgoing = self.build(http, plan, applied)
            attempt = self.begin(plan, outgoing)
            if attempt is not None and self.on_request is not None:
                result = self.on_request(attempt)
                if inspect.isawaitable(result):
                    await result
            received: AsyncHTTPResponse | None = None
            failure: APIConnectionError | None = None
            try:
                received = await self._follow(http, outgoing, plan, stream)
            except Exception as error:
                failure = self.failure(error, plan, outgoing, applied)
                if failure is None:
                    raise
                failure.__cause__ = error
            wait = self.judge(plan, chosen, received, failure)
            if attempt is not None:
                await self._report(attempt, plan, received, failure, wait)
            if wait is None:
                if received is not None:
                    return _Exchange(
                        plan, outgoing, applied, received, chosen is not None
                    )
                raise failure or RuntimeError(
                    "an attempt ends with an answer or a failure"
                )
            if received is not None:
                await received.aclose()
            await asyncio.sleep(wait)
            plan.attempt, plan.hops, plan.trusted = plan.attempt + 1, 0, trusted

    async def _follow(
        self, http: AsyncHTTPClient, outgoing: HTTPRequest, plan: Plan, stream: bool
    ) -> AsyncHTTPResponse:
        """Sends a request and follows its redirects."""
        received = await _asend(http, outgoing, plan, stream)
        while (following := self.redirected(plan, received, plan.hops)) is not None:
            plan.hops += 1
            await received.aclose()
            received = await _asend(http, following, plan, stream)
        return received

    async def _report(
        self,
        attempt: Attempt,
        plan: Plan,
        received: AsyncHTTPResponse | None,
        failure: APIConnectionError | None,
        wait: float | None,
    ) -> None:
        outcome = self.outcome(attempt, plan, received, failure, wait)
        if self.on_response is None:
            return
        try:
            result = self.on_response(outcome)
            if inspect.isawaitable(result):
                await result
        except BaseException:
            if received is not None:
                await received.aclose()
            raise

    async def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            await http.aclose()


def _send(
    http: HTTPClient, request: HTTPRequest, plan: Plan, stream: bool
) -> HTTPResponse:
    received: HTTPResponse
    # `auth` of a caller's HTTP client is a credential too, and so are its headers:
    # `strip_headers` saw to those.
    if plan.trusted:
        received = http.send(request, follow_redirects=False, stream=stream)
    else:
        received = http.send(request, follow_redirects=False, auth=None, stream=stream)
    return received


async def _asend(
    http: AsyncHTTPClient, request: HTTPRequest, plan: Plan, stream: bool
) -> AsyncHTTPResponse:
    received: AsyncHTTPResponse
    if plan.trusted:
        received = await http.send(request, follow_redirects=False, stream=stream)
    else:
        received = await http.send(
            request, follow_redirects=False, auth=None, stream=stream
        )
    return received


class SyncClientBase:
    """What every client of a package can do beside its operations."""

    _transport: Transport

    def _bind(self, transport: Transport) -> None:
        self._transport = transport

    def with_options(
        self,
        *,
        timeout: Timeout | Omit = OMIT,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """A copy with other settings (`headers` are added), which shares the
        connections. Only the original closes them.
        """
        copied = object.__new__(type(self))
        copied.__dict__.update(self.__dict__)
        copied._bind(self._transport.with_options(timeout, max_retries, headers))
        return copied

    def close(self) -> None:
        """Closes the connections, unless `http_client` was given.

        The client can't be used afterwards.
        """
        self._transport.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._transport.base_url.prefix}>"

    def __reduce__(self) -> Any:
        return unpicklable(self)


class AsyncClientBase:
    """What every async client of a package can do beside its operations."""

    _transport: AsyncTransport

    def _bind(self, transport: AsyncTransport) -> None:
        self._transport = transport

    def with_options(
        self,
        *,
        timeout: Timeout | Omit = OMIT,
        max_retries: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """A copy with other settings (`headers` are added), which shares the
        connections. Only the original closes them.
        """
        copied = object.__new__(type(self))
        copied.__dict__.update(self.__dict__)
        copied._bind(self._transport.with_options(timeout, max_retries, headers))
        return copied

    async def close(self) -> None:
        """Closes the connections, unless `http_client` was given.

        The client can't be used afterwards.
        """
        await self._transport.close()

    async def aclose(self) -> None:
        """The same as `close`."""
        await self._transport.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._transport.base_url.prefix}>"

    def __reduce__(self) -> Any:
        return unpicklable(self)
