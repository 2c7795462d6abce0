"""Attempts as hooks and logs see them: what is sent and what comes
back, without secrets.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from ._response import Headers
from .errors import APIConnectionError

logger: Final = logging.getLogger(__package__)
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
    return {
        name: value if name.lower() in _SHOWN else REDACTED for name, value in fields
    }


def log_outcome(outcome: Outcome) -> None:
    """Writes one attempt to the log."""
    attempt, request_id = outcome.attempt, outcome.headers.get("x-request-id")
    level = logging.DEBUG if outcome.retry_in is None else logging.INFO
    if not logger.isEnabledFor(level):
        return
    result = (
        outcome.status_code if outcome.error is None else type(outcome.error).__name__
    )
    logger.log(
        level,
        "%s %s: %s in %.0f ms (attempt %d)%s%s",
        attempt.method,
        attempt.url,
        result,
        outcome.elapsed * 1000,
        attempt.number,
        (
            f" [request {request_id}]"
            if request_id is not None and request_id.isprintable()
            else ""
        ),
        "" if outcome.retry_in is None else f", again in {outcome.retry_in:.2f} s",
    )


class QueryRedaction(logging.Filter):
    """Takes the values of query parameters that are credentials out of
    the HTTP library's own log.
    """

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__()
        alternatives = "|".join(re.escape(name) for name in sorted(names))
        self._pair = re.compile(rf"([?&](?:{alternatives})=)[^&#\s]*")

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(self._clean(item) for item in record.args)
        return True

    def _clean(self, item: Any) -> Any:
        text = str(item)
        cleaned = self._pair.sub(rf"\g<1>{REDACTED}", text)
        return item if cleaned == text else cleaned


def redact_library_logs(names: frozenset[str]) -> None:
    """Adds the filter to the loggers of both HTTP libraries, once for
    each set of (encoded) names.
    """
    if not names or names in _redacted:
        return
    _redacted.add(names)
    for library in ("httpx2", "httpx"):
        logging.getLogger(library).addFilter(QueryRedaction(names))


_redacted: set[frozenset[str]] = set()
