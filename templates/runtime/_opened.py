"""A response whose body was not read yet: its head, and its bytes as they come.

The errors of the HTTP library come out as ours.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator

from ._response import APIResponse, Headers
from ._wire import AsyncHTTPResponse, HTTPResponse
from .errors import APIConnectionError

Failure = Callable[[Exception], APIConnectionError | None]
"""The error to raise for one of the HTTP library; None: leave it as it is."""


class _OpenedBase:
    """What is known before the body is read.

    `url` is what was asked for, without credentials.
    """

    def __init__(
        self, status_code: int, headers: Headers, method: str, url: str
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.method = method
        self.url = url

    @property
    def request_id(self) -> str | None:
        """What the server calls this request in its own logs, if it said so."""
        return self.with_content(b"").request_id

    def with_content(self, content: bytes) -> APIResponse:
        """The response as if `content` had been its body."""
        return APIResponse(
            self.status_code, self.headers, content, method=self.method, url=self.url
        )


class OpenedResponse(_OpenedBase):
    """Close it, or read it to its end: until then it holds a connection."""

    def __init__(
        self, received: HTTPResponse, method: str, url: str, failure: Failure
    ) -> None:
        super().__init__(
            received.status_code, Headers(received.headers.multi_items()), method, url
        )
        self._received, self._failure = received, failure

    def iter_bytes(self) -> Iterator[bytes]:
        """The body, decompressed. Raises APIConnectionError."""
        try:
            yield from self._received.iter_bytes()
        except Exception as error:
            failure = self._failure(error)
            if failure is None:
                raise
            raise failure from error

    def close(self) -> None:
        self._received.close()


class AsyncOpenedResponse(_OpenedBase):
    """`OpenedResponse` for async clients."""

    def __init__(
        self, received: AsyncHTTPResponse, method: str, url: str, failure: Failure
    ) -> None:
        super().__init__(
            received.status_code, Headers(received.headers.multi_items()), method, url
        )
        self._received, self._failure = received, failure

    async def aiter_bytes(self) -> AsyncIterator[bytes]:
        """The body, decompressed. Raises APIConnectionError."""
        try:
            async for chunk in self._received.aiter_bytes():
                yield chunk
        except Exception as error:
            failure = self._failure(error)
            if failure is None:
                raise
            raise failure from error

    async def close(self) -> None:
        await self._received.aclose()
