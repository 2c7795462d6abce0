"""Answers that are not quite what the document says: empty, text where JSON is documented and the reverse, in another charset.
Sync and async, decoded, raw and streaming."""

from __future__ import annotations

import asyncio
import importlib
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from starlette.responses import Response

from codegen.cli import main as codegen
from tests.loopback import Server, serve

DOCUMENT = """
openapi: 3.1.0
info: {title: Answers, version: "1"}
servers: [{url: "http://127.0.0.1:9"}]
paths:
  /row: {get: {operationId: row, tags: [a], responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Row"}}}}}}}
  /row-or-nothing:
    get:
      operationId: row_or_nothing
      tags: [a]
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Row"}}}}
        "204": {description: nothing}
  /nothing-or-row:
    get:
      operationId: nothing_or_row
      tags: [a]
      responses:
        "202": {description: later}
        "203": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Row"}}}}
  /nullable:
    get:
      operationId: nullable
      tags: [a]
      responses: {"200": {description: ok, content: {application/json: {schema: {anyOf: [{$ref: "#/components/schemas/Row"}, {type: "null"}]}}}}}
  /anything: {get: {operationId: anything, tags: [a], responses: {"200": {description: ok, content: {application/json: {}}}}}}
  /string: {get: {operationId: string, tags: [a], responses: {"200": {description: ok, content: {application/json: {schema: {type: string}}}}}}}
  /state: {get: {operationId: state, tags: [a], responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/State"}}}}}}}
  /text: {get: {operationId: text, tags: [a], responses: {"200": {description: ok, content: {text/plain: {schema: {type: string}}}}}}}
  /old: {get: {operationId: old, tags: [a], responses: {"200": {description: ok, content: {application/x-json: {schema: {$ref: "#/components/schemas/Row"}}}}}}}
  /events:
    get:
      operationId: events
      tags: [a]
      responses:
        "200": {description: ok, content: {text/event-stream: {schema: {$ref: "#/components/schemas/Row"}}}}
        "204": {description: no more}
  /refused:
    get:
      operationId: refused
      tags: [a]
      responses:
        "204": {description: ok}
        "400": {description: text, content: {text/plain: {schema: {type: string}}}}
        "409": {description: JSON, content: {application/json: {schema: {$ref: "#/components/schemas/Row"}}}}
components:
  schemas:
    Row: {type: object, required: [id], properties: {id: {type: integer}, text: {type: string}}}
    State: {type: string, enum: [on, off]}
"""
JSON = "application/json"
TEXT = "text/plain; charset=utf-8"
ROW = {"id": 1, "text": "grün"}
ROW_TEXT = json.dumps(ROW, ensure_ascii=False)
EMPTY = "its body is empty"


@pytest.fixture(scope="module")
def package(importable: Path) -> Any:
    (importable / "api.yaml").write_text(DOCUMENT)
    arguments = ["generate", str(importable / "api.yaml"), "--package", "answers", "--output", str(importable)]
    assert codegen([*arguments, "--formatter", "none"]) == 0
    return importlib.import_module("answers")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(lambda request: Response()) as server:
        yield server


def answers_of(package: Any, server: Server, method: str) -> Iterator[Any]:
    """What a method makes of the same answer in each way to call it: a value, or the error."""

    def sync_ways() -> Iterator[Callable[[Any], Any]]:
        yield lambda resource: getattr(resource, method)()
        yield lambda resource: getattr(resource.with_raw_response, method)().parse()
        yield opened

    def opened(resource: Any) -> Any:
        with getattr(resource.with_streaming_response, method)() as response:
            return response.parse()

    def async_ways() -> Iterator[Callable[[Any], Awaitable[Any]]]:
        yield lambda resource: getattr(resource, method)()
        yield araw
        yield aopened

    async def araw(resource: Any) -> Any:
        return (await getattr(resource.with_raw_response, method)()).parse()

    async def aopened(resource: Any) -> Any:
        async with getattr(resource.with_streaming_response, method)() as response:
            return await response.parse()

    async def run() -> list[Any]:
        found: list[Any] = []
        async with package.AsyncClient(base_url=server.url, max_retries=0) as client:
            for way in async_ways():
                try:
                    found.append(await way(client.a))
                except package.APIError as error:
                    found.append(error)
        return found

    with package.Client(base_url=server.url, max_retries=0) as client:
        for way in sync_ways():
            try:
                yield way(client.a)
            except package.APIError as error:
                yield error
    yield from asyncio.run(run())


def send(server: Server, content: str | bytes, kind: str | None, status: int = 200) -> None:
    headers = {} if kind is None else {"content-type": kind}
    body = content.encode() if isinstance(content, str) else content
    server.answer = lambda request: Response(body, status, headers)


@pytest.mark.parametrize(
    ("method", "content", "kind", "value"),
    [
        # An empty body is null where null is a value, and nothing where there may be nothing.
        ("row_or_nothing", "", JSON, None),
        ("row_or_nothing", "", None, None),
        ("nullable", "", JSON, None),
        ("anything", "", JSON, None),
        ("text", "", JSON, ""),
        # Text where JSON is documented: JSON all the same, or a string.
        ("row", ROW_TEXT, TEXT, ROW),
        ("row", ROW_TEXT, "application/octet-stream", ROW),
        ("row", ROW_TEXT, None, ROW),
        ("string", "hello", TEXT, "hello"),
        ("string", '"hello"', TEXT, "hello"),
        ("string", "12", TEXT, "12"),
        ("string", "grün", "text/plain; charset=utf-8", "grün"),
        ("string", '"hello"', None, "hello"),
        ("state", "on", TEXT, "on"),
        ("anything", "hello", TEXT, "hello"),
        ("anything", "[1]", TEXT, [1]),
        ("old", ROW_TEXT, "application/x-json", ROW),
        # JSON where text is documented: the string that it is, or the text as it came.
        ("text", '"gr\\u00fcn"', JSON, "grün"),
        ("text", '"hello"', "application/problem+json", "hello"),
        ("text", '{"a": 1}', JSON, '{"a": 1}'),
        ("text", "hello", JSON, "hello"),
        ("text", '"hello"', TEXT, '"hello"'),
        ("text", "hello", None, "hello"),
        ("text", "[" * 100_000, JSON, "[" * 100_000),
        # A charset is heeded.
        ("row", ROW_TEXT.encode("latin-1"), "application/json; charset=iso-8859-1", ROW),
        ("row", ROW_TEXT.encode("utf-16"), "application/json; charset=utf-16", ROW),
        ("row", ROW_TEXT.encode("latin-1"), "text/plain; charset=latin1", ROW),
        ("string", "grün".encode("latin-1"), "text/plain; charset=latin1", "grün"),
        ("text", '"grün"'.encode("latin-1"), "application/json; charset=latin1", "grün"),
        ("text", "grün".encode("latin-1"), "text/plain; charset=latin1", "grün"),
    ],
)
def test_what_arrives_is_read_by_what_it_says_it_is(
    package: Any, server: Server, method: str, content: str | bytes, kind: str | None, value: Any
) -> None:
    send(server, content, kind)
    found = list(answers_of(package, server, method))
    assert [one.to_dict() if isinstance(one, package.models.Row) else one for one in found] == [value] * 6


@pytest.mark.parametrize(
    ("method", "content", "kind", "words"),
    [
        ("row", "", JSON, EMPTY),
        ("row", "", None, EMPTY),
        ("string", "", JSON, EMPTY),
        ("row", "hello", TEXT, "not a JSON text"),
        ("row", ROW_TEXT.encode("latin-1"), JSON, "not a JSON text"),
        ("row", ROW_TEXT.encode("latin-1"), "application/json; charset=utf-8", "not a JSON text"),
        ("row_or_nothing", "[]", JSON, "expected an object"),
        ("nullable", "hello", JSON, "not a JSON text"),
        ("string", "<p>hello", "text/html", "content type is 'text/html', not JSON"),
    ],
)
def test_what_can_not_be_read_is_an_error_that_says_so(
    package: Any, server: Server, method: str, content: str | bytes, kind: str | None, words: str
) -> None:
    send(server, content, kind)
    for error in answers_of(package, server, method):
        assert type(error) is package.APIDecodeError
        assert words in str(error)
        assert f"`a.with_raw_response.{method}`" in str(error)
        assert error.content == (content.encode() if isinstance(content, str) else content)


def test_no_content_is_none_where_it_is_documented_and_else_an_error(package: Any, server: Server) -> None:
    server.answer = lambda request: Response(status_code=204)
    assert list(answers_of(package, server, "row_or_nothing")) == [None] * 6
    assert all(EMPTY in str(error) for error in answers_of(package, server, "row"))


def test_a_stream_without_content_has_no_items(package: Any, server: Server) -> None:
    server.answer = lambda request: Response(status_code=204)
    with package.Client(base_url=server.url) as client:
        assert list(client.a.events()) == []
    hints = get_type_hints(package.client.A.events)
    assert hints["return"] == package.Stream[package.models.Row]


@pytest.mark.parametrize(
    ("status", "content", "kind", "body"),
    [
        (400, '{"detail": "x"}', "application/problem+json", {"detail": "x"}),
        (400, '"x"', JSON, "x"),
        (400, "x", TEXT, "x"),
        (409, '{"id": 1}', "application/problem+json", {"id": 1}),
        (409, '{"id": 1}', TEXT, {"id": 1}),
        (409, "grün".encode("latin-1"), "text/plain; charset=latin1", "grün"),
        (409, '{"text": "grün"}'.encode("latin-1"), "application/json; charset=latin1", {"text": "grün"}),
        (409, "", JSON, None),
    ],
)
def test_errors_are_read_by_what_they_say_they_are(
    package: Any, server: Server, status: int, content: str | bytes, kind: str, body: Any
) -> None:
    send(server, content, kind, status)
    for error in answers_of(package, server, "refused"):
        assert error.status_code == status
        found = error.body
        assert (found.to_dict() if isinstance(found, package.models.Row) else found) == body


def test_what_no_status_documents_is_read_as_the_answer_that_has_content(package: Any, server: Server) -> None:
    send(server, ROW_TEXT, JSON, 200)
    assert list(answers_of(package, server, "nothing_or_row")) == [package.models.Row.from_dict(ROW)] * 6
    send(server, "", None, 204)
    assert list(answers_of(package, server, "nothing_or_row")) == [None] * 6
