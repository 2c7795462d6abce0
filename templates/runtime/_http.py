"""Sends requests and turns what comes back into values and errors; what every client has beside its operations."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from ._auth import Applied, unpicklable
from ._engine import Engine, Plan, Service
from ._opened import AsyncOpenedResponse, OpenedResponse
from ._pages import AsyncPage, Page, Paging
from ._request import Request
from ._response import Headers
from ._streams import AsyncStream, Stream, item_reader
from ._wire import AsyncHTTPClient, AsyncHTTPResponse, HTTPClient, HTTPRequest, HTTPResponse, ReadResponse
from .options import RequestOptions

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

    def open(self, request: Request[Any], options: RequestOptions | None = None) -> OpenedResponse:
        """Returns a success before its body is read; it must be closed. Raises APIError."""
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

    def stream(self, request: Request[T], options: RequestOptions | None = None) -> Stream[T]:
        """Returns the items of an answer as they come. Raises APIError."""
        opened = self.open(request, options)
        try:
            return Stream(opened, item_reader(request.operation, opened.status_code))
        except BaseException:
            opened.close()
            raise

    def page(self, request: Request[R], paging: Paging[T], options: RequestOptions | None = None) -> Page[T, R]:
        """Returns a page that knows the way to the next one. Raises APIError."""
        done = self._exchange(request, options)
        answer = self.finish(request, done.plan, done.received, done.is_authenticated)
        items = paging.read(answer)
        following = paging.following(request, answer, len(items), done.links)
        return Page(items, answer, following, lambda further: self.page(further, paging, options))

    def _exchange(self, request: Request[Any], options: RequestOptions | None, *, stream: bool = False) -> _Exchange:
        plan = self.plan(request, options)
        chosen = self.choose_credentials(request, plan)
        applied = self.credentials.apply(chosen or ())
        http = self.http()
        outgoing = self.build(http, plan, applied)
        try:
            received = _send(http, outgoing, plan, stream)
            hops = 0
            while (following := self.redirected(plan, received, hops)) is not None:
                hops += 1
                received.close()
                received = _send(http, following, plan, stream)
        except Exception as error:
            failure = self.failure(error, plan, outgoing, applied)
            if failure is None:
                raise
            raise failure from error
        return _Exchange(plan, outgoing, applied, received, chosen is not None)

    def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            http.close()


class AsyncTransport(Engine[AsyncHTTPClient]):
    """Sends requests and awaits the answers. Tasks of one event loop may share it."""

    is_async = True

    async def send(self, request: Request[T], options: RequestOptions | None = None) -> T:
        """Returns the decoded answer. Raises APIError."""
        done = await self._exchange(request, options)
        return self.finish(request, done.plan, done.received, done.is_authenticated)

    async def open(self, request: Request[Any], options: RequestOptions | None = None) -> AsyncOpenedResponse:
        """Returns a success before its body is read; it must be closed. Raises APIError."""
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

    async def stream(self, request: Request[T], options: RequestOptions | None = None) -> AsyncStream[T]:
        """Returns the items of an answer as they come. Raises APIError."""
        opened = await self.open(request, options)
        try:
            return AsyncStream(opened, item_reader(request.operation, opened.status_code))
        except BaseException:
            await opened.close()
            raise

    async def page(
        self, request: Request[R], paging: Paging[T], options: RequestOptions | None = None
    ) -> AsyncPage[T, R]:
        """Returns a page that knows the way to the next one. Raises APIError."""
        done = await self._exchange(request, options)
        answer = self.finish(request, done.plan, done.received, done.is_authenticated)
        items = paging.read(answer)
        following = paging.following(request, answer, len(items), done.links)
        return AsyncPage(items, answer, following, lambda further: self.page(further, paging, options))

    async def _exchange(
        self, request: Request[Any], options: RequestOptions | None, *, stream: bool = False
    ) -> _Exchange:
        plan = self.plan(request, options)
        chosen = self.choose_credentials(request, plan)
        applied = await self.credentials.aapply(chosen or ())
        http = self.http()
        outgoing = self.build(http, plan, applied)
        try:
            received = await _asend(http, outgoing, plan, stream)
            hops = 0
            while (following := self.redirected(plan, received, hops)) is not None:
                hops += 1
                await received.aclose()
                received = await _asend(http, following, plan, stream)
        except Exception as error:
            failure = self.failure(error, plan, outgoing, applied)
            if failure is None:
                raise
            raise failure from error
        return _Exchange(plan, outgoing, applied, received, chosen is not None)

    async def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            await http.aclose()


def _send(http: HTTPClient, request: HTTPRequest, plan: Plan, stream: bool) -> HTTPResponse:
    received: HTTPResponse
    # `auth` of a caller's HTTP client is a credential too, and so are its headers: `strip_headers` saw to those.
    if plan.trusted:
        received = http.send(request, follow_redirects=False, stream=stream)
    else:
        received = http.send(request, follow_redirects=False, auth=None, stream=stream)
    return received


async def _asend(http: AsyncHTTPClient, request: HTTPRequest, plan: Plan, stream: bool) -> AsyncHTTPResponse:
    received: AsyncHTTPResponse
    if plan.trusted:
        received = await http.send(request, follow_redirects=False, stream=stream)
    else:
        received = await http.send(request, follow_redirects=False, auth=None, stream=stream)
    return received


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
