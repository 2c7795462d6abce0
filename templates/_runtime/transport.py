"""Sends requests and returns what comes back, for sync and for async clients; and what
every client of a package can do beside its operations.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final, Self, TypeGuard, TypeVar, cast
from urllib.parse import unquote

from .auth import Alternatives, unpicklable
from .connections import AsyncHTTPClient, HTTPClient
from .engine import Engine, at_once
from .options import OMIT, Omit, RequestOptions, Timeout
from .parameters import Query, encode_path, encode_rest
from .raw import (
    AsyncStreamingResponse,
    HeldBody,
    RawResponse,
    StreamingResponse,
)
from .request import JSONBody, Operation, Request, read_answer
from .response import APIResponse

__all__ = [
    "AsyncClientBase",
    "AsyncHTTPClient",
    "AsyncTransport",
    "HTTPClient",
    "SyncClientBase",
    "Transport",
]

T = TypeVar("T")

_METHOD: Final = re.compile(r"[A-Za-z][A-Za-z_-]*")
_IN_QUERY: Final = "/:@!$&'()*+,;=?"


class Transport(Engine[HTTPClient]):
    """Sends requests and waits for the answers. Threads may share it."""

    def send(self, request: Request[T], options: RequestOptions | None = None) -> T:
        """Returns the decoded answer. Raises APIError."""
        return self.read(request, options, partial(read_answer, request.operation))

    def read(
        self,
        request: Request[Any],
        options: RequestOptions | None,
        parse: Callable[[APIResponse], T],
    ) -> T:
        """Returns what `parse` makes of a success that was read to its end.

        Raises APIError.
        """
        if self.kind == "streaming":

            def read(opened: StreamingResponse[T]) -> T:
                return parse(opened.with_content(opened.read()))

            return self.open(request, options, read)
        response = at_once(self.exchange(request, options))
        if self.kind == "raw":
            return cast("T", RawResponse(response, parse))
        return parse(response)

    def open(
        self,
        request: Request[Any],
        options: RequestOptions | None,
        parse: Callable[[StreamingResponse[T]], T],
    ) -> T:
        """Returns what `parse` makes of a success whose body was not read, and which it
        has to close. Raises APIError.
        """
        if self.kind == "raw":
            return self.read(request, options, partial(_held, parse))
        opened = StreamingResponse(*at_once(self.begin(request, options)), parse)
        if self.kind == "streaming":
            return cast("T", opened)
        try:
            return opened.parse()
        except BaseException:
            opened.close()
            raise

    def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            http.close()


class AsyncTransport(Engine[AsyncHTTPClient]):
    """Sends requests and awaits the answers. Tasks may share it, and event loops."""

    is_async = True

    async def send(
        self, request: Request[T], options: RequestOptions | None = None
    ) -> T:
        """Returns the decoded answer. Raises APIError."""
        parse = partial(read_answer, request.operation)
        return await self.read(request, options, parse)

    async def read(
        self,
        request: Request[Any],
        options: RequestOptions | None,
        parse: Callable[[APIResponse], T],
    ) -> T:
        """Returns what `parse` makes of a success that was read to its end.

        Raises APIError.
        """
        if self.kind == "streaming":

            async def read(opened: AsyncStreamingResponse[T]) -> T:
                return parse(opened.with_content(await opened.read()))

            return await self.open(request, options, read)
        response = await self.exchange(request, options)
        if self.kind == "raw":
            return cast("T", RawResponse(response, parse))
        return parse(response)

    async def open(
        self,
        request: Request[Any],
        options: RequestOptions | None,
        parse: Callable[[AsyncStreamingResponse[T]], Awaitable[T]],
    ) -> T:
        """Returns what `parse` makes of a success whose body was not read, and which it
        has to close. Raises APIError.
        """
        if self.kind == "raw":
            return await self.read(request, options, partial(_aheld, parse))
        begun = await self.begin(request, options)
        opened = AsyncStreamingResponse(*begun, parse)
        if self.kind == "streaming":
            return cast("T", opened)
        try:
            return await opened.parse()
        except BaseException:
            await opened.close()
            raise

    async def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            await http.aclose()


def _held(parse: Callable[[StreamingResponse[T]], T], response: APIResponse) -> T:
    """What `parse` makes of a body that was read, as if it were still to come."""
    held = HeldBody(response)
    return StreamingResponse(response, held, lambda _: None, parse).parse()


def _aheld(
    parse: Callable[[AsyncStreamingResponse[T]], Awaitable[T]], response: APIResponse
) -> T:
    """`_held` for async clients: there is nothing to await."""
    held = HeldBody(response)
    opened = AsyncStreamingResponse(response, held, lambda _: None, parse)
    return at_once(opened.parse())


class _ClientBase:
    """What sync and async clients have in common."""

    _transport: Any

    def _bind(self, transport: Any) -> None:
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

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._transport.planner.base_url.prefix}>"

    def __reduce__(self) -> Any:
        return unpicklable(self)


class SyncClientBase(_ClientBase):
    """What every client of a package can do beside its operations."""

    _transport: Transport

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: object = OMIT,
        request_options: RequestOptions | None = None,
    ) -> APIResponse:
        """Calls what the API does not document, with the client's credentials, retries
        and hooks.

        Args:
            method: `GET`, `POST` …
            path: Where, from the base URL on; it begins with `/` and may have a query.
            query: Further parameters of the query (style `form`).
            body: Sent as JSON: a model, or plain data that may hold models; None is
                null. Bytes are sent as they are.
            request_options: Settings of this call alone: `timeout`, `max_retries` …

        Returns:
            The response: status, headers, bytes, `json()`.

        Raises:
            APIError: Any failure; a status that is no success is one.
        """
        request = _undocumented(method, path, query, body, self._transport.security)
        return self._transport.send(request, request_options)

    def close(self) -> None:
        """Closes the connections, unless `http_client` was given.

        The client can't be used afterwards.
        """
        self._transport.close()


class AsyncClientBase(_ClientBase):
    """What every async client of a package can do beside its operations."""

    _transport: AsyncTransport

    async def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: object = OMIT,
        request_options: RequestOptions | None = None,
    ) -> APIResponse:
        """Calls what the API does not document, with the client's credentials, retries
        and hooks. The arguments are those of `Client.request`: `path` begins with `/`,
        `query` is a mapping, and `body` is sent as JSON, or as it is where it is bytes.

        Returns the response: status, headers, bytes, `json()`. Raises APIError.
        """
        request = _undocumented(method, path, query, body, self._transport.security)
        return await self._transport.send(request, request_options)

    async def close(self) -> None:
        """Closes the connections, unless `http_client` was given.

        The client can't be used afterwards.
        """
        await self._transport.close()

    async def aclose(self) -> None:
        """The same as `close`."""
        await self._transport.close()


def _undocumented(
    method: str,
    path: str,
    query: Mapping[str, Any] | None,
    body: object,
    security: Alternatives,
) -> Request[APIResponse]:
    """A call with the usual credentials, whose answer is the response as it came.

    Raises ValueError for what is no method or no path, and TypeError for what is no
    body.
    """
    if not _METHOD.fullmatch(method):
        raise ValueError(f"{method!r} is no HTTP method")
    if not path.startswith("/"):  # a URL, which may hold secrets: it is not shown
        raise ValueError("a path begins with '/': it is added to base_url")
    path, _, fixed = path.partition("?")
    if not {".", ".."}.isdisjoint(unquote(path).split("/")):
        raise ValueError(f"the path {path!r} holds a segment that is '.' or '..'")
    request = Request(
        Operation(
            method.upper(), {"default": _as_it_came}, accept="*/*", security=security
        ),
        encode_path(path),
        Query(encode_rest(fixed, _IN_QUERY)),
    )
    for name, value in (query or {}).items():
        request.query.form(name, value)
    if _is_bytes(body):
        request.content = bytes(body)
        request.content_type = "application/octet-stream"
    elif not isinstance(body, Omit):
        JSONBody().write(request, body)
    return request


def _is_bytes(body: object) -> TypeGuard[bytes | bytearray]:
    return isinstance(body, (bytes, bytearray, memoryview))


def _as_it_came(response: APIResponse) -> APIResponse:
    return response
