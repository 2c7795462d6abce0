"""Requests of the HTTP library: a `Plan` and its credentials come in, what the HTTP
client sends goes out.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from .auth import Applied
from .plan import Fields, Plan
from .request import Content
from .url import check_header
from .wire import HTTPLibrary, HTTPRequest, strip_headers

_MOST_URLS: Final = 64
_LONGEST_URL: Final = 1000


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
            (name.encode("ascii"), value.encode("latin-1"))
            for name, value in fields.values()
        ]
        content: object = plan.content
        if self._is_async and isinstance(content, Content):
            content = content.asynchronous()
        outgoing: HTTPRequest
        if self._own is None:
            outgoing = http.build_request(
                plan.method,
                url,
                content=content,
                headers=headers,
                extensions=plan.extensions,
            )
        else:
            outgoing = self._own.request(
                plan.method,
                self._own.url(url),
                content=content,
                headers=self._own.headers(http, fields) + headers,
                cookies=http.cookies,
                extensions=plan.extensions,
            )
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
            self._headers = [
                (name.decode("ascii").lower(), (name, value))
                for name, value in http.headers.raw
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
