"""Retries, idempotency keys, fresh credentials, hooks, logs and copies of the client, against a real server: sync and async alike."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from responses_api import (
    APIConnectionError,
    AsyncClient,
    Attempt,
    AuthenticationError,
    Client,
    InternalServerError,
    Outcome,
    models,
)
from responses_api._runtime import request as _request
from responses_api._runtime.attempts import asked_wait, may_repeat, wait_before
from responses_api._runtime.connections import running_loop, wait
from responses_api._runtime.plan import Planner, Service
from templates._runtime.schemes import HeaderRedaction, QueryKey, QueryRedaction
from tests.benchmarks.payload import response as response_data
from tests.loopback import Server, serve, serve_bytes

KEY = "sk-secret-0123456789"
Get = Callable[..., models.Response]


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serve(lambda request: JSONResponse(response_data())) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.received.clear()
    running.answer = lambda request: JSONResponse(response_data())
    return running


@pytest.fixture(params=["sync", "async"])
def get(request: pytest.FixtureRequest, server: Server) -> Get:
    """`client.responses.get("resp_1")` of a fresh client."""

    def get_sync(request_options: Any = None, **settings: Any) -> models.Response:
        defaults: dict[str, Any] = {"base_url": server.url, "api_key": KEY}
        with Client(**defaults | settings) as client:
            return client.responses.get("resp_1", request_options=request_options)

    async def get_async(request_options: Any = None, **settings: Any) -> models.Response:
        defaults: dict[str, Any] = {"base_url": server.url, "api_key": KEY}
        async with AsyncClient(**defaults | settings) as client:
            return await client.responses.get("resp_1", request_options=request_options)

    return get_sync if request.param == "sync" else lambda *args, **settings: asyncio.run(get_async(*args, **settings))


def fail_first(server: Server, times: int, status: int = 503, **headers: str) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request: Request) -> Response:
        return (
            Response("", status, named | {"retry-after-ms": named.get("retry-after-ms", "1")})
            if len(server.received) <= times
            else JSONResponse(response_data())
        )

    server.answer = answer


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503])
def test_passing_failures_are_repeated(get: Get, server: Server, status: int) -> None:
    fail_first(server, 2, status)
    assert get().id == response_data()["id"]
    assert len(server.received) == 3


def test_the_last_answer_is_raised(get: Get, server: Server) -> None:
    fail_first(server, 9)
    with pytest.raises(InternalServerError):
        get()
    assert len(server.received) == 3
    with pytest.raises(InternalServerError):
        get(max_retries=0)
    with pytest.raises(InternalServerError):
        get({"max_retries": 1}, max_retries=0)
    assert len(server.received) == 6


def test_a_long_pause_is_not_waited_for(get: Get, server: Server) -> None:
    fail_first(server, 9, retry_after_ms="3600000")
    with pytest.raises(InternalServerError):
        get()
    assert len(server.received) == 1


def test_broken_connections_are_repeated(get: Get) -> None:
    outcomes: list[Outcome] = []
    broken = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"
    with serve_bytes(broken) as url, pytest.raises(APIConnectionError) as caught:
        get(base_url=url, max_retries=1, on_response=outcomes.append)
    assert caught.value.__cause__ is not None
    assert [(o.attempt.number, o.status_code, o.retry_in is None) for o in outcomes] == [
        (1, None, False),
        (2, None, True),
    ]


def test_an_idempotency_key_may_be_a_uuid_and_nothing_else(get: Get, server: Server) -> None:
    key = uuid4()
    get({"idempotency_key": key})
    assert server.last.headers["idempotency-key"] == str(key)
    with pytest.raises(TypeError, match="Idempotency-Key must be str, not int"):
        get({"idempotency_key": 7})


def test_an_idempotency_key_is_the_same_over_retries(get: Get, server: Server) -> None:
    fail_first(server, 1)
    get({"idempotency_key": True})
    get({"idempotency_key": True})
    first, second, other = (received.headers["idempotency-key"] for received in server.received)
    assert first == second != other
    get({"idempotency_key": "mine"})
    assert server.last.headers["idempotency-key"] == "mine"


def test_a_function_is_asked_again_after_401_once(get: Get, server: Server) -> None:
    keys = iter(["old", "new", "newer"])
    server.answer = lambda request: (
        JSONResponse(response_data())
        if request.headers["authorization"] == "Bearer new"
        else JSONResponse({"message": "no"}, 401)
    )
    get(api_key=lambda: next(keys), max_retries=0)
    assert len(server.received) == 2
    with pytest.raises(AuthenticationError):
        get(api_key=lambda: "bad")
    assert len(server.received) == 4
    with pytest.raises(AuthenticationError):
        get()
    assert len(server.received) == 5


def test_hooks_and_logs_see_each_attempt_and_no_secret(
    get: Get, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    fail_first(server, 1)
    attempts: list[Attempt] = []
    outcomes: list[Outcome] = []
    with caplog.at_level(logging.DEBUG):
        get({"extra_query": {"q": "private"}}, on_request=attempts.append, on_response=outcomes.append)
    assert [attempt.number for attempt in attempts] == [1, 2]
    assert [outcome.status_code for outcome in outcomes] == [503, 200]
    ours = [record.getMessage() for record in caplog.records if record.name == "responses_api"]
    assert len(ours) == 2
    assert "503" in ours[0]
    assert "again in" in ours[0]
    assert KEY not in caplog.text + repr(attempts) + repr(outcomes)
    assert "private" not in "".join(ours) + repr(attempts)


def test_async_hooks_are_awaited(server: Server) -> None:
    seen: list[int] = []

    async def note(attempt: Attempt) -> None:
        await asyncio.sleep(0)
        seen.append(attempt.number)

    async def run() -> None:
        async with AsyncClient(api_key=KEY, base_url=server.url, on_request=note) as client:
            await client.responses.get("resp_1")

    asyncio.run(run())
    assert seen == [1]


def test_a_copy_shares_connections_and_leaves_them_open(server: Server) -> None:
    with Client(api_key=KEY, base_url=server.url) as client:
        client.responses.get("resp_1")
        with client.with_options(max_retries=0, headers={"x-copy": "1"}) as copied:
            fail_first(server, 2)
            server.received.clear()
            with pytest.raises(InternalServerError):
                copied.responses.get("resp_1")
            assert [received.headers["x-copy"] for received in server.received] == ["1"]
        server.received.clear()
        assert client.responses.get("resp_1").id == response_data()["id"]
        assert "x-copy" not in server.last.headers
    with pytest.raises(RuntimeError, match="closed"):
        copied.responses.get("resp_1")


def test_what_is_repeated() -> None:
    put: _request.Operation[None] = _request.Operation("PUT", {})
    post: _request.Operation[None] = _request.Operation("POST", {})
    assert planned(_request.Request(put, "/")).repeatable
    assert not planned(_request.Request(post, "/")).repeatable
    once, again = planned(_request.Request(post, "/")), planned(_request.Request(put, "/"))
    statuses = (400, 408, 409, 429, 500, 599)
    assert [status for status in statuses if may_repeat(once, status)] == [429]
    assert [status for status in statuses if may_repeat(again, status)] == [408, 409, 429, 500, 599]
    connect, read = (APIConnectionError("it broke", method="POST", url="/") for _ in range(2))
    connect.__cause__, read.__cause__ = (type(name, (Exception,), {})() for name in ("ConnectError", "NetworkError"))
    assert may_repeat(once, None, connect)
    assert not may_repeat(once, None, read)
    assert may_repeat(again, None, read)
    assert not may_repeat(again, None)
    once.hops = 1
    assert not may_repeat(once, None, connect)


def test_every_form_of_retry_after(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked_wait({"retry-after": "2"}) == 2
    assert asked_wait({"retry-after": "9", "retry-after-ms": "1500"}) == 1.5
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=300), usegmt=True)
    assert 200 < (asked_wait({"retry-after": soon}) or 0) <= 300
    assert asked_wait({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}) == 0
    for named in (
        format_datetime(datetime.now(UTC) + timedelta(seconds=300)),
        time.asctime(time.gmtime(time.time() + 300)),
    ):
        monkeypatch.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        assert 200 < (asked_wait({"retry-after": named}) or 0) <= 300
    monkeypatch.undo()
    time.tzset()
    assert [asked_wait({"retry-after": text}) for text in ("", "soon", "-1", "nan", "inf", "1_0")] == [None] * 6
    assert all(0 <= (wait_before(retry, {}) or 0) <= 8 for retry in range(2000))


def test_waiting_leaves_the_event_loop_to_whoever_runs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    def current_task() -> object:
        if not is_trio:
            raise RuntimeError("must be called from async context")  # as every version of trio has it
        return object()

    is_trio = True
    lowlevel = SimpleNamespace(current_task=current_task, current_trio_token=lambda: "token")
    monkeypatch.setitem(sys.modules, "trio", SimpleNamespace(lowlevel=lowlevel, sleep=sleep))
    asyncio.run(wait(3600))
    assert running_loop() == "token"
    is_trio = False
    asyncio.run(wait(0))
    assert slept == [3600]
    assert running_loop() is None


def test_keys_in_the_query_stay_out_of_the_librarys_log() -> None:
    record = logging.LogRecord("httpx2", 20, "", 0, "%s %s", ("GET", "https://x/?a=1&api_key=s3cret&b=2"), None)
    assert QueryRedaction("api_key").filter(record)
    assert record.getMessage() == "GET https://x/?a=1&api_key=…&b=2"
    # As httpcore logs a redirect that repeats it, and hpack a path.
    for name, text in (("httpcore2.http11", "headers=[(b'Location', b'/?api_key=s3cret')]"), ("hpack.hpack", "%s=%s")):
        record = logging.LogRecord(name, 10, "", 0, text, (b":path", b"/?api_key=s3cret") if "%" in text else (), None)
        QueryKey("api_key").redact_logs()
        assert logging.getLogger(name).filter(record)
        assert "s3cret" not in record.getMessage()


def test_keys_in_headers_stay_out_of_the_log_of_http2() -> None:
    said = "Adding %s=%s to the header table, sensitive:%s, huffman:%s"
    for name, shown in ((b"x-key", "…"), (b"X-Key", "…"), (b"accept", "b's3cret'")):
        record = logging.LogRecord("hpack.hpack", 10, "", 0, said, (name, b"s3cret", False, True), None)
        assert HeaderRedaction("X-Key").filter(record)
        assert record.getMessage() == f"Adding {name!r}={shown} to the header table, sensitive:False, huffman:True"
    block = logging.LogRecord("hpack.hpack", 10, "", 0, "Encoded header block to %s", (b"\x82s3cret",), None)
    assert not HeaderRedaction("X-Key").filter(block)


def planned(request: _request.Request[None], **options: Any) -> Any:
    planner = Planner(
        Service("test", "http://localhost", {}, ""), base_url=None, timeout=None, headers=None, max_retries=2
    )
    return planner.plan(request, options)  # type: ignore[arg-type]  # a dict of keyword arguments is no TypedDict


def test_a_documented_idempotency_key_makes_a_post_repeatable() -> None:
    plain: _request.Operation[None] = _request.Operation("POST", {})
    keyed: _request.Operation[None] = _request.Operation("POST", {}, takes_idempotency_key=True)
    assert not planned(_request.Request(plain, "/")).repeatable
    plan = planned(_request.Request(keyed, "/"))
    assert plan.repeatable
    assert plan.headers["idempotency-key"][0] == "Idempotency-Key"
    assert planned(_request.Request(plain, "/"), idempotency_key="mine").repeatable


def test_extra_body_extends_a_form() -> None:
    operation: _request.Operation[None] = _request.Operation("POST", {})
    request = _request.Request(operation, "/")
    request.content, request.content_type = b"a=1", "application/x-www-form-urlencoded"
    assert planned(request, extra_body={"b": [1, 2], "c": {"d": "é"}}).content == (
        b"a=1&b=1&b=2&c=%7B%22d%22%3A%22%C3%A9%22%7D"
    )


def test_extra_body_extends_a_json_object() -> None:
    operation: _request.Operation[None] = _request.Operation("POST", {})
    request = _request.Request(operation, "/")
    assert planned(request, extra_body={"a": 1}).content == b'{"a":1}'
    _request.JSONBody().write(request, {"a": 1, "b": 2})
    assert planned(request, extra_body={"b": 3}).content == b'{"a":1,"b":3}'
    _request.JSONBody().write(request, [1])
    with pytest.raises(TypeError, match="JSON object"):
        planned(request, extra_body={"a": 1})
