"""Streams on chunks of bytes: how lines and server-sent events are cut, decoded, ended, and how errors in mid-stream come out."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from typing import Any

import pytest

from templates._runtime.items import (
    EventDecoder,
    Framing,
    ItemReader,
    LineDecoder,
    RecordDecoder,
    ServerSentEvent,
    any_item,
    event_item,
    text_item,
)
from templates._runtime.model import Model, UnknownVariant
from templates._runtime.raw import AsyncStreamingResponse, StreamingResponse
from templates._runtime.request import Operation, no_body
from templates._runtime.response import Head, Headers
from templates._runtime.streams import AsyncStream, Stream, astream_of, stream_of
from templates._runtime.values import DecodeError, DecodeProblem
from templates.errors import APIConnectionError, APIDecodeError, APIStreamError

EVENT_STREAM = "text/event-stream; charset=utf-8"
LINES = "application/x-ndjson"
RECORDS = "application/json-seq"


class Chunks:
    """A response of the HTTP library, sync and async, of chunks; an exception among them is raised."""

    is_stream_consumed = False

    def __init__(self, chunks: tuple[bytes | Exception, ...]) -> None:
        self.headers: dict[str, str] = {}
        self.chunks = chunks
        self.read = 0
        self.closed = 0

    def iter_bytes(self, _: int | None = None) -> Iterator[bytes]:
        for chunk in self.chunks:
            self.read += 1
            if isinstance(chunk, Exception):
                raise chunk
            yield chunk

    async def aiter_bytes(self, _: int | None = None) -> AsyncGenerator[bytes, None]:
        for chunk in self.iter_bytes():
            yield chunk

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def head(kind: str) -> Head:
    headers = Headers([("content-type", kind), ("x-request-id", "req_1")])
    return Head(200, headers, "GET", "http://127.0.0.1/stream?secret=1", 0)


class Response(StreamingResponse[Any]):
    """An opened response of chunks."""

    def __init__(self, *chunks: bytes | Exception, kind: str = EVENT_STREAM) -> None:
        self.given = Chunks(chunks)
        super().__init__(head(kind), self.given, lambda _: None, lambda _: None)


async def nothing(_: object) -> None:
    """What this stand-in is parsed to."""


class AsyncResponse(AsyncStreamingResponse[Any]):
    """The same for async clients."""

    def __init__(self, *chunks: bytes | Exception, kind: str = EVENT_STREAM) -> None:
        self.given = Chunks(chunks)
        super().__init__(head(kind), self.given, lambda _: None, nothing)


def events(*chunks: bytes) -> list[ServerSentEvent]:
    decoder = EventDecoder()
    return [event for chunk in chunks for event in decoder.feed(chunk)]


def stream(*chunks: bytes | Exception, kind: str = EVENT_STREAM) -> Stream[Any]:
    return Stream(Response(*chunks, kind=kind), ItemReader("lines" if kind == LINES else "events", any_item))


SAMPLE = (
    "\ufeff: a comment\r\nretry: 1500\r\nid: 7\r\nevent: greeting\r\ndata: grüße\r\ndata:\r\ndata:  mit Leerzeichen\r\n\r\n"
    "data: {}\n\nevent: nothing\n\nid: a\0b\nretry: soon\nunknown: x\ndata\n\ndata: last"
).encode()
EXPECTED = [
    ServerSentEvent("grüße\n\n mit Leerzeichen", "greeting", "7", 1500),
    ServerSentEvent("{}", "message", "7", 1500),
    ServerSentEvent("", "message", "7", 1500),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_events_do_not_depend_on_the_chunks(size: int) -> None:
    assert events(*(SAMPLE[at : at + size] for at in range(0, len(SAMPLE), size))) == EXPECTED


def test_every_line_end_ends_a_line() -> None:
    assert [event.data for event in events(b"data: a\r\rdata: b\n\ndata: c\r\n\r\n")] == ["a", "b", "c"]
    # U+2028 and U+0085 end no line here, though `str.splitlines` thinks so.
    assert [event.data for event in events("data: a\u2028b\u0085c\x0b\n\n".encode())] == ["a\u2028b\u0085c\x0b"]


def test_a_return_at_the_end_of_a_chunk_completes_its_event() -> None:
    decoder = EventDecoder()
    assert [event.data for event in decoder.feed(b"data: a\r\r")] == ["a"]
    assert [event.data for event in decoder.feed(b"\ndata: b\r\r")] == ["b"]


def test_lines() -> None:
    decoder = LineDecoder(universal=False)
    assert list(decoder.feed(b"a\nb\rc")) == [b"a"]
    assert list(decoder.feed(b"\nd")) == [b"b\rc"]
    assert list(decoder.end()) == [b"d"]
    assert list(decoder.end()) == []


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_records(size: int) -> None:
    decoder = RecordDecoder()
    text = b'\x1e{"a": 1}\n\x1e{\n  "b": 2\n}\n\x1e[3,\x1e4\n\x1e"'
    chunks = [text[at : at + size] for at in range(0, len(text), size)]
    # One that was cut off comes as it is: the reader of items says what is wrong with it.
    assert [one for chunk in chunks for one in decoder.feed(chunk)] == [b'{"a": 1}', b'{\n  "b": 2\n}', b"[3,", b"4"]
    assert list(decoder.end()) == [b'"']
    assert list(decoder.end()) == []


def test_a_record_does_not_wait_for_the_next() -> None:
    assert list(RecordDecoder().feed(b"\x1e{}\n")) == [b"{}"]


def test_a_record_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("templates._runtime.items.MAX_ITEM", 100)
    decoder = RecordDecoder()
    with pytest.raises(ValueError, match="longer than 100 bytes"):
        list(decoder.feed(b'\x1e["' + b"x\n" * 101))


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("templates._runtime.items.MAX_ITEM", 100)
    with pytest.raises(APIDecodeError, match="longer than 100 bytes"):
        list(stream(*[b"x" * 60] * 2))
    with pytest.raises(APIDecodeError, match="longer than 100 bytes"):
        list(stream(*[b"data: " + b"x" * 60 + b"\n"] * 2))
    assert len(list(stream(*[b'data: "' + b"x" * 60 + b'"\n\n'] * 3))) == 3


def test_items_end_at_done_and_the_response_is_closed() -> None:
    response = Response(b'data: {"n": 1}\n\ndata: {"n": 2}\n\ndata: [DONE]\n\ndata: {"n": 3}\n\n', b"never read")
    items = Stream(response, ItemReader("events", any_item))
    assert list(items) == [{"n": 1}, {"n": 2}]
    assert (response.given.read, response.given.closed) == (1, 1)
    assert list(items) == []


def test_lines_of_json() -> None:
    text = '{"n": 1}\n\n  {"n": "ü"}\r\n\x1e{"n": 3}'.encode()
    for size in (1, 4, 100):
        chunks = [text[at : at + size] for at in range(0, len(text), size)]
        assert [item["n"] for item in stream(*chunks, kind=LINES)] == [1, "ü", 3]


@pytest.mark.parametrize(
    ("framing", "kind", "content"),
    [
        *(("events", kind, b"data: 1\n\ndata: 2\n\n") for kind in (EVENT_STREAM, "", "text/plain")),
        *(("lines", kind, b"1\n2") for kind in (LINES, "application/jsonl", "application/json", "", "text/plain")),
        *(("records", kind, b"\x1e1\n\x1e2\n") for kind in (RECORDS, "application/vnd.x+json-seq", "")),
        ("records", LINES, b"1\n2\n"),
    ],
)
def test_content_types_of_a_documented_stream(framing: Framing, kind: str, content: bytes) -> None:
    operation: Operation[Any] = Operation("GET", {"204": no_body, "200": ItemReader(framing, any_item)})
    assert list(stream_of(operation, Response(content, kind=kind))) == [1, 2]
    empty = Response(kind="")
    empty.status_code = 204
    assert list(stream_of(operation, empty)) == []


@pytest.mark.parametrize(
    ("framing", "kind", "words"),
    [
        *(("events", kind, "not text/event-stream") for kind in (LINES, RECORDS, "application/json", "text/html")),
        *(("lines", kind, "not JSON lines") for kind in (EVENT_STREAM, RECORDS, "text/html")),
        *(("records", kind, "not a JSON text sequence") for kind in (EVENT_STREAM, "image/png")),
    ],
)
def test_a_stream_of_another_type_is_an_error(framing: Framing, kind: str, words: str) -> None:
    """Whatever the server says, it does not choose how its answer is read."""
    operation: Operation[Any] = Operation("GET", {"200": ItemReader(framing, any_item)})
    response = Response(b"1\n", kind=kind)
    with pytest.raises(APIDecodeError, match=f"its content type is '{kind.partition(';')[0]}', {words}"):
        stream_of(operation, response)
    assert response.given.closed == 1
    with pytest.raises(APIDecodeError, match=words):
        asyncio.run(astream_of(operation, AsyncResponse(b"1\n", kind=kind)))


def test_a_body_that_is_no_stream_is_in_the_error() -> None:
    operation = Operation("GET", {"200": ItemReader("events", any_item)})
    response = Response(b'{"error"', b': "quota"}', kind="application/json")
    with pytest.raises(APIDecodeError, match="'application/json', not text/event-stream") as caught:
        stream_of(operation, response)
    assert (caught.value.content, response.given.closed) == (b'{"error": "quota"}', 1)
    later = AsyncResponse(*[b"<" * 300_000] * 9, kind="text/html")
    with pytest.raises(APIDecodeError, match="'text/html'") as caught:
        asyncio.run(astream_of(operation, later))
    assert (len(caught.value.content), later.given.read, later.given.closed) == (1024 * 1024, 4, 1)


def test_text_and_undescribed_events() -> None:
    text = Stream(Response(b"data: a b\n\n"), ItemReader("events", text_item))
    assert list(text) == ["a b"]
    plain = Stream(Response(b"event: e\nid: 1\ndata: [1]\n\n"), ItemReader("events", event_item))
    (event,) = plain
    assert (event, event.json()) == (ServerSentEvent("[1]", "e", "1"), [1])
    assert (plain.last_event_id, plain.retry) == ("1", None)


def test_items_before_a_faulty_one_are_not_lost() -> None:
    response = Response(b"data: 1\n\ndata: {\n\ndata: 2\n\n")
    items = Stream(response, ItemReader("events", any_item))
    assert next(items) == 1
    with pytest.raises(APIDecodeError) as caught:
        next(items)
    assert caught.value.content == b"{"
    assert caught.value.request_id == "req_1"
    assert response.given.closed == 1
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("rest", [b'data: {"a"', b'data: {"a": 2}', b'data: {"a": 2}\n', b"data:\n"])
def test_an_event_that_the_end_cuts_off_is_dropped(rest: bytes, caplog: pytest.LogCaptureFixture) -> None:
    assert list(stream(b'data: {"a": 1}\n\n' + rest)) == [{"a": 1}]
    assert "GET http://127.0.0.1/stream: the stream ended within an item" in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(("framing", "kind", "mark"), [("lines", LINES, b""), ("records", RECORDS, b"\x1e")])
def test_a_last_line_without_an_end_is_an_item_if_it_is_json(
    framing: Framing, kind: str, mark: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    reader = ItemReader(framing, any_item)
    assert list(Stream(Response(mark + b"[1]\n" + mark + b"[2]", kind=kind), reader)) == [[1], [2]]
    assert caplog.text == ""
    assert list(Stream(Response(mark + b"[1]\n" + mark + b"[2", kind=kind), reader)) == [[1]]
    assert "ended within an item" in caplog.text


def test_a_stream_that_ends_between_items_says_nothing(caplog: pytest.LogCaptureFixture) -> None:
    assert list(stream(b"data: 1\n\n: bye\n", b"\n", b"\r\n")) == [1]
    assert list(stream(b"data: 1\n\ndata: [DONE]\n\n")) == [1]
    assert caplog.text == ""


@pytest.mark.parametrize("line", [b'{"a": [', b'["x\\"[{", ', b"\x1e", b"[1, ", b"", b'"['])
def test_each_byte_of_a_record_is_parsed_once(line: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many lines a record has: a server could keep a client busy with few bytes."""
    given: list[int] = []

    def count(text: str | bytes, **options: Any) -> Any:
        given.append(len(text))
        raise ValueError("no JSON")

    monkeypatch.setattr(json, "loads", count)
    monkeypatch.setattr("templates._runtime.items.read_json", count)
    content = b"\x1e" + (line + b"\n") * 4000
    chunks = [content[at : at + 50] for at in range(0, len(content), 50)]
    items = Stream(Response(*chunks, kind=RECORDS), ItemReader("records", lambda event, _: count(event.data)))
    with suppress(ValueError):
        list(items)
    assert sum(given) <= 2 * len(content)


@pytest.mark.parametrize(
    ("framing", "kind", "piece"),
    [("events", EVENT_STREAM, b"data:\n"), ("events", EVENT_STREAM, b"data\n"), ("records", RECORDS, b"\n")],
)
def test_lines_that_hold_nothing_have_a_limit_too(
    framing: Framing, kind: str, piece: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("templates._runtime.items.MAX_ITEM", 100)
    response = Response(b"\x1e[", *[piece] * 200, kind=kind)
    with pytest.raises(APIDecodeError, match="longer than 100 bytes"):
        list(Stream(response, ItemReader(framing, any_item)))
    assert response.given.read <= 102


def test_broken_utf8_is_replaced() -> None:
    assert list(stream(b'data: "\xff"\n\n')) == ["\ufffd"]


@pytest.mark.parametrize(
    ("chunk", "body"),
    [
        (b'data: {"error": {"message": "too much"}}\n\n', {"error": {"message": "too much"}}),
        (b'event: error\ndata: {"message": "too much"}\n\n', {"message": "too much"}),
        (b"event: error\ndata: too much\n\n", "too much"),
    ],
)
def test_errors_that_the_server_reports(chunk: bytes, body: object) -> None:
    def refuse(_: str) -> int:
        raise DecodeError("Item", (DecodeProblem("$", "no"),))

    with pytest.raises(APIStreamError, match="reports an error: too much") as caught:
        list(Stream(Response(chunk), ItemReader("events", lambda event, _: refuse(event.data))))
    assert caught.value.body == body
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.body, again.status_code) == (str(caught.value), body, 200)


@pytest.mark.parametrize(
    ("event", "is_error"),
    [
        (b'data: {"type": "new", "error": null}', False),
        (b'data: {"type": "tool.failed", "error": {"message": "x"}}', False),
        (b'data: {"error": "x"}', True),
        (b'data: {"type": "error", "message": "x"}', True),
        (b'event: error\ndata: {"type": "new"}', True),
    ],
)
def test_an_unknown_variant_is_an_item_unless_it_is_an_error(event: bytes, is_error: bool) -> None:
    def unknown(event: ServerSentEvent, *_: object) -> UnknownVariant:
        return UnknownVariant(event.json().get("type"), event.json())

    reader = ItemReader("events", unknown)
    items = Stream(Response(event + b"\n\n"), reader)
    if is_error:
        with pytest.raises(APIStreamError):
            next(items)
    else:
        assert next(items).tag in ("new", "tool.failed")


@pytest.mark.parametrize(
    ("event", "is_error"),
    [
        (b'data: {"text": "a", "error": {"new": 1}}', False),
        (b'data: {"error": {"message": "x"}}', True),
        (b'event: error\ndata: {"text": "documented"}', False),
        (b'event: error\ndata: {"text": "a", "more": 1}', True),
    ],
)
def test_a_model_is_an_item_unless_nothing_of_it_is_there(event: bytes, is_error: bool) -> None:
    class Delta(Model):
        text: str | None = None

    def decode(data: dict[str, Any]) -> Delta:
        extra = {name: value for name, value in data.items() if name != "text"}
        made = object.__new__(Delta)
        vars(made).update({name: value for name, value in data.items() if name == "text"})
        vars(made).update({"extra_fields": extra} if extra else {})
        return made

    items = Stream(Response(event + b"\n\n"), ItemReader("events", lambda event, _: decode(event.json())))
    if is_error:
        with pytest.raises(APIStreamError):
            next(items)
    else:
        assert next(items).text in ("a", "documented")


def test_plain_data_and_text_have_no_place_for_an_error_event() -> None:
    for decode in (any_item, text_item, event_item):
        with pytest.raises(APIStreamError):
            list(Stream(Response(b'event: error\ndata: {"message": "x"}\n\n'), ItemReader("events", decode)))
    assert list(Stream(Response(b'data: {"error": "x"}\n\n'), ItemReader("events", any_item))) == [{"error": "x"}]


def test_connection_errors_pass_and_close() -> None:
    error = APIConnectionError("gone", method="GET", url="http://127.0.0.1/stream")
    response = Response(b"data: 1\n\n", error)
    items = Stream(response, ItemReader("events", any_item))
    assert next(items) == 1
    with pytest.raises(APIConnectionError):
        next(items)
    assert response.given.closed == 1


def test_closing_early() -> None:
    response = Response(b"data: 1\n\n", b"data: 2\n\n", b"data: 3\n\n")
    with Stream(response, ItemReader("events", any_item)) as items:
        assert next(items) == 1
    assert response.given.closed >= 1
    assert response.given.read == 1
    assert list(items) == []


def test_async() -> None:
    async def run() -> None:
        response = AsyncResponse(b'data: "a', b'b"\n\ndata: 2\n\ndata: [DONE]\n\n', b"never read")
        items = AsyncStream(response, ItemReader("events", any_item))
        assert [item async for item in items] == ["ab", 2]
        assert (response.given.read, response.given.closed) == (2, 1)
        response = AsyncResponse(b"data: 1\n\n", b"data: 2\n\n")
        async with AsyncStream(response, ItemReader("events", any_item)) as early:
            assert await anext(early) == 1
        assert response.given.closed >= 1
        assert [item async for item in early] == []
        failing = AsyncResponse(b"data: 1\n\ndata: {\n\n")
        faulty = AsyncStream(failing, ItemReader("events", any_item))
        assert await anext(faulty) == 1
        with pytest.raises(APIDecodeError):
            await anext(faulty)
        assert failing.given.closed == 1

    asyncio.run(run())
