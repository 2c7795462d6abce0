"""What every client of a package can do beside its operations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from .async_transport import AsyncTransport
from .auth import unpicklable
from .options import OMIT, Omit, RequestOptions, Timeout
from .response import APIResponse
from .transport import Transport
from .undocumented import undocumented

__all__ = ["AsyncClientBase", "SyncClientBase"]


class SyncClientBase:
    """What every client of a package can do beside its operations."""

    _transport: Transport

    def _bind(self, transport: Transport) -> None:
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
        request = undocumented(method, path, query, body, self._transport.security)
        return self._transport.send(request, request_options)

    def close(self) -> None:
        """Closes the connections, unless `http_client` was given.

        The client can't be used afterwards.
        """
        self._transport.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._transport.planner.base_url.prefix}>"

    def __reduce__(self) -> Any:
        return unpicklable(self)


class AsyncClientBase:
    """What every async client of a package can do beside its operations."""

    _transport: AsyncTransport

    def _bind(self, transport: AsyncTransport) -> None:
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
        request = undocumented(method, path, query, body, self._transport.security)
        return await self._transport.send(request, request_options)

    async def close(self) -> None:
        """Closes the connections, unless `http_client` was given.

        The client can't be used afterwards.
        """
        await self._transport.close()

    async def aclose(self) -> None:
        """The same as `close`."""
        await self._transport.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._transport.planner.base_url.prefix}>"

    def __reduce__(self) -> Any:
        return unpicklable(self)
