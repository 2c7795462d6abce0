"""What can be set for one call: `request_options`, and the default of
arguments that None does not leave out.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final, Literal, Protocol, TypeAlias, TypedDict
from uuid import UUID

from .attempts import Attempt, Outcome

__all__ = [
    "OMIT",
    "Attempt",
    "Omit",
    "Outcome",
    "RequestOptions",
    "Timeout",
    "TimeoutConfig",
]


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
