"""The HTTP client behind a client and its copies, the requests that it sends, and the
redirects that they follow.

The HTTP client is made on first use and closed once. Its connections belong to the
event loop in which they were opened, so each loop has an HTTP client of its own.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final, Generic, TypeVar
from weakref import WeakSet

from ..errors import APIConnectionError
from .auth import Applied
from .parameters import check_header
from .plan import Fields, Plan
from .wire import (
    HTTPLibrary,
    HTTPRequest,
    Origin,
    forget_content,
    origin,
    strip_headers,
)

H = TypeVar("H")

_MOST_REDIRECTS: Final = 10
_MOST_URLS: Final = 64
_LONGEST_URL: Final = 1000

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


class Outgoing:
    """Builds the requests of a client. `library` is that of our own HTTP client, and
    None where the caller brought one.
    """

    def __init__(self, library: HTTPLibrary | None, *, is_async: bool) -> None:
        self.is_for_caller = library is None
        """Whether the HTTP client is the caller's."""
        self._own = None if library is None else _OwnRequests(library)
        self._is_async = is_async

    def build(self, http: Any, plan: Plan, applied: Applied) -> HTTPRequest:
        """The library's request, credentials included."""
        url, fields = _with_credentials(plan, applied)
        headers = [
            (name.encode(), text.encode("latin-1")) for name, text in fields.values()
        ]
        content: object = plan.content
        if self._is_async and plan.content and not isinstance(plan.content, bytes):
            content = plan.content.asynchronous()
        more: dict[str, Any] = {"content": content, "extensions": plan.extensions}
        outgoing: HTTPRequest
        if self._own is None:
            outgoing = http.build_request(plan.method, url, headers=headers, **more)
        else:
            more["cookies"] = http.cookies
            headers = self._own.headers(http, fields) + headers
            url = self._own.url(url)
            outgoing = self._own.request(plan.method, url, headers=headers, **more)
        if not plan.trusted:
            strip_headers(outgoing, plan.headers)
        return outgoing


class _OwnRequests:
    """Requests for an HTTP client of our own. It has nothing to add to them but a few
    headers and its cookies, so they are made without its help, in half the time.
    """

    def __init__(self, library: HTTPLibrary) -> None:
        self.request = library.Request
        self._new_url = library.URL
        # An endpoint is called again and again, and of all that makes a request,
        # parsing its URL takes longest.
        self._known_url = lru_cache(_MOST_URLS)(library.URL)
        self._headers: list[tuple[str, tuple[bytes, bytes]]] = []

    def url(self, text: str) -> Any:
        # Queries differ, and may hold secrets.
        is_kept = len(text) <= _LONGEST_URL and "?" not in text
        return self._known_url(text) if is_kept else self._new_url(text)

    def headers(self, http: Any, fields: Fields) -> list[tuple[bytes, bytes]]:
        """What the client sends by itself, as far as `fields` do not replace it."""
        if not self._headers:
            raw = http.headers.raw
            self._headers = [
                (name.decode().lower(), (name, text)) for name, text in raw
            ]
        return [header for name, header in self._headers if name not in fields]


def _with_credentials(plan: Plan, applied: Applied) -> tuple[str, Fields]:
    """The URL and the header fields to send."""
    url, fields = plan.url, plan.headers
    if applied.headers:
        fields = {**applied.headers, **fields}
    if applied.query:
        url += ("&" if "?" in url else "?") + "&".join(applied.query)
    if applied.cookies:
        present = [fields["cookie"][1]] if "cookie" in fields else []
        cookie = check_header("Cookie", "; ".join(present + applied.cookies))
        fields = {**fields, "cookie": cookie}
    return url, fields


def redirect(
    plan: Plan,
    applied: Applied,
    outgoing: HTTPRequest,
    following: HTTPRequest,
    trusts: Callable[[Origin], bool],
) -> None:
    """Leaves nothing secret in the request that a redirect asks for, once it leaves
    the origins that are trusted.

    Raises APIConnectionError for one redirect too many.
    """
    plan.hops += 1
    if plan.hops > _MOST_REDIRECTS:
        message = (
            f"{plan.method} {plan.shown_url}: more than {_MOST_REDIRECTS} redirects"
        )
        raise APIConnectionError(message, method=plan.method, url=plan.shown_url)
    if following.method != plan.method:
        forget_content(following)
    if plan.trusted:
        # As the library spells it, which matters for hosts outside ASCII.
        target = origin(str(following.url))
        home = origin(str(outgoing.url))
        # And stays so: what is stripped once does not come back.
        plan.trusted = target == home or trusts(target)
    if plan.trusted:
        for name, (_, value) in applied.headers.items():
            # The library takes it away wherever the origin changes.
            following.headers.setdefault(name, value)
    else:
        strip_headers(following)
