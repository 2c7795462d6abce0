"""What is kept of an HTTP response: status, headers and bytes, independent of the HTTP
library and free of the request's secrets; and its text, also what it says of an error.
"""

from __future__ import annotations

import json
import re
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from io import IncrementalNewlineDecoder
from itertools import islice
from typing import Any, Final, cast

from .model import OnMismatch

_REQUEST_IDS = ("x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id")
_LONGEST_LINE: Final = 256 * 1024 * 1024
"""Characters; an endless line must not fill the memory."""
_LONGEST_WORDS: Final = 500
_SEPARATORS: Final = re.compile(r"[\W_]+")
_MOST_SEARCHED: Final = 1024 * 1024
"""Bytes of an error's body in which words for people are looked for."""
_MOST_PARTS: Final = 200
_TEXTS: Final = (
    *("message", "detail", "errordescription", "msg", "reason", "defaultmessage"),
    *("description", "error", "errors"),
)
_WITHIN: Final = (
    *("detail", "message", "messages", "error", "errors", "details", "extra", "issues"),
    *("invalidparams", "violations", "fieldviolations", "constraints"),
    "nonfielderrors",
)
_PLACES: Final = (
    *("loc", "field", "pointer", "parameter", "param", "property", "path", "key"),
    *("target", "source", "name"),
)
"""Keys of error bodies, in lower case without what separates words."""
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
    was sent again before this answer came; `operation` is the name of the client's
    method (`pets.get`), where there is one.
    """

    __slots__ = (
        *("headers", "method", "operation", "retries", "status_code", "url"),
        "on_mismatch",
    )

    def __init__(
        self,
        status_code: int,
        headers: Headers,
        method: str,
        url: str,
        retries: int,
        operation: str = "",
        on_mismatch: OnMismatch = "raise",
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.method = method
        self.url = url
        self.retries = retries
        self.operation = operation
        self.on_mismatch: OnMismatch = on_mismatch

    def __getstate__(self) -> Any:
        state: Any = object.__getstate__(self)
        state[1]["on_mismatch"] = "raise"  # a function may be none that can be pickled
        return state

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
        head = (self.method, self.url, self.retries, self.operation, self.on_mismatch)
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
        operation: str = "",
        on_mismatch: OnMismatch = "raise",
    ) -> None:
        called = (method, url, retries, operation, on_mismatch)
        super().__init__(status_code, headers, *called)
        self.content = content

    @property
    def text(self) -> str:
        """The body as text, by the charset of its content type (UTF-8 where
        there is none). Never fails.
        """
        return text_decoder(self.headers).decode(self.content, final=True)

    def json(self) -> Any:
        """The body as plain JSON data. Raises ValueError where it is none."""
        try:
            return json.loads(self.content)
        except UnicodeDecodeError:
            charset = charset_of(self.headers.get("content-type", ""))
            return json.loads(self.content.decode(charset or "utf-8"))


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


def words_of(response: APIResponse) -> str:
    """What the body of an error says to people: the texts of the usual shapes (FastAPI,
    RFC 9457, JSON:API, fields with their messages), each with its place; else how the
    body begins. One line without control characters, made of little of a large body.
    """
    data: Any = None
    if len(response.content) <= _MOST_SEARCHED:
        with suppress(ValueError, RecursionError):
            data = response.json()
    found = dict.fromkeys(islice(_said(data, "", iter(range(_MOST_PARTS))), 20))
    begin = response.with_content(response.content[: 4 * _LONGEST_WORDS])
    words = "; ".join(found).replace(".; ", ". ")
    return printable(words or begin.text, _LONGEST_WORDS)


def printable(text: str, limit: int) -> str:
    """The text as one line without control characters, cut after `limit`."""
    shown = [letter if letter.isprintable() else " " for letter in text[: 2 * limit]]
    line = " ".join("".join(shown).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _said(data: Any, place: str, parts: Iterator[int], depth: int = 8) -> Iterator[str]:
    """The texts in an error body, each with its place. `parts` ends the search."""
    if not depth or next(parts, None) is None:
        return
    if isinstance(data, str) and data.strip():
        text = data[: 2 * _LONGEST_WORDS].strip()
        yield f"{place}: {text}" if place else text
    elif isinstance(data, list):
        for number, item in enumerate(islice(cast("list[object]", data), _MOST_PARTS)):
            yield from _said(item, _place_of(item, place, number), parts, depth - 1)
    elif isinstance(data, dict):
        members = members_of(cast("dict[str, Any]", data))
        texts = _texts(members)
        for text in texts:
            yield from _said(text, place, parts, depth - 1)
        nested = [key for key, (_, item) in members.items() if _items(item)]
        chosen = [key for key in nested if key in _WITHIN]
        # Else it is a map of fields, one of which may be called `message`, too.
        is_map = all(isinstance(_items(members[key][1])[0], str) for key in nested)
        if not texts and (not chosen or is_map):
            chosen = [*(nested if depth == 8 else members)]
        for key in chosen:
            name, item = members[key]
            name = "" if key in _WITHIN else name
            inside = f"{place}.{name}" if place and name else place or name
            yield from _said(item, inside, parts, depth - 1)


def _items(data: object) -> list[object]:
    """The items of a list, or an object as if it stood in one; nothing of a scalar."""
    if isinstance(data, list):
        return cast("list[object]", data)
    return [data] if isinstance(data, dict) else []


def members_of(data: dict[str, Any]) -> dict[str, tuple[str, Any]]:
    """Keys and values of an object by the keys as `_WITHIN` and others spell them."""
    kept = [(key[:99], data[key]) for key in islice(data, _MOST_PARTS)]
    return {_SEPARATORS.sub("", key).lower(): (key, item) for key, item in kept}


def _texts(members: dict[str, tuple[str, Any]]) -> list[str]:
    """What an object itself says: its title, and the best of its texts."""
    said = {key: item for key, (_, item) in members.items() if isinstance(item, str)}
    text = next((said[key] for key in _TEXTS if said.get(key)), "")
    return [each for each in (said.get("title", ""), text) if each]


def _place_of(item: Any, place: str, number: int) -> str:
    """The place of an item in a list at `place`: what it says, its number in a list of
    maps of fields, or that of the list.
    """
    if not isinstance(item, dict):
        return place
    members = members_of(cast("dict[str, Any]", item))
    if not _texts(members) and not members.keys() & {*_WITHIN}:
        return f"{place}[{number}]"
    _, said = next((members[key] for key in _PLACES if key in members), ("", ""))
    if isinstance(said, dict):  # JSON:API
        said = next(iter(cast("dict[str, Any]", said).values()), "")
    for step in cast("list[object]", said)[:9] if isinstance(said, list) else [said]:
        if isinstance(step, int):
            place += f"[{step}]"
        elif isinstance(step, str) and step:
            place += f".{step[:99]}" if place else step[:99]
    return place
