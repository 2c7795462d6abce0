"""Sends requests and turns what comes back into values and errors; what every client has beside its operations."""

from __future__ import annotations

from typing import Any, TypeVar

from ._auth import unpicklable
from ._engine import Engine, Plan, Service
from ._request import Request
from ._wire import AsyncHTTPClient, HTTPClient, HTTPRequest, HTTPResponse
from .options import RequestOptions

__all__ = [
    "AsyncClientBase",
    "AsyncHTTPClient",
    "AsyncTransport",
    "HTTPClient",
    "Service",
    "SyncClientBase",
    "Transport",
]

T = TypeVar("T")


class Transport(Engine[HTTPClient]):
    """Sends requests and waits for the answers. Threads may share it."""

    def send(self, request: Request[T], options: RequestOptions | None = None) -> T:
        """Returns the decoded answer. Raises APIError."""
        plan = self.plan(request, options)
        chosen = self.choose_credentials(request, plan)
        applied = self.credentials.apply(chosen or ())
        http = self.http()
        outgoing = self.build(http, plan, applied)
        try:
            received = _send(http, outgoing, plan)
            hops = 0
            while (following := self.redirected(plan, received, hops)) is not None:
                hops += 1
                received = _send(http, following, plan)
        except Exception as error:
            failure = self.failure(error, plan, outgoing, applied)
            if failure is None:
                raise
            raise failure from error
        return self.finish(request, plan, received, chosen is not None)

    def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            http.close()


class AsyncTransport(Engine[AsyncHTTPClient]):
    """Sends requests and awaits the answers. Tasks of one event loop may share it."""

    is_async = True

    async def send(self, request: Request[T], options: RequestOptions | None = None) -> T:
        """Returns the decoded answer. Raises APIError."""
        plan = self.plan(request, options)
        chosen = self.choose_credentials(request, plan)
        applied = await self.credentials.aapply(chosen or ())
        http = self.http()
        outgoing = self.build(http, plan, applied)
        try:
            received = await _asend(http, outgoing, plan)
            hops = 0
            while (following := self.redirected(plan, received, hops)) is not None:
                hops += 1
                received = await _asend(http, following, plan)
        except Exception as error:
            failure = self.failure(error, plan, outgoing, applied)
            if failure is None:
                raise
            raise failure from error
        return self.finish(request, plan, received, chosen is not None)

    async def close(self) -> None:
        """Closes the connections, unless the caller brought the HTTP client."""
        http = self.release()
        if http is not None:
            await http.aclose()


def _send(http: HTTPClient, request: HTTPRequest, plan: Plan) -> HTTPResponse:
    received: HTTPResponse
    # `auth` of a caller's HTTP client is a credential too, and so are its headers: `strip_headers` saw to those.
    if plan.trusted:
        received = http.send(request, follow_redirects=False)
    else:
        received = http.send(request, follow_redirects=False, auth=None)
    return received


async def _asend(http: AsyncHTTPClient, request: HTTPRequest, plan: Plan) -> HTTPResponse:
    received: HTTPResponse
    if plan.trusted:
        received = await http.send(request, follow_redirects=False)
    else:
        received = await http.send(request, follow_redirects=False, auth=None)
    return received


class SyncClientBase:
    """What every client of a package can do beside its operations."""

    _transport: Transport

    def close(self) -> None:
        """Closes the connections, unless `http_client` was given. The client can't be used afterwards."""
        self._transport.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._transport.base_url.prefix}>"

    def __reduce__(self) -> Any:
        return unpicklable(self)


class AsyncClientBase:
    """What every async client of a package can do beside its operations."""

    _transport: AsyncTransport

    async def close(self) -> None:
        """Closes the connections, unless `http_client` was given. The client can't be used afterwards."""
        await self._transport.close()

    async def aclose(self) -> None:
        """The same as `close`."""
        await self._transport.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._transport.base_url.prefix}>"

    def __reduce__(self) -> Any:
        return unpicklable(self)
