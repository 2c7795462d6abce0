"""Operations whose answer is written to a file."""

from __future__ import annotations

import os
from typing import TypeVar

from .body import Progress, check_target
from .opening import aopen_answer, open_answer
from .options import RequestOptions
from .raw import AsyncStreamingResponse, StreamingResponse
from .request import Request
from .transport import AsyncTransport, Transport

__all__ = ["Progress", "adownload", "download"]

T = TypeVar("T")


def download(
    transport: Transport,
    request: Request[bytes],
    target: str | os.PathLike[str],
    progress: Progress | None = None,
    options: RequestOptions | None = None,
) -> int:
    """Writes an answer to a file and returns its size in bytes.

    Raises APIError and OSError.
    """

    def save(opened: StreamingResponse[int]) -> int:
        with opened:
            return opened.to_file(target, progress)

    check_target(target)
    return open_answer(transport, request, options, save)


async def adownload(
    transport: AsyncTransport,
    request: Request[bytes],
    target: str | os.PathLike[str],
    progress: Progress | None = None,
    options: RequestOptions | None = None,
) -> int:
    """`download` for async clients."""

    async def save(opened: AsyncStreamingResponse[int]) -> int:
        async with opened:
            return await opened.to_file(target, progress)

    check_target(target)
    return await aopen_answer(transport, request, options, save)
