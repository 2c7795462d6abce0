"""Redirects and Retry-After of a generated client against servers that give every form of them. Sync and async alike."""

from __future__ import annotations

import asyncio
import io
import math
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from tests.calls import KEY, Call, Kind, Mode, Outcome, play, things
from tests.faults import FaultServer, Script, Then, answer, json_answer, misbehave, zipped

THING = {"id": 7}
STATUSES = (301, 302, 303, 307, 308)
SECRETS: dict[str, Any] = {
    "api_key": KEY,
    "headers": {"X-Token": KEY, "Cookie": f"session={KEY}", "Proxy-Authorization": KEY},
}


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    with things(tmp_path_factory.mktemp("things")) as package:
        yield package


@pytest.fixture(scope="module")
def other() -> Iterator[FaultServer]:
    with misbehave({"fine": (json_answer(THING),)}) as server:
        yield server


@pytest.fixture(scope="module")
def running(other: FaultServer) -> Iterator[FaultServer]:
    scripts: dict[str, Script | list[Script]] = {"fine": (json_answer(THING),), "loop": (moved(302, "loop"),)}
    for status in STATUSES:
        scripts[f"near-{status}"] = (moved(status, "fine"),)
        scripts[f"far-{status}"] = (moved(status, f"{other.url}/x/fine?seen=1"),)
        scripts[f"far-{status}-closing"] = (moved(status, f"{other.url}/x/fine"), Then.CLOSE)
    with misbehave(scripts) as server:
        yield server


@pytest.fixture
def server(running: FaultServer, other: FaultServer) -> FaultServer:
    running.clear()
    other.clear()
    return running


@pytest.fixture(params=get_args(Mode))
def mode(request: pytest.FixtureRequest) -> Any:
    return request.param


def moved(status: int, target: str) -> bytes:
    return answer(b"gone there", status, location=target)


def done(outcome: Outcome) -> Any:
    assert outcome.error is None
    return outcome.value.to_dict()


def keeps_method(status: int, method: str) -> bool:
    """What browsers do (RFC 9110, section 15.4): 303 makes any method a GET, 302 as well, 301 a POST alone."""
    return method == "GET" or status in (307, 308) or (status == 301 and method != "POST")


@pytest.mark.parametrize("status", STATUSES)
class TestRedirects:
    def test_within_the_origin(
        self, mode: Mode, status: int, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        calls = [Call(kind, f"near-{status}") for kind in ("read", "write")]
        read, written = play(mode, package, server, calls, tmp_path, **SECRETS)
        assert done(read) == done(written) == THING
        methods = [(one.method, one.body) for one in server.received]
        again = ("POST", b'{"id":1}') if keeps_method(status, "POST") else ("GET", b"")
        assert methods == [("GET", b""), ("GET", b""), ("POST", b'{"id":1}'), again]
        for one in server.received:
            assert (one.headers["authorization"], one.headers["x-token"]) == (f"Bearer {KEY}", KEY)
        assert "content-type" not in server.received[3].headers or again[1]
        assert server.accepted == 1

    @pytest.mark.parametrize("kind", ["read", "write", "put"])
    def test_to_another_origin_nothing_secret_goes(
        self,
        mode: Mode,
        kind: Kind,
        status: int,
        package: ModuleType,
        server: FaultServer,
        other: FaultServer,
        tmp_path: Path,
    ) -> None:
        options = {"extra_headers": {"X-Api-Key": KEY}, "extra_query": {"token": KEY}, "idempotency_key": KEY}
        body = b"file" if kind == "put" else None
        call = Call(kind, f"far-{status}", options, body=body)
        places: list[dict[str, Any]] = [SECRETS, {"api_key": None, "query": KEY}, {"api_key": None, "cookie": KEY}]
        for secrets in places:
            other.clear()
            (first,) = play(mode, package, server, [call], tmp_path, **secrets)
            assert done(first) == THING
            assert KEY in str(server.received[-1])
            (received,) = other.received
            assert KEY not in str(received)
            assert received.target == "/x/fine?seen=1"
            sent = server.received[-1].method
            assert received.method == (sent if keeps_method(status, sent) else "GET")


class TestRedirectsWithoutEnd:
    @pytest.mark.parametrize("kind", ["read", "raw", "opened", "write", "stream", "lines", "file"])
    def test_they_end(self, mode: Mode, kind: Kind, package: ModuleType, server: FaultServer, tmp_path: Path) -> None:
        looped, fine = play(mode, package, server, [Call(kind, "loop"), Call("read", "fine")], tmp_path)
        assert type(looped.error) is package.APIConnectionError
        assert "more than 10 redirects" in str(looped.error)
        assert done(fine) == THING
        assert len(server.received) == 12


class TestFilesAlongRedirects:
    def test_a_file_is_read_again(self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path) -> None:
        path = tmp_path / "upload"
        path.write_bytes(b"x" * 200_000)
        with path.open("rb") as opened:
            opened.seek(50_000)
            calls = [Call("put", "near-307", body=path), Call("put", "near-308", body=opened)]
            first, second = play(mode, package, server, calls, tmp_path)
        assert done(first) == done(second) == THING
        assert [len(one.body) for one in server.received] == [200_000, 200_000, 150_000, 150_000]

    def test_what_can_be_read_once_alone_says_so(
        self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        class Pipe(io.BytesIO):
            def seekable(self) -> bool:
                return False

        calls = [Call("put", "near-307", body=Pipe(b"abc")), Call("read", "fine")]
        first, fine = play(mode, package, server, calls, tmp_path)
        assert "can't be read again" in str(first.error)
        assert done(fine) == THING


PASSING = (408, 409, 429, 500, 502, 503, 504)
SOON = format_datetime(datetime.now(UTC) + timedelta(minutes=20), usegmt=True)
JITTER = (0.0, 0.5)
NEVER = (math.inf, math.inf)
"""A call that would have to wait for more than a minute fails instead."""
ASKED: dict[str, tuple[dict[str, str], tuple[float, float]]] = {
    "nothing": ({}, JITTER),
    "seconds": ({"retry_after": "7"}, (7.0, 7.0)),
    "no seconds": ({"retry_after": "0"}, (0.0, 0.0)),
    "parts of seconds": ({"retry_after": "0.25"}, (0.25, 0.25)),
    "a minute": ({"retry_after": "60"}, (60.0, 60.0)),
    "more": ({"retry_after": "61"}, NEVER),
    "a century": ({"retry_after": "3155760000"}, NEVER),
    "a number without end": ({"retry_after": "9" * 400}, JITTER),
    "a debt": ({"retry_after": "-5"}, JITTER),
    "nonsense": ({"retry_after": "after lunch"}, JITTER),
    "no number": ({"retry_after": "nan"}, JITTER),
    "a past date": ({"retry_after": "Wed, 21 Oct 2015 07:28:00 GMT"}, (0.0, 0.0)),
    "a date of RFC 850": ({"retry_after": "Sunday, 06-Nov-94 08:49:37 GMT"}, (0.0, 0.0)),
    "a far date": ({"retry_after": "Fri, 31 Dec 9999 23:59:59 GMT"}, NEVER),
    "a date that never was": ({"retry_after": "Wed, 99 Oct 2015 99:99:99 GMT"}, JITTER),
    "a date in twenty minutes": ({"retry_after": SOON}, NEVER),
    "milliseconds": ({"retry_after_ms": "1500"}, (1.5, 1.5)),
    "milliseconds before seconds": ({"retry_after_ms": "10", "retry_after": "30"}, (0.01, 0.01)),
    "nonsense before seconds": ({"retry_after_ms": "?", "retry_after": "3"}, (3.0, 3.0)),
    "many milliseconds": ({"retry_after_ms": "60001"}, NEVER),
}


class TestRetryAfter:
    @pytest.fixture
    def waits(self, monkeypatch: pytest.MonkeyPatch) -> list[float]:
        """The pauses that the client asked for; none is made."""
        waits: list[float] = []
        real_asleep = asyncio.sleep

        def sleep(seconds: float) -> None:
            waits.append(seconds)

        async def asleep(seconds: float, result: Any = None) -> Any:
            waits.append(seconds)
            return await real_asleep(0, result)

        monkeypatch.setattr(time, "sleep", sleep)
        monkeypatch.setattr(asyncio, "sleep", asleep)
        return waits

    @pytest.mark.parametrize("asked", ASKED)
    def test_every_form(self, mode: Mode, asked: str, package: ModuleType, waits: list[float], tmp_path: Path) -> None:
        headers, (shortest, longest) = ASKED[asked]
        scripts: dict[str, Script | list[Script]] = {
            f"busy-{status}": [(answer(b"", status, **headers),), (json_answer(THING),)] for status in PASSING
        }
        with misbehave(scripts) as server:
            outcomes = play(mode, package, server, [Call("read", name) for name in scripts], tmp_path, max_retries=1)
        if shortest > 60:
            assert waits == []
            for status, outcome in zip(PASSING, outcomes, strict=True):
                assert isinstance(outcome.error, package.APIStatusError)
                assert vars(outcome.error)["response"].status_code == status
        else:
            assert [done(outcome) for outcome in outcomes] == [THING] * len(PASSING)
            assert len(waits) == len(PASSING)
            assert all(shortest <= wait <= longest for wait in waits)

    def test_a_post_is_sent_once(self, mode: Mode, package: ModuleType, waits: list[float], tmp_path: Path) -> None:
        scripts: dict[str, Script | list[Script]] = {
            f"busy-{status}": [(answer(b"", status, retry_after="0"),), (json_answer(THING),)] for status in PASSING
        }
        with misbehave(scripts) as server:
            outcomes = play(mode, package, server, [Call("write", name) for name in scripts], tmp_path, max_retries=5)
            # 429 says that nothing was done; any other status may come after the fact.
            assert [outcome.error is None for outcome in outcomes] == [status == 429 for status in PASSING]
            assert (len(server.received), waits) == (len(PASSING) + 1, [0.0])
            server.clear()
            calls = [Call("write", name, {"idempotency_key": "k"}) for name in scripts]
            assert [done(outcome) for outcome in play(mode, package, server, calls, tmp_path, max_retries=5)]
            assert [one.headers["idempotency-key"] for one in server.received] == ["k"] * 2 * len(PASSING)

    @pytest.mark.parametrize("kind", ["read", "write", "stream", "file"])
    def test_connections_that_break(
        self, mode: Mode, kind: Kind, package: ModuleType, waits: list[float], tmp_path: Path
    ) -> None:
        event = answer(b'data: {"id": 7}\n\n', content_type="text/event-stream")
        script: list[Script] = [
            (Then.RESET,),
            (b"HTTP/1.1 ", Then.CLOSE),
            (event if kind == "stream" else json_answer(THING),),
        ]
        with misbehave({"shaky": script}) as server:
            (first,) = play(mode, package, server, [Call(kind, "shaky")], tmp_path, max_retries=2)
        if kind == "write":  # who knows what was done
            assert type(first.error) is package.APIConnectionError
            assert (len(server.received), waits) == (1, [])
        else:
            assert first.error is None
            assert (len(server.received), len(waits)) == (3, 2)

    def test_bodies_that_were_damaged_on_their_way(
        self, mode: Mode, package: ModuleType, waits: list[float], tmp_path: Path
    ) -> None:
        script: list[Script] = [
            (answer(zipped(THING)[:-4], content_encoding="gzip"),),
            (answer(b"nope", content_encoding="gzip"),),
            (json_answer(THING),),
        ]
        with misbehave({"shaky": script}) as server:
            (first,) = play(mode, package, server, [Call("read", "shaky")], tmp_path, max_retries=2)
        assert done(first) == THING
        assert (len(server.received), len(waits)) == (3, 2)
