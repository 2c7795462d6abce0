"""What a fake server and a client hand to each other: requests of no HTTP library, and
answers as the client reads them."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    Generator,
    Iterable,
    Iterator,
    Mapping,
    MutableMapping,
    Sequence,
)
from dataclasses import dataclass, field
from typing import Self, TypeAlias, TypeGuard, cast

from .events import ServerSentEvent
from .plain import json_text

Failure: TypeAlias = BaseException | type[BaseException]


@dataclass(frozen=True, slots=True)
class FakeAnswer:
    """What a server answers: a body (see `Route.answer`), a status, headers. `status`
    None: 200, or 204 without a body."""

    body: object = None
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer that comes in pieces; an exception among the items ends it."""

    items: Sequence[object]
    is_lines: bool
    status: int
    headers: Mapping[str, str]


class RequestHeaders(MutableMapping[str, str]):
    """The headers of a request; names are in lower case."""

    def __init__(self, fields: Iterable[tuple[bytes, bytes]]) -> None:
        self._fields = {
            name.decode("ascii").lower(): value.decode("latin-1")
            for name, value in fields
        }

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __setitem__(self, name: str, value: str) -> None:
        self._fields[name.lower()] = value

    def __delitem__(self, name: str) -> None:
        del self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


@dataclass(slots=True)
class Outgoing:
    """A request on its way. The client takes its secrets away when the call failed."""

    method: str
    url: str
    headers: RequestHeaders
    content: bytes | Iterable[bytes] | AsyncIterable[bytes] | None


class _ReceivedHeaders:
    def __init__(self, fields: Mapping[str, str]) -> None:
        self._fields = {name.lower(): value for name, value in fields.items()}

    def multi_items(self) -> list[tuple[str, str]]:
        return list(self._fields.items())

    def __contains__(self, name: object) -> bool:
        return name in self._fields

    def __getitem__(self, name: str) -> str:
        return self._fields[name]


class Received:
    """A response as a client of either kind takes it."""

    next_request = None
    is_stream_consumed = False

    def __init__(self, answer: FakeAnswer | Stream) -> None:
        kind, body = (
            _framed(answer) if isinstance(answer, Stream) else _encoded(answer.body)
        )
        status = answer.status or (200 if kind else 204)
        own = {"content-type": kind} if kind else {}
        if status in (408, 409, 429) or status >= 500:
            own["retry-after-ms"] = "0"
        given = {name.lower(): value for name, value in answer.headers.items()}
        if "retry-after" in given:
            own.pop("retry-after-ms", None)
        self.status_code = status
        self.headers = _ReceivedHeaders({**own, **given})
        self._body = body

    def __await__(self) -> Generator[None, None, Self]:
        yield from ()
        return self

    def read(self) -> bytes:
        return b"".join(self.iter_bytes())

    async def aread(self) -> bytes:
        return self.read()

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Piece by piece as they were given, or in chunks of a size."""
        waiting = b""
        for piece in self._body:
            if not isinstance(piece, bytes):
                raise piece
            if chunk_size is None:
                yield piece
                continue
            waiting += piece
            while len(waiting) >= chunk_size:
                yield waiting[:chunk_size]
                waiting = waiting[chunk_size:]
        if waiting:
            yield waiting

    async def aiter_bytes(
        self, chunk_size: int | None = None
    ) -> AsyncGenerator[bytes, None]:
        for chunk in self.iter_bytes(chunk_size):
            yield chunk

    def iter_raw(self) -> Iterator[bytes]:
        return self.iter_bytes()

    async def aiter_raw(self) -> AsyncGenerator[bytes, None]:
        for chunk in self.iter_bytes():
            yield chunk

    def close(self) -> None:
        """Nothing is open."""

    async def aclose(self) -> None:
        """Nothing is open."""


def _encoded(body: object) -> tuple[str, Sequence[bytes | Failure]]:
    """The content type of a body (empty: there is none), and its bytes."""
    if body is None:
        return "", ()
    if isinstance(body, bytes):
        return "application/octet-stream", (body,)
    if isinstance(body, str):
        return "text/plain; charset=utf-8", (body.encode(),)
    return "application/json", (json_text(body).encode(),)


def _framed(stream: Stream) -> tuple[str, Sequence[bytes | Failure]]:
    frame = _line if stream.is_lines else _event
    pieces = [item if _is_failure(item) else frame(item) for item in stream.items]
    kind = "application/jsonl" if stream.is_lines else "text/event-stream"
    return kind, cast("Sequence[bytes | Failure]", pieces)


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
