"""A generated client where things go wrong on the caller's side: calls that are cancelled at any await, hooks that raise, errors that are
shown to anyone, processes that fork, proxies and unusual hosts."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import pickle
import subprocess
import sys
import threading
import traceback
import weakref
from collections.abc import Coroutine, Generator, Iterator, Mapping
from pathlib import Path
from textwrap import dedent
from types import ModuleType
from typing import Any, get_args

import httpx2
import pytest

from tests.calls import IMPATIENT, KEY, Call, Kind, Mode, idle, make_async, play, things
from tests.faults import FaultServer, Forever, Pause, Script, Then, answer, chunk, chunked, head, json_answer, misbehave

THING = {"id": 7}
EVENT = b'data: {"id": 7}\n\n'
EVENTS = {"content_type": "text/event-stream"}
CUT = (chunked(EVENT, EVENT[:9], **EVENTS), Then.RESET)
BUSY: list[Script] = [(answer(b"", 503, retry_after_ms="1"),), (Pause(0.01), json_answer(THING))]
SCRIPTS: Mapping[str, Script | list[Script]] = {
    "fine": (json_answer(THING),),
    "slow": (Pause(0.01), head(content_length="9"), Pause(0.01), b'{"id"', Pause(0.01), b": 7}"),
    "moved": (answer(b"there", 307, location="slow"),),
    "events": (chunked(EVENT, **EVENTS), Pause(0.01), chunk(EVENT), Pause(0.01), chunk(b"")),
    "lines": (chunked(b'{"id": 7}\n', content_type="application/x-ndjson"), Pause(0.01), chunk(b"")),
    "endless": (chunked(EVENT, **EVENTS), Forever(chunk(EVENT))),
    "stalls": (Then.STALL,),
    "resets": (Then.RESET,),
    "cut": CUT,
    "refused": (json_answer({"message": "no"}, 403),),
    "not-documented": (json_answer([]),),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("things")


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[ModuleType]:
    with things(folder) as package:
        yield package


@pytest.fixture(scope="module")
def running() -> Iterator[FaultServer]:
    with misbehave(SCRIPTS) as server:
        yield server


@pytest.fixture
def server(running: FaultServer) -> FaultServer:
    running.clear()
    return running


@pytest.fixture(params=get_args(Mode))
def mode(request: pytest.FixtureRequest) -> Any:
    return request.param


class CancelAt:
    """Awaits something, and cancels the task when it waits for the `number`th time."""

    def __init__(self, awaited: Coroutine[Any, Any, object], number: int) -> None:
        self._awaited, self._left = awaited, number

    def __await__(self) -> Generator[Any, None, bool]:
        """Whether it was done before that."""
        inner = self._awaited.__await__()
        thrown: BaseException | None = None
        while True:
            try:
                waited_for = inner.send(None) if thrown is None else inner.throw(thrown)
            except StopIteration:
                return True
            except asyncio.CancelledError:
                return False
            self._left -= 1
            if self._left == 0:
                task = asyncio.current_task()
                assert task is not None
                task.cancel()
            thrown = None
            try:
                yield waited_for
            except BaseException as error:
                thrown = error


class TestCancellation:
    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            ("read", "slow"),
            ("read", "moved"),
            ("read", "busy"),
            ("raw", "slow"),
            ("opened", "slow"),
            ("write", "slow"),
            ("put", "slow"),
            ("stream", "events"),
            ("lines", "lines"),
            ("file", "slow"),
        ],
    )
    def test_at_every_await(self, kind: Kind, name: str, package: ModuleType, tmp_path: Path) -> None:
        """The pool has room for one connection: were it lost, the call after the cancelled one would get none."""
        path = tmp_path / "upload"
        path.write_bytes(b"x" * 100_000)

        async def run(server: FaultServer) -> int:
            number = 0
            async with (
                httpx2.AsyncClient(limits=httpx2.Limits(max_connections=1), trust_env=False, verify=False) as http,
                package.AsyncClient(http_client=http, base_url=server.url, api_key=KEY, timeout=2.0) as client,
            ):
                is_done = False
                while not is_done:
                    number += 1
                    server.clear()
                    call = Call(kind, name, body=path if kind == "put" else None)
                    task = asyncio.create_task(cancelled(client, call, number))
                    is_done = await task
                    assert idle(http), number
                    assert (await client.things.read("fine")).to_dict() == THING
                    assert asyncio.all_tasks() == {asyncio.current_task()}
                    assert is_done or not (tmp_path / "file").exists()
            return number

        async def cancelled(client: Any, call: Call, number: int) -> bool:
            return await CancelAt(make_async(client, call, tmp_path), number)

        with misbehave({**SCRIPTS, "busy": BUSY}) as server:
            assert asyncio.run(run(server)) > 3
            server.wait_until_left()
        assert {file.name for file in tmp_path.iterdir()} <= {"upload", "file"}

    @pytest.mark.parametrize(("kind", "name"), [("read", "stalls"), ("stream", "endless"), ("file", "stalls")])
    def test_a_deadline(self, kind: Kind, name: str, package: ModuleType, server: FaultServer, tmp_path: Path) -> None:
        async def run() -> None:
            async with (
                httpx2.AsyncClient(limits=httpx2.Limits(max_connections=1), trust_env=False, verify=False) as http,
                package.AsyncClient(http_client=http, base_url=server.url, api_key=KEY, timeout=5.0) as client,
            ):
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await make_async(client, Call(kind, name), tmp_path)
                assert idle(http)
                assert (await client.things.read("fine")).to_dict() == THING

        asyncio.run(run())
        server.wait_until_left()
        assert list(tmp_path.iterdir()) == []


class TestWhatTheCallerRaises:
    @pytest.mark.parametrize("hook", ["on_request", "on_response"])
    @pytest.mark.parametrize("kind", ["read", "opened", "stream", "file"])
    def test_in_a_hook(
        self, mode: Mode, kind: Kind, hook: str, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        seen: list[object] = []

        def complain(told: object) -> None:
            seen.append(told)
            if len(seen) == 1:
                raise KeyError("mine")

        hooks: dict[str, Any] = {hook: complain}
        first, fine = play(mode, package, server, [Call(kind, "fine"), Call("read", "fine")], tmp_path, **hooks)
        assert isinstance(first.error, KeyError)
        assert fine.error is None
        assert list(tmp_path.iterdir()) == []

    def test_while_a_file_is_written(
        self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        first, fine = play(mode, package, server, [Call("file", "slow"), Call("read", "fine")], tmp_path / "nowhere")
        assert isinstance(first.error, FileNotFoundError)
        assert fine.error is None

    def test_while_a_file_is_read(self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path) -> None:
        class Broken:
            name = "broken"

            def read(self, size: int) -> bytes:
                if size:
                    raise OSError("the disk is gone")
                return b""

        first, fine = play(mode, package, server, [Call("put", "fine", body=Broken()), Call("read", "fine")], tmp_path)
        assert isinstance(first.error, OSError)
        assert fine.error is None


class TestFiles:
    def test_a_download_is_a_file_like_others(
        self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """`os.umask` is of the whole process: two threads that ask for it in this way could leave it changed for good."""

        def refuse(mask: int) -> int:
            raise AssertionError("the umask is not ours")

        monkeypatch.setattr(os, "umask", refuse)
        (outcome,) = play(mode, package, server, [Call("file", "slow")], tmp_path)
        assert outcome.error is None
        other = tmp_path / "other"
        other.touch()
        assert (tmp_path / "file").stat().st_mode == other.stat().st_mode

    def test_a_name_as_long_as_can_be(
        self, mode: Mode, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        name = "x" * 255
        calls = [Call("file", "slow", target=name)]
        (outcome,) = play(mode, package, server, calls, tmp_path)
        assert outcome.error is None
        assert [path.name for path in tmp_path.iterdir()] == [name]


class TestMemory:
    @pytest.mark.parametrize("name", ["resets", "refused", "not-documented"])
    def test_errors_go_when_nobody_holds_them(
        self, mode: Mode, name: str, package: ModuleType, server: FaultServer, tmp_path: Path
    ) -> None:
        """They hold an answer or a request; a storm of them must not wait for the garbage collector."""
        gc.collect()
        gc.disable()
        try:
            (outcome,) = play(mode, package, server, [Call("read", name)], tmp_path, collect=False)
            assert outcome.error is not None
            left = weakref.ref(outcome.error)
            outcome.error = None
            assert left() is None
        finally:
            gc.enable()


class TestSecrets:
    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            ("read", "resets"),
            ("read", "stalls"),
            ("read", "refused"),
            ("read", "not-documented"),
            ("read", "moved-away"),
            ("raw", "refused"),
            ("opened", "not-documented"),
            ("opened", "resets"),
            ("stream", "cut"),
            ("stream", "refused"),
            ("file", "resets"),
        ],
    )
    @pytest.mark.parametrize("place", ["api_key", "query", "cookie", "headers"])
    def test_no_error_shows_them(
        self,
        mode: Mode,
        place: str,
        kind: Kind,
        name: str,
        package: ModuleType,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        given: dict[str, Any] = {"api_key": None, place: {"X-Token": KEY} if place == "headers" else KEY}
        away = answer(b"", 302, location="resets")
        with misbehave({**SCRIPTS, "moved-away": (away,)}) as server:
            (outcome,) = play(mode, package, server, [Call(kind, name, IMPATIENT)], tmp_path, **given)
            assert KEY in str(server.received[0])
        error = outcome.error
        assert isinstance(error, package.APIError)
        assert KEY.encode() not in pickle.dumps(error)
        for one in chain(error):
            assert KEY not in "".join(traceback.format_exception_only(one)) + repr(one) + repr(vars(one))
            request = getattr(one, "_request", None)
            if request is not None:
                assert KEY not in f"{request.url} {request.headers.multi_items()}"
            for frame, _ in traceback.walk_tb(one.__traceback__):
                if frame.f_globals["__name__"].partition(".")[0] == package.__name__:
                    for variable, value in frame.f_locals.items():
                        assert KEY not in repr(value), (frame.f_code.co_name, variable)
        assert KEY not in caplog.text


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and all that it came from."""
    seen: set[int] = set()
    left = [error]
    while left:
        one = left.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            left += [one.__cause__, one.__context__]


class TestHosts:
    @pytest.mark.parametrize(
        ("target", "is_home"),
        [
            ("/there", True),
            ("https://bücher.example/there", True),
            ("https://xn--bcher-kva.example:443/there", True),
            ("http://xn--bcher-kva.example/there", False),
            ("https://bücher.example.evil.test/there", False),
            ("https://bucher.example/there", False),
            ("//bücher.example:444/there", False),
        ],
    )
    def test_names_outside_ascii(self, target: str, is_home: bool, package: ModuleType) -> None:
        received: list[httpx2.Request] = []

        def handle(request: httpx2.Request) -> httpx2.Response:
            received.append(request)
            if request.url.path != "/there":
                return httpx2.Response(302, headers=[(b"Location", target.encode())])
            return httpx2.Response(200, json=THING)

        with (
            httpx2.Client(transport=httpx2.MockTransport(handle)) as http,
            package.Client(base_url="https://bücher.example", api_key=KEY, http_client=http) as client,
        ):
            client.things.read("a")
        assert received[0].headers["host"] == "xn--bcher-kva.example"
        assert received[0].headers["authorization"] == f"Bearer {KEY}"
        assert ("authorization" in received[1].headers) is is_home

    def test_an_ipv6_address(self, package: ModuleType) -> None:
        received: list[httpx2.Request] = []

        def handle(request: httpx2.Request) -> httpx2.Response:
            received.append(request)
            return httpx2.Response(200, json=THING)

        with (
            httpx2.Client(transport=httpx2.MockTransport(handle)) as http,
            package.Client(base_url="http://[2001:db8::1]:8080/api?v=2", api_key=KEY, http_client=http) as client,
        ):
            client.things.read("a", request_options={"extra_query": {"q": "ä"}})
        assert str(received[0].url) == "http://[2001:db8::1]:8080/api/read/a?v=2&q=%C3%A4"
        assert received[0].headers["host"] == "[2001:db8::1]:8080"

    @pytest.mark.parametrize(
        "url",
        [
            "https://a\\b.com",
            "https://a b.com",
            "https://a%2fb.com",
            'https://a"b.com',
            "https://a|b.com",
            "https://x.com\t.evil.com",
            "https://x.com/\r\nX: 1",
            "https://\u2028.io",
            "https://[::1",
            "https://[v1.x]",
            "https://x.io:99999",
        ],
    )
    def test_what_is_no_host_is_refused_when_it_is_given(self, url: str, package: ModuleType) -> None:
        for client in (package.Client, package.AsyncClient):
            with pytest.raises(ValueError, match="base_url"):
                client(base_url=url)


class TestProxies:
    def test_those_of_the_environment_are_used(
        self, server: FaultServer, package: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "http_proxy"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTP_PROXY", server.url)

        async def run() -> None:
            async with package.AsyncClient(base_url="http://api.test", api_key=KEY) as client:
                await client.things.read("fine")

        with package.Client(base_url="http://api.test", api_key=KEY) as client:
            client.things.read("fine")
        asyncio.run(run())
        assert [one.target for one in server.received] == ["http://api.test/read/fine"] * 2
        assert server.received[0].headers["host"] == "api.test"


# What nobody closed in a loop that has ended, nobody can close any more: Python says so when it goes.
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
class TestEventLoops:
    """Connections belong to the loop that opened them; a client does not."""

    def test_one_after_the_other(self, server: FaultServer, package: ModuleType) -> None:
        client = package.AsyncClient(base_url=server.url, api_key=KEY, max_retries=0, timeout=5.0)
        copied = client.with_options(timeout=4.0)

        async def call(close: bool = False) -> list[Any]:
            answers = [await one.things.read("fine") for one in (client, copied, client)]
            async with await client.things.stream("events") as stream:
                answers += [item async for item in stream]
            if close:
                await client.close()
            return answers

        answers = [answer.to_dict() for _ in range(3) for answer in asyncio.run(call())]
        assert server.accepted == 3  # each loop keeps its connection
        answers += [answer.to_dict() for answer in asyncio.run(call(close=True))]
        assert answers == [THING] * 20
        gc.collect()
        server.wait_until_left()
        with pytest.raises(RuntimeError, match="closed"):
            asyncio.run(call())

    def test_closing_where_nothing_was_called(self, server: FaultServer, package: ModuleType) -> None:
        client = package.AsyncClient(base_url=server.url, api_key=KEY, max_retries=0)
        asyncio.run(client.things.read("fine"))
        asyncio.run(client.close())
        asyncio.run(client.close())
        with pytest.raises(RuntimeError, match="closed"):
            asyncio.run(client.things.read("fine"))
        gc.collect()
        server.wait_until_left()

    def test_at_the_same_time(self, server: FaultServer, package: ModuleType) -> None:
        client = package.AsyncClient(base_url=server.url, api_key=KEY, max_retries=0, timeout=5.0)
        begun = threading.Barrier(4, timeout=10)
        answers: list[Any] = []

        async def call() -> None:
            for _ in range(20):
                begun.wait()
                answers.append((await client.things.read("fine")).to_dict())
            await asyncio.sleep(0)

        threads = [threading.Thread(target=asyncio.run, args=(call(),), daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=30)
        assert answers == [THING] * 80
        assert server.accepted == 4
        asyncio.run(client.close())
        gc.collect()
        server.wait_until_left()


class TestProcessesAndThreads:
    @pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
    @pytest.mark.usefixtures("package")
    def test_a_forked_process_has_connections_of_its_own(self, folder: Path) -> None:
        program = """
            import os, sys
            from things import Client

            with Client(base_url=sys.argv[1], api_key="x", max_retries=0) as client:
                client.things.read("fine")
                child = os.fork()
                client.things.read("slow")
                if child == 0:
                    os._exit(0)
                assert os.waitpid(child, 0)[1] == 0
                client.things.read("fine")
        """
        with misbehave(SCRIPTS) as server:
            environment = os.environ | {"PYTHONPATH": str(folder)}
            subprocess.run([sys.executable, "-c", dedent(program), server.url], check=True, env=environment, timeout=60)
            server.wait_until_left()
            assert (server.accepted, len(server.received)) == (2, 4)

    def test_a_client_that_is_closed_under_way(self, server: FaultServer, package: ModuleType) -> None:
        """Calls that have begun are carried out; what comes after is refused."""
        errors: list[Exception] = []
        begun = threading.Barrier(5)

        def work() -> None:
            client.things.read("fine")
            begun.wait()
            while True:
                try:
                    assert client.things.read("slow").to_dict() == THING
                except Exception as error:
                    errors.append(error)
                    return

        with httpx2.Client(trust_env=False, verify=False) as http:
            client = package.Client(base_url=server.url, api_key=KEY, max_retries=0, timeout=5.0, http_client=http)
            threads = [threading.Thread(target=work) for _ in range(4)]
            for thread in threads:
                thread.start()
            begun.wait()
            client.close()
            for thread in threads:
                thread.join(timeout=10)
            assert [str(error) for error in errors] == ["the client is closed"] * 4
        server.wait_until_left()
