"""multipart/form-data bodies (RFC 7578): fields and files go in, bytes and their content type come out."""

from __future__ import annotations

import mimetypes
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeGuard

from ._plain import json_text, plain

FileSource: TypeAlias = "bytes | bytearray | IO[bytes] | os.PathLike[str]"
FileContent: TypeAlias = "FileSource | tuple[str, FileSource] | tuple[str, FileSource, str]"
"""A file to send: bytes, an open binary file, a path; or a tuple of its name, such content, and perhaps its content type."""

# What the quoted name of a part must not hold (HTML, "multipart form data").
_QUOTING = {ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"}


class Multipart:
    """A body under construction. What is read from files is held in memory until the call is over."""

    def __init__(self, fields: Mapping[str, Any] | None = None) -> None:
        """`fields` may mix fields and files, which are told apart by their types."""
        self._parts: list[bytes] = []
        for name, value in (fields or {}).items():
            if _is_file(value):
                self.file(name, value)
            else:
                self.field(name, value)

    def field(self, name: str, value: object, content_type: str | None = None) -> None:
        """Adds a field. Text and numbers are sent as they are, each item of an array as a part of its own, objects as JSON."""
        data = plain(value)
        if isinstance(data, list) and not (content_type or "").startswith("application/json"):
            for item in data:
                self.field(name, item, content_type)
        elif isinstance(data, (dict, list)):
            self._add(
                f'name="{name.translate(_QUOTING)}"', content_type or "application/json", json_text(data).encode()
            )
        else:
            text = data if isinstance(data, str) else json_text(data)
            self._add(f'name="{name.translate(_QUOTING)}"', content_type, text.encode())

    def files(self, name: str, values: Iterable[FileContent], content_type: str | None = None) -> None:
        """Adds several files under the same name."""
        for value in values:
            self.file(name, value, content_type)

    def file(self, name: str, value: FileContent, content_type: str | None = None) -> None:
        """Adds a file. Raises OSError where it can't be read."""
        if isinstance(value, tuple):
            filename = value[0]
            data, _ = _read(value[1])
            content_type = value[2] if len(value) == 3 else content_type
        else:
            data, found = _read(value)
            filename = found or name
        guessed = content_type or mimetypes.guess_type(filename)[0] or "application/octet-stream"
        place = f'name="{name.translate(_QUOTING)}"; filename="{filename.translate(_QUOTING)}"'
        self._add(place, guessed, data)

    def finish(self) -> tuple[bytes, str]:
        """The body, and its content type with the boundary."""
        boundary = secrets.token_hex(16)
        mark = f"--{boundary}\r\n".encode()
        body = b"".join(mark + part + b"\r\n" for part in self._parts) + f"--{boundary}--\r\n".encode()
        return body, f"multipart/form-data; boundary={boundary}"

    def _add(self, place: str, content_type: str | None, data: bytes) -> None:
        if content_type and not content_type.isprintable():
            raise ValueError(f"{content_type!r} is no content type")
        kind = f"\r\nContent-Type: {content_type}" if content_type else ""
        self._parts.append(f"Content-Disposition: form-data; {place}{kind}\r\n\r\n".encode() + data)


def _is_file(value: object) -> TypeGuard[FileContent]:
    return isinstance(value, (bytes, bytearray, os.PathLike, tuple)) or hasattr(value, "read")


def _read(source: FileSource) -> tuple[bytes, str | None]:
    """The bytes of a file, and its name where it has one."""
    if isinstance(source, (bytes, bytearray)):
        return bytes(source), None
    if isinstance(source, os.PathLike):
        path = Path(os.fspath(source))
        return path.read_bytes(), path.name
    read = getattr(source, "read", None)
    if read is None:
        raise TypeError(f"cannot send a file of type {type(source).__name__}")
    data = read()
    if not isinstance(data, bytes):
        raise TypeError("a file must be opened in binary mode")
    name = getattr(source, "name", None)
    return data, Path(name).name if isinstance(name, str) else None
