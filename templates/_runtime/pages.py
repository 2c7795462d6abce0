"""Lists that arrive page by page: an answer and what the operation says about its pages
come in, an iterator of all items goes out.
"""

from __future__ import annotations

import re
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeAlias, TypeVar, cast
from urllib.parse import unquote, urljoin, urlsplit

from .model import Model, UnknownVariant
from .options import RequestOptions
from .parameters import JSON, Query, encode, encode_path, encode_rest, text_of
from .request import Request, read_answer
from .response import APIResponse
from .transport import AsyncTransport, Transport
from .values import plain_data

__all__ = ["AsyncPage", "Page", "Paging", "apage", "page"]

T = TypeVar("T")
R = TypeVar("R")

Path: TypeAlias = tuple[str, ...]
"""Where a value stands in an answer: attributes of models, keys of
maps, positions in lists.
"""

Asked: TypeAlias = dict[str, int]
"""The numbers of the pages so far, by path and query."""

_IN_PAIR = "!$'()*+,;:@/?=[]"
_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paging(Generic[T]):
    """How an operation's pages hang together.

    `parameter` is the query parameter that asks for another page.

    `cursor`: it takes what the answer has at `next`. `offset`: the number of items
    before the page; `page`: the page's number; both begin with `first`. `link`: path
    and query of the link with relation `next` in the header `Link` (RFC 8288) replace
    the request's. `more` leads to a boolean that is false on the last page, `total` to
    the number of all items (`offset`) or pages (`page`).
    """

    style: Literal["cursor", "offset", "page", "link"]
    items: Path
    parameter: str = ""
    next: Path = ()
    more: Path = ()
    total: Path = ()
    first: int = 0

    def read(self, answer: object) -> list[T]:
        """The items of one page."""
        found = walk(answer, self.items)
        return (
            list(cast("Sequence[T]", found)) if isinstance(found, (list, tuple)) else []
        )

    def following(
        self, request: Request[R], answer: R, count: int, response: APIResponse
    ) -> Request[R] | None:
        """The request for the next page; None on the last one.

        `answer` is what the response holds, `count` the number of its items.
        """
        if self.style == "link":
            link = next_link(response.headers.get_all("link"))
            return None if link is None else _linked(request, response.url, link)
        if self.more and walk(answer, self.more) is False:
            return None
        if self.style == "cursor":
            cursor = plain_data(walk(answer, self.next))
            text = "" if isinstance(cursor, (list, dict)) else _text(cursor)
            # An empty cursor ends the pages; one that leads back to the same page would
            # never end them.
            if text in ("", self._given(request)):
                return None
            return self._asking(request, text)
        number = self._number(request) + (count if self.style == "offset" else 1)
        total = walk(answer, self.total) if self.total else None
        if count == 0 or (
            isinstance(total, (int, float)) and number >= total + self.first
        ):
            return None
        return self._asking(request, str(number))

    def _given(self, request: Request[Any]) -> str | None:
        prefix = f"{encode(self.parameter)}="
        found = [
            part.removeprefix(prefix)
            for part in request.query.parts
            if part.startswith(prefix)
        ]
        return unquote(found[-1]) if found else None

    def _number(self, request: Request[Any]) -> int:
        try:
            return int(self._given(request) or self.first)
        except ValueError:
            return self.first

    def _asking(self, request: Request[R], value: str) -> Request[R]:
        prefix = f"{encode(self.parameter)}="
        kept = [part for part in request.query.parts if not part.startswith(prefix)]
        return _with_query(request, [*kept, prefix + encode(value)])


def _with_query(request: Request[R], parts: list[str]) -> Request[R]:
    query = Query()
    query.parts = parts
    return replace(request, query=query)


def _text(cursor: JSON) -> str:
    return "" if cursor is None else text_of(cursor)


def _linked(request: Request[R], url: str, link: str) -> Request[R] | None:
    """The request that a link of the answer from `url` asks for; None where that is the
    same again.

    Nothing but its path and query is taken from it: servers behind proxies do not know
    what they are called outside, and credentials are the base URL's. A path that is not
    below that of the base URL was written by one of those.
    """
    target, asked = urlsplit(urljoin(url, link)), urlsplit(url).path
    prefix = asked.removesuffix(request.path) if asked.endswith(request.path) else asked
    path = encode_path(target.path)
    below = path.removeprefix(prefix) if path.startswith(f"{prefix}/") else request.path
    # A server wrote it: nothing in it may end the query.
    parts = [encode_rest(part, _IN_PAIR) for part in target.query.split("&") if part]
    if below == request.path and parts == request.query.parts:
        return None
    return replace(_with_query(request, parts), path=below)


def unasked(options: RequestOptions | None, request: Request[Any]) -> RequestOptions:
    """Options for a page after the first: what its query has already, `extra_query`
    does not add again.
    """
    kept: RequestOptions = {**options} if options else {}
    if "extra_query" in kept:
        asked = {part.partition("=")[0] for part in request.query.parts}
        kept["extra_query"] = {
            name: value
            for name, value in kept["extra_query"].items()
            if encode(name) not in asked
        }
    return kept


def next_link(headers: Sequence[str]) -> str | None:
    """The target of the first link with relation `next`."""
    for header in headers:
        for match in _LINK.finditer(header):
            for relation in _RELATION.finditer(match[2]):
                if "next" in (relation[1] or relation[2]).lower().split():
                    return match[1].strip()
    return None


def walk(value: object, path: Path) -> Any:
    """What stands at a path; None where there is nothing."""
    for step in path:
        if isinstance(value, (Model, UnknownVariant)):
            value = getattr(value, step, None)
        elif isinstance(value, Mapping):
            value = cast("Mapping[str, object]", value).get(step)
        elif isinstance(value, (list, tuple)) and step.lstrip("-").isdecimal():
            items = cast("Sequence[object]", value)
            value = items[int(step)] if -len(items) <= int(step) < len(items) else None
        else:
            return None
    return value


class _PageBase(Generic[T, R]):
    """`items` are those of this page alone, `answer` is the whole answer
    that they came in.
    """

    items: list[T]
    answer: R
    _following: Request[R] | None

    @property
    def has_next(self) -> bool:
        """Whether there seems to be another page."""
        return self._following is not None

    def __repr__(self) -> str:
        more = ", and more" if self.has_next else ""
        return f"<{type(self).__name__} of {len(self.items)} items{more}>"


class Page(_PageBase[T, R]):
    """A page of a list.

    Iterating gives the items of this page and of all that follow, each
    fetched when it is needed.
    """

    def __init__(
        self,
        items: list[T],
        answer: R,
        following: Request[R] | None,
        fetch: Callable[[Request[R]], Page[T, R]],
    ) -> None:
        self.items, self.answer, self._following, self._fetch = (
            items,
            answer,
            following,
            fetch,
        )

    def next_page(self) -> Page[T, R] | None:
        """Fetches the page after this one; None on the last. Raises APIError."""
        return None if self._following is None else self._fetch(self._following)

    def pages(self) -> Iterator[Page[T, R]]:
        """This page and all that follow."""
        page: Page[T, R] | None = self
        while page is not None:
            yield page
            page = page.next_page()

    def __iter__(self) -> Iterator[T]:
        for page in self.pages():
            yield from page.items


class AsyncPage(_PageBase[T, R]):
    """`Page` for `async for`."""

    def __init__(
        self,
        items: list[T],
        answer: R,
        following: Request[R] | None,
        fetch: Callable[[Request[R]], Awaitable[AsyncPage[T, R]]],
    ) -> None:
        self.items, self.answer, self._following, self._fetch = (
            items,
            answer,
            following,
            fetch,
        )

    async def next_page(self) -> AsyncPage[T, R] | None:
        """Fetches the page after this one; None on the last. Raises APIError."""
        return None if self._following is None else await self._fetch(self._following)

    async def pages(self) -> AsyncIterator[AsyncPage[T, R]]:
        """This page and all that follow."""
        page: AsyncPage[T, R] | None = self
        while page is not None:
            yield page
            page = await page.next_page()

    async def __aiter__(self) -> AsyncIterator[T]:
        async for page in self.pages():
            for item in page.items:
                yield item


def page(
    transport: Transport,
    request: Request[R],
    paging: Paging[T],
    options: RequestOptions | None = None,
    asked: Asked | None = None,
) -> Page[T, R]:
    """Returns a page that knows the way to the next one. Raises APIError."""
    asked = {} if asked is None else asked

    def read(response: APIResponse) -> Page[T, R]:
        return Page(*_parts(request, paging, response, asked), fetch)

    def fetch(further: Request[R]) -> Page[T, R]:
        # All pages after the first are decoded, also where that one came raw.
        decoding = transport.returning("answer")
        return page(decoding, further, paging, unasked(options, further), asked)

    return transport.read(request, options, read)


async def apage(
    transport: AsyncTransport,
    request: Request[R],
    paging: Paging[T],
    options: RequestOptions | None = None,
    asked: Asked | None = None,
) -> AsyncPage[T, R]:
    """`page` for async clients."""
    asked = {} if asked is None else asked

    def read(response: APIResponse) -> AsyncPage[T, R]:
        return AsyncPage(*_parts(request, paging, response, asked), fetch)

    async def fetch(further: Request[R]) -> AsyncPage[T, R]:
        decoding = transport.returning("answer")
        further_options = unasked(options, further)
        return await apage(decoding, further, paging, further_options, asked)

    return await transport.read(request, options, read)


def _parts(
    request: Request[R], paging: Paging[T], response: APIResponse, asked: Asked
) -> tuple[list[T], R, Request[R] | None]:
    """The items of a page, the whole answer, and the request for the next page, unless
    that leads back to one before it.
    """
    answer = read_answer(request.operation, response)
    items = paging.read(answer)
    number = asked.setdefault(f"{request.path}?{request.query}", len(asked))
    following = paging.following(request, answer, len(items), response)
    if following is not None:
        target = f"{following.path}?{following.query}"
        following = None if asked.get(target, number + 1) <= number else following
    return items, answer, following
