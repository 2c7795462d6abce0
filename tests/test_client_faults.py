"""The client of a generated package against a server that fails in every way: which error comes, and that the connection is usable
or gone afterwards. Sync and async alike."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from tests.calls import IMPATIENT, Call, Kind, Mode, Outcome, play, things
from tests.faults import (
    FaultServer,
    First,
    Forever,
    Pause,
    Script,
    Then,
    answer,
    chunk,
    chunked,
    head,
    json_answer,
    misbehave,
    zipped,
)

THING: dict[str, Any] = {"id": 7, "text": "grün"}
BODY = json.dumps(THING).encode()
BIG = 50 * 1024 * 1024
FINE: dict[str, Script] = {
    "fine": (json_answer(THING),),
    "fine-stream": (answer(b"data: " + BODY + b"\n\n", content_type="text/event-stream"),),
}

# What the script does → the error, and words of its message.
BEFORE_THE_BODY: dict[str, tuple[Script, str, str]] = {
    "closes at once": ((Then.CLOSE,), "APIConnectionError", "Server disconnected"),
    "resets at once": ((Then.RESET,), "APIConnectionError", ""),
    "stalls at once": ((Then.STALL,), "APITimeoutError", "timed out (read)"),
    "closes in the head": ((b"HTTP/1.1 200 OK\r\nContent-", Then.CLOSE), "APIConnectionError", ""),
    "resets in the head": ((b"HTTP/1.1 200 OK\r\n", Then.RESET), "APIConnectionError", ""),
    "stalls in the head": ((b"HTTP/1.1 200 OK\r\n", Then.STALL), "APITimeoutError", "timed out (read)"),
    "speaks no HTTP": ((b"220 mail.example ESMTP\r\n\r\n", Then.CLOSE), "APIConnectionError", ""),
    "has a head without end": ((b"HTTP/1.1 200 OK\r\n", Forever(b"X-A: 1\r\n" * 5000)), "APIConnectionError", ""),
    "has no length": ((head(content_length="many"), Then.CLOSE), "APIConnectionError", "Content-Length"),
    "has two lengths": ((head(content_length="3, 4"), Then.CLOSE), "APIConnectionError", "Content-Length"),
    "redirects to nowhere": ((answer(b"", 302, location="http://["),), "APIConnectionError", ""),
    "redirects to another protocol": ((answer(b"", 302, location="ftp://x/"),), "APIConnectionError", ""),
}
CUT_SHORT = ("APIConnectionError", "the compressed body ends too early")
IN_THE_BODY: dict[str, tuple[Script, str, str]] = {
    "is cut short": ((head(content_length="999") + BODY, Then.CLOSE), "APIConnectionError", "closed"),
    "is reset": ((head(content_length="999") + BODY, Pause(0.05), Then.RESET), "APIConnectionError", ""),
    "stalls": ((head(content_length="999") + BODY, Then.STALL), "APITimeoutError", "timed out (read)"),
    "lacks the last chunk": ((chunked(BODY), Then.CLOSE), "APIConnectionError", "closed"),
    "stalls between chunks": ((chunked(BODY), Then.STALL), "APITimeoutError", "timed out (read)"),
    "has a chunk of no size": ((chunked(BODY) + b"many\r\n", Then.CLOSE), "APIConnectionError", ""),
    "is no gzip": ((answer(b"nope", content_encoding="gzip"),), "APIConnectionError", "decompress"),
    "is broken gzip": (
        (answer(zipped(THING)[:10] + b"\xff" * 20, content_encoding="gzip"),),
        "APIConnectionError",
        "decompress",
    ),
    "is no deflate": ((answer(b"\x78\x9cnope", content_encoding="deflate"),), "APIConnectionError", "decompress"),
    # Each has the length that it says: only what was compressed tells that something is missing.
    "is half of what gzip held": ((answer(zipped(THING)[:-12], content_encoding="gzip"),), *CUT_SHORT),
    "is gzip without its sum": ((answer(zipped(THING)[:-8], content_encoding="gzip"),), *CUT_SHORT),
    "is gzip all but a byte": ((answer(zipped(THING)[:-1], content_encoding="x-gzip"),), *CUT_SHORT),
    "is the head of gzip": ((answer(zipped(THING)[:10], content_encoding="gzip"),), *CUT_SHORT),
    "is half a member more": (
        (answer(gzip.compress(BODY) + gzip.compress(b" ")[:-3], content_encoding="gzip"),),
        *CUT_SHORT,
    ),
    "is deflate without its sum": ((answer(zlib.compress(BODY)[:-4], content_encoding="deflate"),), *CUT_SHORT),
    "is bare deflate cut short": ((answer(zlib.compress(BODY)[2:-5], content_encoding="deflate"),), *CUT_SHORT),
    "is gzip in half a gzip": ((answer(gzip.compress(zipped(THING))[:-5], content_encoding="gzip, gzip"),), *CUT_SHORT),
    "is gzip in chunks that lack one": (
        (chunked(zipped(THING)[:20], zipped(THING)[20:-9], content_encoding="gzip") + chunk(b""),),
        *CUT_SHORT,
    ),
    "ends with its connection": ((head(content_encoding="gzip") + zipped(THING)[:-9], Then.CLOSE), *CUT_SHORT),
    "has a wrong sum": (
        (answer(zipped(THING)[:-8] + b"\0\0\0\0" + zipped(THING)[-4:], content_encoding="gzip"),),
        "APIConnectionError",
        "decompress",
    ),
}
NOT_DOCUMENTED: dict[str, tuple[Script, str, str]] = {
    "HTML": ((answer(b"<p>hello</p>", content_type="text/html"),), "APIDecodeError", "content type is 'text/html'"),
    "an image": ((answer(b"\x89PNG", content_type="image/png"),), "APIDecodeError", "content type is 'image/png'"),
    "nothing": ((answer(b""),), "APIDecodeError", "its body is empty"),
    "no content": ((b"HTTP/1.1 204 No Content\r\n\r\n",), "APIDecodeError", "its body is empty"),
    "half a text": ((answer(BODY[:9]),), "APIDecodeError", "$"),
    "no UTF-8": ((answer(b'{"id": 1, "text": "\xff"}'),), "APIDecodeError", "$"),
    "two texts": ((answer(BODY + BODY),), "APIDecodeError", "$"),
    "an unknown encoding": ((answer(b"\x00\x01", content_encoding="x-own"),), "APIDecodeError", "$"),
    "another type": ((json_answer([THING]),), "APIDecodeError", "$"),
    "nesting": ((answer(b"[" * 200_000),), "APIDecodeError", "$"),
}
UNUSUAL: dict[str, Script] = {
    "gzip": (answer(zipped(THING), content_encoding="gzip"),),
    "gzip in chunks": (
        chunked(*(zipped(THING)[i : i + 1] for i in range(len(zipped(THING)))), content_encoding="gzip") + chunk(b""),
    ),
    "gzip twice": (answer(gzip.compress(zipped(THING)), content_encoding="gzip, gzip"),),
    "gzip in two members": (answer(gzip.compress(BODY[:9]) + gzip.compress(BODY[9:]), content_encoding="gzip"),),
    "members byte by byte": (
        chunked(
            *(bytes([byte]) for byte in gzip.compress(BODY[:9]) + gzip.compress(b"") + gzip.compress(BODY[9:])),
            content_encoding="gzip",
        )
        + chunk(b""),
    ),
    "gzip and zeros": (answer(zipped(THING) + b"\0" * 99, content_encoding="x-gzip, identity"),),
    "deflate with a head": (answer(zlib.compress(BODY), content_encoding="deflate"),),
    "deflate without": (answer(zlib.compress(BODY)[2:-4], content_encoding="deflate"),),
    "a byte order mark": (answer(b"\xef\xbb\xbf" + BODY),),
    "no content type": (b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY,),
    "early hints": (b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" + json_answer(THING),),
    "a body that ends with the connection": (head() + BODY, Then.CLOSE),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\n\r\n" + BODY, Then.CLOSE),
    "a chunk at a time": (chunked(), *(chunk(bytes([byte])) for byte in BODY), chunk(b"")),
    "a slow answer": (Pause(0.1), head(content_length=str(len(BODY))), Pause(0.1), BODY[:4], Pause(0.1), BODY[4:]),
    "trailers": (chunked(BODY) + b"0\r\nX-Sum: 1\r\n\r\n",),
}
LIMIT = 1_000_000
ZIPPED = zipped(THING)


def _of_size(size: int) -> bytes:
    return BODY + b" " * (size - len(BODY))


EVENT = b"data: " + BODY + b"\n\n"
EVENTS = {"content_type": "text/event-stream"}


def _flushed(*events: bytes) -> bytes:
    """A compressed stream, of which each event is sent at once; it does not end."""
    packing = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    pieces = [packing.compress(event) + packing.flush(zlib.Z_SYNC_FLUSH) for event in events]
    return chunked(*pieces, content_encoding="gzip", **EVENTS)


IN_THE_STREAM: dict[str, tuple[Script, str, str]] = {
    "is cut in an event": ((chunked(EVENT, EVENT[:9], **EVENTS), Then.CLOSE), "APIConnectionError", "closed"),
    "is reset in an event": (
        (chunked(EVENT, EVENT[:9], **EVENTS), Pause(0.05), Then.RESET),
        "APIConnectionError",
        "",
    ),
    "stalls in an event": ((chunked(EVENT, EVENT[:9], **EVENTS), Then.STALL), "APITimeoutError", "timed out (read)"),
    "reports an error": (
        (chunked(EVENT, b'event: error\ndata: {"message": "full"}\n\n', **EVENTS), Then.STALL),
        "APIStreamError",
        "full",
    ),
    "holds another type": ((chunked(EVENT, b"data: []\n\n", **EVENTS), Then.STALL), "APIDecodeError", "$"),
    "is gzip cut between events": ((_flushed(EVENT) + chunk(b""),), *CUT_SHORT),
    "is broken gzip": (
        (chunked(gzip.compress(EVENT)[:10], b"\xff" * 50, content_encoding="gzip", **EVENTS), Then.STALL),
        "APIConnectionError",
        "decompress",
    ),
}
# What the server does while a large file is on its way → the error, and words of its message.
WHILE_SENDING: dict[str, tuple[Script, str, str]] = {
    "says no": (
        (First.HEAD, json_answer({"message": "too big"}, 413, connection="close"), Then.DRAIN),
        "APIStatusError",
        "413 Request Entity Too Large: too big",
    ),
    "goes away": ((First.HEAD, Then.CLOSE), "APIConnectionError", ""),
    "breaks off": ((First.HEAD, Pause(0.05), Then.RESET), "APIConnectionError", ""),
    "reads no further": ((First.HEAD, Pause(1.0), Then.CLOSE), "APITimeoutError", "timed out (write)"),
}
_SLOWLY: Script = (Pause(0.15), chunk(EVENT))
_SCRIPTS: dict[str, Script | list[Script]] = {
    **FINE,
    **{
        name: script
        for table in (BEFORE_THE_BODY, IN_THE_BODY, NOT_DOCUMENTED)
        for name, (script, _, _) in table.items()
    },
    **UNUSUAL,
    **{f"stream {name}": script for name, (script, _, _) in IN_THE_STREAM.items()},
    **{f"upload {name}": script for name, (script, _, _) in WHILE_SENDING.items()},
    "ends in an event": (chunked(EVENT, EVENT[:-1], **EVENTS) + chunk(b""),),
    "ends in its data": (chunked(EVENT, EVENT[:9], **EVENTS) + chunk(b""),),
    "one byte more": (answer(_of_size(LIMIT + 1)),),
    "as large as may be": (answer(_of_size(LIMIT)),),
    "as large zipped": (answer(gzip.compress(_of_size(LIMIT)), content_encoding="gzip"),),
    "many zeros": (answer(gzip.compress(bytes(BIG)), content_encoding="gzip"),),
    "zeros in zeros": (answer(gzip.compress(gzip.compress(bytes(BIG * 4))), content_encoding="gzip, gzip"),),
    "endless body": (chunked(), Forever(chunk(b" " * 4096))),
    "endless junk": (chunked(ZIPPED, content_encoding="gzip"), Forever(chunk(b"\0" * 4096))),
    "refused with zeros": (answer(gzip.compress(bytes(BIG)), 500, content_encoding="gzip"),),
    "refused with much": (answer(b"\x1b" * BIG, 500),),
    "refused with members": (answer(gzip.compress(gzip.compress(b"") * 200_000), 500, content_encoding="gzip, gzip"),),
    "endless": (chunked(EVENT, **EVENTS), Forever(chunk(EVENT))),
    "endless gzip": (_flushed(EVENT, EVENT), Then.STALL),
    "endless lines": (chunked(BODY + b"\n", content_type="application/x-ndjson"), Forever(chunk(BODY + b"\n"))),
    "endless file": (chunked(), Forever(chunk(b"x" * 4096))),
    "big JSON": (answer(b'{"id": 1, "text": "' + b"x" * BIG + b'"}'),),
    "big file": (answer(b"x" * BIG, content_type="application/octet-stream"),),
    "big zipped file": (answer(gzip.compress(b"x" * BIG), content_encoding="gzip"),),
    "slow": (chunked(EVENT, **EVENTS), *_SLOWLY * 4, chunk(b"")),
}


def named(name: str) -> str:
    """A path has no spaces."""
    return name.replace(" ", "-").replace("/", "-")


SCRIPTS = {named(name): script for name, script in _SCRIPTS.items()}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with things(tmp_path_factory.mktemp("things")) as package:
        yield package


@pytest.fixture(scope="module")
def running() -> Iterator[FaultServer]:
    with misbehave(SCRIPTS) as server:
        yield server


@pytest.fixture
def server(running: FaultServer) -> FaultServer:
    running.clear()
    return running


@pytest.fixture(params=get_args(Mode))
def mode(request: pytest.FixtureRequest) -> Any:
    return request.param


AFTERWARDS = (Call("read", "fine"), Call("stream", "fine-stream"))
"""They go over the connection that the call before them has left, if it has left one."""


def faulty(kind: Kind, name: str, error: str) -> list[Call]:
    """The call that meets a fault, and the calls afterwards, which nothing must hurry on a busy machine."""
    return [Call(kind, named(name), IMPATIENT if error == "APITimeoutError" else {}), *AFTERWARDS]


def failed(outcomes: list[Outcome], package: ModuleType, kind: str, words: str) -> Outcome:
    """The first outcome, which must be an error of exactly this class; the others must be fine."""
    first, fine, stream = outcomes
    assert first.error is not None, first
    assert type(first.error) is getattr(package, kind), repr(first.error)
    assert words in str(first.error)
    assert fine.error is stream.error is None, (fine.error, stream.error)
    assert fine.value.to_dict() == THING
    assert [item.to_dict() for item in stream.items] == [THING]
    return first


@pytest.mark.parametrize("kind", ["read", "raw", "opened", "write", "stream", "lines", "file"])
@pytest.mark.parametrize("fault", BEFORE_THE_BODY)
def test_what_fails_before_the_body(
    mode: Mode, kind: Kind, fault: str, package: ModuleType, server: FaultServer, tmp_path: Path
) -> None:
    _, error, words = BEFORE_THE_BODY[fault]
    outcomes = play(mode, package, server, faulty(kind, fault, error), tmp_path)
    first = failed(outcomes, package, error, words)
    assert first.error is not None
    assert first.error.__cause__ is not None
    assert first.error.__cause__.__class__.__module__.startswith("httpx2")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["read", "raw", "opened", "file"])
@pytest.mark.parametrize("fault", IN_THE_BODY)
def test_what_fails_in_the_body(
    mode: Mode, kind: Kind, fault: str, package: ModuleType, server: FaultServer, tmp_path: Path
) -> None:
    _, error, words = IN_THE_BODY[fault]
    outcomes = play(mode, package, server, faulty(kind, fault, error), tmp_path)
    failed(outcomes, package, error, words)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["read", "raw", "opened"])
@pytest.mark.parametrize("fault", NOT_DOCUMENTED)
def test_answers_that_the_api_does_not_document(
    mode: Mode, kind: Kind, fault: str, package: ModuleType, server: FaultServer, tmp_path: Path
) -> None:
    _, error, words = NOT_DOCUMENTED[fault]
    failed(play(mode, package, server, faulty(kind, fault, error), tmp_path), package, error, words)


def test_unusual_answers_are_answers(mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path) -> None:
    outcomes = play(mode, package, server, [Call("read", named(name)) for name in UNUSUAL], tmp_path)
    for name, outcome in zip(UNUSUAL, outcomes, strict=True):
        assert outcome.error is None, name
        assert outcome.value.to_dict() == THING, name
    closing = sum(script[-1] is Then.CLOSE for script in UNUSUAL.values())
    assert server.accepted == closing + 1


@pytest.mark.parametrize("fault", IN_THE_STREAM)
def test_streams_that_fail_give_the_items_before(
    mode: Mode, fault: str, package: ModuleType, server: FaultServer, tmp_path: Path
) -> None:
    _, error, words = IN_THE_STREAM[fault]
    outcomes = play(mode, package, server, faulty("stream", f"stream {fault}", error), tmp_path)
    first = failed(outcomes, package, error, words)
    assert [item.to_dict() for item in first.items] == ([] if "broken gzip" in fault else [THING])


def test_an_event_that_the_end_of_a_stream_cuts_off_is_not_delivered(
    mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    calls = [Call("stream", "ends-in-an-event"), Call("stream", "ends-in-its-data"), *AFTERWARDS]
    *cut, fine, stream = play(mode, package, server, calls, tmp_path)
    for outcome in cut:
        assert ([item.to_dict() for item in outcome.items], outcome.error) == ([THING], None)
    assert fine.error is stream.error is None
    assert caplog.text.count("the stream ended within an item") == 2


class TestStreamsThatDoNotEnd:
    @pytest.mark.parametrize(("kind", "name"), [("stream", "endless"), ("lines", "endless-lines")])
    def test_they_are_left_when_the_caller_has_enough(
        self, mode: Mode, kind: Kind, name: str, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        calls = [Call(kind, name, leave_after=count) for count in (1, 5)]
        one, five, fine, stream = play(mode, package, server, [*calls, *AFTERWARDS], tmp_path)
        assert [len(one.items), len(five.items)] == [1, 5]
        assert [outcome.error for outcome in (one, five, fine, stream)] == [None] * 4

    def test_compressed_events_come_when_they_are_sent(
        self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        two, *fine = play(mode, package, server, [Call("stream", "endless-gzip", leave_after=2), *AFTERWARDS], tmp_path)
        assert [item.to_dict() for item in two.items] == [THING, THING]
        assert [outcome.error for outcome in (two, *fine)] == [None] * 3

    def test_a_pause_shorter_than_the_timeout_is_no_fault(
        self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        (only,) = play(mode, package, server, [Call("stream", "slow")], tmp_path)
        assert (len(only.items), only.error) == (5, None)
        short, *fine = play(mode, package, server, [Call("stream", "slow", {"timeout": 0.05}), *AFTERWARDS], tmp_path)
        assert type(short.error) is package.APITimeoutError
        assert len(short.items) == 1
        assert [outcome.error for outcome in fine] == [None, None]


class TestUploads:
    @pytest.mark.parametrize("fault", WHILE_SENDING)
    def test_what_fails_while_a_file_is_sent(
        self, mode: Mode, fault: str, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        _, error, words = WHILE_SENDING[fault]
        upload = tmp_path / "upload"
        upload.write_bytes(b"x" * BIG)
        patience = {"timeout": (5.0, 5.0, 0.2, 5.0)} if error == "APITimeoutError" else {}
        call = Call("put", named(f"upload {fault}"), patience, body=upload)
        outcomes = play(mode, package, server, [call, *AFTERWARDS], tmp_path)
        failed(outcomes, package, error, words)
        assert len(server.received) == 3


class TestLimits:
    """`max_response_bytes`: how large a body may be that is read whole."""

    @pytest.mark.parametrize("kind", ["read", "raw", "write"])
    @pytest.mark.parametrize("name", ["one-byte-more", "many-zeros", "zeros-in-zeros", "endless-body", "endless-junk"])
    def test_what_is_larger_is_an_error_and_not_asked_for_again(
        self, mode: Mode, kind: Kind, name: str, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        settings: dict[str, Any] = {"max_response_bytes": LIMIT, "max_retries": 2}
        tracemalloc.start()
        try:
            outcomes = play(mode, package, server, [Call(kind, name), *AFTERWARDS], tmp_path, **settings)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        failed(outcomes, package, "APIConnectionError", "the body is larger than max_response_bytes, 1000000")
        assert len(server.received) == 3
        assert peak < 16 * LIMIT

    @pytest.mark.parametrize("name", ["as-large-as-may-be", "as-large-zipped"])
    def test_what_is_as_large_as_may_be_is_read(
        self, mode: Mode, name: str, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        calls = [Call("read", name), Call("read", name, {"max_response_bytes": 999_999}), *AFTERWARDS]
        first, second, *fine = play(mode, package, server, calls, tmp_path, max_response_bytes=LIMIT)
        assert [outcome.error for outcome in (first, *fine)] == [None] * 3
        assert "max_response_bytes, 999999" in str(second.error)

    def test_files_and_streams_have_none(
        self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        calls = [Call("file", "one-byte-more"), Call("stream", "endless", leave_after=50), *AFTERWARDS]
        first, second, *fine = play(mode, package, server, calls, tmp_path, max_response_bytes=100)
        assert [outcome.error for outcome in fine] == [None, None]
        assert (first.error, first.value) == (None, LIMIT + 1)
        assert (second.error, len(second.items)) == (None, 50)

    @pytest.mark.parametrize("kind", ["read", "raw", "stream", "file", "opened"])
    @pytest.mark.parametrize("name", ["refused-with-zeros", "refused-with-much", "refused-with-members"])
    def test_of_an_error_the_beginning_is_kept(
        self, mode: Mode, kind: Kind, name: str, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        tracemalloc.start()
        try:
            first, *fine = play(mode, package, server, [Call(kind, name), *AFTERWARDS], tmp_path, timeout=30.0)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        error: Any = first.error
        assert type(error) is package.InternalServerError
        assert len(error.content) == (0 if "members" in name else 8 * 1024 * 1024)
        assert len(str(error)) < 600
        assert [outcome.error for outcome in fine] == [None, None]
        assert peak < 64 * 1024 * 1024

    def test_none(self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path) -> None:
        calls = [Call("read", "one-byte-more", {"max_response_bytes": None})]
        (outcome,) = play(mode, package, server, calls, tmp_path, max_response_bytes=5)
        assert outcome.error is None


class TestBigBodies:
    def test_json(self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path) -> None:
        first, fine = play(
            mode, package, server, [Call("read", "big-JSON"), Call("read", "fine")], tmp_path, timeout=30.0
        )
        assert first.error is fine.error is None
        assert len(first.value.text) == BIG

    @pytest.mark.parametrize("name", ["big-file", "big-zipped-file"])
    def test_a_download_is_never_held(
        self, mode: Mode, name: str, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        play(mode, package, server, [Call("read", "fine")], tmp_path)
        tracemalloc.start()
        try:
            first, fine = play(
                mode, package, server, [Call("file", name), Call("read", "fine")], tmp_path, timeout=30.0
            )
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert first.error is fine.error is None
        assert first.value == (tmp_path / "file").stat().st_size == BIG
        assert peak < BIG / 10
