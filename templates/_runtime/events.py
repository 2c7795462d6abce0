"""Bodies that arrive piece by piece: chunks of bytes come in, lines and server-sent
events go out (WHATWG HTML, "Server-sent events").
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from .values import read_json

MAX_ITEM: Final = 256 * 1024 * 1024
"""Bytes of one line or event; an endless one must not fill the memory."""


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
    begins with a record separator and may go over several lines. One that is whole
    when its line ends does not wait for the next.
    """

    def __init__(self) -> None:
        self._lines = LineDecoder(universal=False)
        self._pending: list[bytes] = []
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The texts that this chunk completes.

        Raises ValueError for a text without end.
        """
        for line in self._lines.feed(chunk):
            yield from self._line(line)

    def end(self) -> Iterator[bytes]:
        """The text that had no end."""
        for line in self._lines.end():
            yield from self._line(line)
        yield from self._take()

    def _line(self, line: bytes) -> Iterator[bytes]:
        *ended, last = line.split(b"\x1e")
        for part in ended:
            self._pending.append(part)
            yield from self._take()
        self._pending.append(last)
        self._size += len(last)
        if self._size > MAX_ITEM:
            raise ValueError(f"a text is longer than {MAX_ITEM} bytes")
        if _is_json(b"\n".join(self._pending)):
            yield from self._take()

    def _take(self) -> Iterator[bytes]:
        text = b"\n".join(self._pending)
        self._pending.clear()
        self._size = 0
        if text.strip():
            yield text


def _is_json(text: bytes) -> bool:
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
    """Cuts chunks into server-sent events.

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

    def end(self) -> Iterator[ServerSentEvent]:
        """The event that no blank line ended: browsers drop it, but servers that end
        the body right after their last event are common.
        """
        for line in self._lines.end():
            yield from self._line(line)
        yield from self._dispatch()

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
                self._size += len(value)
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
