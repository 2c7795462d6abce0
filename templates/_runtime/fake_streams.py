"""A server in memory that also streams: events, or lines of JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self, TypeGuard, cast

from . import fake
from .fake import Failure, FakeAnswer
from .items import ServerSentEvent
from .parameters import json_text


@dataclass(frozen=True, slots=True)
class Stream(FakeAnswer):
    """An answer that comes in pieces; an exception among the items ends it."""

    items: Sequence[object] = ()
    is_lines: bool = False

    def content(self) -> tuple[str, Sequence[bytes | Failure]]:
        frame = _line if self.is_lines else _event
        pieces = [item if _is_failure(item) else frame(item) for item in self.items]
        kind = "application/jsonl" if self.is_lines else "text/event-stream"
        return kind, cast("Sequence[bytes | Failure]", pieces)


class Route(fake.Route):
    """What the server answers to one operation. Answers are given one after the other;
    the last one stays."""

    def stream(
        self,
        items: Iterable[object],
        *,
        lines: bool = False,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """The next answer: server-sent events, or with `lines` a JSON text a line.
        Items are models, JSON data, `str` (sent as the data of an event) and
        `ServerSentEvent`; an exception among them breaks the connection there.
        """
        return self.add(Stream(None, status, headers or {}, tuple(items), lines))


class FakeServer(fake.FakeServer):
    __doc__ = fake.FakeServer.__doc__

    _route = Route

    def on(self, operation: str, /) -> Route:
        """The route of an operation, as in the base class."""
        return cast("Route", super().on(operation))


def _is_failure(item: object) -> TypeGuard[Failure]:
    return isinstance(item, BaseException) or (
        isinstance(item, type) and issubclass(item, BaseException)
    )


def _line(item: object) -> bytes:
    return f"{item if isinstance(item, str) else json_text(item)}\n".encode()


def _event(item: object) -> bytes:
    event = item if isinstance(item, ServerSentEvent) else None
    data = event.data if event else item if isinstance(item, str) else json_text(item)
    lines = [f"data: {line}" for line in data.split("\n")]
    if event is not None:
        lines += [f"event: {event.event}"] if event.event != "message" else []
        lines += [f"id: {event.id}"] if event.id is not None else []
        lines += [f"retry: {event.retry}"] if event.retry is not None else []
    return ("\n".join(lines) + "\n\n").encode()
