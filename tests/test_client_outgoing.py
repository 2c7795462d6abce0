"""Requests for an HTTP client of our own are made without its help (`_outgoing`): they are what it would have made."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from responses_api import AsyncClient, Client, RequestOptions
from tests.benchmarks.payload import response as response_data
from tests.loopback import Server, serve

KEY = "sk-0123456789"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serve(lambda request: JSONResponse(response_data())) as server:
        yield server


@pytest.fixture
def seen(running: Server) -> list[list[tuple[bytes, bytes]]]:
    """The header fields of each request, in their order."""
    fields: list[list[tuple[bytes, bytes]]] = []

    def answer(request: Request) -> Response:
        fields.append(request.headers.raw)
        answered = JSONResponse(response_data())
        answered.set_cookie("session", f"s{len(fields)}")
        return answered

    running.received.clear()
    running.answer = answer
    return fields


def call(url: str, options: RequestOptions, http_client: httpx2.Client | None = None) -> None:
    """Twice, so that a cookie comes back."""
    with Client(base_url=url, api_key=KEY, http_client=http_client) as client:
        for _ in range(2):
            client.responses.get("resp_1", request_options=options)


def acall(url: str, options: RequestOptions, *, brings_its_own: bool) -> None:
    async def run() -> None:
        async with httpx2.AsyncClient() as theirs:
            http_client = theirs if brings_its_own else None
            async with AsyncClient(base_url=url, api_key=KEY, http_client=http_client) as client:
                for _ in range(2):
                    await client.responses.get("resp_1", request_options=options)

    asyncio.run(run())


OPTIONS: list[RequestOptions] = [
    {},
    {"extra_headers": {"Accept-Encoding": "identity", "connection": "close", "X-Trace": "t"}},
    {"extra_headers": {"User-Agent": "mine/1", "Cookie": "theme=dark", "Accept": "text/json"}},
    {"extra_query": {"include": ["a b", "c"]}},
]


@pytest.mark.parametrize("options", OPTIONS)
def test_the_same_header_fields_in_the_same_order(
    running: Server, seen: list[list[tuple[bytes, bytes]]], options: RequestOptions
) -> None:
    with httpx2.Client() as theirs:
        call(running.url, options)
        call(running.url, options, theirs)
    acall(running.url, options, brings_its_own=False)
    acall(running.url, options, brings_its_own=True)
    first, again = seen[0], seen[1]
    cookies = [value for name, value in again if name == b"cookie"]
    given = options.get("extra_headers", {}).get("Cookie")
    assert cookies == [given.encode() if given else b"session=s1"]
    for other, other_again in zip(seen[2::2], seen[3::2], strict=True):
        assert other == first
        # The cookie's value counts the requests.
        assert [name for name, _ in other_again] == [name for name, _ in again]
    assert len(seen) == 8
    assert len({received.target for received in running.received}) == 1


class TestURLs:
    def known(self, client: Client) -> Any:
        transport: Any = vars(client.responses)["_transport"]
        return transport.outgoing._own._known_url.cache_info()

    def test_one_that_is_called_again_is_parsed_once(self, running: Server) -> None:
        with Client(base_url=running.url, api_key=KEY) as client:
            copied = client.with_options(timeout=30)
            for each in (client, client, copied):
                each.responses.get("resp_1")
            assert (self.known(client).misses, self.known(client).hits) == (1, 2)

    def test_queries_are_not_remembered(self, running: Server) -> None:
        with Client(base_url=running.url, api_key=KEY) as client:
            client.responses.get("resp_1", request_options={"extra_query": {"key": "s3cret"}})
            client.responses.get("r" * 1000)  # nor what would fill the memory
            assert self.known(client).currsize == 0
        assert running.received[-2].target == "/v1/responses/resp_1?key=s3cret"

    def test_no_more_than_a_few_are_remembered(self, running: Server) -> None:
        with Client(base_url=running.url, api_key=KEY) as client:
            for number in range(70):
                client.responses.get(f"resp_{number}")
            assert self.known(client).currsize == 64
        assert running.last.target == "/v1/responses/resp_69"
