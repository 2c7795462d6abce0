"""The HTTP client behind a client and its copies: made on first use, closed once."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar
from weakref import WeakSet

H = TypeVar("H")

_pools: WeakSet[Pool[Any]] = WeakSet()


class Pool(Generic[H]):
    """The HTTP client that a client and its copies share; one that the
    caller brought is not ours to close.
    """

    def __init__(self, http: H | None, new: Callable[[], H]) -> None:
        self._http, self._new = http, new
        self._is_owner = http is None
        self._is_closed = False
        self._lock = threading.Lock()
        self._inherited: H | None = None
        _pools.add(self)

    def http(self) -> H:
        """Raises RuntimeError once it is closed."""
        if self._http is None or self._is_closed:
            with self._lock:
                if self._is_closed:
                    raise RuntimeError("the client is closed")
                if self._http is None:
                    self._http = self._new()
                return self._http
        return self._http

    def leave_to_parent(self) -> None:
        """For a process that was forked: connections that two processes share would
        mix up their answers. The caller's HTTP client is theirs to replace.
        """
        self._lock = threading.Lock()  # a thread that is not here may have held it
        if self._is_owner:
            # Kept, but never used: its end must not end the parent's connections.
            self._inherited, self._http = self._http, None

    def release(self) -> H | None:
        """Ends the use of the HTTP client; returns it if it is ours to close."""
        with self._lock:
            self._is_closed = True
            http, self._http = self._http, None
        return http if self._is_owner else None


def _leave_to_parent() -> None:
    for pool in list(_pools):
        pool.leave_to_parent()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_leave_to_parent)
