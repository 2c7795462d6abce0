"""Bodies of media type `multipart/form-data` (RFC 7578)."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import Any, TypeGuard, cast

from .files import FileBody, FileContent, FilePart, body_of, named_part
from .forms import FormField, complete_form, fill_form
from .parameters import JSON, json_text, plain, text_of
from .request import Body, Request
from .styles import Styles

# What the quoted name of a part must not hold (HTML, "multipart form data").
_QUOTING = {ord('"'): "%22", ord("\r"): "%0D", ord("\n"): "%0A"}


class Multipart(Styles):
    """A body under construction. Files are read while it is sent, piece by piece."""

    def __init__(
        self,
        fields: Mapping[str, Any] | None = None,
        content_types: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`fields` may mix fields and files, which are told apart by their types;
        `content_types` says what each of them holds.
        """
        self._parts: list[tuple[bytes, bytes | FilePart]] = []
        for name, value in (fields or {}).items():
            self.part(name, value, content_types.get(name))

    def add(
        self, name: str, values: list[str], delimiter: str, _allow_reserved: bool, /
    ) -> None:
        """Adds a field of text. Nothing is percent-encoded: a part is no URL."""
        self._add(_place(name), None, delimiter.join(values).encode())

    def field(self, name: str, value: object, content_type: str | None = None) -> None:
        """Adds a field that has no style.

        Text and numbers are sent as they are, each item of an array as a part
        of its own, objects as JSON; what is said to be JSON, as JSON in one part.
        """
        data = plain(value)
        is_json = _is_json(content_type)
        for item in data if isinstance(data, list) and not is_json else (data,):
            if item is not None:
                self._item(name, item, content_type, is_json)

    def part(self, name: str, value: object, content_type: str | None = None) -> None:
        """Adds a file or a field, whichever a value is; each item of an array is one of
        them.
        """
        is_array = value.__class__ in (list, tuple) and not _is_json(content_type)
        is_array = is_array and not _is_file(value)
        for item in cast("Iterable[object]", value if is_array else (value,)):
            if _is_file(item):
                self.file(name, item, content_type)
            else:
                # In an array of its own, an item that is an array stays one.
                self.field(name, [item] if is_array else item, content_type)

    def _item(
        self, name: str, data: JSON, content_type: str | None, is_json: bool
    ) -> None:
        if content_type is None and isinstance(data, (dict, list)):
            content_type = "application/json"
        text = json_text(data) if is_json else text_of(data)
        self._add(_place(name), content_type, text.encode())

    def files(
        self, name: str, values: Iterable[FileContent], content_type: str | None = None
    ) -> None:
        """Adds several files under the same name."""
        for value in values:
            self.file(name, value, content_type)

    def file(
        self, name: str, value: FileContent, content_type: str | None = None
    ) -> None:
        """Adds a file. Raises OSError where it can't be read.

        `content_type` may name several media types, and ranges of such; one of them
        goes by the file's name.
        """
        data, filename, kind = named_part(value, content_type)
        place = f'{_place(name)}; filename="{(filename or name).translate(_QUOTING)}"'
        self._add(place, kind, data)

    def __bool__(self) -> bool:
        return bool(self._parts)

    def finish(
        self, media_type: str = "multipart/form-data"
    ) -> tuple[bytes | FileBody, str]:
        """The body, and its content type with the boundary."""
        boundary = secrets.token_hex(16)
        mark = f"--{boundary}\r\n".encode()
        pieces: list[bytes | FilePart] = []
        for head, data in self._parts:
            pieces += (mark + head, data, b"\r\n")
        return (
            body_of((*pieces, f"--{boundary}--\r\n".encode())),
            f"{media_type}; boundary={boundary}",
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


def _place(name: str) -> str:
    return f'name="{name.translate(_QUOTING)}"'


def _is_json(content_type: str | None) -> bool:
    kind = (content_type or "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _is_file(value: object) -> TypeGuard[FileContent]:
    if isinstance(value, tuple):
        name, *rest = cast("tuple[object, ...]", value) or (None,)
        return isinstance(name, str) and bool(rest) and _is_file(rest[0])
    return isinstance(value, (bytes, bytearray, os.PathLike)) or hasattr(value, "read")


@dataclass(frozen=True, slots=True)
class PartField(FormField):
    """A field of a multipart body. What is said to be JSON is JSON in one part."""

    _: KW_ONLY
    content_type: str | None = None

    def write_to(self, form: Styles, name: str, value: Any) -> None:
        """Adds the field to a form."""
        if self.style is None:
            cast("Multipart", form).field(name, value, self.content_type)
        else:
            FormField.write_to(self, form, name, value)


@dataclass(frozen=True, slots=True)
class FileField(PartField):
    """A field that takes a file, or `many` of them."""

    _: KW_ONLY
    many: bool = False

    def write_to(self, form: Styles, name: str, value: Any) -> None:
        """Adds the file to a form."""
        parts = cast("Multipart", form)
        if self.many:
            parts.files(name, value, self.content_type)
        else:
            parts.file(name, value, self.content_type)


@dataclass(frozen=True, slots=True)
class OpenField(PartField):
    """A field that takes a file, or several, or any other value."""

    def write_to(self, form: Styles, name: str, value: Any) -> None:
        """Adds what the value is to a form."""
        cast("Multipart", form).part(name, value, self.content_type)


@dataclass(frozen=True, slots=True)
class MultipartBody(Body):
    """A multipart body whose fields are arguments.

    `needed` are the fields that a body needs which may be left out as a whole; `stream`
    is what its field of that name is set to; None leaves it alone.
    """

    argument: str = ""
    content_type: str = "multipart/form-data"
    _: KW_ONLY
    fields: tuple[FormField, ...] = ()
    needed: tuple[str, ...] = ()
    stream: bool | None = None

    def fill(self, request: Request[Any], arguments: Mapping[str, Any]) -> None:
        form = Multipart()
        fill_form(form, self.fields, arguments, self.stream)
        if form or self.required:
            complete_form(form, self.needed, self.fields, arguments)
            self.write(request, form)

    def write(self, request: Request[Any], value: Multipart) -> None:
        request.content, request.content_type = value.finish(self.content_type)


@dataclass(frozen=True, slots=True)
class WholeMultipart(Body):
    """A multipart body that comes as a mapping; `content_types` says what its fields
    hold.
    """

    content_type: str = "multipart/form-data"
    _: KW_ONLY
    content_types: Mapping[str, str] = field(default_factory=dict[str, str])

    def write(self, request: Request[Any], value: Mapping[str, Any]) -> None:
        form = Multipart(value, self.content_types)
        request.content, request.content_type = form.finish(self.content_type)
