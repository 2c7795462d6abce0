"""What a caller may set and watch: options of one call, and the hooks that are told of
each attempt.

`Attempt` and `Outcome` say what is sent and what comes back. They hold no secret, nor
does the log.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Literal, Protocol, TypeAlias, TypedDict
from uuid import UUID

from ..errors import APIConnectionError
from .model import PACKAGE, OnMismatch
from .response import Headers, request_id_of


class Omit(Enum):
    """The type of `OMIT`."""

    OMIT = "omit"

    def __repr__(self) -> str:
        return "OMIT"

    def __bool__(self) -> Literal[False]:
        return False


OMIT: Final = Omit.OMIT
"""The default of arguments for which None has a meaning of its own: nothing is sent."""


class TimeoutConfig(Protocol):
    """The `Timeout` of the HTTP library."""

    def as_dict(self) -> dict[str, float | None]: ...


Timeout: TypeAlias = (
    float
    | tuple[float | None, float | None, float | None, float | None]
    | TimeoutConfig
    | None
)
"""Seconds for each of connecting, reading, writing and waiting for a free
connection; four numbers give them one by one; None waits forever. The `Timeout` of
the HTTP library does as well.
"""


class RequestOptions(TypedDict, total=False):
    """What applies to one call alone."""

    timeout: Timeout
    """Instead of the client's timeout."""
    extra_headers: Mapping[str, str]
    """Headers beside (or instead of) the client's; for what the API does not
    document.
    """
    max_retries: int
    """Instead of the client's."""
    max_response_bytes: int | None
    """Instead of the client's."""
    on_mismatch: OnMismatch
    """Instead of the client's: `raise`, `keep` or a function."""
    extra_query: Mapping[str, Any]
    """Query parameters beside the documented ones."""
    extra_body: Mapping[str, Any]
    """Members beside (or instead of) those of a JSON body, or fields beside those of a
    form.
    """
    idempotency_key: str | UUID | Literal[True]
    """Sent as the header `Idempotency-Key`, the same with every retry; True: one is
    made up for this call. The server must know such keys: with one, retries include
    requests that would otherwise be sent once alone.
    """


logger: Final = logging.getLogger(PACKAGE)
"""Each attempt is a message at level DEBUG, each retry one at INFO."""

_SHOWN: Final = frozenset(
    ("accept", "content-length", "content-type", "idempotency-key", "user-agent")
)
REDACTED: Final = "…"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request that is about to be sent.

    `url` is without query; values of `headers` that may be secret read `…`;
    `number` is 1 for the first attempt of a call.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    number: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended: `status_code` and `headers` of an answer, or the error.

    `elapsed` is in seconds; `retry_in` are the seconds
    until the next attempt, None where there is none.
    """

    attempt: Attempt
    status_code: int | None
    headers: Headers = field(default_factory=Headers)
    error: APIConnectionError | None = None
    elapsed: float = 0.0
    retry_in: float | None = None


OnRequest: TypeAlias = Callable[[Attempt], object]
OnResponse: TypeAlias = Callable[[Outcome], object]
AsyncOnRequest: TypeAlias = Callable[[Attempt], object | Awaitable[object]]
AsyncOnResponse: TypeAlias = Callable[[Outcome], object | Awaitable[object]]


def redacted(fields: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers as they may be shown to anyone."""
    shown = _SHOWN
    return {name: text if name.lower() in shown else REDACTED for name, text in fields}


def log_outcome(outcome: Outcome) -> None:
    """Writes one attempt to the log."""
    attempt, request_id = outcome.attempt, request_id_of(outcome.headers)
    level = logging.DEBUG if outcome.retry_in is None else logging.INFO
    if not logger.isEnabledFor(level):
        return
    error, again = outcome.error, outcome.retry_in
    result = outcome.status_code if error is None else type(error).__name__
    is_shown = request_id is not None and request_id.isprintable()
    text = "%s %s: %s in %.0f ms (attempt %d)%s%s"
    call = (attempt.method, attempt.url, result, outcome.elapsed * 1000, attempt.number)
    request = f" [request {request_id}]" if is_shown else ""
    retry = "" if again is None else f", again in {again:.2f} s"
    logger.log(level, text, *call, request, retry)
