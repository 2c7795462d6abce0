"""One attempt of a call: the request of the HTTP library, credentials included, the
redirects that it follows, what its failure means, and whether and when another attempt
is made.

Attempts that a server may have carried out are repeated only where that does no harm:
idempotent methods, and requests with an idempotency key. Others are repeated only when
they certainly were not carried out: no connection came about, or the server refused
with 429.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Final

from ..errors import APIConnectionError, APITimeoutError
from .auth import Applied, Origin, origin
from .connections import HTTPLibrary
from .parameters import check_header
from .plan import Fields, Plan

_MOST_REDIRECTS: Final = 10
_MOST_URLS: Final = 64
_LONGEST_URL: Final = 1000
_LIBRARIES: Final = ("httpx2", "httpx")
LONGEST_WAIT: Final = 60.0
"""Seconds. A server that asks for a longer pause gets none: its answer is raised."""

_FIRST_BACKOFF: Final = 0.5
_LONGEST_BACKOFF: Final = 8.0
_PASSING_FAILURES: Final = frozenset(
    (
        *("TimeoutException", "NetworkError", "RemoteProtocolError", "ProxyError"),
        "DecodingError",  # a body that was damaged on its way
        *("TimeoutError", "ConnectionError"),  # Python's own
    )
)
_BEFORE_SENDING: Final = frozenset(
    ("ConnectError", "ConnectTimeout", "PoolTimeout", "ConnectionRefusedError")
)


# All that may go to another origin: nothing here can be a credential.
_HARMLESS_HEADERS: Final = frozenset(
    (
        *("accept", "accept-encoding", "accept-language", "connection"),
        *("content-length", "content-type", "host", "transfer-encoding", "user-agent"),
    )
)
_OF_CONTENT: Final = ("encoding", "language", "location", "type")


class Outgoing:
    """Builds the requests of a client. `library` is that of our own HTTP client, and
    None where the caller brought one.
    """

    def __init__(self, library: HTTPLibrary | None, *, is_async: bool) -> None:
        self.is_for_caller = library is None
        """Whether the HTTP client is the caller's."""
        self._own = None if library is None else _OwnRequests(library)
        self._is_async = is_async

    def build(self, http: Any, plan: Plan, applied: Applied) -> Any:
        """The library's request, credentials included."""
        url, fields = _with_credentials(plan, applied)
        headers = [
            (name.encode(), text.encode("latin-1")) for name, text in fields.values()
        ]
        content: object = plan.content
        if self._is_async and plan.content and not isinstance(plan.content, bytes):
            content = plan.content.asynchronous()
        more: dict[str, Any] = {"content": content, "extensions": plan.extensions}
        outgoing: Any
        if self._own is None:
            outgoing = http.build_request(plan.method, url, headers=headers, **more)
        else:
            more["cookies"] = http.cookies
            headers = self._own.headers(http, fields) + headers
            url = self._own.url(url)
            outgoing = self._own.request(plan.method, url, headers=headers, **more)
        outgoing.method = plan.method  # the libraries would write it in capitals
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
    outgoing: Any,
    following: Any,
    trusts: Callable[[Origin], bool],
) -> None:
    """Leaves nothing secret in the request that a redirect asks for, once it leaves
    the origins that are trusted.

    Raises APIConnectionError for one redirect too many.
    """
    plan.hops += 1
    if plan.hops > _MOST_REDIRECTS:
        method, url = plan.method, plan.shown_url
        message = f"{method} {url}: more than {_MOST_REDIRECTS} redirects"
        raise APIConnectionError(message, method=method, url=url)
    if following.method == plan.method.upper():
        following.method = plan.method
    else:
        # There is no longer a body to describe (RFC 9110, section 15.4).
        for name in _OF_CONTENT:
            following.headers.pop(f"content-{name}", None)
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


def strip_headers(request: Any, keep: Iterable[str] = ()) -> None:
    """Leaves a request nothing but harmless headers and those to keep (in lower
    case).
    """
    names = {name.lower() for name in request.headers}
    for name in names - _HARMLESS_HEADERS - set(keep):
        del request.headers[name]


def forget_secrets(error: BaseException, request: Any) -> None:
    """Leaves nothing but harmless headers, and no query, in the requests that an
    error of the library holds: it may be shown to anyone.
    """
    # The public property raises where there is none.
    held: Any | None = getattr(error, "_request", None)
    for holder in (request,) if held is None else (request, held):
        strip_headers(holder)
        holder.url = type(holder.url)(str(holder.url).partition("?")[0])


def connection_error(
    error: Exception, method: str, url: str
) -> APIConnectionError | None:
    """The error of ours for one of the HTTP library, known by the names of its classes,
    or for one of Python's own that says the same; None: it is none of those.
    """
    shown = f"{method} {url}: {str(error) or type(error).__name__}"
    if isinstance(error, TimeoutError):
        return APITimeoutError(shown, method=method, url=url)
    if isinstance(error, ConnectionError):
        return APIConnectionError(shown, method=method, url=url)
    names = {
        kind.__name__
        for kind in type(error).__mro__
        if kind.__module__.partition(".")[0] in _LIBRARIES
    }
    if "RequestError" not in names:
        return None
    if "TimeoutException" in names:
        stage = type(error).__name__.removesuffix("Timeout").lower()
        shown = f"{method} {url}: timed out ({stage})"
        return APITimeoutError(shown, method=method, url=url)
    return APIConnectionError(shown, method=method, url=url)


def may_repeat(
    plan: Plan, status: int | None, failure: APIConnectionError | None = None
) -> bool:
    """Whether another attempt makes sense after the status or the failure that this one
    ended in. Errors of the HTTP library are known by the names of their classes.
    """
    is_repeatable = plan.repeatable
    if status is not None:
        return status == 429 or (
            is_repeatable and (status in (408, 409) or status >= 500)
        )
    # After a redirect the first server has done its part already: not even a refused
    # connection says otherwise.
    if failure is None or (plan.hops and not is_repeatable):
        return False
    names = {kind.__name__ for kind in type(failure.__cause__).__mro__}
    return bool(names & (_PASSING_FAILURES if is_repeatable else _BEFORE_SENDING))


def wait_before(retry: int, headers: Mapping[str, str]) -> float | None:
    """Seconds before a retry (the first is 0), as the server asks for (RFC 9110,
    section 10.2.3), or exponential with full jitter; None: it asks for too many.
    """
    asked = asked_wait(headers)
    if asked is None:
        longest = min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2.0 ** min(retry, 10))
        return random.uniform(0, longest)
    return asked if asked <= LONGEST_WAIT else None


def asked_wait(headers: Mapping[str, str]) -> float | None:
    """Seconds that `Retry-After-Ms` or `Retry-After` ask for, from now;
    None where neither can be read.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = _number(text)
    if seconds is not None or text is None:
        return seconds
    try:
        when = parsedate_to_datetime(text)
        # An HTTP date is in UTC, also where it does not say so (RFC 9110, 5.6.7).
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, when.timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _number(text: str | None) -> float | None:
    """A number that is finite and not negative."""
    try:
        is_plain = text is not None and text.isascii() and "_" not in text
        number = float(text or "") if is_plain else -1.0
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
