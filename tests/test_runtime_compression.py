"""Bodies that the runtime decompresses itself: whatever the chunks are that they come in, and whatever goes out at once."""

from __future__ import annotations

import asyncio
import gzip
import os
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import httpx2
import pytest

from responses_api._runtime.body import (
    BodyTooLargeError,
    DamagedBodyError,
    aiter_body,
    aread_body,
    iter_body,
    read_body,
)

TEXT = b"".join(b"line %d of many\n" % number for number in range(5000)) + os.urandom(3000)
CODED = {
    "gzip": gzip.compress(TEXT),
    "gzip, identity": gzip.compress(TEXT[:70_000]) + gzip.compress(TEXT[70_000:]),
    "deflate": zlib.compress(TEXT),
    "Deflate": zlib.compress(TEXT)[2:-4],
    "deflate, gzip": gzip.compress(zlib.compress(TEXT)),
}


class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream, httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, content: bytes, size: int) -> None:
        self._pieces = [content[start : start + size] for start in range(0, len(content), size)]

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def received(coding: str, content: bytes, size: int, library: Any = httpx2) -> Any:
    return library.Response(200, headers={"content-encoding": coding}, stream=Pieces(content, size))


async def collected(chunks: AsyncIterator[bytes]) -> list[bytes]:
    return [chunk async for chunk in chunks]


@pytest.mark.parametrize("library", [httpx2, httpx])
@pytest.mark.parametrize("size", [1, 2, 3, 1000, 1_000_000])
@pytest.mark.parametrize("coding", CODED)
def test_chunks_in_and_out(coding: str, size: int, library: Any) -> None:
    content = CODED[coding]
    assert read_body(received(coding, content, size, library)) == TEXT
    assert asyncio.run(aread_body(received(coding, content, size, library))) == TEXT
    chunks = list(iter_body(received(coding, content, size, library), 1000))
    assert b"".join(chunks) == TEXT
    assert {len(chunk) for chunk in chunks[:-1]} == {1000}
    assert asyncio.run(collected(aiter_body(received(coding, content, size, library), 1000))) == chunks


@pytest.mark.parametrize("coding", CODED)
def test_nothing_may_be_missing(coding: str) -> None:
    content = CODED[coding]
    ends = [*range(1, 40), *range(len(content) // 2, len(content), 997), *range(len(content) - 20, len(content))]
    # A whole member is a whole body.
    for end in (end for end in ends if content[:end] != gzip.compress(TEXT[:70_000])):
        with pytest.raises(DamagedBodyError):
            read_body(received(coding, content[:end], 5000))
        with pytest.raises(DamagedBodyError):
            asyncio.run(aread_body(received(coding, content[:end], 5000)))


@pytest.mark.parametrize("coding", CODED)
def test_a_body_without_a_byte_is_empty(coding: str) -> None:
    assert read_body(received(coding, b"", 1)) == b""


def test_what_a_hook_has_read_is_not_read_again() -> None:
    response = received("gzip", CODED["gzip"], 1000)
    response.read()
    assert read_body(response) == TEXT
    assert b"".join(iter_body(response, 7)) == TEXT


def test_other_codings_are_the_library_s() -> None:
    assert read_body(received("x-own", b"own", 1)) == b"own"
    assert read_body(received("", b"own", 1)) == b"own"
    with pytest.raises(httpx2.DecodingError):
        read_body(received(", ".join(["gzip"] * 6), CODED["gzip"], 1000))


def test_endless_zeros_are_never_held() -> None:
    bomb = gzip.compress(gzip.compress(b"\0" * 200_000_000))
    tracemalloc.start()
    try:
        size = sum(map(len, iter_body(received("gzip, gzip", bomb, 65536))))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size == 200_000_000
    assert peak < 20_000_000


def test_a_body_that_is_left_closes_its_stream() -> None:
    closed: list[bool] = []

    class Watched(Pieces):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                for piece in self._pieces:
                    yield piece
            finally:
                closed.append(True)

    async def run() -> None:
        response: Any = httpx2.Response(200, headers={"content-encoding": "gzip"}, stream=Watched(CODED["gzip"], 1000))
        chunks = aiter_body(response)
        await anext(chunks)
        await chunks.aclose()

    asyncio.run(run())
    assert closed == [True]


@pytest.mark.parametrize("coding", ["gzip", "gzip, gzip", "gzip, gzip, gzip"])
def test_members_that_hold_nothing_are_soon_enough(coding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small body can hold members without end, whose size never shows in what they come to."""
    content = gzip.compress(b"") * 100_000
    for _ in coding.split(",")[1:]:
        content = gzip.compress(content)
    begun = 0
    real = zlib.decompressobj

    def begin(*arguments: Any) -> Any:
        nonlocal begun
        begun += 1
        return real(*arguments)

    monkeypatch.setattr(zlib, "decompressobj", begin)
    with pytest.raises(BodyTooLargeError):
        read_body(received(coding, content, 65_536), 1000)
    assert begun < 2000
    with pytest.raises(BodyTooLargeError):
        asyncio.run(aread_body(received(coding, content, 65_536), 1000))
    assert begun < 4000


@pytest.mark.parametrize("library", [httpx2, httpx])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_what_was_read_can_be_asked_of_the_library_too(coding: str, library: Any) -> None:
    content = CODED.get(coding, TEXT)
    for response in (received(coding, content, 1000, library), received(coding, content, 1000, library)):
        assert read_body(response, len(TEXT)) == response.content == TEXT
        assert read_body(response) == TEXT
    later = received(coding, content, 1000, library)
    assert asyncio.run(aread_body(later, len(TEXT))) == later.content == TEXT
