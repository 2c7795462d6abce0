"""A body into a file: chunks come in, and the file is there once it
is complete, never in part.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import aclosing
from errno import EISDIR, ENOENT
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

from .opened import AsyncOpenedResponse, OpenedResponse
from .response import Headers

Progress: TypeAlias = Callable[[int, int | None], None]
"""Is told the number of bytes so far, and of all bytes where the server says so."""


def download(
    opened: OpenedResponse,
    target: str | os.PathLike[str],
    progress: Progress | None = None,
) -> int:
    """Writes a body to a file and returns its size in bytes.

    Raises APIConnectionError and OSError.
    """
    with _Download(target, opened.headers, progress) as file:
        for chunk in opened.iter_bytes():
            file.write(chunk)
        return file.size


async def adownload(
    opened: AsyncOpenedResponse,
    target: str | os.PathLike[str],
    progress: Progress | None = None,
) -> int:
    """`download` for async clients."""
    with _Download(target, opened.headers, progress) as file:
        async with aclosing(opened.iter_bytes()) as chunks:
            async for chunk in chunks:
                file.write(chunk)
        return file.size


def check_target(target: str | os.PathLike[str]) -> None:
    """Raises OSError where no file can be: before something is asked for that could not
    be kept then.
    """
    path = Path(target)
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, os.strerror(ENOENT), str(path.parent))


class _Download:
    """Writes beside the target and takes its place at the end of a `with`
    statement, unless that fails.
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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._file.close()
            if kind is None:
                os.replace(self._temporary, self._target)
        finally:
            self._temporary.unlink(missing_ok=True)
