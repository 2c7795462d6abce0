"""Whether and when a call is sent again, which depends on how the last attempt ended.

Attempts that a server may have carried out are repeated only where that does no harm:
idempotent methods, and requests with an idempotency key. Others are repeated only when
they certainly were not carried out: no connection came about, or the server refused
with 429.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Final

from ..errors import APIConnectionError
from .plan import Plan

DEFAULT_MAX_RETRIES: Final = 2
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


def may_repeat(
    plan: Plan, status: int | None, failure: APIConnectionError | None
) -> bool:
    """Whether another attempt makes sense after what this one ended in."""
    if status is not None:
        return may_repeat_status(status, plan.repeatable)
    if failure is None or failure.__cause__ is None:
        return False
    # After a redirect the first server has done its part already: not even a refused
    # connection says otherwise.
    return may_repeat_failure(failure.__cause__, plan.repeatable) and (
        plan.hops == 0 or plan.repeatable
    )


def may_repeat_failure(error: BaseException, repeatable: bool) -> bool:
    """Whether another attempt makes sense after an error of the HTTP library,
    known by the names of its classes.
    """
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & (_PASSING_FAILURES if repeatable else _BEFORE_SENDING))


def may_repeat_status(status: int, repeatable: bool) -> bool:
    """Whether another attempt makes sense after an answer with this status."""
    return status == 429 or (repeatable and (status in (408, 409) or status >= 500))


def backoff(retry: int) -> float:
    """Seconds before a retry (the first is 0): exponential, with full jitter."""
    longest = min(_LONGEST_BACKOFF, _FIRST_BACKOFF * 2.0 ** min(retry, 10))
    return random.uniform(0, longest)


def wait_before(retry: int, headers: Mapping[str, str]) -> float | None:
    """Seconds before a retry, as the server asks for (RFC 9110, section 10.2.3) or by
    `backoff`; None: it asks for too many.
    """
    asked = asked_wait(headers)
    if asked is None:
        return backoff(retry)
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
