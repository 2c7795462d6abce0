"""`with_raw_response` and `with_streaming_response` of a generated client, sync and async, against a server on loopback."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from codegen.cli import main as codegen
from tests.checkers import mypy, pyright
from tests.loopback import Server, serve, serve_bytes

DOCUMENT = """
openapi: 3.1.0
info: {title: Raw, version: "1"}
servers: [{url: "http://127.0.0.1:9"}]
tags: [{name: Pets, description: Animals.}]
paths:
  /pets:
    get:
      operationId: list
      tags: [Pets]
      x-pagination: {style: cursor, items: data, parameter: after, next: next}
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        "200":
          description: Pets.
          content: {application/json: {schema: {$ref: "#/components/schemas/Pets"}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get
      tags: [Pets]
      responses:
        "200": {description: A pet., content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
        "404": {description: None., content: {application/json: {schema: {$ref: "#/components/schemas/Problem"}}}}
    delete:
      operationId: property
      tags: [Pets]
      responses: {"204": {description: Gone.}}
  /watch:
    get:
      operationId: watch
      tags: [Pets]
      responses: {"200": {description: Pets., content: {text/event-stream: {schema: {$ref: "#/components/schemas/Pet"}}}}}
  /photo:
    get:
      operationId: photo
      tags: [Pets]
      responses: {"200": {description: A photo., content: {image/png: {}}}}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
    Pets: {type: object, required: [data], properties: {data: {type: array, items: {$ref: "#/components/schemas/Pet"}}, next: {type: string}}}
    Problem: {type: object, required: [message], properties: {message: {type: string}}}
"""
REX = b'{"name": "Rex"}'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("raw")
    (folder / "api.yaml").write_text(DOCUMENT)
    assert codegen(["generate", str(folder / "api.yaml"), "--package", "raw", "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[Any]:
    sys.path.insert(0, str(folder))
    yield importlib.import_module("raw")
    sys.path.remove(str(folder))


def answer(request: Request) -> Response:
    if request.url.path == "/pets":
        last = request.query_params.get("after") is not None
        return JSONResponse({"data": [{"name": "Tim" if last else "Rex"}], **({} if last else {"next": "1"})})
    if request.url.path == "/watch":
        return Response('data: {"name": "Rex"}\n\ndata: {"name": "Tim"}\n\n', media_type="text/event-stream")
    if request.method == "DELETE":
        return Response(status_code=204)
    return Response(REX, media_type="application/json", headers={"x-request-id": "req_1", "x-two": "2"})


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serve(answer) as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    running.received.clear()
    running.answer = answer
    return running


class Calls:
    """The same calls of both clients. A call gets the resource `pets`, and a function that makes a call of an awaitable."""

    def __init__(self, package: Any, kind: str) -> None:
        self.package, self.is_async = package, kind == "async"

    def raw(self, url: str, call: Callable[[Any], Any], **settings: Any) -> Any:
        """What a method with `with_raw_response` returns."""
        if not self.is_async:
            with self.package.Client(base_url=url, **settings) as client:
                return call(client.pets.with_raw_response)

        async def run() -> Any:
            async with self.package.AsyncClient(base_url=url, **settings) as client:
                return await call(client.pets.with_raw_response)

        return asyncio.run(run())

    def streaming(self, url: str, call: Callable[[Any], Any], use: Callable[[Any], Any]) -> tuple[Any, Any]:
        """A response, and what `use` gave inside the `with` statement: iterators as lists, awaitables awaited."""
        if not self.is_async:
            with self.package.Client(base_url=url) as client, call(client.pets.with_streaming_response) as response:
                used = use(response)
                return response, list(used) if hasattr(used, "__next__") else used

        async def run() -> tuple[Any, Any]:
            async with (
                self.package.AsyncClient(base_url=url) as client,
                call(client.pets.with_streaming_response) as response,
            ):
                used = use(response)
                if inspect.isawaitable(used):
                    used = await used
                return response, [item async for item in used] if hasattr(used, "__anext__") else used

        return asyncio.run(run())


@pytest.fixture(params=["sync", "async"])
def calls(request: pytest.FixtureRequest, package: Any) -> Calls:
    return Calls(package, request.param)


class TestRaw:
    def test_status_headers_bytes_and_the_model(self, calls: Calls, server: Server) -> None:
        response = calls.raw(server.url, lambda pets: pets.get("rex"))
        assert isinstance(response, calls.package.RawResponse)
        assert (response.status_code, response.content, response.request_id) == (200, REX, "req_1")
        assert (response.headers["X-Two"], response.content_type) == ("2", "application/json")
        assert (response.json(), response.text) == ({"name": "Rex"}, REX.decode())
        assert response.parse() == calls.package.models.Pet(name="Rex")
        assert response.retries == 0
        assert repr(response) == f"<RawResponse 200 GET {server.url}/pets/rex>"

    def test_errors_are_raised_as_usual(self, calls: Calls, server: Server) -> None:
        server.answer = lambda request: JSONResponse({"message": "no"}, 404)
        with pytest.raises(calls.package.NotFoundError) as caught:
            calls.raw(server.url, lambda pets: pets.get("rex"))
        assert caught.value.body == calls.package.models.Problem(message="no")

    def test_what_does_not_fit_is_seen_and_not_parsed(self, calls: Calls, server: Server) -> None:
        server.answer = lambda request: JSONResponse({"nom": "Rex"})
        response = calls.raw(server.url, lambda pets: pets.get("rex"))
        assert response.json() == {"nom": "Rex"}
        with pytest.raises(calls.package.APIDecodeError, match="name"):
            response.parse()

    def test_retries_are_counted(self, calls: Calls, server: Server) -> None:
        server.answer = lambda request: (
            Response("", 503, {"retry-after-ms": "1"}) if len(server.received) < 3 else answer(request)
        )
        assert calls.raw(server.url, lambda pets: pets.get("rex")).retries == 2

    def test_request_options(self, calls: Calls, server: Server) -> None:
        calls.raw(server.url, lambda pets: pets.get("rex", request_options={"extra_headers": {"x-mine": "1"}}))
        assert server.last.headers["x-mine"] == "1"

    def test_an_answer_without_content(self, calls: Calls, server: Server) -> None:
        response = calls.raw(server.url, lambda pets: pets.property("rex"))
        assert (response.status_code, response.content, response.parse()) == (204, b"", None)

    def test_a_stream_is_read_and_parsed_again(self, calls: Calls, server: Server) -> None:
        response = calls.raw(server.url, lambda pets: pets.watch())
        assert response.content.startswith(b"data: ")

        async def names() -> list[str]:
            return [item.name async for item in response.parse()]

        found = asyncio.run(names()) if calls.is_async else [item.name for item in response.parse()]
        assert found == ["Rex", "Tim"]

    def test_pages_go_on(self, package: Any, server: Server) -> None:
        with package.Client(base_url=server.url) as client:
            response = client.pets.with_raw_response.list()
            assert response.json()["next"] == "1"
            assert [pet.name for pet in response.parse()] == ["Rex", "Tim"]

    def test_pages_go_on_async(self, package: Any, server: Server) -> None:
        async def run() -> list[str]:
            async with package.AsyncClient(base_url=server.url) as client:
                page = (await client.pets.with_raw_response.list()).parse()
                return [pet.name async for pet in page]

        assert asyncio.run(run()) == ["Rex", "Tim"]


def chunks(*parts: bytes, kind: str = "text/plain; charset=utf-8") -> Callable[[Request], Response]:
    async def body() -> AsyncIterator[bytes]:
        for part in parts:
            yield part
            await asyncio.sleep(0.01)

    return lambda request: StreamingResponse(body(), media_type=kind)


class TestStreaming:
    def test_the_body_is_read_as_it_is_asked_for(self, package: Any, server: Server) -> None:
        sent: list[int] = []

        async def endless() -> AsyncIterator[bytes]:
            while True:
                sent.append(1)
                yield b"x" * 1000
                await asyncio.sleep(0.001)

        server.answer = lambda request: StreamingResponse(endless(), media_type="image/png")
        with (
            package.Client(base_url=server.url) as client,
            client.pets.with_streaming_response.photo() as response,
        ):
            assert next(response.iter_bytes())[:1] == b"x"
        assert sent

    def test_bytes_text_and_lines(self, calls: Calls, server: Server) -> None:
        server.answer = chunks(b"caf\xc3", b"\xa9\r", b"\nb\rc", b"\n\nend")
        text = "café\r\nb\rc\n\nend"
        _, read = calls.streaming(server.url, lambda pets: pets.photo(), lambda response: response.iter_bytes())
        assert b"".join(read) == text.encode()
        _, read = calls.streaming(server.url, lambda pets: pets.photo(), lambda response: response.iter_bytes(4))
        assert [len(chunk) for chunk in read] == [4, 4, 4, 3]
        _, read = calls.streaming(server.url, lambda pets: pets.photo(), lambda response: response.iter_text())
        assert "".join(read) == text
        _, read = calls.streaming(server.url, lambda pets: pets.photo(), lambda response: response.iter_lines())
        assert read == ["café", "b", "c", "", "end"]
        _, read = calls.streaming(server.url, lambda pets: pets.photo(), lambda response: response.read())
        assert read == text.encode()

    @pytest.mark.parametrize("charset", ["utf-16", "no-such-charset", "base64"])
    def test_other_charsets(self, calls: Calls, server: Server, charset: str) -> None:
        body = "é\nb".encode("utf-16" if charset == "utf-16" else "utf-8")
        server.answer = chunks(body[:3], body[3:], kind=f"text/plain; charset={charset}")
        _, read = calls.streaming(server.url, lambda pets: pets.photo(), lambda response: response.iter_lines())
        assert read == ["é", "b"]

    def test_head_and_model(self, calls: Calls, server: Server) -> None:
        response, parsed = calls.streaming(server.url, lambda pets: pets.get("rex"), lambda response: response.parse())
        assert parsed == calls.package.models.Pet(name="Rex")
        assert (response.status_code, response.request_id, response.retries) == (200, "req_1", 0)
        assert (response.headers["x-two"], response.content_type) == ("2", "application/json")
        assert repr(response).endswith(f"StreamingResponse 200 GET {server.url}/pets/rex>")

    def test_a_stream_goes_on_as_items(self, calls: Calls, server: Server) -> None:
        _, items = calls.streaming(server.url, lambda pets: pets.watch(), lambda response: response.parse())
        assert [item.name for item in items] == ["Rex", "Tim"]

    def test_a_page(self, calls: Calls, server: Server) -> None:
        _, page = calls.streaming(server.url, lambda pets: pets.list(), lambda response: response.parse())
        assert [pet.name for pet in page.items] == ["Rex"]
        assert page.has_next

    def test_to_a_file(self, calls: Calls, server: Server, tmp_path: Path) -> None:
        server.answer = chunks(b"a" * 10, b"b" * 10, kind="image/png")
        seen: list[tuple[int, int | None]] = []

        def progress(size: int, total: int | None) -> None:
            seen.append((size, total))

        _, size = calls.streaming(
            server.url,
            lambda pets: pets.photo(),
            lambda response: response.to_file(tmp_path / "photo", progress),
        )
        assert (size, (tmp_path / "photo").read_bytes()) == (20, b"a" * 10 + b"b" * 10)
        assert seen[-1] == (20, None)

    def test_errors_are_raised_as_usual(self, calls: Calls, server: Server) -> None:
        server.answer = lambda request: JSONResponse({"message": "no"}, 404)
        with pytest.raises(calls.package.NotFoundError, match="no"):
            calls.streaming(server.url, lambda pets: pets.get("rex"), lambda response: response.read())

    def test_a_broken_body(self, calls: Calls) -> None:
        broken = b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 100\r\n\r\nabc"
        with serve_bytes(broken) as url, pytest.raises(calls.package.APIConnectionError):
            calls.streaming(url, lambda pets: pets.photo(), lambda response: response.iter_bytes())

    def test_nothing_is_sent_before_the_statement_begins(self, package: Any, server: Server) -> None:
        with package.Client(base_url=server.url) as client:
            opening = client.pets.with_streaming_response.get("rex")
            assert server.received == []
            with opening as response:
                assert response.read() == REX

    def test_the_connection_is_given_up(self, package: Any, server: Server) -> None:
        with package.Client(base_url=server.url) as client:
            with client.pets.with_streaming_response.photo() as response:
                pass
            with pytest.raises(Exception, match="closed"):
                response.read()
            assert client.pets.get("rex").name == "Rex"


def test_help_shows_the_method_itself(package: Any) -> None:
    with package.Client(base_url="http://127.0.0.1:9") as client:
        for pets in (client.pets.with_raw_response, client.pets.with_streaming_response):
            assert inspect.signature(pets.get) == inspect.signature(client.pets.get)
            assert pets.get.__doc__ == client.pets.get.__doc__


def test_a_copy_of_the_client_is_as_it_was_told_to_be(package: Any, server: Server) -> None:
    with package.Client(base_url=server.url) as client:
        copied = client.with_options(headers={"x-copy": "1"})
        copied.pets.with_raw_response.get("rex")
        assert server.last.headers["x-copy"] == "1"


USER_CODE = """
from collections.abc import Coroutine
from typing import Any, assert_type

from . import AsyncClient, AsyncStreamingResponse, Client, RawResponse, StreamingResponse, models
from ._runtime.pages import Page
from ._runtime.streams import AsyncStream, Stream


def use(client: Client) -> None:
    raw = client.pets.with_raw_response
    assert_type(raw.get("rex"), RawResponse[models.Pet])
    assert_type(raw.get("rex", request_options={"timeout": 1}).parse(), models.Pet)
    assert_type(raw.property("rex"), RawResponse[None])
    assert_type(raw.list(after="x"), RawResponse[Page[models.Pet, models.Pets]])
    assert_type(raw.watch(), RawResponse[Stream[models.Pet]])
    assert_type(raw.photo().parse(), bytes)
    with client.pets.with_streaming_response.get("rex") as response:
        assert_type(response, StreamingResponse[models.Pet])
        assert_type(response.parse(), models.Pet)
    raw.get("rex", unknown=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


async def use_async(client: AsyncClient) -> None:
    raw = client.pets.with_raw_response
    call: Coroutine[Any, Any, RawResponse[models.Pet]] = raw.get("rex")
    assert_type(await call, RawResponse[models.Pet])
    assert_type((await raw.watch()).parse(), AsyncStream[models.Pet])
    async with client.pets.with_streaming_response.get("rex") as response:
        assert_type(response, AsyncStreamingResponse[models.Pet])
        assert_type(await response.parse(), models.Pet)
"""


@pytest.mark.parametrize("check", [mypy, pyright])
def test_types(folder: Path, package: Any, check: Callable[[Path], str]) -> None:
    user = folder / "raw" / "user.py"
    user.write_text(dedent(USER_CODE))
    try:
        assert check(folder / "raw") == ""
    finally:
        user.unlink()
