"""A response whose body was not read yet: its head, and its bytes as they come.

The errors of the HTTP library come out as ours.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing

from ..errors import APIConnectionError
from .compressed import aiter_body, iter_body
from .response import APIResponse, Headers
from .wire import AsyncHTTPResponse, HTTPResponse, ReadResponse

Failure = Callable[[Exception], APIConnectionError | None]
"""The error to raise for one of the HTTP library; None: leave it as it is."""


class Head:
    """What is known before the body is read.

    `url` is what was asked for, without credentials; `retries` says how often
    the call was sent again before this answer came.
    """

    def __init__(
        self, status_code: int, headers: Headers, method: str, url: str, retries: int
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.method = method
        self.url = url
        self.retries = retries

    @property
    def request_id(self) -> str | None:
        """What the server calls this request in its own logs, if it said so."""
        return self.with_content(b"").request_id

    @property
    def content_type(self) -> str:
        """The media type in lower case without parameters; `` where the
        server gave none.
        """
        return self.with_content(b"").content_type

    def with_content(self, content: bytes) -> APIResponse:
        """The response as if `content` had been its body."""
        return APIResponse(
            self.status_code,
            self.headers,
            content,
            method=self.method,
            url=self.url,
            retries=self.retries,
        )

    def __repr__(self) -> str:
        url = self.url.partition("?")[0]
        return f"<{type(self).__name__} {self.status_code} {self.method} {url}>"


class OpenedResponse(Head):
    """Close it, or read it to its end: until then it holds a connection."""

    def __init__(
        self,
        received: HTTPResponse,
        method: str,
        url: str,
        retries: int,
        failure: Failure,
    ) -> None:
        super().__init__(received.status_code, _headers(received), method, url, retries)
        self._received, self._failure = received, failure

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body, decompressed: chunks as they come, or of `chunk_size` bytes.

        Raises APIConnectionError.
        """
        try:
            yield from iter_body(self._received, chunk_size)
        except Exception as error:
            failure = self._failure(error)
            if failure is None:
                raise
            raise failure from error

    def close(self) -> None:
        """Gives up the connection, unless the body was read to its end."""
        self._received.close()


class AsyncOpenedResponse(Head):
    """`OpenedResponse` for async clients."""

    def __init__(
        self,
        received: AsyncHTTPResponse,
        method: str,
        url: str,
        retries: int,
        failure: Failure,
    ) -> None:
        super().__init__(received.status_code, _headers(received), method, url, retries)
        self._received, self._failure = received, failure

    async def iter_bytes(
        self, chunk_size: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        """The body, decompressed: chunks as they come, or of `chunk_size` bytes.

        Raises APIConnectionError.
        """
        try:
            # What is left early ends at once, not when it is collected as garbage.
            async with aclosing(aiter_body(self._received, chunk_size)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except Exception as error:
            failure = self._failure(error)
            if failure is None:
                raise
            raise failure from error

    async def close(self) -> None:
        """Gives up the connection, unless the body was read to its end."""
        await self._received.aclose()


class HeldResponse(Head):
    """A body that was read, as if it were still to come."""

    def __init__(self, response: APIResponse) -> None:
        super().__init__(*_head(response))
        self._content = response.content

    def iter_bytes(self) -> Iterator[bytes]:
        yield self._content

    def close(self) -> None:
        """There is nothing to close."""


class AsyncHeldResponse(Head):
    """`HeldResponse` for async clients."""

    def __init__(self, response: APIResponse) -> None:
        super().__init__(*_head(response))
        self._content = response.content

    async def iter_bytes(self) -> AsyncGenerator[bytes, None]:
        yield self._content

    async def close(self) -> None:
        """There is nothing to close."""


def _head(response: APIResponse) -> tuple[int, Headers, str, str, int]:
    return (
        response.status_code,
        response.headers,
        response.method,
        response.url,
        response.retries,
    )


def _headers(received: ReadResponse) -> Headers:
    return Headers(received.headers.multi_items())
