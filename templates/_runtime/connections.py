"""The HTTP library as the client sees it, and the HTTP client behind a client and its
copies. It is made on first use and closed once. Its connections belong to the event
loop in which they were opened, so each loop has an HTTP client of its own.

Neither httpx2 nor httpx is imported here. Only one of them need be installed, and a
caller may bring a client of the other.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Generic, Protocol, TypeVar
from weakref import WeakSet


class HTTPLibrary(Protocol):
    """The library itself: httpx2, httpx."""

    @property
    def Request(self) -> Callable[..., Any]: ...
    @property
    def URL(self) -> Callable[[str], Any]: ...


class HTTPClient(Protocol):
    """What is used of an HTTP client: `httpx2.Client` and `httpx.Client` have it."""

    @property
    def build_request(self) -> Callable[..., Any]: ...
    @property
    def send(self) -> Callable[..., Any]: ...
    def close(self) -> None: ...


class AsyncHTTPClient(Protocol):
    """What is used of an async HTTP client: `httpx2.AsyncClient` and
    `httpx.AsyncClient` have it.
    """

    @property
    def build_request(self) -> Callable[..., Any]: ...
    @property
    def send(self) -> Callable[..., Awaitable[Any]]: ...
    async def aclose(self) -> None: ...


H = TypeVar("H")

_pools: WeakSet[Pool[Any]] = WeakSet()


def _nowhere() -> None:
    """The event loop of code that needs none."""


class Pool(Generic[H]):
    """The HTTP client that a client and its copies share; one that the
    caller brought is not ours to close, whatever the event loop.
    """

    def __init__(
        self, http: H | None, new: Callable[[], H], running: Callable[[], object] | None
    ) -> None:
        """`running` tells which event loop runs; None: the client needs none."""
        self._new = new
        self._is_owner = http is None
        self._running = running if running and self._is_owner else _nowhere
        self._by_loop: dict[object, H] = {} if http is None else {None: http}
        # Both at once: threads, each with its loop, may share the client.
        self._latest: tuple[object, H | None] = (None, http)
        self._is_closed = False
        self._lock = threading.Lock()
        self._inherited: dict[object, H] = {}
        _pools.add(self)

    def http(self) -> H:
        """Raises RuntimeError once it is closed."""
        loop, http = self._latest
        if http is None or self._running() is not loop:
            return self._find()
        return http

    def _find(self) -> H:
        with self._lock:
            if self._is_closed:
                raise RuntimeError("the client is closed")
            loop = self._running()
            http = self._by_loop.get(loop)
            if http is None:
                # Nobody can close what a loop has left open that has ended.
                for one in [one for one in self._by_loop if _has_ended(one)]:
                    del self._by_loop[one]
                http = self._by_loop[loop] = self._new()
            self._latest = loop, http
            return http

    def leave_to_parent(self) -> None:
        """For a process that was forked: connections that two processes share would
        mix up their answers. The caller's HTTP client is theirs to replace.
        """
        self._lock = threading.Lock()  # a thread that is not here may have held it
        if self._is_owner:
            # Kept, but never used: its end must not end the parent's connections.
            self._inherited, self._by_loop = self._by_loop, {}
            self._latest = None, None

    def release(self) -> H | None:
        """Ends the use of the HTTP client; returns it if it is ours to close."""
        with self._lock:
            self._is_closed = True
            http = self._by_loop.get(self._running())
            self._by_loop, self._latest = {}, (None, None)
        return http if self._is_owner else None


def _has_ended(loop: object) -> bool:
    is_closed: Callable[[], bool] | None = getattr(loop, "is_closed", None)
    return is_closed is not None and is_closed()


def _leave_to_parent() -> None:
    for pool in list(_pools):
        pool.leave_to_parent()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_leave_to_parent)


def running_loop() -> object:
    """What tells the event loop that runs from others; None where none does."""
    trio = _trio()
    if trio is not None:
        return trio.lowlevel.current_trio_token()
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def wait(seconds: float) -> None:
    """Sleeps inside a coroutine, under whichever event loop runs it."""
    await (_trio() or asyncio).sleep(seconds)


def _trio() -> Any:
    """The module, if a task of it runs this."""
    trio: Any = sys.modules.get("trio")
    if trio is not None:
        try:
            trio.lowlevel.current_task()
        except RuntimeError:
            return None
    return trio
