"""Files as bodies: bytes, paths and open files, read piece by piece while they are
sent.
"""

from __future__ import annotations

import mimetypes
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, TypeAlias, cast

from .parameters import check_header
from .request import Body, Content, Request

FileSource: TypeAlias = bytes | bytearray | IO[bytes] | os.PathLike[str]
"""What a file is read from: bytes, an open binary file, a path."""

FileContent: TypeAlias = (
    FileSource | tuple[str, FileSource] | tuple[str, FileSource, str]
)
"""A file to send: bytes, an open binary file, a path; or a tuple of its name, such
content, and perhaps its content type. An open file is sent from where it stands.
"""

_CHUNK: Final = 64 * 1024


class PathPart:
    """A file that is opened whenever it is sent."""

    is_replayable = True

    def __init__(self, path: os.PathLike[str]) -> None:
        """Raises OSError where there is no such file."""
        self._path = Path(path)
        self.name: str | None = self._path.name
        # A directory has a size too, and so has what may not be read.
        with self._path.open("rb") as file:
            self.length: int | None = os.fstat(file.fileno()).st_size

    def __iter__(self) -> Iterator[bytes]:
        with self._path.open("rb") as file:
            yield from _chunks(file, self.length)


class OpenPart:
    """An open file, read from where it stands.

    One that can't seek is read once and sent in chunks of unknown number.
    """

    def __init__(self, file: IO[bytes]) -> None:
        # Callers do pass text files, whatever the type says.
        if not isinstance(cast("object", file.read(0)), bytes):
            raise TypeError("a file must be opened in binary mode")
        name = cast("object", getattr(file, "name", None))
        self.name: str | None = Path(name).name if isinstance(name, str) else None
        self._file = file
        self._was_read = False
        self.is_replayable = bool(getattr(file, "seekable", bool)())
        self.length: int | None = None
        self._start = 0
        if self.is_replayable:
            self._start = file.tell()
            self.length = file.seek(0, os.SEEK_END) - self._start
            file.seek(self._start)

    def __iter__(self) -> Iterator[bytes]:
        if self.is_replayable:
            self._file.seek(self._start)
        elif self._was_read:
            raise ValueError(
                "the file can't be read again, so the request can't be sent again"
            )
        self._was_read = True
        yield from _chunks(self._file, self.length)


def _chunks(file: IO[bytes], length: int | None) -> Iterator[bytes]:
    """What is in a file, no more than was announced.

    Raises OSError where it is less by now: the request can't be completed.
    """
    left = length
    while chunk := file.read(_CHUNK if left is None else min(_CHUNK, left)):
        yield chunk
        if left is not None:
            left -= len(chunk)
    if left:
        raise OSError(f"the file became {left} bytes shorter while it was sent")


FilePart: TypeAlias = PathPart | OpenPart


def named_part(
    value: FileContent, accepted: str | None = None
) -> tuple[bytes | FilePart, str | None, str]:
    """What to send of a file, its name, and its content type: the one that the caller
    says, else one of those accepted.

    Raises OSError where it can't be read.
    """
    source, name = (value[1], value[0]) if isinstance(value, tuple) else (value, None)
    data = file_part(source)
    if isinstance(value, tuple) and len(value) == 3:
        return data, name, value[2]
    if name is None and not isinstance(data, bytes):
        name = data.name
    return data, name, content_type_of(name, accepted or "*/*")


def content_type_of(name: str | None, accepted: str) -> str:
    """The content type of a file called `name`. `accepted` holds media types and
    ranges of such, with commas between them; the name chooses among several.
    """
    choices = [choice.strip() for choice in accepted.split(",")]
    kinds = [choice for choice in choices if "*" not in choice]
    if len(kinds) == len(choices) == 1:
        return accepted
    guessed = mimetypes.guess_type(name or "")[0]
    if guessed is not None and any(_is_of(guessed, choice) for choice in choices):
        return guessed
    return kinds[0] if kinds else "application/octet-stream"


def _is_of(kind: str, choice: str) -> bool:
    return choice in ("*/*", kind) or (
        choice.endswith("/*") and kind.startswith(choice[:-1])
    )


def file_part(source: FileSource) -> bytes | PathPart | OpenPart:
    """Raises OSError for a path that can't be read, and TypeError for what is no
    file.
    """
    if isinstance(source, (bytes, bytearray)):
        return bytes(source)
    if isinstance(source, os.PathLike):
        return PathPart(source)
    if not hasattr(source, "read"):
        hint = (
            "; a path is a pathlib.Path"
            if isinstance(cast("object", source), str)
            else ""
        )
        raise TypeError(f"cannot send a file of type {type(source).__name__}{hint}")
    return OpenPart(source)


class FileBody(Content):
    """A body of which some parts are files."""

    def __init__(self, parts: Sequence[bytes | FilePart]) -> None:
        self._parts = tuple(parts)
        files = [part for part in parts if not isinstance(part, bytes)]
        lengths = [
            len(part) if isinstance(part, bytes) else part.length for part in parts
        ]
        known = [length for length in lengths if length is not None]
        self.length = sum(known) if len(known) == len(lengths) else None
        self.is_replayable = all(part.is_replayable for part in files)

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, bytes):
                yield part
            else:
                yield from part

    def asynchronous(self) -> AsyncIterable[bytes]:
        return _AsyncBody(self)


class _AsyncBody:
    """A body for async clients. Files are read in small pieces, each of which the event
    loop waits for.
    """

    def __init__(self, body: FileBody) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._body:
            yield chunk


def body_of(parts: Sequence[bytes | FilePart]) -> bytes | FileBody:
    """Bytes where no part is a file."""
    held = [part for part in parts if isinstance(part, bytes)]
    return b"".join(held) if len(held) == len(parts) else FileBody(parts)


@dataclass(frozen=True, slots=True)
class BinaryBody(Body):
    """A body that is sent as it is. Of several content types, and of a range of such
    (`image/*`), one goes by the file's name.

    A file is read while it is sent. Raises OSError where it can't be read.
    """

    content_type: str = "application/octet-stream"

    def write(self, request: Request[Any], value: FileContent) -> None:
        data, _, kind = named_part(value, self.content_type)
        request.content = body_of([data])
        request.content_type = check_header("Content-Type", kind)[1]
