"""Answers that a method makes something of before their body is read: streams, and
downloads.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from functools import partial
from typing import Any, TypeAlias, TypeVar

from .engine import at_once
from .raw import AsyncStreamingResponse, StreamingResponse
from .request import Request
from .response import APIResponse
from .transport import AsyncTransport, Options, Transport

T = TypeVar("T")

Opening: TypeAlias = Callable[[StreamingResponse[T]], T]
AsyncOpening: TypeAlias = Callable[[AsyncStreamingResponse[T]], Awaitable[T]]
"""What is made of an answer whose body was not read yet."""


def open_answer(
    transport: Transport, request: Request[Any], options: Options, parse: Opening[T]
) -> T:
    """Returns what `parse` makes of a success whose body was not read, and which it has
    to close. Raises APIError.
    """
    answer: T = at_once(_open(transport, request, options, parse))
    return answer


async def aopen_answer(
    transport: AsyncTransport,
    request: Request[Any],
    options: Options,
    parse: AsyncOpening[T],
) -> T:
    """`open_answer` for async clients."""
    answer: T = await _open(transport, request, options, parse)
    return answer


async def _open(
    transport: Transport | AsyncTransport,
    request: Request[Any],
    options: Options,
    parse: Callable[[Any], Any],
) -> Any:
    if transport.kind == "raw":
        whole = partial(_of_whole, transport, parse)
        return await transport.answer(request, options, whole)
    opened = await transport.begin(request, options, parse)
    if transport.kind == "streaming":
        return opened
    try:
        return await opened.parse() if transport.is_async else opened.parse()
    except BaseException:
        closing = opened.close()
        if transport.is_async:
            await closing
        raise


def _of_whole(
    transport: Transport | AsyncTransport,
    parse: Callable[[Any], Any],
    response: APIResponse,
) -> Any:
    """What `parse` makes of a body that was read, as if it were still to come."""
    received, failure = _HeldBody(response), _no_failure
    held: Any = transport.streaming(response, received, failure, parse)
    # There is nothing to wait for.
    return at_once(held.parse()) if transport.is_async else held.parse()


class _HeldBody:
    """A body that was read, as if it were still to come: what is received of
    `StreamingResponse`.
    """

    is_stream_consumed = True

    def __init__(self, response: APIResponse) -> None:
        self.headers, self._content = response.headers, response.content

    def iter_bytes(self, _: int | None = None) -> Iterator[bytes]:
        yield self._content

    async def aiter_bytes(self, _: int | None = None) -> AsyncGenerator[bytes, None]:
        yield self._content

    def close(self) -> None:
        """There is nothing to close."""

    async def aclose(self) -> None:
        """There is nothing to close."""


def _no_failure(_: Exception) -> None:
    """What is read already does not fail."""
