"""The items of a stream: chunks of bytes come in, decoded items and the errors that a
server reports among them go out.

`text/event-stream` and lines of JSON (NDJSON, JSON Lines, JSON text sequences) are
read. What each item is, the operation says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Generic, Literal, Protocol, TypeAlias, TypeVar, cast

from ..errors import APIDecodeError, APIStreamError
from .codec import codec_of
from .events import EventDecoder, LineDecoder, RecordDecoder, ServerSentEvent
from .model import Model, UnknownVariant
from .request import Operation, find_reader
from .response import APIResponse, Headers
from .schema import Shape
from .values import DecodeError, DecodeProblem, read_json

T = TypeVar("T")

Framing: TypeAlias = Literal["events", "lines"]

_NEVER_A_STREAM: Final = ("application/json", "text/html")
_END: Final = "[DONE]"


class Opened(Protocol):
    """A response whose body was not read."""

    @property
    def status_code(self) -> int: ...
    @property
    def headers(self) -> Headers: ...
    @property
    def method(self) -> str: ...
    @property
    def url(self) -> str: ...


class ItemReader(Generic[T]):
    """How the items of a stream are told apart and decoded."""

    __slots__ = ("decode", "framing")

    def __init__(
        self, framing: Framing, decode: Callable[[ServerSentEvent], T]
    ) -> None:
        self.framing: Framing = framing
        self.decode = decode

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

    def decode_item(self, head: Opened, event: ServerSentEvent) -> T:
        """Raises APIStreamError for an error that the server reports, and
        APIDecodeError.
        """
        # Most events can't be errors, and looking closer costs time.
        is_suspect = event.event == "error" or '"error"' in event.data
        try:
            value = self.decode(event)
        except DecodeError as error:
            if is_suspect and (body := _reported_error(event, None)) is not None:
                raise APIStreamError(_snapshot(head, event.data), body) from None
            raise APIDecodeError(
                _snapshot(head, event.data), str(error), error.problems
            ) from error
        if is_suspect and (body := _reported_error(event, value)) is not None:
            raise APIStreamError(_snapshot(head, event.data), body)
        return value


def item_reader(operation: Operation[T], status: int) -> ItemReader[T]:
    """The reader for the items of a success."""
    reader = find_reader(operation.answers, status) or next(
        iter(operation.answers.values())
    )
    if not isinstance(reader, ItemReader):
        raise TypeError("the operation answers no stream")
    return cast("ItemReader[T]", reader)


def json_item(shape: Shape) -> Callable[[ServerSentEvent], Any]:
    """Decodes the data of an event, which is JSON of a shape."""
    codec = codec_of(shape)
    return lambda event: codec.from_text(event.data)


def any_item(event: ServerSentEvent) -> Any:
    """Items that the API documents no further: plain JSON data."""
    try:
        return event.json()
    except (ValueError, RecursionError) as error:
        raise DecodeError("JSON", (DecodeProblem("$", str(error)),)) from None


def text_item(event: ServerSentEvent) -> str:
    """Events whose data is text."""
    return event.data


def event_item(event: ServerSentEvent) -> ServerSentEvent:
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


def is_stream(reader: ItemReader[Any], head: Opened) -> bool:
    """Whether the body holds items, by its content type."""
    return reader.framing != "events" or _content_type(head) not in _NEVER_A_STREAM


def no_stream(head: Opened, content: bytes) -> APIDecodeError:
    """The error for a body that holds none. `content` is as much of it as was read."""
    message = f"its content type is {_content_type(head)!r}, not text/event-stream"
    return APIDecodeError(_with_content(head, content), message)


def _content_type(head: Opened) -> str:
    return head.headers.get("content-type", "").partition(";")[0].strip().lower()


def _snapshot(head: Opened, data: str) -> APIResponse:
    """The response as errors keep it: with the item at fault for a body."""
    return _with_content(head, data.encode("utf-8", "surrogatepass"))


def _with_content(head: Opened, content: bytes) -> APIResponse:
    headers = Headers(
        [(name, value) for name in head.headers for value in head.headers.get_all(name)]
    )
    return APIResponse(
        head.status_code, headers, content, method=head.method, url=head.url
    )


class Reading(Generic[T]):
    """The state of one stream that is being read: chunks come in, decoded items go
    out.
    """

    def __init__(self, reader: ItemReader[T], head: Opened) -> None:
        self._reader, self._head = reader, head
        kind = _content_type(head)
        self._events = EventDecoder()
        self._lines = (
            RecordDecoder() if "json-seq" in kind else LineDecoder(universal=False)
        )
        self.is_done = False
        self._framing: Framing = reader.framing
        if kind == "text/event-stream":
            self._framing = "events"
        elif "ndjson" in kind or "jsonl" in kind or "json-seq" in kind:
            self._framing = "lines"

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
        if self._framing == "lines":
            yield from self._decoded(self._line_items(self._lines.feed(chunk)))
        else:
            yield from self._decoded(self._events.feed(chunk))

    def end(self) -> Iterator[T]:
        """What the end of the body completes."""
        if self._framing == "lines":
            yield from self._decoded(self._line_items(self._lines.end()))
        else:
            yield from self._decoded(self._events.end())

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
