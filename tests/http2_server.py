"""An HTTP/2 server on loopback (RFC 9113), for clients that know beforehand what it speaks. Many requests share a connection of it, and
any of them may fail alone."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.errors import ErrorCodes
from h2.events import DataReceived, Event, RequestReceived, StreamEnded, StreamReset, WindowUpdated

from tests.faults import PATIENCE, FaultServer
from tests.loopback import Received


class Ending(Enum):
    """How an answer ends, when not as it should."""

    RESET = "its stream is reset"
    REFUSED = "its stream is reset, and nothing was done"
    GOAWAY = "the server says that it goes, and goes"
    STALL = "never"


@dataclass(frozen=True)
class Answer:
    """What a request gets whose path ends in the name of the answer. Without a content, the head is missing too."""

    content: bytes | None = b""
    status: int = 200
    content_type: str = "application/json"
    ending: Ending | None = None
    headers: Mapping[str, str] | None = None


Answers = Mapping[str, Answer | list[Answer]]
"""Of a list, each request gets the next one, and the last one stays. A number is answered by a Thing with this id."""


class _Connection(asyncio.Protocol):
    def __init__(self, server: FaultServer, answers: Answers, turns: dict[str, int]) -> None:
        self._server, self._answers, self._turns = server, answers, turns
        self._http = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        self._requests: dict[int, Received] = {}
        self._waiting: dict[int, tuple[bytes, Ending | None]] = {}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._server.open += 1
        self._server.accepted += 1
        self._http.initiate_connection()
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  # as asyncio calls it
        self._server.open -= 1

    def data_received(self, data: bytes) -> None:
        for event in self._http.receive_data(data):
            self._handle(event)
        self._send()

    def _send(self) -> None:
        if data := self._http.data_to_send():
            self._transport.write(data)

    def _handle(self, event: Event) -> None:
        match event:
            case RequestReceived(stream_id=int(stream), headers=list(fields)):
                headers = {str(name): str(value) for name, value in fields}
                method, target = headers.pop(":method"), headers.pop(":path")
                self._requests[stream] = Received(method, target, headers, b"")
            case DataReceived(stream_id=int(stream), data=bytes(data), flow_controlled_length=int(length)):
                self._requests[stream].body += data
                self._http.acknowledge_received_data(length, stream)
            case StreamEnded(stream_id=int(stream)):
                self._server.received.append(self._requests[stream])
                self._answer(stream, self._requests.pop(stream).target)
            case StreamReset(stream_id=int(stream)):
                self._waiting.pop(stream, None)
                self._requests.pop(stream, None)
            case WindowUpdated():
                for stream in list(self._waiting):
                    self._write(stream)
            case _:
                pass

    def _answer(self, stream: int, target: str) -> None:
        name = target.partition("?")[0].rpartition("/")[2]
        found = Answer(json.dumps({"id": int(name)}).encode()) if name.isdecimal() else self._answers[name]
        if isinstance(found, list):
            turn = self._turns[name] = self._turns.get(name, -1) + 1
            found = found[min(turn, len(found) - 1)]
        if found.content is not None:
            headers = {":status": str(found.status), "content-type": found.content_type, **(found.headers or {})}
            self._http.send_headers(stream, list(headers.items()))
        self._waiting[stream] = (found.content or b"", found.ending)
        self._write(stream)

    def _write(self, stream: int) -> None:
        """As much as the client has room for."""
        content, ending = self._waiting[stream]
        while content and (room := self._http.local_flow_control_window(stream)):
            size = min(room, self._http.max_outbound_frame_size, len(content))
            self._http.send_data(stream, content[:size])
            content = content[size:]
        self._waiting[stream] = content, ending
        if not content:
            del self._waiting[stream]
            self._end(stream, ending)

    def _end(self, stream: int, ending: Ending | None) -> None:
        match ending:
            case None:
                self._http.end_stream(stream)
            case Ending.RESET:
                self._http.reset_stream(stream, ErrorCodes.INTERNAL_ERROR)
            case Ending.REFUSED:
                self._http.reset_stream(stream, ErrorCodes.REFUSED_STREAM)
            case Ending.GOAWAY:
                self._http.close_connection(last_stream_id=0)
                self._send()
                self._transport.close()
            case Ending.STALL:
                pass


@contextmanager
def serve_http2(answers: Answers) -> Generator[FaultServer]:
    """Runs the server in a thread of its own."""
    server, turns = FaultServer("", {}), dict[str, int]()
    is_running = threading.Event()
    stopping: list[Callable[[], object]] = []

    async def run() -> None:
        loop, ended = asyncio.get_running_loop(), asyncio.Event()
        stopping.append(lambda: loop.call_soon_threadsafe(ended.set))
        listening = await loop.create_server(lambda: _Connection(server, answers, turns), "127.0.0.1", 0)
        server.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        is_running.set()
        await ended.wait()
        listening.close()

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert is_running.wait(PATIENCE)
    try:
        yield server
    finally:
        stopping[0]()
        thread.join(PATIENCE)
