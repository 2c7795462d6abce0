"""The client of `generated/responses_api` against real servers on loopback: sync and async alike."""

from __future__ import annotations

import ast
import asyncio
import gzip
import inspect
import json
import logging
import pickle
import re
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, assert_type

import httpx
import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import (
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)

import responses_api
from responses_api import (
    APIConnectionError,
    APIDecodeError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    ConflictError,
    DecodeError,
    InternalServerError,
    NotFoundError,
    Outcome,
    PermissionDeniedError,
    RateLimitError,
    UnprocessableEntityError,
    models,
)
from responses_api.client import AsyncResponses, Responses
from tests.benchmarks.payload import response as response_data
from tests.loopback import Server, serve, serve_bytes

KEY = "sk-secret-0123456789"
NOT_FOUND = {"error": {"message": "no such response", "type": "invalid_request_error", "code": "not_found"}}

Get = Callable[..., models.Response]


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serve(lambda request: JSONResponse(response_data())) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.received.clear()
    running.answer = lambda request: JSONResponse(response_data(), headers={"x-request-id": "req_1"})
    return running


@pytest.fixture(params=["sync", "async"])
def get(request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch) -> Get:
    """`client.responses.get` of a fresh client, closed afterwards; keyword arguments are the client's, but for `request_options`."""
    monkeypatch.delenv("_8080_API_KEY", raising=False)
    defaults: dict[str, Any] = {"base_url": server.url, "api_key": KEY, "max_retries": 0}

    def get_sync(path: str, request_options: Any = None, **settings: Any) -> models.Response:
        settings = {**defaults, **settings}
        with Client(**settings) as client:
            return client.responses.get(path, request_options=request_options)

    async def get_async(path: str, request_options: Any = None, **settings: Any) -> models.Response:
        settings = {**defaults, **settings}
        async with AsyncClient(**settings) as client:
            return await client.responses.get(path, request_options=request_options)

    if request.param == "sync":
        return get_sync
    return lambda *arguments, **settings: asyncio.run(get_async(*arguments, **settings))


def answer_with(server: Server, content: Any, status: int = 200, **headers: str) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    if isinstance(content, bytes):
        server.answer = lambda request: Response(content, status, named)
    else:
        server.answer = lambda request: JSONResponse(content, status, named)


class TestSuccess:
    def test_the_answer_is_a_model_and_loses_nothing(self, get: Get) -> None:
        found = get("resp_1")
        assert isinstance(found, models.Response)
        assert found.to_dict() == response_data()

    def test_the_request(self, get: Get, server: Server) -> None:
        get("resp_1")
        assert (server.last.method, server.last.target, server.last.body) == ("GET", "/v1/responses/resp_1", b"")
        assert server.last.headers["authorization"] == f"Bearer {KEY}"
        assert server.last.headers["accept"] == "application/json"
        assert server.last.headers["user-agent"].startswith("responses_api/")

    def test_a_sub_path_keeps_its_slashes(self, get: Get, server: Server) -> None:
        get("resp_1/input_items")
        assert server.last.target == "/v1/responses/resp_1/input_items"

    @pytest.mark.parametrize(
        ("path", "target"),
        [
            ("a b", "a%20b"),
            ("a?b#c", "a%3Fb%23c"),
            ("100%/%2e%2e", "100%25/%252e%252e"),
            ("ä/…", "%C3%A4/%E2%80%A6"),
            ("a:b@c;d,e=f&g+h", "a%3Ab%40c%3Bd%2Ce%3Df%26g%2Bh"),
            ("-._~", "-._~"),
            ("...", "..."),
            ("\\..\\", "%5C..%5C"),
        ],
    )
    def test_segments_are_percent_encoded(self, get: Get, server: Server, path: str, target: str) -> None:
        get(path)
        assert server.last.target == f"/v1/responses/{target}"

    @pytest.mark.parametrize("path", ["", "/", ".", "..", "a/../b", "a//b", "/a", "a/", "./a", "a/."])
    def test_empty_and_dot_segments_are_refused(self, get: Get, server: Server, path: str) -> None:
        with pytest.raises(ValueError, match="path must not be"):
            get(path)
        assert server.received == []

    def test_gzip(self, get: Get, server: Server) -> None:
        body = gzip.compress(json.dumps(response_data()).encode())
        answer_with(server, body, content_type="application/json", content_encoding="gzip")
        assert get("resp_1").to_dict() == response_data()

    def test_a_json_content_type_with_a_suffix_or_none_at_all(self, get: Get, server: Server) -> None:
        body = json.dumps(response_data()).encode()
        answer_with(server, body, content_type="application/vnd.api+json; charset=utf-8")
        assert get("resp_1").to_dict() == response_data()
        answer_with(server, body)
        assert get("resp_1").to_dict() == response_data()

    def test_an_undocumented_success_is_read_as_the_documented_one(self, get: Get, server: Server) -> None:
        answer_with(server, response_data(), 203)
        assert get("resp_1").to_dict() == response_data()


class TestStatusErrors:
    def test_404_carries_the_documented_model(self, get: Get, server: Server) -> None:
        answer_with(server, NOT_FOUND, 404, x_request_id="req_9")
        with pytest.raises(NotFoundError) as caught:
            get("resp_1")
        error = caught.value
        assert isinstance(error.body, models.ErrorResponse)
        assert error.body.to_dict() == NOT_FOUND
        assert (error.status_code, error.request_id) == (404, "req_9")
        assert error.headers["X-Request-Id"] == "req_9"
        assert json.loads(error.content) == NOT_FOUND == error.response.json()
        assert str(error) == "404 Not Found: no such response [request req_9]"

    @pytest.mark.parametrize(
        ("content", "body"),
        [
            (b'{"other": [1]}', {"other": [1]}),
            (b'{"error": "gone"}', {"error": "gone"}),
            (b"<h1>Not here</h1>", "<h1>Not here</h1>"),
            (b"", None),
            (b"\xff\xfe", "\ufffd\ufffd"),
            (b"[" * 100_000, "[" * 100_000),
        ],
    )
    def test_an_undocumented_body_is_there_as_json_or_text(
        self, get: Get, server: Server, content: bytes, body: Any
    ) -> None:
        answer_with(server, content, 404, content_type="text/html")
        with pytest.raises(NotFoundError) as caught:
            get("resp_1")
        assert caught.value.body == body
        assert caught.value.content == content

    @pytest.mark.parametrize(
        ("status", "kind"),
        [
            (400, BadRequestError),
            (401, AuthenticationError),
            (403, PermissionDeniedError),
            (404, NotFoundError),
            (409, ConflictError),
            (418, APIStatusError),
            (422, UnprocessableEntityError),
            (429, RateLimitError),
            (500, InternalServerError),
            (503, InternalServerError),
            (304, APIStatusError),
        ],
    )
    def test_each_status_has_its_class(self, get: Get, server: Server, status: int, kind: type[APIStatusError]) -> None:
        answer_with(server, b"" if status == 304 else b'{"detail": "no"}', status)
        with pytest.raises(APIStatusError) as caught:
            get("resp_1")
        assert type(caught.value) is kind
        assert caught.value.status_code == status

    def test_a_401_without_a_key_says_how_to_give_one(self, get: Get, server: Server) -> None:
        answer_with(server, {}, 401)
        with pytest.raises(AuthenticationError, match="pass api_key, or set the environment variable _8080_API_KEY"):
            get("resp_1", api_key=None)
        assert "authorization" not in server.last.headers
        with pytest.raises(AuthenticationError) as caught:
            get("resp_1")
        assert "api_key" not in str(caught.value)

    def test_the_message_is_one_printable_line(self, get: Get, server: Server) -> None:
        answer_with(server, {"message": "a\n\x1b[31m\u202eb" + "x" * 5000}, 400)
        with pytest.raises(BadRequestError) as caught:
            get("resp_1")
        assert str(caught.value).startswith("400 Bad Request: a [31m b")
        assert str(caught.value).isprintable()
        assert len(str(caught.value)) < 600


class TestDecodeErrors:
    def test_malformed_json(self, get: Get, server: Server) -> None:
        answer_with(server, b'{"id": "resp_1", ', content_type="application/json")
        with pytest.raises(APIDecodeError) as caught:
            get("resp_1")
        assert caught.value.content == b'{"id": "resp_1", '
        assert isinstance(caught.value.__cause__, DecodeError)

    def test_wrong_types_are_named_with_their_paths(self, get: Get, server: Server) -> None:
        answer_with(server, response_data() | {"created_at": "now", "model": 5})
        with pytest.raises(APIDecodeError) as caught:
            get("resp_1")
        assert [problem.path for problem in caught.value.problems] == ["$.created_at", "$.model"]
        assert "the answer to responses.get (GET http" in str(caught.value)
        assert "$.created_at" in str(caught.value)
        assert "`responses.with_raw_response.get` hands it over" in str(caught.value)
        assert '`on_mismatch="keep"` leaves what does not fit in its place' in str(caught.value)
        assert caught.value.response.operation == "responses.get"
        assert json.loads(caught.value.content)["model"] == 5
        assert (caught.value.status_code, caught.value.response.status_code) == (200, 200)

    @pytest.mark.parametrize("content", [b"", b"null", b"[]", b"NaN", b"\xff", b"[" * 100_000])
    def test_other_json_and_none(self, get: Get, server: Server, content: bytes) -> None:
        answer_with(server, content, content_type="application/json")
        with pytest.raises(APIDecodeError) as caught:
            get("resp_1")
        assert "on_mismatch" not in str(caught.value)  # nothing is left of a whole that does not fit
        assert caught.value.content == content

    def test_another_content_type(self, get: Get, server: Server) -> None:
        answer_with(server, b"<html>welcome</html>", content_type="text/html; charset=utf-8")
        with pytest.raises(APIDecodeError, match="content type is 'text/html'") as caught:
            get("resp_1")
        assert caught.value.content == b"<html>welcome</html>"
        assert caught.value.response.text == "<html>welcome</html>"


class TestConnections:
    def test_a_slow_answer(self, get: Get, server: Server) -> None:
        async def never(request: Request) -> Response:
            while not await request.is_disconnected():
                await asyncio.sleep(0.01)
            return Response()

        async def slow(request: Request) -> Response:
            await asyncio.sleep(0.3)
            return JSONResponse(response_data())

        server.answer = never
        with pytest.raises(APITimeoutError, match="timed out"):
            get("resp_1", timeout=0.1)
        with pytest.raises(APITimeoutError):
            get("resp_1", timeout=30.0, request_options={"timeout": 0.1})
        with pytest.raises(APITimeoutError):
            get("resp_1", timeout=httpx2.Timeout(30.0, read=0.1))
        with pytest.raises(APITimeoutError):
            get("resp_1", timeout=(30.0, 0.1, 30.0, 30.0))
        server.answer = slow
        assert get("resp_1", timeout=0.1, request_options={"timeout": None}).id == response_data()["id"]

    def test_nobody_listens(self, get: Get) -> None:
        with serve_bytes(b"") as url:
            pass
        with pytest.raises(APIConnectionError) as caught:
            get("resp_1", base_url=url)
        assert not isinstance(caught.value, APITimeoutError)
        assert caught.value.url == f"{url}/v1/responses/resp_1"

    @pytest.mark.parametrize(
        "answer",
        [
            b"",
            b"HTTP/1.1 200 OK\r\n",
            b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"id": ',
            b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"id"\r\n',
            b"nonsense\r\n\r\n",
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope",
        ],
    )
    def test_a_broken_answer(self, get: Get, answer: bytes) -> None:
        with serve_bytes(answer) as url, pytest.raises(APIConnectionError):
            get("resp_1", base_url=url)

    def test_a_closed_client_is_not_used(self) -> None:
        client = Client(api_key=KEY)
        client.close()
        client.close()
        with pytest.raises(RuntimeError, match="closed"):
            client.responses.get("resp_1")


class TestSettings:
    def test_the_base_url_may_have_a_path_and_a_query(self, get: Get, server: Server) -> None:
        get("a/b", base_url=f"{server.url}/proxy/x/?version=2")
        assert server.last.target == "/proxy/x/v1/responses/a/b?version=2"

    @pytest.mark.parametrize(
        "base_url",
        ["", "api.8080.io", "ftp://api.8080.io", "https://", "https://u:pw@x.io", "https://x.io:port", "//x"],
    )
    def test_other_base_urls_are_refused_without_showing_a_password(self, base_url: str) -> None:
        if not base_url:
            assert repr(Client(base_url=base_url)) == "<Client https://api.8080.io>"
            return
        with pytest.raises(ValueError, match="base_url") as caught:
            Client(base_url=base_url)
        assert "pw" not in str(caught.value)

    def test_headers_of_client_and_call(self, get: Get, server: Server) -> None:
        get(
            "a",
            headers={"X-Team": "one", "USER-AGENT": "mine/1"},
            request_options={"extra_headers": {"x-team": "two"}, "extra_query": {"q": ["a b", True], "n": 1}},
        )
        assert server.last.headers["x-team"] == "two"
        assert server.last.headers["user-agent"] == "mine/1"
        assert server.last.target == "/v1/responses/a?q=a%20b&q=true&n=1"

    @pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\rb", "\0", "snow ☃"])
    def test_headers_refuse_what_would_end_them(self, get: Get, server: Server, value: str) -> None:
        for arguments in ({"headers": {"X-A": value}}, {"request_options": {"extra_headers": {"X-A": value}}}):
            with pytest.raises(ValueError, match="header X-A") as caught:
                get("a", **arguments)
            assert value not in str(caught.value)
        with pytest.raises(ValueError, match="no header name"):
            get("a", headers={"X-A: 1\r\nX-B": "1"})
        assert server.received == []

    def test_a_latin_1_header_is_sent_as_such(self, get: Get, server: Server) -> None:
        get("a", headers={"X-Name": " Zoë "})
        assert server.last.headers["x-name"] == "Zoë"

    @pytest.mark.parametrize("number", [-1, 1.5, "3", None])
    def test_a_number_of_retries_is_a_number(self, get: Get, server: Server, number: Any) -> None:
        """1.5 would never be used up."""
        server.answer = lambda request: Response(status_code=503, headers={"retry-after": "0"})
        with pytest.raises(ValueError, match="max_retries must be a number of retries"):
            get("a", request_options={"max_retries": number})
        with pytest.raises(ValueError, match="max_retries must be a number of retries"):
            get("a", max_retries=number)
        assert server.received == []

    def test_a_timeout_is_a_number_of_seconds(self, get: Get) -> None:
        for arguments in ({"timeout": "5"}, {"request_options": {"timeout": "5"}}):
            with pytest.raises(TypeError, match=r"a timeout is a number of seconds, or four of them .*, not '5'"):
                get("a", **arguments)

    def test_an_id_that_is_none_is_no_path(self, get: Get, server: Server) -> None:
        with pytest.raises(ValueError, match="path must not be None"):
            get(None)
        assert server.received == []

    def test_an_unknown_option_is_refused(self, get: Get) -> None:
        with pytest.raises(TypeError, match="time_out"):
            get("a", request_options={"time_out": 5})

    def test_the_key_comes_from_the_environment(
        self, get: Get, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("_8080_API_KEY", "sk-env")
        get("a", api_key=None)
        assert server.last.headers["authorization"] == "Bearer sk-env"
        get("a", api_key="sk-argument")
        assert server.last.headers["authorization"] == "Bearer sk-argument"

    def test_the_key_may_be_a_function_that_is_asked_each_time(self, server: Server) -> None:
        keys = iter(["one", "two"])
        with Client(base_url=server.url, api_key=lambda: next(keys)) as client:
            client.responses.get("a")
            client.responses.get("a")
        assert [received.headers["authorization"] for received in server.received] == ["Bearer one", "Bearer two"]

    def test_the_async_client_takes_both_kinds_of_function(self, server: Server) -> None:
        async def key() -> str:
            await asyncio.sleep(0)
            return "later"

        async def run() -> None:
            async with AsyncClient(base_url=server.url, api_key=key) as client:
                await client.responses.get("a")
            async with AsyncClient(base_url=server.url, api_key=lambda: "now") as client:
                await client.responses.get("a")

        asyncio.run(run())
        assert [received.headers["authorization"] for received in server.received] == ["Bearer later", "Bearer now"]

    def test_an_empty_secret_of_a_function_is_refused(self, get: Get, server: Server) -> None:
        with pytest.raises(ValueError, match="returned an empty text"):
            get("a", api_key=lambda: "")
        assert server.received == []

    def test_a_secret_that_cant_be_sent_is_in_no_traceback(self, get: Get) -> None:
        with pytest.raises(ValueError, match="control character") as caught:
            get("a", api_key=lambda: f"{KEY}\n")
        for frame, _ in traceback.walk_tb(caught.value.__traceback__):
            if frame.f_globals["__name__"].startswith("responses_api."):
                assert not [name for name, value in frame.f_locals.items() if KEY in repr(value)]

    def test_the_sync_client_refuses_an_async_function(self, server: Server) -> None:
        async def key() -> str:
            raise AssertionError("never awaited")

        with Client(base_url=server.url, api_key=key) as client, pytest.raises(TypeError, match="AsyncClient"):  # type: ignore[arg-type]  # the mistake itself
            client.responses.get("a")
        assert server.received == []

    def test_a_header_of_the_caller_wins_over_the_key(self, get: Get, server: Server) -> None:
        get("a", headers={"Authorization": "Basic eDp5"})
        assert server.last.headers["authorization"] == "Basic eDp5"


class TestOwnHTTPClient:
    @pytest.mark.parametrize("library", [httpx2, httpx])
    def test_one_of_the_other_kind_is_refused_at_once(self, library: Any) -> None:
        with (
            library.Client() as own,
            pytest.raises(TypeError, match="of AsyncClient is the HTTP library's AsyncClient"),
        ):
            AsyncClient(api_key=KEY, http_client=own)
        own = library.AsyncClient()
        with pytest.raises(TypeError, match="of Client is the HTTP library's Client, not AsyncClient"):
            Client(api_key=KEY, http_client=own)
        asyncio.run(own.aclose())

    def test_an_async_hook_needs_an_async_client(self) -> None:
        async def hook(_: object) -> None:
            raise AssertionError("never called")

        for name in ("on_request", "on_response"):
            settings: Any = {name: hook}
            with pytest.raises(TypeError, match="an async hook needs AsyncClient"):
                Client(api_key=KEY, **settings)
            AsyncClient(api_key=KEY, **settings)

    @pytest.mark.parametrize("library", [httpx2, httpx])
    def test_it_is_used_and_not_closed(self, server: Server, library: Any) -> None:
        with library.Client(headers={"X-From": "own"}, follow_redirects=True) as own:
            with Client(base_url=server.url, api_key=KEY, http_client=own) as client:
                assert client.responses.get("resp_1").to_dict() == response_data()
            assert not own.is_closed
        assert server.last.headers["x-from"] == "own"

    @pytest.mark.parametrize("library", [httpx2, httpx])
    def test_async(self, server: Server, library: Any) -> None:
        async def run() -> models.Response:
            async with library.AsyncClient() as own:
                async with AsyncClient(base_url=server.url, api_key=KEY, http_client=own) as client:
                    found = await client.responses.get("resp_1")
                assert not own.is_closed
                return found

        assert asyncio.run(run()).to_dict() == response_data()

    @pytest.mark.parametrize("library", [httpx2, httpx])
    def test_what_its_hooks_keep_can_be_read_afterwards(self, server: Server, library: Any) -> None:
        kept: list[Any] = []

        async def keep(response: Any) -> None:
            kept.append(response)

        async def run() -> None:
            async with (
                library.AsyncClient(event_hooks={"response": [keep]}) as own,
                AsyncClient(base_url=server.url, api_key=KEY, http_client=own) as client,
            ):
                await client.responses.get("resp_1")

        with (
            library.Client(event_hooks={"response": [kept.append]}) as own,
            Client(base_url=server.url, api_key=KEY, http_client=own) as client,
        ):
            client.responses.get("resp_1")
        asyncio.run(run())
        assert [response.json() for response in kept] == [response_data()] * 2

    @pytest.mark.parametrize("library", [httpx2, httpx])
    def test_it_brings_its_proxy(self, library: Any) -> None:
        body = json.dumps(response_data()).encode()
        head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
        with (
            serve_bytes(head.encode() + body) as proxy,
            library.Client(proxy=proxy) as own,
            Client(base_url="http://api.invalid", api_key=KEY, http_client=own) as client,
        ):
            assert client.responses.get("resp_1").to_dict() == response_data()

    def test_type_checkers_take_both_libraries(self) -> None:
        body = json.dumps(response_data()).encode()
        with (
            httpx2.Client(transport=httpx2.MockTransport(lambda request: httpx2.Response(200, content=body))) as new,
            Client(http_client=new, timeout=httpx2.Timeout(5)) as client,
        ):
            assert_type(client.responses.get("a"), models.Response)
        with (
            httpx.Client(transport=httpx.MockTransport(lambda request: httpx.Response(200, content=body))) as old,
            Client(http_client=old, timeout=httpx.Timeout(5)) as client,
        ):
            assert_type(client.responses.get("a", request_options={"timeout": (1, 2, None, 4)}), models.Response)

        async def run() -> None:
            async with httpx.AsyncClient(
                transport=httpx.MockTransport(lambda request: httpx.Response(200, content=body))
            ) as own:
                assert_type(await AsyncClient(http_client=own).responses.get("a"), models.Response)
            async with httpx2.AsyncClient(
                transport=httpx2.MockTransport(lambda request: httpx2.Response(200, content=body))
            ) as own2:
                assert_type(await AsyncClient(http_client=own2).responses.get("a"), models.Response)

        asyncio.run(run())

    @pytest.mark.parametrize("library", [httpx2, httpx])
    def test_its_errors_are_translated_and_its_timeout_holds(self, server: Server, library: Any) -> None:
        async def never(request: Request) -> Response:
            while not await request.is_disconnected():
                await asyncio.sleep(0.01)
            return Response()

        server.answer = never
        with library.Client(timeout=0.1) as own:
            with Client(base_url=server.url, http_client=own) as client, pytest.raises(APITimeoutError):
                client.responses.get("resp_1")
            with (
                serve_bytes(b"") as url,
                Client(base_url=url, http_client=own) as client,
                pytest.raises(APIConnectionError),
            ):
                client.responses.get("resp_1")
        with (
            library.Client() as own,
            Client(base_url=server.url, http_client=own, timeout=0.1) as client,
            pytest.raises(APITimeoutError),
        ):
            client.responses.get("resp_1")

    def test_an_error_that_is_not_the_library_s_passes_through(self) -> None:
        def handle(request: httpx2.Request) -> httpx2.Response:
            raise KeyError("mine")

        with (
            httpx2.Client(transport=httpx2.MockTransport(handle)) as own,
            Client(http_client=own) as client,
            pytest.raises(KeyError, match="mine"),
        ):
            client.responses.get("a")


class TestSecrets:
    """The key goes to the origin of the base URL alone, and nowhere else is it seen."""

    def test_a_redirect_to_the_same_origin_keeps_the_key(self, get: Get, server: Server) -> None:
        server.answer = lambda request: (
            RedirectResponse("/elsewhere?x=1") if request.url.path.startswith("/v1/") else JSONResponse(response_data())
        )
        assert get("resp_1").to_dict() == response_data()
        assert server.last.target == "/elsewhere?x=1"
        assert server.last.headers["authorization"] == f"Bearer {KEY}"

    def test_a_redirect_to_another_origin_loses_every_secret(self, get: Get, server: Server) -> None:
        with serve(lambda request: JSONResponse(response_data())) as other:
            server.answer = lambda request: RedirectResponse(f"{other.url}/x")
            settings: dict[str, Any] = {"headers": {"X-Token": KEY, "Cookie": f"s={KEY}"}}
            options = {"extra_headers": {"X-Api-Key": KEY}}
            assert get("resp_1", request_options=options, **settings).to_dict() == response_data()
            assert server.last.headers["x-token"] == KEY
            assert KEY not in str(other.last)
            assert other.last.headers["accept"] == "application/json"

    def test_another_origin_gets_the_key_if_the_caller_trusts_it(self, get: Get, server: Server) -> None:
        with serve(lambda request: JSONResponse(response_data())) as trusted, serve(trusted.answer) as other:
            server.answer = lambda request: RedirectResponse(f"{trusted.url}/x")
            get("resp_1", trusted_origins=[f"{trusted.url}/whatever"])
            assert trusted.last.headers["authorization"] == f"Bearer {KEY}"
            server.answer = lambda request: RedirectResponse(f"{other.url}/x")
            get("resp_1", trusted_origins=[trusted.url])
            assert KEY not in str(other.last)
            get("resp_1", trusted_origins=trusted.url)  # one is enough
        with pytest.raises(ValueError, match="an origin must be an absolute http or https URL"):
            get("resp_1", trusted_origins=["elsewhere"])

    def test_nor_do_they_come_back(self, get: Get, server: Server) -> None:
        with serve(lambda request: RedirectResponse(f"{server.url}/back")) as other:
            server.answer = lambda request: (
                RedirectResponse(f"{other.url}/x")
                if request.url.path.startswith("/v1/")
                else JSONResponse(response_data())
            )
            get("resp_1")
            assert server.last.target == "/back"
            assert KEY not in str(server.last)

    @pytest.mark.parametrize("library", [httpx2, httpx])
    def test_those_of_an_own_http_client_stay_too(self, server: Server, library: Any) -> None:
        with serve(lambda request: JSONResponse(response_data())) as other:
            server.answer = lambda request: RedirectResponse(f"{other.url}/x")
            with (
                library.Client(auth=("user", KEY), headers={"X-Own": KEY}, follow_redirects=True) as own,
                Client(base_url=server.url, http_client=own) as client,
            ):
                client.responses.get("a")
            assert server.last.headers["authorization"].startswith("Basic ")
            assert "authorization" not in other.last.headers
            assert KEY not in str(other.last)

    def test_endless_redirects_end(self, get: Get, server: Server) -> None:
        server.answer = lambda request: RedirectResponse("/again")
        outcomes: list[Outcome] = []
        with pytest.raises(APIConnectionError, match="redirects"):
            get("resp_1", on_response=outcomes.append)
        assert [type(outcome.error) for outcome in outcomes] == [APIConnectionError]
        assert len(server.received) < 20

    def test_a_redirect_to_another_scheme_fails(self, get: Get, server: Server) -> None:
        server.answer = lambda request: Response(status_code=302, headers={"Location": "file:///etc/passwd"})
        with pytest.raises(APIConnectionError):
            get("resp_1")

    def test_the_key_is_in_no_repr_error_pickle_or_log(
        self, get: Get, server: Server, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        failures: list[APIError] = []
        for content, status in (({}, 404), ({"id": 5}, 200), ({}, 500)):
            answer_with(server, content, status)
            with pytest.raises(APIError) as caught:
                get("resp_1")
            failures.append(caught.value)
        with serve_bytes(b"") as url, pytest.raises(APIError) as caught:
            get("resp_1", base_url=url)
        failures.append(caught.value)
        for error in failures:
            assert KEY not in repr(error) + str(error) + repr(vars(error))
            assert KEY.encode() not in pickle.dumps(error)
            cause = error.__cause__
            while cause is not None:
                request = getattr(cause, "request", None)
                assert KEY not in repr(cause) + (str(dict(request.headers)) if request is not None else "")
                cause = cause.__cause__ or cause.__context__
        assert KEY not in caplog.text

    @pytest.mark.parametrize("mode", ["sync", "async"])
    def test_nor_in_the_request_of_a_redirect_that_failed(self, mode: str) -> None:
        def handle(request: httpx2.Request) -> httpx2.Response:
            if request.url.path.startswith("/v1/"):
                return httpx2.Response(302, headers={"location": "/slow"})
            raise httpx2.ReadTimeout("slow", request=request)

        def call_sync() -> None:
            with httpx2.Client(transport=httpx2.MockTransport(handle)) as own:
                Client(http_client=own, api_key=KEY, max_retries=0).responses.get("resp_1")

        async def call_async() -> None:
            async with httpx2.AsyncClient(transport=httpx2.MockTransport(handle)) as own:
                await AsyncClient(http_client=own, api_key=KEY, max_retries=0).responses.get("resp_1")

        with pytest.raises(APITimeoutError) as caught:
            call_sync() if mode == "sync" else asyncio.run(call_async())
        cause = caught.value.__cause__
        assert isinstance(cause, httpx2.ReadTimeout)
        assert cause.request.url.path == "/slow"
        assert "authorization" not in cause.request.headers

    def test_clients_hide_the_key_and_refuse_to_be_pickled(self) -> None:
        clients: list[object] = [Client(api_key=KEY), AsyncClient(api_key=KEY)]
        for client in clients:
            assert KEY not in repr(client) + repr(vars(client))
            transport: object = vars(client)["_transport"]
            assert KEY not in repr(vars(transport))
            with pytest.raises(TypeError, match="pickle"):
                pickle.dumps(client)

    def test_a_key_with_a_line_end_is_refused_without_showing_it(self, get: Get, server: Server) -> None:
        for key in (f"{KEY}\n", f"{KEY}\r\nX: 1", f"{KEY}☃"):
            with pytest.raises(ValueError, match="credential") as caught:
                get("a", api_key=key)
            assert KEY not in str(caught.value)
        assert server.received == []


class TestErrorsAsValues:
    def test_they_can_be_pickled(self, get: Get, server: Server) -> None:
        for content, status in ((NOT_FOUND, 404), ({"id": 5}, 200)):
            answer_with(server, content, status)
            with pytest.raises(APIError) as caught:
                get("resp_1")
            original: Any = caught.value
            copied: Any = pickle.loads(pickle.dumps(original))
            assert copied.__class__ is original.__class__
            assert (str(copied), copied.args) == (str(original), original.args)
            assert copied.content == original.content
            assert (copied.response.headers, copied.response.url) == (original.response.headers, original.response.url)
            assert getattr(copied, "body", None) == getattr(original, "body", None)
            assert getattr(copied, "problems", None) == getattr(original, "problems", None)
        with serve_bytes(b"") as url, pytest.raises(APIConnectionError) as failed:
            get("resp_1", base_url=url)
        assert str(pickle.loads(pickle.dumps(failed.value))) == str(failed.value)

    def test_the_hierarchy(self) -> None:
        assert issubclass(APITimeoutError, APIConnectionError)
        assert issubclass(APIConnectionError, APIError)
        assert issubclass(NotFoundError, APIStatusError)
        assert issubclass(APIStatusError, APIError)
        assert issubclass(APIDecodeError, APIError)


class TestShape:
    def test_both_clients_have_the_same_methods(self) -> None:
        for sync, awaited in ((Client, AsyncClient), (Responses, AsyncResponses)):
            theirs = {name for name in vars(sync) if not name.startswith("_")}
            assert theirs == {name for name in vars(awaited) if not name.startswith("_")}
            for name in theirs:
                # A credential of the async client may be an async function.
                one, other = (str(inspect.signature(getattr(each, name))) for each in (sync, awaited))
                assert one == other.replace("Callable[[], str | Awaitable[str]]", "Callable[[], str]")
                assert inspect.iscoroutinefunction(getattr(awaited, name)) == (name != "with_options")
        assert inspect.iscoroutinefunction(AsyncClient.close)
        assert inspect.iscoroutinefunction(AsyncClient.aclose)

    def test_the_method_says_what_it_takes_returns_and_raises(self) -> None:
        text = inspect.getdoc(Responses.get) or ""
        for words in ("Response ID or sub-path", "Args:", "Returns:", "NotFoundError: 404", "models.ErrorResponse"):
            assert words in text
        shorter = inspect.getdoc(AsyncResponses.get) or ""
        assert shorter.partition("\n")[0] == text.partition("\n")[0]
        assert "See `Responses.get` for arguments and errors." in shorter

    def test_the_readme_s_examples_are_python(self) -> None:
        readme = (Path(responses_api.__file__).parent / "README.md").read_text("utf-8")
        blocks = readme.split("```python\n")[1:]
        assert len(blocks) >= 4
        for block in blocks:
            code = block.partition("```")[0]
            compile(code, "README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            for name in re.findall(r"^from responses_api import (.+)$", code, re.MULTILINE):
                assert set(name.split(", ")) <= {*responses_api.__all__}
        assert "client.responses.get(" in readme

    def test_importing_models_loads_no_http_library(self) -> None:
        program = (
            "import sys, responses_api; from responses_api import models; models.Response;"
            "print([name for name in sys.modules if name.partition('.')[0] in ('httpx', 'httpx2', 'httpcore', 'httpcore2')"
            " or name in ('responses_api.client', 'responses_api._runtime.transport', 'responses_api.errors')])"
        )
        found = subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": ":".join(sys.path)},
        )
        assert found.stdout.strip() == "[]"

    def test_every_export_is_there(self) -> None:
        for name in responses_api.__all__:
            assert getattr(responses_api, name) is not None
        assert set(responses_api.__all__) <= set(dir(responses_api))
        with pytest.raises(AttributeError, match="no_such_name"):
            getattr(responses_api, "no_such_name")  # noqa: B009  # a type checker would refuse the plain spelling


class TestLoad:
    def test_threads_share_a_client(self, server: Server) -> None:
        server.answer = lambda request: JSONResponse(response_data() | {"id": request.url.path.rpartition("/")[2]})
        with Client(base_url=server.url, api_key=KEY) as client, ThreadPoolExecutor(8) as pool:
            wanted = [f"resp_{number}" for number in range(200)]
            assert [found.id for found in pool.map(client.responses.get, wanted)] == wanted

    def test_tasks_share_a_client(self, server: Server) -> None:
        server.answer = lambda request: JSONResponse(response_data() | {"id": request.url.path.rpartition("/")[2]})

        async def run(wanted: list[str]) -> list[str]:
            async with AsyncClient(base_url=server.url, api_key=KEY) as client:
                return [found.id for found in await asyncio.gather(*map(client.responses.get, wanted))]

        wanted = [f"resp_{number}" for number in range(200)]
        assert asyncio.run(run(wanted)) == wanted


def test_plain_text_errors_are_shown(server: Server) -> None:
    server.answer = lambda request: PlainTextResponse("over capacity, come back later", 503)
    with Client(base_url=server.url) as client, pytest.raises(InternalServerError) as caught:
        client.responses.get("a")
    assert str(caught.value) == "503 Service Unavailable: over capacity, come back later"
