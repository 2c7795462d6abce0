"""The items of a stream: chunks of bytes come in, decoded items and the errors that a
server reports among them go out.

`text/event-stream` (WHATWG HTML, "Server-sent events") and lines of JSON (NDJSON, JSON
Lines, JSON text sequences) are read. What each item is, the operation says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, Generic, Literal, NamedTuple, TypeAlias, TypeVar, cast

from ..errors import APIDecodeError, APIStreamError
from .codec import codec_of
from .model import Model, OnMismatch, UnknownVariant
from .options import logger
from .response import APIResponse, Head
from .schema import Shape
from .values import DecodeError, DecodeProblem, read_json

T = TypeVar("T")

Framing: TypeAlias = Literal["events", "lines", "records"]

MAX_ITEM: Final = 256 * 1024 * 1024
"""Bytes of one line or event; an endless one must not fill the memory."""
_END: Final = "[DONE]"
_UNTOLD: Final = ("", "text/plain", "application/octet-stream", "binary/octet-stream")
_ESCAPE: Final = re.compile(rb"\\.")


class ServerSentEvent(NamedTuple):
    """An event as it was received.

    `id` is the last id that the stream gave, `retry` the milliseconds to
    wait before connecting again.
    """

    data: str
    event: str = "message"
    id: str | None = None
    retry: int | None = None

    def json(self) -> Any:
        """The data as plain JSON data. Raises ValueError where it is none."""
        return read_json(self.data)


class LineDecoder:
    """Cuts chunks into lines, without their ends.

    `universal`: `\\r` and `\\r\\n` end a line as well as `\\n`.
    """

    def __init__(self, universal: bool = True) -> None:
        self._universal = universal
        self._pending: list[bytes] = []
        self._size = 0
        self._after_return = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The lines that this chunk completes.

        Raises ValueError for a line without end.
        """
        if not chunk:
            return
        if self._after_return and chunk.startswith(b"\n"):
            chunk = chunk[1:]
        self._after_return = self._universal and chunk.endswith(b"\r")
        # Of bytes, `splitlines` knows no line ends but these three.
        lines = chunk.splitlines(keepends=True) if self._universal else _split(chunk)
        for line in lines:
            self._pending.append(line)
            self._size += len(line)
            if self._size > MAX_ITEM:
                raise ValueError(f"a line is longer than {MAX_ITEM} bytes")
            if line.endswith((b"\n", b"\r") if self._universal else b"\n"):
                yield self._take()

    def end(self) -> Iterator[bytes]:
        """The line that had no end."""
        if self._pending:
            yield self._take()

    def _take(self) -> bytes:
        line = b"".join(self._pending)
        self._pending.clear()
        self._size = 0
        return line.rstrip(b"\r\n") if self._universal else line.removesuffix(b"\n")


class RecordDecoder:
    """Cuts chunks into the texts of a JSON text sequence (RFC 7464), each of which
    begins with a record separator and may go over several lines. One all of whose
    brackets are closed when its line ends does not wait for the next.
    """

    def __init__(self) -> None:
        self._lines = LineDecoder(universal=False)
        self._pending: list[bytes] = []
        self._size = 0
        self._depth = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The texts that this chunk completes.

        Raises ValueError for a text without end.
        """
        # A separator ends a line as well.
        for line in self._lines.feed(chunk.replace(b"\x1e", b"\n\x1e")):
            yield from self._line(line)

    def end(self) -> Iterator[bytes]:
        """The text that had no end."""
        for line in self._lines.end():
            yield from self._line(line)
        yield from self._take()

    def _line(self, line: bytes) -> Iterator[bytes]:
        if line.startswith(b"\x1e"):
            yield from self._take()
            line = line[1:]
        self._pending.append(line)
        self._size += len(line) + 1
        if self._size > MAX_ITEM:
            raise ValueError(f"a text is longer than {MAX_ITEM} bytes")
        # No string goes over the end of a line.
        outside = b"".join(_ESCAPE.sub(b"", line).split(b'"')[::2])
        self._depth += outside.count(b"{") + outside.count(b"[")
        self._depth -= outside.count(b"}") + outside.count(b"]")
        if self._depth <= 0:
            yield from self._take()

    def _take(self) -> Iterator[bytes]:
        text = b"\n".join(self._pending)
        self._pending.clear()
        self._size = self._depth = 0
        if text.strip():
            yield text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    except RecursionError:
        return True  # what reads it will say so
    return True


def _split(chunk: bytes) -> list[bytes]:
    lines = chunk.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


class EventDecoder:
    """Cuts chunks into server-sent events, of which a blank line ends each.

    `last_id` and `retry` are what the stream said last.
    """

    def __init__(self) -> None:
        self._lines = LineDecoder()
        self._is_first = True
        self._event = ""
        self._data: list[str] = []
        self._size = 0
        self.last_id: str | None = None
        self.retry: int | None = None

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that this chunk completes.

        Raises ValueError for one without end.
        """
        for line in self._lines.feed(chunk):
            yield from self._line(line)

    def end(self) -> bool:
        """Whether an event has begun that no blank line has ended."""
        return bool(self._data) or any(self._lines.end())

    def _line(self, line: bytes) -> Iterator[ServerSentEvent]:
        if self._is_first:
            self._is_first = False
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line:
            yield from self._dispatch()
            return
        name, _, value = line.decode("utf-8", errors="replace").partition(":")
        value = value.removeprefix(" ")
        match name:
            case "data":
                self._size += len(line) + 1
                if self._size > MAX_ITEM:
                    raise ValueError(f"an event is longer than {MAX_ITEM} bytes")
                self._data.append(value)
            case "event":
                self._event = value
            case "id" if "\0" not in value:
                self.last_id = value
            case "retry" if value.isascii() and value.isdigit() and len(value) < 19:
                self.retry = int(value)
            case _:  # a comment (its name is empty), or a field that is not known
                pass

    def _dispatch(self) -> Iterator[ServerSentEvent]:
        event, data = self._event or "message", self._data
        self._event, self._data, self._size = "", [], 0
        if data:
            yield ServerSentEvent("\n".join(data), event, self.last_id, self.retry)


class ItemReader(Generic[T]):
    """How the items of a stream are told apart and decoded."""

    __slots__ = ("decode", "framing")

    def __init__(
        self, framing: Framing, decode: Callable[[ServerSentEvent, OnMismatch], T]
    ) -> None:
        self.framing: Framing = framing
        self.decode = decode

    def reads(self, content_type: str) -> bool:
        """Whether a body may hold such items, by its content type."""
        if content_type in _UNTOLD:
            return True
        is_json = "json" in content_type
        match self.framing:
            case "events":
                return content_type == "text/event-stream"
            case "lines":
                return is_json and "json-seq" not in content_type
            case "records":
                return is_json

    def __call__(self, response: APIResponse) -> T:
        """The first item of a body that was read: errors are documented as streams too.

        Raises APIDecodeError.
        """
        if response.content_type == "application/json":
            return self.decode_item(response, ServerSentEvent(response.text))
        reading = Reading(self, response)
        for item in (*reading.feed(response.content), *reading.end()):
            return item
        raise APIDecodeError(response, "its body holds no event")

    def decode_item(self, head: Head, event: ServerSentEvent) -> T:
        """Raises APIStreamError for an error that the server reports, and
        APIDecodeError.
        """
        # Most events can't be errors, and looking closer costs time.
        is_suspect = event.event == "error" or '"error"' in event.data
        try:
            value = self.decode(event, head.on_mismatch)
        except DecodeError as error:
            if is_suspect and (body := _reported_error(event, None)) is not None:
                raise APIStreamError(_snapshot(head, event.data), body) from None
            raise APIDecodeError(
                _snapshot(head, event.data), str(error), error.problems
            ) from error
        if is_suspect and (body := _reported_error(event, value)) is not None:
            raise APIStreamError(_snapshot(head, event.data), body)
        return value


def json_item(shape: Shape) -> Callable[[ServerSentEvent, OnMismatch], Any]:
    """Decodes the data of an event, which is JSON of a shape."""
    decode = codec_of(shape).from_text
    return lambda event, setting: decode(event.data, on_mismatch=setting)


def any_item(event: ServerSentEvent, *_: object) -> Any:
    """Items that the API documents no further: plain JSON data."""
    try:
        return event.json()
    except (ValueError, RecursionError) as error:
        raise DecodeError("JSON", (DecodeProblem("$", str(error)),)) from None


def text_item(event: ServerSentEvent, *_: object) -> str:
    """Events whose data is text."""
    return event.data


def event_item(event: ServerSentEvent, *_: object) -> ServerSentEvent:
    """Events whose data the API does not describe."""
    return event


def _reported_error(event: ServerSentEvent, value: object) -> Any:
    """The body of an error that the server reports; None: it is none. `value` is what
    was decoded, None where that failed.

    An item that the documented type has a place for is one like others, and so is one
    from tomorrow, as long as nothing but an unknown member is called `error`.
    """
    body: Any
    try:
        body = read_json(event.data)
    except (ValueError, RecursionError):
        body = event.data
    if event.event == "error":
        is_item = isinstance(value, Model) and not vars(value).get("extra_fields")
        return None if is_item else body
    if not isinstance(body, dict):
        return None
    members = cast("dict[str, Any]", body)
    has_error = bool(members.get("error"))
    match value:
        case UnknownVariant():
            is_error = value.tag == "error" or (has_error and value.tag is None)
        case Model():
            is_error = has_error and vars(value).keys() == {"extra_fields"}
        case None | ServerSentEvent():
            is_error = has_error
        case _:
            is_error = False
    return members if is_error else None


def _snapshot(head: Head, data: str) -> APIResponse:
    """The response as errors keep it: with the item at fault for a body."""
    return head.with_content(data.encode("utf-8", "surrogatepass"))


class Reading(Generic[T]):
    """The state of one stream that is being read: chunks come in, decoded items go
    out.
    """

    def __init__(self, reader: ItemReader[T], head: Head) -> None:
        self._reader, self._head = reader, head
        self._events = EventDecoder()
        self._are_events = reader.framing == "events"
        is_lines = reader.framing == "lines"
        self._lines = LineDecoder(universal=False) if is_lines else RecordDecoder()
        self.is_done = False

    @property
    def last_id(self) -> str | None:
        return self._events.last_id

    @property
    def retry(self) -> int | None:
        return self._events.retry

    def feed(self, chunk: bytes) -> Iterator[T]:
        """The items that this chunk completes, one by one: those before a
        faulty one are not lost.
        """
        if self._are_events:
            yield from self._decoded(self._events.feed(chunk))
        else:
            yield from self._decoded(self._line_items(self._lines.feed(chunk)))

    def end(self) -> Iterator[T]:
        """What the end of the body completes: a last line that is JSON. An item that it
        cuts off is dropped (WHATWG HTML, section 9.2.6), which the log says.
        """
        left = [] if self._are_events else [*self._line_items(self._lines.end())]
        whole = [item for item in left if _is_json(item.data)]
        yield from self._decoded(iter(whole))
        if len(whole) < len(left) or (self._are_events and self._events.end()):
            text = "%s %s: the stream ended within an item"
            logger.warning(text, self._head.method, self._head.url.partition("?")[0])

    def _line_items(self, lines: Iterator[bytes]) -> Iterator[ServerSentEvent]:
        for line in lines:
            text = (
                line.removeprefix(b"\x1e")
                .decode("utf-8", errors="replace")
                .strip()
                .removeprefix("\ufeff")
            )
            if text:
                yield ServerSentEvent(text)

    def _decoded(self, events: Iterator[ServerSentEvent]) -> Iterator[T]:
        while not self.is_done:
            try:
                event = next(events, None)
            except ValueError as error:
                raise APIDecodeError(_snapshot(self._head, ""), str(error)) from None
            if event is None:
                return
            if event.data.strip() == _END:
                self.is_done = True
                return
            yield self._reader.decode_item(self._head, event)
