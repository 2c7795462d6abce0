"""Streams: operations whose answers are read item by item, while they arrive."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing
from functools import partial
from typing import Any, Final, Generic, Self, TypeVar, cast

from ..errors import APIDecodeError
from .items import ItemReader, Reading, ServerSentEvent
from .opening import aopen_answer, open_answer
from .options import RequestOptions
from .raw import AsyncStreamingResponse, StreamingResponse
from .request import Operation, Request, find_reader
from .response import Head, Headers
from .transport import AsyncTransport, Transport

__all__ = ["AsyncStream", "ServerSentEvent", "Stream", "astream", "stream"]

T = TypeVar("T")

_MOST_KEPT: Final = 1024 * 1024
"""Bytes of a body that is no stream: it may be one of another kind, without an end."""


def stream(
    transport: Transport, request: Request[T], options: RequestOptions | None = None
) -> Stream[T]:
    """Returns the items of an answer as they come. Raises APIError."""
    parse = partial(stream_of, request.operation)
    return open_answer(transport, request, options, parse)


async def astream(
    transport: AsyncTransport,
    request: Request[T],
    options: RequestOptions | None = None,
) -> AsyncStream[T]:
    """`stream` for async clients."""
    parse = partial(astream_of, request.operation)
    return await aopen_answer(transport, request, options, parse)


def stream_of(operation: Operation[T], response: StreamingResponse[Any]) -> Stream[T]:
    """The items of an answer. Raises APIDecodeError where its body is something else,
    with the beginning of that.
    """
    reader = _reader(operation, response)
    if reader.reads(response.content_type):
        return Stream(response, reader)
    content = bytearray()
    with response:
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) >= _MOST_KEPT:
                break
    raise _no_stream(reader, response, content)


async def astream_of(
    operation: Operation[T], response: AsyncStreamingResponse[Any]
) -> AsyncStream[T]:
    """`stream_of` for async clients."""
    reader = _reader(operation, response)
    if reader.reads(response.content_type):
        return AsyncStream(response, reader)
    content = bytearray()
    async with response, aclosing(response.iter_bytes()) as chunks:
        async for chunk in chunks:
            content += chunk
            if len(content) >= _MOST_KEPT:
                break
    raise _no_stream(reader, response, content)


def _reader(operation: Operation[T], head: Head) -> ItemReader[T]:
    """The reader for the items of a success, which may have no content as well."""
    answers = operation.answers
    for reader in (find_reader(answers, head.status_code), *answers.values()):
        if isinstance(reader, ItemReader):
            return cast("ItemReader[T]", reader)
    raise TypeError("the operation answers no stream")


def _no_stream(
    reader: ItemReader[Any], head: Head, content: bytes | bytearray
) -> APIDecodeError:
    """The error for a body that holds no items. `content` is how it begins."""
    kinds = {"events": "text/event-stream", "lines": "JSON lines"}
    wanted = kinds.get(reader.framing, "a JSON text sequence")
    message = f"its content type is {head.content_type!r}, not {wanted}"
    return APIDecodeError(head.with_content(bytes(content[:_MOST_KEPT])), message)


class _StreamBase(Generic[T]):
    """What streams have in common, sync or async."""

    def __init__(self, reading: Reading[T], head: Head) -> None:
        self._reading, self._head = reading, head

    @property
    def status_code(self) -> int:
        return self._head.status_code

    @property
    def headers(self) -> Headers:
        return self._head.headers

    @property
    def request_id(self) -> str | None:
        """What the server calls this request in its own logs, if it said so."""
        return self._head.request_id

    @property
    def last_event_id(self) -> str | None:
        """The id that the stream gave last: where to go on after a break, as
        header `Last-Event-ID`.
        """
        return self._reading.last_id

    @property
    def retry(self) -> int | None:
        """The milliseconds that the server wants a client to wait before
        connecting again, if it said so.
        """
        return self._reading.retry

    def __repr__(self) -> str:
        head = self._head
        url = head.url.partition("?")[0]
        return f"<{type(self).__name__} {head.status_code} {head.method} {url}>"


class Stream(_StreamBase[T]):
    """An iterator of the items of an answer, which reads no further than it is asked
    to. It closes the connection at the end, and where iterating fails; close it, or use
    it in a `with` statement, to stop before that.

    Iterating raises APIConnectionError where the connection breaks, APIStreamError for
    an error that the server reports in the stream, and APIDecodeError for an item that
    is not what the API documents.
    """

    def __init__(self, response: StreamingResponse[Any], reader: ItemReader[T]) -> None:
        super().__init__(Reading(reader, response), response)
        self._response = response
        self._items = self._read()

    def _read(self) -> Generator[T, None, None]:
        try:
            for chunk in self._response.iter_bytes():
                yield from self._reading.feed(chunk)
                if self._reading.is_done:
                    return
            yield from self._reading.end()
        finally:
            self._response.close()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        return next(self._items)

    def close(self) -> None:
        """Ends the stream and gives up its connection."""
        self._items.close()
        self._response.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncStream(_StreamBase[T]):
    """`Stream` for `async for` and `async with`."""

    def __init__(
        self, response: AsyncStreamingResponse[Any], reader: ItemReader[T]
    ) -> None:
        super().__init__(Reading(reader, response), response)
        self._response = response
        self._items = self._read()

    async def _read(self) -> AsyncGenerator[T, None]:
        try:
            async with aclosing(self._response.iter_bytes()) as chunks:
                async for chunk in chunks:
                    for item in self._reading.feed(chunk):
                        yield item
                    if self._reading.is_done:
                        return
            for item in self._reading.end():
                yield item
        finally:
            await self._response.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        return await anext(self._items)

    async def close(self) -> None:
        """Ends the stream and gives up its connection."""
        await self._items.aclose()
        await self._response.close()

    async def aclose(self) -> None:
        """The same as `close`."""
        await self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
