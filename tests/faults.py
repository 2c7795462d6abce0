"""A server that misbehaves to order: the bytes, pauses and resets that no framework sends, over connections that it keeps alive.

Requests name what they want: the last segment of their path is a script, a tuple of steps. A script that is a list of tuples gives a tuple
to each request in turn, and the last one to all that follow.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import struct
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, TypeAlias

from tests.loopback import Received

PATIENCE: Final = 5.0
"""Seconds after which a test gives up waiting for what should happen at once."""


class Then(Enum):
    """How a script ends, when not with the connection kept alive."""

    CLOSE = "close"
    RESET = "reset"
    STALL = "stall"
    """Says nothing more until the client goes away."""
    DRAIN = "drain"
    """Closes its side, and reads what the client still has to say."""


class First(Enum):
    """How a script begins, when not with the whole request read."""

    HEAD = "head"
    """The body of the request is left unread."""


@dataclass(frozen=True)
class Pause:
    seconds: float


@dataclass(frozen=True)
class Forever:
    """The same bytes again and again, until the client goes away."""

    content: bytes
    pause: float = 0.001


Step: TypeAlias = First | bytes | Pause | Forever | Then
Script: TypeAlias = tuple[Step, ...]


def answer(content: bytes, status: int = 200, /, **headers: str) -> bytes:
    """A whole response; `content_type` and the like become header names. JSON unless it says otherwise."""
    return head(status, **headers, content_length=str(len(content))) + content


def head(status: int = 200, /, **headers: str) -> bytes:
    """A response without its body."""
    fields = {"content_type": "application/json"} | headers
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items()]
    return f"HTTP/1.1 {status} Whatever\r\n{''.join(lines)}\r\n".encode("latin-1")


def chunk(content: bytes) -> bytes:
    """One chunk of a chunked body; the empty one ends it (RFC 9112, section 7.1)."""
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


def chunked(*contents: bytes, **headers: str) -> bytes:
    """A response of which the last chunk is still to come."""
    return head(transfer_encoding="chunked", **headers) + b"".join(map(chunk, contents))


def json_answer(value: Any, status: int = 200, /, **headers: str) -> bytes:
    return answer(json.dumps(value).encode(), status, **headers)


def zipped(value: Any) -> bytes:
    return gzip.compress(json.dumps(value).encode())


@dataclass
class FaultServer:
    """What it answers, by the last segment of the path, and what it has seen. `open` counts connections."""

    url: str
    scripts: Mapping[str, Script | list[Script]]
    received: list[Received] = field(default_factory=list[Received])
    accepted: int = 0
    open: int = 0
    _turns: dict[str, int] = field(default_factory=dict[str, int])

    def clear(self) -> None:
        self.received.clear()
        self._turns.clear()
        self.accepted = 0

    def script(self, name: str) -> Script:
        found = self.scripts[name]
        if isinstance(found, tuple):
            return found
        turn = self._turns.get(name, 0)
        self._turns[name] = turn + 1
        return found[min(turn, len(found) - 1)]

    def wait_until_left(self) -> None:
        """Waits until no connection is open. Raises TimeoutError."""
        end = time.monotonic() + PATIENCE
        while self.open:
            if time.monotonic() > end:
                raise TimeoutError(f"{self.open} connections are still open")
            _pause(0.005)


@contextmanager
def misbehave(scripts: Mapping[str, Script | list[Script]]) -> Generator[FaultServer]:
    """Runs the server, a thread for each connection."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    server = FaultServer(f"http://127.0.0.1:{listener.getsockname()[1]}", scripts)
    lock = threading.Lock()

    def converse(connection: socket.socket) -> None:
        try:
            with connection, contextlib.suppress(OSError):
                _converse(connection, server)
        finally:
            with lock:
                server.open -= 1

    def run() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:  # the listener was shut down
                return
            with lock:
                server.open += 1
                server.accepted += 1
            threading.Thread(target=converse, args=(connection,), daemon=True).start()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=PATIENCE)


def _pause(seconds: float) -> None:
    """Tests may have replaced `time.sleep`."""
    threading.Event().wait(seconds)


def _converse(connection: socket.socket, server: FaultServer) -> None:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with connection.makefile("rb") as incoming:
        while (request := _read_head(incoming)) is not None:
            server.received.append(request)
            script = server.script(request.target.partition("?")[0].rpartition("/")[2])
            if First.HEAD not in script:
                request.body = _read_body(incoming, request.headers)
            for step in script:
                match step:
                    case First.HEAD:
                        pass
                    case bytes():
                        connection.sendall(step)
                    case Pause():
                        _pause(step.seconds)
                    case Forever():
                        while True:
                            connection.sendall(step.content)
                            _pause(step.pause)
                    case Then.CLOSE:
                        return
                    case Then.RESET:
                        # Closing without lingering sends RST instead of FIN.
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        return
                    case Then.STALL:
                        connection.settimeout(PATIENCE)
                        incoming.read(1)
                        return
                    case Then.DRAIN:
                        connection.shutdown(socket.SHUT_WR)
                        while incoming.read(65536):
                            pass
                        return


def _read_head(incoming: Any) -> Received | None:
    """The next request, its body still to come; None where the client has gone away."""
    first = incoming.readline()
    if not first.strip():
        return None
    method, target, _ = first.decode("latin-1").split(" ")
    return Received(method, target, dict(_fields(incoming)), b"")


def _read_body(incoming: Any, headers: Mapping[str, str]) -> bytes:
    body = b""
    if headers.get("transfer-encoding") == "chunked":
        while size := int(incoming.readline() or b"0", 16):
            body += incoming.read(size)
            incoming.readline()
        incoming.readline()
    else:
        body = incoming.read(int(headers.get("content-length", 0)))
    return body


def _fields(incoming: Any) -> Iterator[tuple[str, str]]:
    while line := incoming.readline().strip():
        name, _, value = line.decode("latin-1").partition(":")
        yield name.lower(), value.strip()
