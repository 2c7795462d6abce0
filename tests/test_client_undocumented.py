"""`client.request`: calls that the document does not describe, sync and async, against a real server on loopback."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.responses import JSONResponse, RedirectResponse, Response

from responses_api import APIConnectionError, APIResponse, AsyncClient, Attempt, Client, NotFoundError, models
from responses_api.testing import FakeServer
from tests.benchmarks.payload import response as response_data
from tests.loopback import Server, serve

KEY = "sk-secret-0123456789"
Call = Callable[..., APIResponse]


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serve(lambda request: Response()) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.received.clear()
    running.answer = lambda request: JSONResponse({"done": True}, headers={"x-request-id": "req_1"})
    return running


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, server: Server) -> Call:
    """`client.request` of a fresh client; `settings` are the client's."""
    defaults: dict[str, Any] = {"base_url": f"{server.url}/base", "api_key": KEY, "max_retries": 0}

    def sync(*arguments: Any, settings: dict[str, Any] | None = None, **named: Any) -> APIResponse:
        with Client(**defaults | (settings or {})) as client:
            return client.request(*arguments, **named)

    def awaited(*arguments: Any, settings: dict[str, Any] | None = None, **named: Any) -> APIResponse:
        async def run() -> APIResponse:
            async with AsyncClient(**defaults | (settings or {})) as client:
                return await client.request(*arguments, **named)

        return asyncio.run(run())

    return sync if request.param == "sync" else awaited


class TestRequests:
    def test_the_response_comes_back_as_it_came(self, call: Call, server: Server) -> None:
        answer = call("GET", "/beta/things")
        assert (answer.status_code, answer.json(), answer.request_id) == (200, {"done": True}, "req_1")
        assert (server.last.method, server.last.target, server.last.body) == ("GET", "/base/beta/things", b"")
        assert server.last.headers["authorization"] == f"Bearer {KEY}"

    def test_any_status_of_success_and_any_body(self, call: Call, server: Server) -> None:
        server.answer = lambda request: Response(b"\x00\xff", 207, media_type="application/octet-stream")
        for method in ("get", "GET"):
            answer = call(method, "/x")
            assert (answer.status_code, answer.content, server.last.method) == (207, b"\x00\xff", "GET")

    @pytest.mark.parametrize(
        ("path", "query", "target"),
        [
            ("/a b/ä", None, "/base/a%20b/%C3%A4"),
            ("/a%2Fb/c:d;e=1", None, "/base/a%2Fb/c:d;e=1"),
            ("/a?b=1&c=%20x y", None, "/base/a?b=1&c=%20x%20y"),
            ("/a?b=1", {"n": [1, 2], "x": True, "t": "a&b"}, "/base/a?b=1&n=1&n=2&x=true&t=a%26b"),
            ("/a", {"none": []}, "/base/a"),
            ("/a#b\n", None, "/base/a%23b%0A"),
            ("/100% b/%zz/%41?x=50%&y=%20", None, "/base/100%25%20b/%25zz/%41?x=50%25&y=%20"),
            ("//other.test/x", None, "/base//other.test/x"),
        ],
    )
    def test_targets(self, call: Call, server: Server, path: str, query: Any, target: str) -> None:
        call("GET", path, query=query)
        assert server.last.target == target

    @pytest.mark.parametrize(
        ("body", "sent", "kind"),
        [
            ({"a": [1, None]}, b'{"a":[1,null]}', "application/json"),
            (models.ResponseError(message="x"), b'{"message":"x"}', "application/json"),
            ([{"deep": models.ResponseError(message="x")}], b'[{"deep":{"message":"x"}}]', "application/json"),
            (None, b"null", "application/json"),
            ("text", b'"text"', "application/json"),
            (b"\x00raw", b"\x00raw", "application/octet-stream"),
            (bytearray(b"raw"), b"raw", "application/octet-stream"),
            (memoryview(b"raw"), b"raw", "application/octet-stream"),
        ],
    )
    def test_bodies(self, call: Call, server: Server, body: Any, sent: bytes, kind: str) -> None:
        call("POST", "/x", body=body)
        assert (server.last.body, server.last.headers["content-type"]) == (sent, kind)

    def test_options_of_the_call(self, call: Call, server: Server) -> None:
        named: Any = {"extra_headers": {"Content-Type": "text/csv"}, "extra_query": {"b": 2}, "idempotency_key": "k"}
        call("POST", "/x?a=1", body=b"1,2", request_options=named)
        headers = server.last.headers
        assert (server.last.target, headers["content-type"], headers["idempotency-key"]) == (
            "/base/x?a=1&b=2",
            "text/csv",
            "k",
        )

    @pytest.mark.parametrize(
        ("method", "path", "message"),
        [
            ("GET", "x", "a path begins with '/'"),
            ("GET", "https://user:s3cret@other.test/x?key=s3cret", "must not hold credentials"),
            ("GET", "https://other.test/x?key=s3cret", "https://other.test is another origin"),
            ("GET", "ftp://other.test/x?key=s3cret", "an absolute http or https URL"),
            ("GET", "https://[other/x?key=s3cret", "the URL is no URL"),
            ("GET", "https://other.test/x\n?key=s3cret", "another control character"),
            ("GET", "", "a path begins with '/'"),
            ("GET", "/a/../b", "a segment that is '.' or '..'"),
            ("GET", "/a/%2e%2E/b", "a segment that is '.' or '..'"),
            ("GET", "/a/%2e?b", "a segment that is '.' or '..'"),
            ("GET", "/a%2F..%2fb", "a segment that is '.' or '..'"),
            ("G T", "/a", "'G T' is no HTTP method"),
            ("", "/a", "'' is no HTTP method"),
        ],
    )
    def test_what_is_no_request(self, call: Call, server: Server, method: str, path: str, message: str) -> None:
        with pytest.raises(ValueError, match=message) as caught:
            call(method, path)
        assert "s3cret" not in str(caught.value)
        assert server.received == []

    @pytest.mark.parametrize(
        ("rest", "target"),
        [
            ("/base/things?cursor=a%3D&limit=2#top", "/base/things?cursor=a%3D&limit=2&more=1"),
            ("/elsewhere", "/elsewhere?more=1"),
            ("", "/?more=1"),
        ],
    )
    def test_links_of_the_own_origin(self, call: Call, server: Server, rest: str, target: str) -> None:
        call("GET", server.url.replace("http", "HTTP") + rest, query={"more": 1})
        assert (server.last.target, server.last.headers["authorization"]) == (target, f"Bearer {KEY}")

    def test_links_of_other_origins(self, call: Call, server: Server) -> None:
        names = (
            server.url.replace("http", "https"),
            server.url.rpartition(":")[0],
            server.url.replace("0.0.1", "0.0.1.test"),
        )
        for url in (*names, "http://other.test"):
            with pytest.raises(ValueError, match="another origin"):
                call("GET", f"{url}/x")
        with pytest.raises(ValueError, match="holds a segment"):
            call("GET", f"{server.url}/a/../b")
        assert server.received == []
        with serve(lambda request: JSONResponse({})) as other:
            call("GET", f"{other.url}/x", settings={"trusted_origins": [other.url]})
            assert (other.last.target, other.last.headers["authorization"]) == ("/x", f"Bearer {KEY}")

    def test_a_body_that_is_no_json(self, call: Call, server: Server) -> None:
        with pytest.raises(TypeError):
            call("POST", "/x", body=object())
        assert server.received == []


class TestLikeAnyCall:
    def test_errors_are_typed_and_hold_the_body(self, call: Call, server: Server) -> None:
        server.answer = lambda request: JSONResponse({"why": "gone"}, 404)
        with pytest.raises(NotFoundError) as caught:
            call("GET", "/x")
        assert caught.value.body == {"why": "gone"}
        with pytest.raises(APIConnectionError):
            call("GET", "/x", settings={"base_url": "http://127.0.0.1:1"})

    def test_only_what_may_be_repeated_is(self, call: Call, server: Server) -> None:
        server.answer = lambda request: JSONResponse({}, 503, {"retry-after": "0"})
        seen: list[Attempt] = []
        for method, times in (("GET", 3), ("POST", 1)):
            with pytest.raises(Exception, match="503"):
                call(method, "/x", settings={"max_retries": 2, "on_request": seen.append})
            assert len(server.received) == len(seen) == times
            server.received.clear()
            seen.clear()

    def test_the_key_goes_to_no_other_origin(self, call: Call, server: Server) -> None:
        with serve(lambda request: JSONResponse({})) as other:
            server.answer = lambda request: RedirectResponse(f"{other.url}/y")
            call("GET", "/x")
            assert "authorization" not in other.last.headers

    def test_without_a_key_none_is_sent(self, call: Call, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("_8080_API_KEY", raising=False)
        call("GET", "/x", settings={"api_key": None})
        assert "authorization" not in server.last.headers

    def test_a_fake_server_answers_it(self) -> None:
        fake = FakeServer()
        fake.on("POST /beta/{name}").answer(status=503).handle(lambda request: {"got": request.json()})
        client = Client(api_key=KEY, http_client=fake).with_options(max_retries=1, headers={"X-A": "b"})
        answer = client.request("POST", "/beta/things", body={"a": 1}, request_options={"idempotency_key": "k"})
        assert answer.json() == {"got": {"a": 1}}
        assert [request.headers["x-a"] for request in fake.requests] == ["b", "b"]

    def test_what_it_answers_can_be_decoded(self, call: Call, server: Server) -> None:
        server.answer = lambda request: JSONResponse(response_data())
        found = models.Response.from_json(call("GET", "/v1/responses/resp_1").content)
        assert json.loads(found.to_json()) == response_data()
