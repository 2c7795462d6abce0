"""Streams, pages, uploads and downloads of a generated client, sync and async, against a server on loopback."""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from codegen.cli import main as codegen
from tests.checkers import mypy, pyright
from tests.loopback import Server, serve

DOCUMENT = """
openapi: 3.1.0
info: {title: Streams, version: "1"}
servers: [{url: "http://127.0.0.1:9"}]
paths:
  /chat:
    post:
      operationId: create
      tags: [Chat]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Ask"}}}}
      responses:
        "200":
          description: An answer.
          content:
            application/json: {schema: {$ref: "#/components/schemas/Answer"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Event"}}
        "429": {description: Too much., content: {application/json: {schema: {$ref: "#/components/schemas/Answer"}}}}
  /lines:
    get:
      operationId: lines
      tags: [Chat]
      responses: {"200": {description: Lines., content: {application/x-ndjson: {schema: {$ref: "#/components/schemas/Answer"}}}}}
  /raw:
    get:
      operationId: raw
      tags: [Chat]
      responses: {"200": {description: Events., content: {text/event-stream: {}}}}
  /cursor:
    get:
      operationId: cursor
      tags: [Lists]
      x-pagination: {style: cursor, items: data, parameter: after, next: meta.next, more: meta.more}
      parameters:
        - {name: after, in: query, schema: {type: string}}
        - {name: q, in: query, schema: {type: string}}
      responses: &list
        "200":
          description: A list.
          content: {application/json: {schema: {$ref: "#/components/schemas/Answers"}}}
  /offset:
    get:
      operationId: offset
      tags: [Lists]
      x-pagination: {style: offset, items: data, parameter: offset, total: meta.count}
      parameters: [{name: offset, in: query, schema: {type: integer}}]
      responses: *list
  /page:
    get:
      operationId: page
      tags: [Lists]
      x-pagination: {style: page, items: data, parameter: page}
      parameters: [{name: page, in: query, schema: {type: integer, default: 1}}]
      responses: *list
  /link:
    get:
      operationId: link
      tags: [Lists]
      x-pagination: {style: link}
      responses:
        "200":
          description: A list.
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Answer"}}}}
  /files:
    post:
      operationId: upload
      tags: [Files]
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}, purpose: {type: string}}
      responses: {"200": {description: Size., content: {application/json: {}}}}
    put:
      operationId: put
      tags: [Files]
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: {"200": {description: Size., content: {application/json: {}}}}
    get:
      operationId: get
      tags: [Files]
      responses: {"200": {description: The file., content: {application/octet-stream: {}}}}
components:
  schemas:
    Ask: {type: object, required: [text], properties: {text: {type: string}, stream: {type: boolean, default: true}}}
    Answer: {type: object, required: [id], properties: {id: {type: integer}}}
    Answers:
      type: object
      required: [data]
      properties:
        data: {type: array, items: {$ref: "#/components/schemas/Answer"}}
        meta: {type: object, properties: {next: {type: [string, "null"]}, more: {type: boolean}, count: {type: integer}}}
    Delta: {type: object, required: [type, text], properties: {type: {const: delta}, text: {type: string}}}
    Done: {type: object, required: [type], properties: {type: {const: done}}}
    Event: {oneOf: [{$ref: "#/components/schemas/Delta"}, {$ref: "#/components/schemas/Done"}], discriminator: {propertyName: type}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("streams")
    (folder / "api.yaml").write_text(DOCUMENT)
    arguments = ["generate", str(folder / "api.yaml"), "--package", "streams", "--output", str(folder)]
    assert codegen(arguments) == 0
    return folder


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[Any]:
    sys.path.insert(0, str(folder))
    yield importlib.import_module("streams")
    sys.path.remove(str(folder))


def paged(request: Request) -> JSONResponse:
    """Seven items, three a page, whichever way pages are asked for."""
    query = request.query_params
    start = int(query.get("after") or query.get("offset") or 0) if "page" not in query else 3 * (int(query["page"]) - 1)
    data = [{"id": number} for number in range(start, min(start + 3, 7))]
    more = start + 3 < 7
    headers: dict[str, str] = {}
    if more:
        target = f"http://elsewhere.test/link?offset={start + 3}"
        headers["Link"] = f'<http://x/?a=1>; rel="prev first", <{target}>; rel="next"'
    if request.url.path == "/link":
        return JSONResponse(data, headers=headers)
    return JSONResponse({"data": data, "meta": {"next": str(start + 3) if more else None, "more": more, "count": 7}})


def sse(*chunks: str | bytes, then: Exception | None = None, kind: str = "text/event-stream") -> Response:
    async def body() -> AsyncIterator[bytes]:
        for chunk in chunks:
            yield chunk.encode() if isinstance(chunk, str) else chunk
            await asyncio.sleep(0)
        if then is not None:
            raise then

    return StreamingResponse(body(), media_type=kind)


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    with serve(paged) as server:
        yield server


@pytest.fixture
def server(shared: Server) -> Server:
    shared.received.clear()
    shared.answer = paged
    return shared


@pytest.fixture
def client(server: Server, package: Any) -> Iterator[Any]:
    with package.Client(base_url=server.url) as client:
        yield client


def run(package: Any, server: Server, call: Callable[[Any], Any]) -> Any:
    """What an async call returns."""

    async def main() -> Any:
        async with package.AsyncClient(base_url=server.url) as client:
            return await call(client)

    return asyncio.run(main())


EVENTS = (
    'data: {"type": "delta", "text": "a"}\n\n',
    'data: {"type": "tomorrow"}\n\ndata: {"type": "done"}\n\ndata: [DONE]\n\n',
)


class TestStreams:
    def test_two_methods_with_exact_types(self, client: Any, server: Server, package: Any) -> None:
        server.answer = lambda request: JSONResponse({"id": 1})
        answer = client.chat.create({"text": "?", "stream": True})
        assert isinstance(answer, package.models.Answer)
        assert json.loads(server.last.body) == {"text": "?", "stream": False}
        assert server.last.headers["accept"] == "application/json"
        server.answer = lambda request: sse(*EVENTS)
        with client.chat.create_stream(package.models.Ask(text="?")) as stream:
            delta, unknown, done = stream
        assert json.loads(server.last.body) == {"text": "?", "stream": True}
        assert server.last.headers["accept"] == "text/event-stream"
        assert delta == package.models.Delta(text="a")
        assert isinstance(unknown, package.models.UnknownVariant)
        assert isinstance(done, package.models.Done)

    def test_async(self, server: Server, package: Any) -> None:
        server.answer = lambda request: sse(*EVENTS)

        async def call(client: Any) -> Any:
            async with await client.chat.create_stream({"text": "?"}) as stream:
                return [item.type if hasattr(item, "type") else None async for item in stream]

        assert run(package, server, call) == ["delta", "tomorrow", "done"]

    def test_lines_and_raw_events(self, client: Any, server: Server, package: Any) -> None:
        server.answer = lambda request: sse('{"id": 1}\n{"i', 'd": 2}', kind="application/x-ndjson")
        assert [item.id for item in client.chat.lines()] == [1, 2]
        server.answer = lambda request: sse(": hello\nid: 5\nevent: x\ndata: y\n\n")
        assert list(client.chat.raw()) == [package.ServerSentEvent("y", "x", "5")]

    def test_an_error_before_the_stream_is_typed(self, client: Any, server: Server, package: Any) -> None:
        server.answer = lambda request: JSONResponse({"id": 7}, status_code=429)
        with pytest.raises(package.RateLimitError) as caught:
            client.chat.create_stream({"text": "?"})
        assert caught.value.body == package.models.Answer(id=7)

        with pytest.raises(package.RateLimitError):
            run(package, server, lambda client: client.chat.create_stream({"text": "?"}))

    def test_an_error_in_mid_stream(self, client: Any, server: Server, package: Any) -> None:
        server.answer = lambda request: sse(EVENTS[0], 'data: {"error": {"message": "full"}}\n\n')
        stream = client.chat.create_stream({"text": "?"})
        next(stream)
        with pytest.raises(package.APIStreamError, match="full"):
            next(stream)

    def test_a_connection_that_breaks(self, client: Any, server: Server, package: Any) -> None:
        server.answer = lambda request: sse(EVENTS[0], then=OSError("gone"))
        stream = client.chat.create_stream({"text": "?"})
        next(stream)
        with pytest.raises(package.APIConnectionError):
            next(stream)

        async def call(client: Any) -> None:
            stream = await client.chat.create_stream({"text": "?"})
            await anext(stream)
            with pytest.raises(package.APIConnectionError):
                await anext(stream)

        run(package, server, call)

    def test_json_instead_of_a_stream(self, client: Any, server: Server, package: Any) -> None:
        server.answer = lambda request: JSONResponse({"id": 1})
        with pytest.raises(package.APIDecodeError, match="not text/event-stream") as caught:
            client.chat.create_stream({"text": "?"})
        assert caught.value.content == b'{"id":1}'
        assert "`chat.with_raw_response.create_stream`" in str(caught.value)
        raw = client.chat.with_raw_response.create_stream({"text": "?"})
        with pytest.raises(package.APIDecodeError, match="not text/event-stream") as caught:
            raw.parse()
        assert caught.value.content == b'{"id":1}'

        async def call(client: Any) -> None:
            for method in (client.chat, client.chat.with_raw_response):
                with pytest.raises(package.APIDecodeError, match="not text/event-stream") as caught:
                    (await method.create_stream({"text": "?"})).parse()
                assert caught.value.content == b'{"id":1}'

        run(package, server, call)

    def test_an_endless_stream_is_left_early_and_its_connection_given_up(self, server: Server, package: Any) -> None:
        async def endless() -> AsyncIterator[bytes]:
            while True:
                yield EVENTS[0].encode()
                await asyncio.sleep(0.001)

        server.answer = lambda request: StreamingResponse(endless(), media_type="text/event-stream")
        limits = httpx2.Limits(max_connections=1)
        with (
            httpx2.Client(limits=limits) as http,
            package.Client(base_url=server.url, http_client=http, timeout=5) as client,
        ):
            for _ in range(3):
                with client.chat.create_stream({"text": "?"}) as stream:
                    assert next(stream).text == "a"

        async def call() -> None:
            async with httpx2.AsyncClient(limits=limits) as http:
                client = package.AsyncClient(base_url=server.url, http_client=http, timeout=5)
                for _ in range(3):
                    async with await client.chat.create_stream({"text": "?"}) as stream:
                        assert (await anext(stream)).text == "a"

        asyncio.run(call())


class TestPages:
    @pytest.mark.parametrize(("method", "requests"), [("cursor", 3), ("offset", 3), ("page", 4), ("link", 3)])
    def test_all_items(self, method: str, requests: int, client: Any, server: Server, package: Any) -> None:
        page = getattr(client.lists, method)()
        assert [item.id for item in page] == [0, 1, 2, 3, 4, 5, 6]
        assert len(server.received) == requests
        assert [item.id for item in page.items] == [0, 1, 2]
        assert page.has_next
        assert isinstance(page, package.Page)

        async def call(client: Any) -> list[int]:
            return [item.id async for item in await getattr(client.lists, method)()]

        assert run(package, server, call) == [0, 1, 2, 3, 4, 5, 6]

    def test_arguments_stay_and_pages_start_where_asked(self, client: Any, server: Server, package: Any) -> None:
        first = client.lists.cursor(q="a&b", after="3")
        second = first.next_page()
        assert isinstance(first.answer, package.models.Answers)
        assert [item.id for item in second.items] == [6]
        assert server.last.target == "/cursor?q=a%26b&after=6"
        assert second.next_page() is None
        assert [len(page.items) for page in client.lists.offset(offset=2).pages()] == [3, 2]

    def test_a_link_stays_on_the_path_and_the_server(self, client: Any, server: Server) -> None:
        list(client.lists.link())
        assert [one.target for one in server.received] == ["/link", "/link?offset=3", "/link?offset=6"]

    def test_options_of_the_call_go_along_but_say_nothing_twice(
        self, client: Any, server: Server, package: Any
    ) -> None:
        options = {"extra_query": {"q": "x", "offset": 2}, "extra_headers": {"X-Trace": "1"}}
        list(client.lists.link(request_options=options))
        assert [one.target for one in server.received] == ["/link?q=x&offset=2", "/link?offset=5&q=x"]
        assert [one.headers["x-trace"] for one in server.received] == ["1", "1"]
        server.received.clear()

        async def call(client: Any) -> list[int]:
            return [item.id async for item in await client.lists.link(request_options=options)]

        assert run(package, server, call) == [2, 3, 4, 5, 6]
        assert [one.target for one in server.received] == ["/link?q=x&offset=2", "/link?offset=5&q=x"]

    def test_a_cursor_that_leads_nowhere_ends(self, client: Any, server: Server) -> None:
        server.answer = lambda request: JSONResponse({"data": [{"id": 1}], "meta": {"next": "x"}})
        assert len(list(client.lists.cursor())) == 2
        server.answer = lambda request: JSONResponse({"data": []})
        assert list(client.lists.cursor()) == []

    def test_cursors_that_go_in_a_circle_end(self, client: Any, server: Server, package: Any) -> None:
        following = {"0": "1", "1": "2", "2": "1"}

        def answer(request: Request) -> JSONResponse:
            asked = request.query_params.get("after", "0")
            return JSONResponse({"data": [{"id": int(asked)}], "meta": {"next": following[asked]}})

        server.answer = answer
        page = client.lists.cursor()
        for _ in range(2):  # what was read before is no circle
            assert [item.id for item in page] == [0, 1, 2]
        third = page.next_page().next_page()
        assert (third.items[0].id, third.has_next, third.next_page()) == (2, False, None)

        async def call(client: Any) -> list[int]:
            return [item.id async for item in await client.lists.cursor()]

        assert run(package, server, call) == [0, 1, 2]


class TestFiles:
    def test_uploads_are_read_while_they_are_sent(self, server: Server, package: Any, tmp_path: Path) -> None:
        path = tmp_path / "big.bin"
        path.write_bytes(b"x" * 300_000)
        sizes: list[int] = []

        class Transport(httpx2.BaseTransport):
            def handle_request(self, request: httpx2.Request) -> httpx2.Response:
                assert isinstance(request.stream, httpx2.SyncByteStream)
                chunks = list(map(len, request.stream))
                sizes.append(max(chunks))
                assert sum(chunks) == int(request.headers["content-length"])
                return httpx2.Response(200, json=len(chunks))

        client = package.Client(base_url=server.url, http_client=httpx2.Client(transport=Transport()))
        with path.open("rb") as opened:
            for file in (path, opened, ("name.bin", path, "image/png"), ("name.bin", opened)):
                client.files.upload(file=file, purpose="p")
                client.files.put(path)
        assert len(sizes) == 8
        assert max(sizes) <= 65536

    def test_uploads_arrive(self, client: Any, server: Server, package: Any, tmp_path: Path) -> None:
        server.answer = lambda request: JSONResponse(1)
        path = tmp_path / "a.txt"
        path.write_bytes(b"x" * 200_000)
        client.files.put(path)
        assert server.last.body == b"x" * 200_000
        assert server.last.headers["content-length"] == "200000"
        client.files.upload(file=path)
        assert b'filename="a.txt"' in server.last.body
        assert len(server.last.body) == int(server.last.headers["content-length"])
        run(package, server, lambda client: client.files.upload(file=path))
        assert b"x" * 200_000 in server.last.body
        assert len(server.last.body) == int(server.last.headers["content-length"])
        run(package, server, lambda client: client.files.put(io.BytesIO(b"abc")))
        assert server.last.body == b"abc"

        class Pipe(io.RawIOBase):
            def __init__(self) -> None:
                self.chunks = [b"ab", b"c"]

            def readable(self) -> bool:
                return True

            def read(self, size: int = -1) -> bytes:
                return self.chunks.pop(0) if size and self.chunks else b""

        client.files.put(Pipe())
        assert (server.last.body, server.last.headers["transfer-encoding"]) == (b"abc", "chunked")

    def test_downloads(self, client: Any, server: Server, package: Any, tmp_path: Path) -> None:
        content = bytes(range(256)) * 4000
        server.answer = lambda request: Response(content)
        told: list[tuple[int, int | None]] = []
        target = tmp_path / "out.bin"
        target.write_bytes(b"old")

        def tell(done: int, total: int | None) -> None:
            told.append((done, total))

        size = client.files.get_to_file(target=target, progress=tell)
        assert (size, target.read_bytes() == content) == (len(content), True)
        assert told[-1] == (len(content), len(content))
        assert len(told) > 1
        size = run(package, server, lambda client: client.files.get_to_file(target=str(tmp_path / "b.bin")))
        assert (tmp_path / "b.bin").stat().st_size == size == len(content)

    def test_where_no_file_can_be_nothing_is_asked_for(
        self, client: Any, server: Server, package: Any, tmp_path: Path
    ) -> None:
        for target, error in ((tmp_path, IsADirectoryError), (tmp_path / "missing" / "file", FileNotFoundError)):
            with pytest.raises(error, match=str(tmp_path)):
                client.files.get_to_file(target=target)

            def call(client: Any, target: Path = target) -> Any:
                return client.files.get_to_file(target=target)

            with pytest.raises(error, match=str(tmp_path)):
                run(package, server, call)
        assert server.received == []
        assert list(tmp_path.iterdir()) == []

    def test_a_file_that_changes_while_it_is_sent(self, client: Any, server: Server, tmp_path: Path) -> None:
        path = tmp_path / "log"
        path.write_bytes(b"a" * 100)

        class Growing(io.FileIO):
            def read(self, size: int | None = -1, /) -> bytes:
                if size:
                    with path.open("ab") as file:
                        file.write(b"b" * 1000)
                return super().read(size) or b""

        with Growing(path) as file:
            client.files.put(file)
        assert set(server.last.body) == {ord("a")}

        class Shrinking(io.BytesIO):
            def read(self, size: int | None = -1, /) -> bytes:
                if size:
                    self.truncate(5)
                return super().read(size)

        with pytest.raises(OSError, match="95 bytes shorter"):
            client.files.put(Shrinking(b"a" * 100))

    def test_a_broken_download_leaves_the_old_file(
        self, client: Any, server: Server, package: Any, tmp_path: Path
    ) -> None:
        server.answer = lambda request: sse(b"x" * 1000, then=OSError("gone"), kind="application/octet-stream")
        target = tmp_path / "out.bin"
        target.write_bytes(b"old")
        with pytest.raises(package.APIConnectionError):
            client.files.get_to_file(target=target)
        server.answer = lambda request: Response(status_code=404)
        with pytest.raises(package.NotFoundError):
            client.files.get_to_file(target=target)
        assert target.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [target]


USER_CODE = """
    import asyncio
    from pathlib import Path
    from typing import assert_type

    from streams import AsyncClient, AsyncPage, AsyncStream, Client, Page, ServerSentEvent, Stream, models

    with Client() as client:
        assert_type(client.chat.create({"text": "?"}), models.Answer)
        assert_type(client.chat.create_stream(models.Ask(text="?")), Stream[models.Event])
        for event in client.chat.raw():
            assert_type(event, ServerSentEvent)
        page = client.lists.cursor(after="x")
        assert_type(page, Page[models.Answer, models.Answers])
        for item in page:
            assert_type(item, models.Answer)
        assert_type(client.lists.link(), Page[models.Answer, list[models.Answer]])
        assert_type(client.files.get_to_file(target=Path("x"), progress=lambda done, total: None), int)
        client.files.put(Path("x"))

    async def main() -> None:
        async with AsyncClient() as client:
            async with await client.chat.create_stream({"text": "?"}) as stream:
                assert_type(stream, AsyncStream[models.Event])
                async for event in stream:
                    assert_type(event, models.Event)
            pages = await client.lists.offset()
            assert_type(pages, AsyncPage[models.Answer, models.Answers])
            async for item in pages:
                assert_type(item, models.Answer)

    asyncio.run(main())
"""


@pytest.mark.parametrize("check", [mypy, pyright])
def test_types(folder: Path, package: Any, check: Callable[[Path], str]) -> None:
    user = folder / "streams" / "user.py"
    user.write_text(dedent(USER_CODE))
    try:
        assert check(folder / "streams") == ""
    finally:
        user.unlink()
