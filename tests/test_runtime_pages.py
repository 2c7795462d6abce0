"""From one page to the next: cursors of any type, links, and what `extra_query` does then."""

from __future__ import annotations

from typing import Any

import pytest

from templates._runtime.formats import DATE, DATE_TIME, DECIMAL, UUID_TEXT
from templates._runtime.options import RequestOptions
from templates._runtime.pages import Paging, unasked
from templates._runtime.parameters import Query
from templates._runtime.request import Operation, Request
from templates._runtime.response import APIResponse, Headers

BASE = "https://api.test/v1"
CURSOR: Paging[Any] = Paging("cursor", ("data",), "after", ("next",))
LINK: Paging[Any] = Paging("link", ())


def request(path: str = "/items", *parts: str) -> Request[Any]:
    made: Request[Any] = Request(Operation("GET", {}), path)
    made.query = Query()
    made.query.parts = list(parts)
    return made


def response(asked: Request[Any], *links: str, base: str = BASE) -> APIResponse:
    headers = Headers([("link", f'<{link}>; rel="next"') for link in links])
    return APIResponse(200, headers, b"", method="GET", url=f"{base}{asked.path}?{asked.query}")


def target(found: Request[Any] | None) -> str | None:
    return None if found is None else f"{found.path}?{found.query}"


@pytest.mark.parametrize(
    ("cursor", "asked"),
    [
        ("a b", "after=a%20b"),
        (7, "after=7"),
        (2.5, "after=2.5"),
        (True, "after=true"),
        (UUID_TEXT.parse("6F9619FF-8B86-D011-B42D-00C04FC964FF"), "after=6F9619FF-8B86-D011-B42D-00C04FC964FF"),
        (DATE_TIME.parse("2024-01-02T03:04:05.10Z"), "after=2024-01-02T03%3A04%3A05.10Z"),
        (DATE.parse("2024-01-02"), "after=2024-01-02"),
        (DECIMAL.parse("1.50"), "after=1.50"),
        ("", None),
        (None, None),
        (["x"], None),
        ({"x": 1}, None),
        ("same", None),
    ],
)
def test_a_cursor_of_any_type_is_sent_as_it_came(cursor: object, asked: str | None) -> None:
    first = request("/items", "q=1", "after=same")
    found = CURSOR.following(first, {"data": [1], "next": cursor}, 1, response(first))
    assert target(found) == (None if asked is None else f"/items?q=1&{asked}")


@pytest.mark.parametrize(
    ("link", "asked"),
    [
        ("https://api.test/v1/items?page=2", "/items?page=2"),
        ("https://api.test/v1/items/page/2", "/items/page/2?"),
        ("/v1/items/page/2?size=3", "/items/page/2?size=3"),
        ("?page=2", "/items?page=2"),
        ("page/2", "/page/2?"),
        ("http://internal:8080/items?page=2", "/items?page=2"),  # written behind a proxy
        ("https://other.test/v1/more?page=2", "/more?page=2"),  # sent to the base URL all the same
        ("/v1/../../x?page=2", "/items?page=2"),
        ("/v10/items?page=2", "/items?page=2"),
        ("?a=b c&&d=100%&e=%41#f", "/items?a=b%20c&d=100%25&e=%41"),
        ("/v1/items?page=1", None),
        ("https://internal/items?page=1", None),
    ],
)
def test_a_link_leads_to_its_path_and_query_below_the_base_url(link: str, asked: str | None) -> None:
    first = request("/items", "page=1")
    assert target(LINK.following(first, [1], 1, response(first, link))) == asked


def test_a_base_url_without_a_path() -> None:
    first = request("/items")
    found = LINK.following(first, [1], 1, response(first, "/other/2", base="https://api.test"))
    assert target(found) == "/other/2?"
    assert LINK.following(first, [1], 1, response(first)) is None


def test_extra_query_adds_nothing_that_the_next_page_has() -> None:
    options: RequestOptions = {"timeout": 3, "extra_query": {"limit": 2, "page": 1, "a b": 1}}
    assert unasked(options, request("/items", "page=2", "a%20b=1")) == {"timeout": 3, "extra_query": {"limit": 2}}
    assert options["extra_query"] == {"limit": 2, "page": 1, "a b": 1}
    assert unasked(None, request()) == {}
