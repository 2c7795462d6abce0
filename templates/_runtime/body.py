"""Bodies of responses: decompressed piece by piece or whole (RFC 9110, section 8.4.1),
and written to a file.

The HTTP libraries decompress too, but take a body that ends too early for a whole one,
and leave out what follows the first member of a gzip body. What is compressed otherwise
than by the standard library's zlib is still theirs.
"""

from __future__ import annotations

import os
import secrets
import zlib
from collections.abc import (
    AsyncGenerator,
    Callable,
    Generator,
    Iterable,
    Iterator,
    Sequence,
)
from contextlib import aclosing
from errno import EISDIR, ENOENT
from pathlib import Path
from typing import Any, Final, Protocol, Self, TypeAlias, TypeVar

from .response import Headers

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Progress: TypeAlias = Callable[[int, int | None], None]
"""Is told the number of bytes so far, and of all bytes where the server says so."""

_LARGEST: Final = 1024 * 1024
"""Bytes that are decompressed at once: a small chunk may hold endless zeros."""
_MOST_CODINGS: Final = 5
_CODINGS: Final = frozenset(("gzip", "x-gzip", "deflate"))
_GZIP: Final = b"\x1f\x8b"
"""How each member of a gzip body begins."""
_SLICE: Final = 16 * 1024
"""Bytes of a compressed body that are looked at together, and what each member counts
for that is begun: endless ones may hold nothing.
"""


class DamagedBodyError(ConnectionError):
    """A compressed body that is damaged or ends too early."""


class BodyTooLargeError(Exception):
    """A body that is larger than it may be. `pieces` are what was read of it."""

    def __init__(self, pieces: Sequence[bytes] = ()) -> None:
        self.pieces = pieces


class Feed(Protocol[T_co]):
    """What makes something of a body piece by piece."""

    def feed(self, chunk: bytes, /) -> Iterable[T_co]:
        """What a chunk completes."""
        ...

    def end(self) -> Iterable[T_co]:
        """What is left after the last one."""
        ...


def fed(chunks: Iterable[bytes], reader: Feed[T]) -> Generator[T, None, None]:
    """What `reader` makes of a body."""
    for chunk in chunks:
        yield from reader.feed(chunk)
    yield from reader.end()


async def afed(
    chunks: AsyncGenerator[bytes, None], reader: Feed[T]
) -> AsyncGenerator[T, None]:
    """`fed` for async clients."""
    # What is left early ends at once, not when it is collected as garbage.
    async with aclosing(chunks):
        async for chunk in chunks:
            for item in reader.feed(chunk):
                yield item
    for item in reader.end():
        yield item


def iter_body(
    received: Any, size: int | None = None, limit: int | None = None
) -> Iterator[bytes]:
    """The body, decompressed: chunks as they come, or of `size` bytes. `limit` bounds
    the work that a body of so many bytes takes.

    Raises DamagedBodyError, BodyTooLargeError and errors of the HTTP library.
    """
    unpacking = _unpacking(received, size, limit)
    if unpacking is not None:
        return fed(received.iter_raw(), unpacking)
    chunks: Iterator[bytes] = received.iter_bytes(size)
    return chunks


def aiter_body(
    received: Any, size: int | None = None, limit: int | None = None
) -> AsyncGenerator[bytes, None]:
    """`iter_body` for async clients."""
    unpacking = _unpacking(received, size, limit)
    if unpacking is not None:
        return afed(received.aiter_raw(), unpacking)
    chunks: AsyncGenerator[bytes, None] = received.aiter_bytes(size)
    return chunks


def read_body(received: Any, limit: int | None = None, *, keep: bool = True) -> bytes:
    """The whole body, of at most `limit` bytes; `keep`: the library's response may be
    asked for it, too. Raises as `iter_body` does.
    """
    # `iter_bytes` takes a body without codings through a decoder, too.
    is_raw = not keep and "content-encoding" not in received.headers
    chunks = received.iter_raw() if is_raw else iter_body(received, limit=limit)
    content = b"".join(fed(chunks, _Limited(limit)))
    if keep:
        received._content = content
    return content


async def aread_body(
    received: Any, limit: int | None = None, *, keep: bool = True
) -> bytes:
    """`read_body` for async clients."""
    is_raw = not keep and "content-encoding" not in received.headers
    chunks = received.aiter_raw() if is_raw else aiter_body(received, limit=limit)
    async with aclosing(afed(chunks, _Limited(limit))) as limited:
        content = b"".join([chunk async for chunk in limited])
    if keep:
        received._content = content
    return content


class _Limited:
    """A body as it is, as far as it is not too large."""

    def __init__(self, limit: int | None) -> None:
        self._limit, self._size = limit, 0
        self._pieces: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterable[bytes]:
        """Raises BodyTooLargeError."""
        self._pieces.append(chunk)
        self._size += len(chunk)
        if self._limit is not None and self._size > self._limit:
            raise BodyTooLargeError(self._pieces)
        return (chunk,)

    def end(self) -> Iterable[bytes]:
        return ()


def _unpacking(received: Any, size: int | None, limit: int | None) -> _Unpacking | None:
    """What takes the codings off; None where that is the HTTP library's business."""
    # A hook of the caller's HTTP client may have read the body.
    if "content-encoding" not in received.headers or received.is_stream_consumed:
        return None
    names = received.headers["content-encoding"].lower().split(",")
    codings = [name for one in names if (name := one.strip()) not in ("", "identity")]
    if not 0 < len(codings) <= _MOST_CODINGS or set(codings) - _CODINGS:
        return None
    return _Unpacking([_Coding(name) for name in reversed(codings)], size, limit)


class _Coding:
    """A content coding that is being taken off: `gzip` (RFC 1952), whose members come
    one after the other, or `deflate`, which is RFC 1950, or without its head and sum,
    as some servers send it. What follows is ignored, as everyone does.
    """

    def __init__(self, name: str) -> None:
        self._is_gzip = name != "deflate"
        self._inflater: Any = None
        self._begun = b""
        """What may be the beginning of a member."""
        self._is_over = False
        self.members = 0

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk completes. Raises zlib.error."""
        while chunk and not self._is_over:
            if self._inflater is None:
                self._inflater = self._new_inflater(chunk)
            elif self._inflater.eof:
                chunk, self._begun = self._begun + chunk, b""
                if not self._is_gzip or not chunk.startswith(_GZIP):
                    self._begun = chunk
                    self._is_over = not self._is_gzip or not _GZIP.startswith(chunk)
                    return
                self._inflater = self._new_inflater(chunk)
            yield from _inflated(self._inflater, chunk)
            chunk = self._inflater.unused_data

    def _new_inflater(self, chunk: bytes) -> Any:
        self.members += 1
        if self._is_gzip:
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        has_head = chunk[0] & 0x0F == zlib.DEFLATED
        return zlib.decompressobj(zlib.MAX_WBITS if has_head else -zlib.MAX_WBITS)

    @property
    def is_complete(self) -> bool:
        """Whether the body may end here."""
        return self._inflater is None or self._inflater.eof


def _inflated(inflater: Any, chunk: bytes) -> Iterator[bytes]:
    while True:
        piece: bytes = inflater.decompress(chunk, _LARGEST)
        if piece:
            yield piece
        chunk = inflater.unconsumed_tail
        if not chunk and len(piece) < _LARGEST:
            return


class _Unpacking:
    """A body whose codings are being taken off, the last one first."""

    def __init__(
        self, codings: Sequence[_Coding], size: int | None, limit: int | None
    ) -> None:
        self._codings, self._size = codings, size
        self._waiting = b""
        self._work = 0
        more = 64 * _SLICE
        self._most = None if limit is None else len(codings) * (limit + more)

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk completes. Raises DamagedBodyError and BodyTooLargeError."""
        pieces: Iterable[bytes] = (chunk,) if chunk else ()
        for coding in self._codings:
            pieces = self._each(coding, pieces)
        try:
            yield from pieces if self._size is None else self._sized(pieces, self._size)
        except zlib.error as error:
            raise DamagedBodyError(f"cannot decompress the body: {error}") from None

    def end(self) -> Iterator[bytes]:
        """What is left. Raises DamagedBodyError where something is missing."""
        if not all(coding.is_complete for coding in self._codings):
            raise DamagedBodyError("the compressed body ends too early")
        if self._waiting:
            yield self._waiting

    def _sized(self, pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
        for piece in pieces:
            waiting = self._waiting + piece
            end = len(waiting) - len(waiting) % size
            self._waiting = waiting[end:]
            for start in range(0, end, size):
                yield waiting[start : start + size]

    def _each(self, coding: _Coding, chunks: Iterable[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            for start in range(0, len(chunk), _SLICE):
                piece, before = chunk[start : start + _SLICE], coding.members
                yield from coding.feed(piece)
                self._work += len(piece) + (coding.members - before) * _SLICE
                if self._most is not None and self._work > self._most:
                    raise BodyTooLargeError


def check_target(target: str | os.PathLike[str]) -> None:
    """Raises OSError where no file can be: before something is asked for that could not
    be kept then.
    """
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(path.parent))


class FileWriter:
    """Writes a body beside its target and takes its place at the end of a `with`
    statement, unless that fails: a file is there once it is complete, never in part.
    """

    def __init__(
        self,
        target: str | os.PathLike[str],
        headers: Headers,
        progress: Progress | None,
    ) -> None:
        """Raises OSError where nothing can be written there."""
        check_target(target)
        self._target = Path(target)
        self._progress = progress
        self.size = 0
        length = headers.get("content-length", "")
        # The length is that of the compressed body, which says nothing about the file.
        is_plain = headers.get("content-encoding", "identity") == "identity"
        self.total = (
            int(length) if is_plain and length.isascii() and length.isdigit() else None
        )
        self._temporary = self._target.parent / f".{secrets.token_hex(8)}.part"
        # Like any new file: `tempfile` would make it its owner's alone, and what others
        # may do can't be read without changing it for all threads (`os.umask`).
        self._file = self._temporary.open("xb")

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self.size += len(chunk)
        if self._progress is not None:
            self._progress(self.size, self.total)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            self._file.close()
            if kind is None:
                os.replace(self._temporary, self._target)
        finally:
            self._temporary.unlink(missing_ok=True)
