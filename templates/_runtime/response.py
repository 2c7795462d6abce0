"""What is kept of an HTTP response: status, headers and bytes, independent of the HTTP
library and free of the request's secrets.
"""

from __future__ import annotations

import json
import re
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterator, Mapping, Sequence
from io import IncrementalNewlineDecoder
from typing import Any, Final

_REQUEST_IDS = ("x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id")
_LONGEST_LINE: Final = 256 * 1024 * 1024
"""Characters; an endless line must not fill the memory."""
_CHARSET = re.compile(r"charset\s*=\s*\"?([^\s\";]+)", re.IGNORECASE)


class Headers(Mapping[str, str]):
    """Response headers.

    Names are compared without regard to case; a header that came several
    times reads as one, joined by `, `.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Sequence[tuple[str, str]] = ()) -> None:
        self._items = tuple([(name.lower(), value) for name, value in items])

    def get_all(self, name: str) -> list[str]:
        """Every value of the header, in the order received."""
        name = name.lower()
        return [value for key, value in self._items if key == name]

    def __getitem__(self, name: str) -> str:
        values = self.get_all(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self) -> Iterator[str]:
        return iter(dict(self._items))

    def __len__(self) -> int:
        return len(dict(self._items))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and bool(self.get_all(name))

    def __repr__(self) -> str:
        secret = "set-cookie"
        shown = [(name, "…" if name == secret else text) for name, text in self._items]
        return f"Headers({shown!r})"


def request_id_of(headers: Headers) -> str | None:
    """What a server calls a request in its own logs, if it said so."""
    for name in _REQUEST_IDS:
        for value in headers.get_all(name):
            return value
    return None


class Head:
    """What is known of a response before its body is read.

    `url` is what was asked for, without credentials; `retries` says how often the call
    was sent again before this answer came.
    """

    __slots__ = ("headers", "method", "retries", "status_code", "url")

    def __init__(
        self, status_code: int, headers: Headers, method: str, url: str, retries: int
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.method = method
        self.url = url
        self.retries = retries

    @property
    def request_id(self) -> str | None:
        """What the server calls this request in its own logs, if it said so."""
        return request_id_of(self.headers)

    @property
    def content_type(self) -> str:
        """The media type in lower case without parameters; `` where the
        server gave none.
        """
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def with_content(self, content: bytes) -> APIResponse:
        """The response as if `content` had been its body."""
        head = (self.method, self.url, self.retries)
        return APIResponse(self.status_code, self.headers, content, *head)

    def __repr__(self) -> str:
        url = self.url.partition("?")[0]
        return f"<{type(self).__name__} {self.status_code} {self.method} {url}>"


class APIResponse(Head):
    """An HTTP response that was read to its end. `content` holds the bytes of the body,
    decompressed.
    """

    __slots__ = ("content",)

    def __init__(
        self,
        status_code: int,
        headers: Headers,
        content: bytes,
        method: str,
        url: str,
        retries: int = 0,
    ) -> None:
        super().__init__(status_code, headers, method, url, retries)
        self.content = content

    @property
    def text(self) -> str:
        """The body as text, by the charset of its content type (UTF-8 where
        there is none). Never fails.
        """
        return text_decoder(self.headers).decode(self.content, final=True)

    def json(self) -> Any:
        """The body as plain JSON data. Raises ValueError where it is none."""
        return json.loads(self.content)


def charset_of(content_type: str) -> str | None:
    """The charset that a content type names, where Python knows it."""
    match = _CHARSET.search(content_type)
    if match is None:
        return None
    try:
        # Encodings of Python's own, such as `base64`, are none of text.
        "".encode(match[1])
    except (LookupError, ValueError):
        return None
    return match[1]


def text_decoder(headers: Headers) -> IncrementalDecoder:
    """What decodes a body as its content type says, and as UTF-8 where that says
    nothing. It never fails.
    """
    name = charset_of(headers.get("content-type", "")) or "utf-8-sig"
    try:
        return getincrementaldecoder(name)(errors="replace")
    except (LookupError, ValueError):
        return getincrementaldecoder("utf-8")(errors="replace")


class TextReader:
    """A body as text, as its headers say."""

    def __init__(self, headers: Headers) -> None:
        self._decoder = text_decoder(headers)

    def feed(self, chunk: bytes, final: bool = False) -> Iterator[str]:
        if text := self._decoder.decode(chunk, final):
            yield text

    def end(self) -> Iterator[str]:
        return self.feed(b"", final=True)


class LineReader(TextReader):
    """The lines of a body, without their ends, which are those of bytes: `\\n`, `\\r`
    and `\\r\\n`.
    """

    def __init__(self, headers: Headers) -> None:
        super().__init__(headers)
        self._ends = IncrementalNewlineDecoder(None, translate=True)
        self._begun: list[str] = []
        self._size = 0

    def feed(self, chunk: bytes, final: bool = False) -> Iterator[str]:
        """Raises ValueError for an endless line."""
        text = self._decoder.decode(chunk, final)
        *ended, begun = self._ends.decode(text, final).split("\n")
        for line in ended:
            yield "".join((*self._begun, line))
            self._begun, self._size = [], 0
        if begun:
            self._begun.append(begun)
            self._size += len(begun)
        if self._size > _LONGEST_LINE:
            raise ValueError(f"a line is longer than {_LONGEST_LINE} characters")

    def end(self) -> Iterator[str]:
        yield from super().end()
        if self._begun:
            yield "".join(self._begun)
