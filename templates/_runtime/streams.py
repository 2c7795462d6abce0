"""Answers that arrive item by item: an opened response comes in, an iterator of decoded
items goes out, sync or async.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator, Iterator
from contextlib import aclosing
from types import TracebackType
from typing import Final, Generic, Protocol, Self, TypeVar

from .events import ServerSentEvent
from .items import ItemReader, Opened, Reading, is_stream, no_stream
from .response import APIResponse, Headers

__all__ = ["AsyncStream", "ServerSentEvent", "Stream"]

T = TypeVar("T")

_MOST_KEPT: Final = 1024 * 1024
"""Bytes of a body that is no stream: it may be one of another kind, without an end."""


class OpenedResponse(Opened, Protocol):
    """The errors of `iter_bytes` are APIConnectionError."""

    def iter_bytes(self) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class AsyncOpenedResponse(Opened, Protocol):
    """The errors of `iter_bytes` are APIConnectionError."""

    def iter_bytes(self) -> AsyncGenerator[bytes, None]: ...
    async def close(self) -> None: ...


def stream_of(response: OpenedResponse, reader: ItemReader[T]) -> Stream[T]:
    """The items of an answer. Raises APIDecodeError where its body is something else,
    with the beginning of that.
    """
    if is_stream(reader, response):
        return Stream(response, reader)
    content = bytearray()
    try:
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) >= _MOST_KEPT:
                break
    finally:
        response.close()
    raise no_stream(response, bytes(content[:_MOST_KEPT]))


async def astream_of(
    response: AsyncOpenedResponse, reader: ItemReader[T]
) -> AsyncStream[T]:
    """`stream_of` for async clients."""
    if is_stream(reader, response):
        return AsyncStream(response, reader)
    content = bytearray()
    try:
        async with aclosing(response.iter_bytes()) as chunks:
            async for chunk in chunks:
                content += chunk
                if len(content) >= _MOST_KEPT:
                    break
    finally:
        await response.close()
    raise no_stream(response, bytes(content[:_MOST_KEPT]))


class _StreamBase(Generic[T]):
    """What streams have in common, sync or async."""

    def __init__(self, reading: Reading[T], head: Opened) -> None:
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
        return APIResponse(
            self.status_code, self.headers, b"", method="", url=""
        ).request_id

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

    def __init__(self, response: OpenedResponse, reader: ItemReader[T]) -> None:
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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class AsyncStream(_StreamBase[T]):
    """`Stream` for `async for` and `async with`."""

    def __init__(self, response: AsyncOpenedResponse, reader: ItemReader[T]) -> None:
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

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()
