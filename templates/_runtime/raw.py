"""Responses as they came, which `with_raw_response` and `with_streaming_response` hand
over instead of the decoded answer.

A method returns what its transport returns. So a resource whose transport returns
another `Kind` has the methods that are wanted, and all that is left is to tell a type
checker.
"""

from __future__ import annotations

import os
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Coroutine,
    Generator,
    Iterator,
)
from contextlib import AbstractAsyncContextManager as AsyncContext
from contextlib import AbstractContextManager as Context
from contextlib import aclosing, asynccontextmanager, contextmanager
from functools import wraps
from typing import (
    Any,
    Generic,
    Literal,
    ParamSpec,
    Self,
    TypeAlias,
    TypeVar,
    cast,
)

from ..errors import APIConnectionError
from .body import FileWriter, Progress, afed, aiter_body, fed, iter_body
from .response import APIResponse, Head, LineReader, TextReader

__all__ = ["AsyncStreamingResponse", "RawResponse", "StreamingResponse"]

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Failure: TypeAlias = Callable[[Exception], APIConnectionError | None]
"""The error to raise for one of the HTTP library; None: leave it as it is."""

Kind: TypeAlias = Literal["answer", "raw", "streaming"]
"""What the calls of a transport return: the decoded answer, a RawResponse, or a
StreamingResponse.
"""


class RawResponse(APIResponse, Generic[T_co]):
    """A success, read to its end: status, headers and bytes, and `parse` for what
    they mean.
    """

    __slots__ = ("_parse",)

    def __init__(
        self, response: APIResponse, parse: Callable[[APIResponse], T_co]
    ) -> None:
        called = (response.method, response.url, response.retries, response.operation)
        head = (*called, response.on_mismatch)
        super().__init__(
            response.status_code, response.headers, response.content, *head
        )
        self._parse = parse

    def parse(self) -> T_co:
        """What the method returns without `with_raw_response`.

        Raises APIDecodeError.
        """
        return self._parse(self)


class _Opened(Head, Generic[T_co]):
    """A success whose body is read as it is asked for, once."""

    def __init__(
        self,
        head: Head,
        received: Any,
        failure: Failure,
        parse: Callable[[Any], T_co],
    ) -> None:
        known = (head.method, head.url, head.retries, head.operation)
        super().__init__(head.status_code, head.headers, *known, head.on_mismatch)
        self._received, self._failure, self._parse = received, failure, parse

    def _raise(self, error: Exception) -> None:
        """Raises the error of ours for one of the HTTP library, if it is one."""
        failure = self._failure(error)
        if failure is not None:
            raise failure from error


class StreamingResponse(_Opened[T_co]):
    """A success whose body is read as it is asked for, once. It holds a connection
    until the `with` statement ends.

    Reading raises APIConnectionError where the connection breaks.
    """

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body, decompressed: chunks as they come, or of `chunk_size` bytes.

        Raises APIConnectionError.
        """
        try:
            yield from iter_body(self._received, chunk_size)
        except Exception as error:
            self._raise(error)
            raise

    def iter_text(self) -> Iterator[str]:
        """The body as text, by the charset of its content type, or UTF-8."""
        return fed(self.iter_bytes(), TextReader(self.headers))

    def iter_lines(self) -> Iterator[str]:
        """The lines of the body's text, without their ends."""
        return fed(self.iter_bytes(), LineReader(self.headers))

    def read(self) -> bytes:
        """The whole body."""
        return b"".join(self.iter_bytes())

    def to_file(
        self, target: str | os.PathLike[str], progress: Progress | None = None
    ) -> int:
        """Writes the body to a file, which is there once it is complete, and
        returns its size in bytes. Raises OSError.

        `progress` is called with the number of bytes so far, and that of all
        bytes or None.
        """
        with FileWriter(target, self.headers, progress) as file:
            for chunk in self.iter_bytes():
                file.write(chunk)
            return file.size

    def parse(self) -> T_co:
        """What the method returns without `with_streaming_response`: a stream, of
        which nothing was read yet, or else the body, read to its end and decoded.

        Raises APIDecodeError.
        """
        return self._parse(self)

    def close(self) -> None:
        """Gives up the connection, unless the body was read to its end."""
        self._received.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncStreamingResponse(_Opened[Awaitable[T_co]], Generic[T_co]):
    """`StreamingResponse` for async clients."""

    async def iter_bytes(
        self, chunk_size: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        try:
            async with aclosing(aiter_body(self._received, chunk_size)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except Exception as error:
            self._raise(error)
            raise

    def iter_text(self) -> AsyncGenerator[str, None]:
        return afed(self.iter_bytes(), TextReader(self.headers))

    def iter_lines(self) -> AsyncGenerator[str, None]:
        return afed(self.iter_bytes(), LineReader(self.headers))

    async def read(self) -> bytes:
        return b"".join([chunk async for chunk in self.iter_bytes()])

    async def to_file(
        self, target: str | os.PathLike[str], progress: Progress | None = None
    ) -> int:
        with FileWriter(target, self.headers, progress) as file:
            async with aclosing(self.iter_bytes()) as chunks:
                async for chunk in chunks:
                    file.write(chunk)
            return file.size

    async def parse(self) -> T_co:
        return await self._parse(self)

    async def close(self) -> None:
        await self._received.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


def raw(method: Callable[P, T]) -> Callable[P, RawResponse[T]]:
    """The true type of a method of a resource that returns those."""
    return cast("Callable[P, RawResponse[T]]", method)


def async_raw(
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, RawResponse[T]]]:
    """The true type of a method of a resource that returns those."""
    return cast("Callable[P, Coroutine[Any, Any, RawResponse[T]]]", method)


def streaming(
    method: Callable[P, T],
) -> Callable[P, Context[StreamingResponse[T]]]:
    """A method of a resource that returns those, for a `with` statement: the call is
    made when it begins, and when it ends, the connection is given up.
    """

    @contextmanager
    @wraps(method)
    def opening(
        *args: P.args, **kwargs: P.kwargs
    ) -> Generator[StreamingResponse[T], None, None]:
        with cast("StreamingResponse[T]", method(*args, **kwargs)) as response:
            yield response

    return opening


def async_streaming(
    method: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, AsyncContext[AsyncStreamingResponse[T]]]:
    """A method of a resource that returns those, for `async with`."""

    @asynccontextmanager
    @wraps(method)
    async def opening(
        *args: P.args, **kwargs: P.kwargs
    ) -> AsyncGenerator[AsyncStreamingResponse[T], None]:
        called = cast("Awaitable[AsyncStreamingResponse[T]]", method(*args, **kwargs))
        async with await called as response:
            yield response

    return opening
