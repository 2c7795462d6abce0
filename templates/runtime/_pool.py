"""The HTTP client behind a client and its copies: made on first use, closed once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

H = TypeVar("H")


class Pool(Generic[H]):
    """The HTTP client that a client and its copies share; one that the
    caller brought is not ours to close.
    """

    def __init__(self, http: H | None, new: Callable[[], H]) -> None:
        self._http, self._new = http, new
        self._is_owner = http is None
        self._is_closed = False
        self._lock = threading.Lock()

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

    def release(self) -> H | None:
        """Ends the use of the HTTP client; returns it if it is ours to close."""
        with self._lock:
            self._is_closed = True
            http, self._http = self._http, None
        return http if self._is_owner else None
