"""multipart/form-data bodies (RFC 7578): fields and files go in, a body
and its content type come out.
"""

from __future__ import annotations

import mimetypes
import os
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, TypeGuard

from ._files import FileBody, FilePart, FileSource, body_of, file_part
from ._plain import json_text, plain

FileContent: TypeAlias = (
    FileSource | tuple[str, FileSource] | tuple[str, FileSource, str]
)
"""A file to send: bytes, an open binary file, a path; or a tuple of its name, such
content, and perhaps its content type.
"""

# What the quoted name of a part must not hold (HTML, "multipart form data").
_QUOTING = {ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"}


class Multipart:
    """A body under construction. Files are read while it is sent, piece by piece."""

    def __init__(self, fields: Mapping[str, Any] | None = None) -> None:
        """`fields` may mix fields and files, which are told apart by their types."""
        self._parts: list[tuple[bytes, bytes | FilePart]] = []
        for name, value in (fields or {}).items():
            if _is_file(value):
                self.file(name, value)
            else:
                self.field(name, value)

    def field(self, name: str, value: object, content_type: str | None = None) -> None:
        """Adds a field.

        Text and numbers are sent as they are, each item of an array as a part
        of its own, objects as JSON.
        """
        data = plain(value)
        if isinstance(data, list) and not (content_type or "").startswith(
            "application/json"
        ):
            for item in data:
                self.field(name, item, content_type)
        elif isinstance(data, (dict, list)):
            self._add(
                f'name="{name.translate(_QUOTING)}"',
                content_type or "application/json",
                json_text(data).encode(),
            )
        else:
            text = data if isinstance(data, str) else json_text(data)
            self._add(f'name="{name.translate(_QUOTING)}"', content_type, text.encode())

    def files(
        self, name: str, values: Iterable[FileContent], content_type: str | None = None
    ) -> None:
        """Adds several files under the same name."""
        for value in values:
            self.file(name, value, content_type)

    def file(
        self, name: str, value: FileContent, content_type: str | None = None
    ) -> None:
        """Adds a file. Raises OSError where it can't be read."""
        if isinstance(value, tuple):
            filename = value[0]
            data = file_part(value[1])
            content_type = value[2] if len(value) == 3 else content_type
        else:
            data = file_part(value)
            filename = name if isinstance(data, bytes) else data.name or name
        guessed = (
            content_type
            or mimetypes.guess_type(filename)[0]
            or "application/octet-stream"
        )
        place = f'name="{name.translate(_QUOTING)}"'
        place += f'; filename="{filename.translate(_QUOTING)}"'
        self._add(place, guessed, data)

    def finish(self) -> tuple[bytes | FileBody, str]:
        """The body, and its content type with the boundary."""
        boundary = secrets.token_hex(16)
        mark = f"--{boundary}\r\n".encode()
        pieces: list[bytes | FilePart] = []
        for head, data in self._parts:
            pieces += (mark + head, data, b"\r\n")
        return (
            body_of((*pieces, f"--{boundary}--\r\n".encode())),
            f"multipart/form-data; boundary={boundary}",
        )

    def _add(
        self, place: str, content_type: str | None, data: bytes | FilePart
    ) -> None:
        if content_type and not content_type.isprintable():
            raise ValueError(f"{content_type!r} is no content type")
        kind = f"\r\nContent-Type: {content_type}" if content_type else ""
        self._parts.append(
            (f"Content-Disposition: form-data; {place}{kind}\r\n\r\n".encode(), data)
        )


def _is_file(value: object) -> TypeGuard[FileContent]:
    return isinstance(value, (bytes, bytearray, os.PathLike, tuple)) or hasattr(
        value, "read"
    )
