"""Methods that hand over responses as they came.

A method returns what its transport returns. So a resource with another transport has
the methods that are wanted, and all that is left is to tell a type checker.
"""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial, wraps
from types import TracebackType
from typing import Any, Generic, ParamSpec, TypeVar, cast

from .async_transport import AsyncTransport
from .items import ItemReader, is_stream, item_reader, no_stream
from .opened import AsyncHeldResponse, HeldResponse
from .options import RequestOptions
from .pages import AsyncPage, Page, Paging
from .raw_response import AsyncStreamingResponse, RawResponse, StreamingResponse
from .request import Request, read_answer
from .response import APIResponse
from .streams import AsyncStream, Stream, astream_of, stream_of
from .transport import Transport

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
S = TypeVar("S")


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """The true type of a method out of `raw_methods`."""
    return cast("Callable[P, RawResponse[T]]", method)


def async_raw(
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]:
    """The true type of a method out of `async_raw_methods`."""
    return cast("Callable[P, Coroutine[Any, Any, RawResponse[T]]]", method)


def streaming(method: Callable[P, T]) -> Callable[P, Opening[T]]:
    """A method out of `streaming_methods`, for a `with` statement."""

    @wraps(method)
    def opening(*args: P.args, **kwargs: P.kwargs) -> Opening[T]:
        return Opening(partial(method, *args, **kwargs))

    return opening


def async_streaming(
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, AsyncOpening[T]]:
    """A method out of `async_streaming_methods`, for `async with`."""

    @wraps(method)
    def opening(*args: P.args, **kwargs: P.kwargs) -> AsyncOpening[T]:
        return AsyncOpening(partial(method, *args, **kwargs))

    return opening


def raw_methods(resource: S) -> S:
    """A resource whose methods return each a RawResponse."""
    return _with_transport(resource, _Raw)


def async_raw_methods(resource: S) -> S:
    """`raw_methods` for async clients."""
    return _with_transport(resource, _AsyncRaw)


def streaming_methods(resource: S) -> S:
    """A resource whose methods return each a StreamingResponse."""
    return _with_transport(resource, _Streaming)


def async_streaming_methods(resource: S) -> S:
    """`streaming_methods` for async clients."""
    return _with_transport(resource, _AsyncStreaming)


def _with_transport(resource: S, wrap: Callable[[Any], object]) -> S:
    copied = copy.copy(resource)
    copied.__dict__["_transport"] = wrap(resource.__dict__["_transport"])
    return copied


class Opening(Generic[T]):
    """A call that is made when a `with` statement begins; when it ends, the
    connection is given up.
    """

    def __init__(self, call: Callable[[], object]) -> None:
        self._call = call

    def __enter__(self) -> StreamingResponse[T]:
        self._response = cast("StreamingResponse[T]", self._call())
        return self._response

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._response.close()


class AsyncOpening(Generic[T]):
    """`Opening` for `async with`."""

    def __init__(self, call: Callable[[], Awaitable[object]]) -> None:
        self._call = call

    async def __aenter__(self) -> AsyncStreamingResponse[T]:
        self._response = cast("AsyncStreamingResponse[T]", await self._call())
        return self._response

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._response.close()


class _Raw:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> RawResponse[T]:
        response = self._transport.exchange(request, options)
        return RawResponse(response, partial(read_answer, request.operation))

    def stream(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> RawResponse[Stream[T]]:
        reader = partial(item_reader, request.operation)
        response = self._transport.exchange(request, options)
        return RawResponse(
            response,
            lambda read: stream_of(HeldResponse(read), reader(read.status_code)),
        )

    def page(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None = None,
    ) -> RawResponse[Page[T, R]]:
        paged = partial(self._transport.paged, request, paging, options)
        return RawResponse(self._transport.exchange(request, options), paged)


class _Streaming:
    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def send(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> StreamingResponse[T]:
        return self._open(request, options, partial(read_answer, request.operation))

    def stream(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> StreamingResponse[Stream[T]]:
        reader = partial(item_reader, request.operation)
        return StreamingResponse(
            self._transport.open(request, options),
            lambda opened: stream_of(opened, reader(opened.status_code)),
        )

    def page(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None = None,
    ) -> StreamingResponse[Page[T, R]]:
        paged = partial(self._transport.paged, request, paging, options)
        return self._open(request, options, paged)

    def _open(
        self,
        request: Request[R],
        options: RequestOptions | None,
        parse: Callable[[APIResponse], T],
    ) -> StreamingResponse[T]:
        return StreamingResponse(
            self._transport.open(request, options),
            lambda opened: parse(opened.with_content(opened.read())),
        )


def _held_stream(response: APIResponse, reader: ItemReader[T]) -> AsyncStream[T]:
    if not is_stream(reader, response):
        raise no_stream(response, response.content)
    return AsyncStream(AsyncHeldResponse(response), reader)


class _AsyncRaw:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def send(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> RawResponse[T]:
        response = await self._transport.exchange(request, options)
        return RawResponse(response, partial(read_answer, request.operation))

    async def stream(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> RawResponse[AsyncStream[T]]:
        reader = partial(item_reader, request.operation)
        response = await self._transport.exchange(request, options)
        return RawResponse(
            response,
            lambda read: _held_stream(read, reader(read.status_code)),
        )

    async def page(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None = None,
    ) -> RawResponse[AsyncPage[T, R]]:
        paged = partial(self._transport.paged, request, paging, options)
        return RawResponse(await self._transport.exchange(request, options), paged)


class _AsyncStreaming:
    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def send(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> AsyncStreamingResponse[T]:
        return await self._open(
            request, options, partial(read_answer, request.operation)
        )

    async def stream(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> AsyncStreamingResponse[AsyncStream[T]]:
        reader = partial(item_reader, request.operation)
        opened = await self._transport.open(request, options)

        async def parse(opened: AsyncStreamingResponse[Any]) -> AsyncStream[T]:
            return await astream_of(opened, reader(opened.status_code))

        return AsyncStreamingResponse(opened, parse)

    async def page(
        self,
        request: Request[R],
        paging: Paging[T],
        options: RequestOptions | None = None,
    ) -> AsyncStreamingResponse[AsyncPage[T, R]]:
        paged = partial(self._transport.paged, request, paging, options)
        return await self._open(request, options, paged)

    async def _open(
        self,
        request: Request[R],
        options: RequestOptions | None,
        parse: Callable[[APIResponse], T],
    ) -> AsyncStreamingResponse[T]:
        opened = await self._transport.open(request, options)

        async def read(opened: AsyncStreamingResponse[T]) -> T:
            return parse(opened.with_content(await opened.read()))

        return AsyncStreamingResponse(opened, read)
