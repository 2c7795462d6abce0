"""Sends requests and returns what comes back, for sync and for async clients; and the
base classes of `client`: of resources, and of the clients themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, Final, Generic, Self, TypeVar, cast, get_args
from urllib.parse import unquote

from .auth import BaseURL, unpicklable
from .connections import AsyncHTTPClient, HTTPClient
from .engine import Engine, at_once
from .model import late
from .options import OMIT, Omit, RequestOptions
from .parameters import Query, encode_path, encode_rest
from .raw import AsyncStreamingResponse, Kind, RawResponse, StreamingResponse
from .request import JSONBody, Operation, Reader, Request, read_answer
from .response import APIResponse

H = TypeVar("H")
R = TypeVar("R")
S = TypeVar("S")
T = TypeVar("T")

Options = RequestOptions | None
_METHOD: Final = re.compile(r"[A-Za-z][A-Za-z_-]*")
_IN_QUERY: Final = "/:@!$&'()*+,;=?"


class _Transport(Engine[H]):
    """What sync and async transports have in common: what a call returns, which is up
    to `kind`.
    """

    streaming: ClassVar[type[Any]]
    """The class of a response whose body is read on demand."""

    async def answer(
        self, request: Request[Any], options: Options, parse: Reader[Any]
    ) -> Any:
        """What `parse` makes of a success that was read to its end, or the response to
        do so with. Raises APIError.
        """
        if self.kind == "streaming":
            return await self.begin(request, options, partial(self._whole, parse))
        response = await self.exchange(request, options)
        return RawResponse(response, parse) if self.kind == "raw" else parse(response)

    async def begin(
        self, request: Request[Any], options: Options, parse: Callable[[Any], Any]
    ) -> Any:
        """A success before its body is read, which must be closed. Raises APIError."""
        return self.streaming(*await self.open(request, options), parse)

    def _whole(self, parse: Callable[[APIResponse], Any], opened: Any) -> Any:
        """What `parse` makes of a body that is still to be read."""

        async def read() -> Any:
            content = opened.read()
            content = await content if self.is_async else content
            return parse(opened.with_content(content))

        return read() if self.is_async else at_once(read())


class Transport(_Transport[HTTPClient]):
    """Sends requests and waits for the answers. Threads may share it."""

    streaming = StreamingResponse

    def send(self, request: Request[T], options: Options = None) -> T:
        """Returns the decoded answer. Raises APIError."""
        return self.read(request, options, partial(read_answer, request.operation))

    def read(self, request: Request[Any], options: Options, parse: Reader[T]) -> T:
        """Returns what `parse` makes of a success that was read to its end.

        Raises APIError.
        """
        answer: T = at_once(self.answer(request, options, parse))
        return answer

    def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            http.close()


class AsyncTransport(_Transport[AsyncHTTPClient]):
    """`Transport` for async clients. Tasks may share it, and event loops."""

    is_async = True
    streaming = AsyncStreamingResponse

    async def send(self, request: Request[T], options: Options = None) -> T:
        parse = partial(read_answer, request.operation)
        return await self.read(request, options, parse)

    async def read(
        self, request: Request[Any], options: Options, parse: Reader[T]
    ) -> T:
        answer: T = await self.answer(request, options, parse)
        return answer

    async def close(self) -> None:
        http = self.release()
        if http is not None:
            await http.aclose()


class _ResourceBase(Generic[R, S]):
    """Operations, as methods. `R` and `S` are classes that have the same."""

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    @property
    def with_raw_response(self) -> R:
        """The same methods, each returning a `RawResponse`."""
        return cast("R", self._returning("raw", 0))

    @property
    def with_streaming_response(self) -> S:
        """The same methods, for `with` (`async with`) statements; the body is read on
        demand.
        """
        return cast("S", self._returning("streaming", 1))

    def _returning(self, kind: Kind, place: int) -> Any:
        """The class that is an argument of the base class, of methods that return
        something else.
        """
        resource: Any = type(self)
        bases = get_args(resource.__orig_bases__[0])
        wrapper = getattr(late("client"), bases[place].__forward_arg__)
        return wrapper(resource(self._transport.returning(kind)))


class Resource(_ResourceBase[R, S]):
    """Operations, as methods."""

    _transport: Transport


class AsyncResource(_ResourceBase[R, S]):
    """Operations, as methods to be awaited."""

    _transport: AsyncTransport


class _ClientBase:
    """What sync and async clients have in common."""

    _transport: Any

    def _bind(self, transport: Any) -> None:
        self._transport = transport

    def _copied(self, *options: Any) -> Self:
        """What `with_options` returns: `options` are those of `Engine.with_options`."""
        copied = object.__new__(type(self))
        copied.__dict__.update(self.__dict__)
        copied._bind(self._transport.with_options(*options))
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
                Or a URL of the same origin, or of `trusted_origins`: a link.
            query: Further parameters of the query (style `form`).
            body: Sent as JSON: a model, or plain data that may hold models; None is
                null. Bytes are sent as they are.
            request_options: Settings of this call alone: `timeout`, `max_retries` …

        Returns:
            The response: status, headers, bytes, `json()`.

        Raises:
            APIError: Any failure; a status that is no success is one.
        """
        request = _undocumented(method, path, query, body, self._transport)
        return self._transport.send(request, request_options)

    def close(self) -> None:
        """Closes the connections, unless `http_client` was given.

        The client can't be used afterwards.
        """
        self._transport.close()


class AsyncClientBase(_ClientBase):
    """`SyncClientBase` for async clients."""

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
        and hooks. The arguments are those of `Client.request`: `path` begins with `/`
        or is a URL of the same origin, `query` is a mapping, and `body` is sent as
        JSON, or as it is where it is bytes.

        Returns the response: status, headers, bytes, `json()`. Raises APIError.
        """
        request = _undocumented(method, path, query, body, self._transport)
        return await self._transport.send(request, request_options)

    async def close(self) -> None:
        """Closes the connections, unless `http_client` was given."""
        await self._transport.close()

    async def aclose(self) -> None:
        """The same as `close`."""
        await self._transport.close()


def _undocumented(
    method: str,
    path: str,
    query: Mapping[str, Any] | None,
    body: object,
    engine: Engine[Any],
) -> Request[APIResponse]:
    """A call with the usual credentials, whose answer is the response as it came.

    Raises ValueError for what is no method or no path and for a URL of another origin,
    and TypeError for what is no body.
    """
    if not _METHOD.fullmatch(method):
        raise ValueError(f"{method!r} is no HTTP method")
    base: BaseURL | None = None
    if not path.startswith("/"):
        if "://" not in path:
            raise ValueError("a path begins with '/': it is added to base_url")
        base, path = engine.planner.locate(path)
    path, _, fixed = path.partition("?")
    if not {".", ".."}.isdisjoint(unquote(path).split("/")):
        raise ValueError(f"the path {path!r} holds a segment that is '.' or '..'")
    answers = {"default": _as_it_came}
    operation = Operation(
        method.upper(), answers, accept="*/*", security=engine.security
    )
    fixed_query = Query(encode_rest(fixed, _IN_QUERY))
    request = Request(operation, encode_path(path), fixed_query, base=base)
    for name, value in (query or {}).items():
        request.query.form(name, value)
    if isinstance(body, (bytes, bytearray, memoryview)):
        request.content = bytes(cast("bytes", body))
        request.content_type = "application/octet-stream"
    elif not isinstance(body, Omit):
        JSONBody().write(request, body)
    return request


def _as_it_came(response: APIResponse) -> APIResponse:
    return response
