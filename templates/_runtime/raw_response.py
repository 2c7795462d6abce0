"""Responses as they came: what `with_raw_response` and `with_streaming_response` hand
over instead of the decoded answer.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from typing import Generic, TypeVar

from .downloads import Progress, adownload, download
from .events import LineDecoder
from .opened import AsyncOpenedResponse, OpenedResponse
from .response import APIResponse, text_decoder

__all__ = ["AsyncStreamingResponse", "RawResponse", "StreamingResponse"]

T_co = TypeVar("T_co", covariant=True)


class RawResponse(APIResponse, Generic[T_co]):
    """A success, read to its end: status, headers and bytes, and `parse` for what
    they mean.
    """

    __slots__ = ("_parse",)

    def __init__(
        self, response: APIResponse, parse: Callable[[APIResponse], T_co]
    ) -> None:
        super().__init__(
            response.status_code,
            response.headers,
            response.content,
            method=response.method,
            url=response.url,
            retries=response.retries,
        )
        self._parse = parse

    def parse(self) -> T_co:
        """What the method returns without `with_raw_response`.

        Raises APIDecodeError.
        """
        return self._parse(self)


class StreamingResponse(OpenedResponse, Generic[T_co]):
    """A success whose body is read as it is asked for, once. It holds a connection
    until the `with` statement ends.

    Reading raises APIConnectionError where the connection breaks.
    """

    def __init__(
        self,
        opened: OpenedResponse,
        parse: Callable[[StreamingResponse[T_co]], T_co],
    ) -> None:
        self.__dict__.update(opened.__dict__)
        self._parse = parse

    def iter_text(self) -> Iterator[str]:
        """The body as text, by the charset of its content type (UTF-8 where
        there is none).
        """
        decoder = text_decoder(self.headers)
        for chunk in self.iter_bytes():
            if text := decoder.decode(chunk):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text

    def iter_lines(self) -> Iterator[str]:
        """The lines of the body's text, without their ends."""
        lines = _TextLines()
        for text in self.iter_text():
            yield from lines.feed(text)
        yield from lines.end()

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
        return download(self, target, progress)

    def parse(self) -> T_co:
        """What the method returns without `with_streaming_response`: a stream, of
        which nothing was read yet, or else the body, read to its end and decoded.

        Raises APIDecodeError.
        """
        return self._parse(self)


class AsyncStreamingResponse(AsyncOpenedResponse, Generic[T_co]):
    """`StreamingResponse` for async clients."""

    def __init__(
        self,
        opened: AsyncOpenedResponse,
        parse: Callable[[AsyncStreamingResponse[T_co]], Awaitable[T_co]],
    ) -> None:
        self.__dict__.update(opened.__dict__)
        self._parse = parse

    async def iter_text(self) -> AsyncGenerator[str, None]:
        """The body as text, by the charset of its content type (UTF-8 where
        there is none).
        """
        decoder = text_decoder(self.headers)
        async with aclosing(self.iter_bytes()) as chunks:
            async for chunk in chunks:
                if text := decoder.decode(chunk):
                    yield text
        if text := decoder.decode(b"", final=True):
            yield text

    async def iter_lines(self) -> AsyncGenerator[str, None]:
        """The lines of the body's text, without their ends."""
        lines = _TextLines()
        async with aclosing(self.iter_text()) as texts:
            async for text in texts:
                for line in lines.feed(text):
                    yield line
        for line in lines.end():
            yield line

    async def read(self) -> bytes:
        """The whole body."""
        return b"".join([chunk async for chunk in self.iter_bytes()])

    async def to_file(
        self, target: str | os.PathLike[str], progress: Progress | None = None
    ) -> int:
        """Writes the body to a file, which is there once it is complete, and
        returns its size in bytes. Raises OSError.

        `progress` is called with the number of bytes so far, and that of all
        bytes or None.
        """
        return await adownload(self, target, progress)

    async def parse(self) -> T_co:
        """What the method returns without `with_streaming_response`: a stream, of
        which nothing was read yet, or else the body, read to its end and decoded.

        Raises APIDecodeError.
        """
        return await self._parse(self)


class _TextLines:
    """Cuts pieces of text into lines, without their ends."""

    def __init__(self) -> None:
        self._lines = LineDecoder()

    def feed(self, text: str) -> Iterator[str]:
        """The lines that this piece completes."""
        # Some encodings hold what UTF-8 has no room for.
        return map(_decode, self._lines.feed(text.encode("utf-8", "surrogatepass")))

    def end(self) -> Iterator[str]:
        """The line that had no end."""
        return map(_decode, self._lines.end())


def _decode(line: bytes) -> str:
    return line.decode("utf-8", "surrogatepass")
