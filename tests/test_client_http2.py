"""A generated client over HTTP/2, which the HTTP library speaks where it is asked to: sync and async alike."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final, get_args

import httpx2
import pytest

from tests.calls import IMPATIENT, KEY, Call, Kind, Mode, idle, play, things
from tests.faults import FaultServer
from tests.http2_server import Answer, Answers, Ending, serve_http2

HTTP: Final = {"http1": False, "http2": True, "limits": httpx2.Limits(max_connections=2)}
"""Without TLS, nobody can ask the server which version it speaks. The library uses no connection again that it has waited for in vain."""
THING: Final = {"id": 7}
BODY: Final = json.dumps(THING).encode()
EVENT: Final = b'data: {"id": 7}\n\n'
BIG: Final = 5 * 1024 * 1024
EVENTS: Final = "text/event-stream"
FINE: Final = Answer(BODY)
ANSWERS: Final[Answers] = {
    "fine": FINE,
    "events": Answer(EVENT * 3, content_type=EVENTS),
    "lines": Answer(BODY + b"\n" + BODY + b"\n", content_type="application/x-ndjson"),
    "big": Answer(b"x" * BIG, content_type="application/octet-stream"),
    "refused": Answer(b'{"message": "no such thing"}', 404, headers={"x-request-id": "req_1"}),
    "moved": Answer(b"there", 307, headers={"location": "fine"}),
    "resets": Answer(None, ending=Ending.RESET),
    "resets-in-the-body": Answer(BODY[:3], ending=Ending.RESET),
    "events-that-reset": Answer(EVENT + EVENT[:9], content_type=EVENTS, ending=Ending.RESET),
    "goes": Answer(None, ending=Ending.GOAWAY),
    "stalls": Answer(None, ending=Ending.STALL),
    "endless-events": Answer(EVENT, content_type=EVENTS, ending=Ending.STALL),
    "shaky": [Answer(None, ending=Ending.RESET), Answer(BODY[:3], ending=Ending.REFUSED), FINE],
    "going": [Answer(None, ending=Ending.GOAWAY), FINE],
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with things(tmp_path_factory.mktemp("things")) as package:
        yield package


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with serve_http2(ANSWERS) as server:
        yield server


@pytest.fixture(params=get_args(Mode))
def mode(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_every_kind_of_call_shares_a_connection(
    mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path
) -> None:
    upload = tmp_path / "upload"
    upload.write_bytes(b"y" * BIG)
    calls = [
        Call("read", "fine"),
        Call("raw", "fine"),
        Call("opened", "moved"),
        Call("write", "fine", {"idempotency_key": "k"}),
        Call("put", "fine", body=upload),
        Call("file", "big"),
        Call("stream", "events"),
        Call("stream", "endless-events", leave_after=1),
        Call("lines", "lines"),
        Call("read", "refused"),
    ]
    *outcomes, refused = play(mode, package, server, calls, tmp_path, HTTP)
    assert [outcome.error for outcome in outcomes] == [None] * 9
    assert [outcome.value.to_dict() for outcome in outcomes[:5]] == [THING] * 5
    assert outcomes[5].value == (tmp_path / "file").stat().st_size == BIG
    assert [len(outcome.items) for outcome in outcomes[6:]] == [3, 1, 2]
    assert type(refused.error) is package.NotFoundError
    assert "no such thing [request req_1]" in str(refused.error)
    assert (server.accepted, len(server.received)) == (1, 11)
    assert {received.headers["authorization"] for received in server.received} == {f"Bearer {KEY}"}
    assert server.received[4].headers["idempotency-key"] == "k"
    assert server.received[5].body == b"y" * BIG


@pytest.mark.parametrize(
    ("kind", "name", "error"),
    [
        ("read", "resets", "APIConnectionError"),
        ("write", "resets", "APIConnectionError"),
        ("stream", "resets", "APIConnectionError"),
        ("read", "resets-in-the-body", "APIConnectionError"),
        ("file", "resets-in-the-body", "APIConnectionError"),
        ("stream", "events-that-reset", "APIConnectionError"),
        ("read", "goes", "APIConnectionError"),
        ("read", "stalls", "APITimeoutError"),
        ("opened", "stalls", "APITimeoutError"),
        ("stream", "endless-events", "APITimeoutError"),
    ],
)
def test_what_fails(
    mode: Mode, kind: Kind, name: str, error: str, package: ModuleType, server: FaultServer, tmp_path: Path
) -> None:
    calls = [Call(kind, name, IMPATIENT), Call("read", "fine"), Call("stream", "events")]
    first, fine, stream = play(mode, package, server, calls, tmp_path, HTTP)
    assert type(first.error) is getattr(package, error)
    assert len(first.items) == ("events" in name)
    assert fine.error is stream.error is None, (fine.error, stream.error)
    assert fine.value.to_dict() == THING
    assert len(stream.items) == 3
    assert not (tmp_path / "file").exists()
    # One stream's failure is not that of the connection.
    assert server.accepted == (2 if name == "goes" or error == "APITimeoutError" else 1)


def test_what_is_repeated(mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path) -> None:
    calls = [Call("read", "shaky"), Call("read", "going"), Call("write", "going")]
    outcomes = play(mode, package, server, calls, tmp_path, HTTP, max_retries=2)
    assert [outcome.error for outcome in outcomes] == [None] * 3
    assert [outcome.value.to_dict() for outcome in outcomes] == [THING] * 3


def test_many_calls_at_once(package: ModuleType, server: FaultServer) -> None:
    """More than the server takes at a time (100): each gets its own answer."""

    async def run() -> list[int]:
        async with (
            httpx2.AsyncClient(trust_env=False, http1=False, http2=True) as http,
            package.AsyncClient(http_client=http, base_url=server.url, api_key=KEY) as client,
        ):
            stalled = asyncio.create_task(client.things.read("stalls"))
            things = await asyncio.gather(*(client.things.read(str(number)) for number in range(300)))
            stalled.cancel()
            with pytest.raises(asyncio.CancelledError):
                await stalled
            things.append(await client.things.read("300"))
            assert idle(http)
        return [thing.id for thing in things]

    assert asyncio.run(run()) == list(range(301))
    # One connection serves them all; on a busy machine the library now and then begins another.
    assert server.accepted <= 2
    server.wait_until_left()
