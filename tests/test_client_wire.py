"""What arguments become on the wire, byte by byte, for a document of OpenAPI 3.2: the tables of the specification ("Style Examples",
"Encoding Object") are the expectation.

One package is generated, and its requests are caught in memory.
"""

from __future__ import annotations

import asyncio
import email
import email.policy
import importlib
import inspect
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest

from codegen.cli import main as codegen

DOCUMENT = """
openapi: 3.2.0
info: {title: Wire, version: "1"}
servers: [{url: "http://wire.test/v1"}]
tags: [{name: T}]
paths:
  /path/{color}:
    get:
      operationId: reserved
      tags: [T]
      parameters: [{name: color, in: path, required: true, allowReserved: true, schema: {type: string}}]
      responses: &ok {"200": {description: ok}}
  /query:
    get:
      operationId: reservedQuery
      tags: [T]
      parameters:
        - {name: pipe, in: query, style: pipeDelimited, allowReserved: true, schema: {type: array, items: {type: string}}}
        - {name: deep, in: query, style: deepObject, allowReserved: true, schema: {type: object, additionalProperties: {type: string}}}
      responses: *ok
  /cookies:
    get:
      operationId: cookies
      tags: [T]
      parameters:
        - {name: form, in: cookie, schema: {type: string}}
        - {name: plain, in: cookie, style: cookie, schema: {type: string}}
        - {name: many, in: cookie, style: cookie, schema: {type: array, items: {type: string}}}
        - {name: object, in: cookie, style: cookie, schema: {type: object, additionalProperties: {type: integer}}}
      responses: *ok
  /constant:
    post:
      operationId: constant
      tags: [T]
      parameters:
        - {name: X-Version, in: header, required: true, schema: {const: "2024-01-01"}}
        - {name: mode, in: query, required: true, schema: {$ref: "#/components/schemas/Mode"}}
        - {name: other, in: query, schema: {const: 5}}
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded: {schema: {type: object, required: [grant], properties: {grant: {const: code}, kind: {const: web, default: web}}}}
      responses: *ok
    additionalOperations:
      Link:
        operationId: link
        tags: [T]
        requestBody:
          required: true
          content:
            application/json: {schema: {type: object, required: [gone], properties: {rel: {const: next, default: next}, gone: {type: "null"}, title: {type: string}}}}
        responses: *ok
  /days/{day}:
    post:
      operationId: days
      tags: [T]
      parameters:
        - {name: day, in: path, required: true, schema: {$ref: "#/components/schemas/Day"}}
        - {name: until, in: query, schema: {type: [string, "null"], format: date}}
        - {name: others, in: query, schema: {type: array, items: {type: string, format: date}}}
        - {name: at, in: query, schema: {type: string, format: date-time}}
        - {name: price, in: query, schema: {type: string, format: decimal}}
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, properties: {birthday: {type: string, format: date}, made: {type: string, format: date-time}}}}
      responses: *ok
  /plan:
    put:
      operationId: plan
      tags: [T]
      parameters: [{name: deep, in: query, style: deepObject, schema: {$ref: "#/components/schemas/Trip"}}]
      requestBody: {required: true, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Trip"}}}}}
      responses: *ok
    post:
      operationId: login
      tags: [T]
      requestBody:
        content:
          application/x-www-form-urlencoded: {schema: &login {type: object, required: [grant], properties: {grant: {const: password}, kind: {const: web, default: web}, user: {type: string}}}}
      responses: *ok
    patch:
      operationId: upload
      tags: [T]
      requestBody: {content: {multipart/form-data: {schema: *login}}}
      responses: *ok
  /header:
    get:
      operationId: header
      tags: [T]
      parameters: [{name: X-Json, in: header, content: {application/json: {schema: {type: object}}}}]
      responses: *ok
  /string/form?fixed=1:
    get:
      operationId: queryForm
      tags: [T]
      parameters:
        - name: metadata
          in: querystring
          content:
            application/x-www-form-urlencoded:
              schema:
                type: object
                properties: {foo: {type: string}, bar: {type: boolean}, tags: {type: array, items: {type: string}}, o: {type: object}}
              encoding: {tags: {style: pipeDelimited}, foo: {}}
      responses: *ok
  /string/json:
    get:
      operationId: queryJson
      tags: [T]
      parameters:
        - {name: json, in: querystring, required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Numbers"}}}}
      responses: *ok
  /string/text:
    get:
      operationId: queryText
      tags: [T]
      parameters: [{name: selector, in: querystring, content: {application/jsonpath: {schema: {type: string}}}}]
      responses: *ok
  /form:
    post:
      operationId: form
      tags: [T]
      requestBody: &form
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties: &fields
                id: {type: string}
                address: {type: object, additionalProperties: {type: string}}
                many: {type: array, items: {type: string}}
                objects: {type: array, items: {type: object}}
                nested: {type: array, items: {type: array, items: {type: integer}}}
                spread: {type: object, additionalProperties: {type: integer}}
                joined: {type: array, items: {type: string}}
                deep: {type: object, additionalProperties: {type: integer}}
                json: {type: string}
                xml: {type: object, properties: {a: {type: string}}}
            encoding: &encodings
              spread: {style: form}
              joined: {explode: false}
              deep: {style: deepObject}
              json: {contentType: application/json}
              xml: {contentType: application/xml}
      responses: *ok
  /map:
    post:
      operationId: formMap
      tags: [T]
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, additionalProperties: true}
            encoding: {json: {contentType: application/json}, joined: {style: form, explode: false}}
      responses: *ok
  /multipart:
    post:
      operationId: multipart
      tags: [T]
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: *fields}
            encoding: *encodings
      responses: *ok
  /images:
    post:
      operationId: images
      tags: [T]
      requestBody:
        required: true
        content:
          multipart/mixed:
            schema:
              type: object
              properties: {any: {type: string, format: binary}, either: {type: string, format: binary}, one: {type: string, format: binary}}
            encoding: {any: {contentType: image/*}, either: {contentType: "image/png, image/jpeg"}, one: {contentType: image/gif}}
      responses: *ok
  /image:
    post:
      operationId: image
      tags: [T]
      requestBody: {required: true, content: {image/*: {}}}
      responses: *ok
  /either:
    post:
      operationId: either
      tags: [T]
      requestBody: {required: true, content: {image/png: {}, image/jpeg: {}}}
      responses: *ok
  /positions:
    post:
      operationId: positions
      tags: [T]
      requestBody: {required: true, content: {multipart/mixed: {schema: {type: array, items: {}}}}}
      responses: *ok
  /text:
    post:
      operationId: text
      tags: [T]
      requestBody: {required: true, content: {text/plain; charset=iso-8859-1: {schema: {type: string}}}}
      responses: *ok
  /answers:
    summary: All about answers.
    get:
      operationId: answers
      tags: [T]
      servers: [{url: /}]
      security: [{"#/components/securitySchemes/key": []}]
      responses:
        "200":
          description: Fine.
          headers:
            X-Rate: {description: "Calls left,\n        this hour", schema: {type: integer}}
            ETag: {schema: {type: string}}
          content: {application/json; charset=utf-8; v="2;x": {schema: {type: string}}, text/csv: {}}
  /string:
    get:
      operationId: string
      tags: [T]
      responses: {"200": {description: ok, content: {"*/*": {schema: {type: string}}}}}
  /default:
    get:
      operationId: default
      tags: [T]
      description: Its own.
      responses: {default: {description: All., content: {application/json: {schema: {$ref: "#/components/schemas/Numbers"}}}}}
  /messages/{id}:
    post:
      operationId: send
      tags: [T]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file]
              properties: {file: {type: string, format: binary}, note: {type: string}, stream: {type: boolean}}
          application/json: {schema: {type: object, required: [url], properties: {url: {type: string}, stream: {type: boolean}}}}
          application/xml: {schema: {type: object}}
      responses:
        "200": {description: It., content: {application/json: {}, text/event-stream: {}}}
  /lines:
    post:
      operationId: lines
      tags: [T]
      requestBody: {required: true, content: {application/x-ndjson: {schema: {$ref: "#/components/schemas/Numbers"}}}}
      responses: *ok
  /sequence:
    post:
      operationId: sequence
      tags: [T]
      requestBody: {content: {application/json-seq: {itemSchema: {type: [string, "null"]}}}}
      responses: *ok
  /video:
    get:
      operationId: video
      tags: [T]
      responses:
        "200":
          description: The bytes.
          content:
            video/mp4: {schema: {type: string, format: binary}}
            image/webp: {schema: {type: string, format: binary}}
            application/json: {schema: {type: string}}
  /count:
    post:
      operationId: count
      tags: [T]
      requestBody: {required: true, content: {text/plain: {schema: {type: boolean}}}}
      responses: {"200": {description: ok, content: {text/plain: {schema: {$ref: "#/components/schemas/Count"}}}}}
  /records:
    get:
      operationId: records
      tags: [T]
      responses: {"200": {description: ok, content: {application/json-seq: {itemSchema: {$ref: "#/components/schemas/Numbers"}}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: cookie, name: sid}
    login: {type: http, scheme: basic}
    digest: {type: http, scheme: Digest}
  schemas:
    Day: {type: string, format: date}
    Mode: {const: 1}
    Arrival: {type: object, required: ["on"], properties: {"on": {type: string, format: date}}}
    Stop: {type: object, required: [at], properties: {at: {type: string, format: date-time}}}
    Trip:
      type: object
      properties:
        start: {$ref: "#/components/schemas/Day"}
        stops: {type: array, items: {oneOf: [{$ref: "#/components/schemas/Arrival"}, {$ref: "#/components/schemas/Stop"}]}}
        by: {type: object, additionalProperties: {type: [string, "null"], format: date}}
        span: {type: array, prefixItems: [{type: string, format: date}, {type: integer}], items: {type: string, format: date}}
        either: {oneOf: [{type: string, format: date}, {type: string, format: date-time}]}
        next: {$ref: "#/components/schemas/Trip"}
    Count: {type: integer}
    Numbers: {type: object, properties: {numbers: {type: array, items: {type: integer}}, flag: {type: [boolean, "null"]}}}
"""
FIELDS: dict[str, Any] = {
    "id": "f81d4fae",
    "address": {"street": "123 Example Dr.", "zip": "99999+1234"},
    "many": ["a,b", "c"],
    "objects": [{"a": 1}, {}],
    "nested": [[1, 2], []],
    "spread": {"R": 100, "G": 200},
    "joined": ["x y", "z"],
    "deep": {"R": 100},
    "json": "id",
    "xml": "<a/>",
}


class Wire:
    """Catches requests."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []
        self.status = 200
        self.answer: Any = None
        self.kind = ""

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.requests.append(request)
        headers = {"content-type": self.kind} if self.kind else {}
        if isinstance(self.answer, bytes):
            return httpx2.Response(self.status, content=self.answer, headers=headers)
        return httpx2.Response(self.status, json=self.answer, headers=headers)

    @property
    def target(self) -> str:
        return self.requests[-1].url.raw_path.decode().removeprefix("/v1")

    @property
    def headers(self) -> httpx2.Headers:
        return self.requests[-1].headers

    @property
    def body(self) -> bytes:
        return self.requests[-1].content

    def parts(self) -> list[tuple[Any, ...]]:
        """Name, file name, content type and content of each part of a multipart body."""
        head = f"Content-Type: {self.headers['content-type']}\r\n\r\n".encode()
        message = email.message_from_bytes(head + self.body, policy=email.policy.HTTP)
        return [
            (
                part.get_param("name", header="content-disposition"),
                part.get_filename(),
                part["content-type"],
                part.get_payload(decode=True),
            )
            for part in message.iter_parts()
        ]


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("wire")
    (folder / "api.yaml").write_text(DOCUMENT)
    arguments = ["generate", str(folder / "api.yaml"), "--package", "wire_api", "--output", str(folder)]
    assert codegen([*arguments, "--formatter", "none", "--quiet"]) == 0
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module("wire_api")
    finally:
        sys.path.remove(str(folder))


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def calls(package: Any, wire: Wire) -> Iterator[Any]:
    with (
        httpx2.Client(transport=httpx2.MockTransport(wire)) as http,
        package.Client(http_client=http, api_key="secret") as client,
    ):
        yield client.t


class TestReserved:
    def test_in_a_path_all_but_what_ends_a_segment(self, calls: Any, wire: Wire) -> None:
        calls.reserved("a:b@c!$&'()*+,;=/?#[]%41%")
        assert wire.target == "/path/a:b@c!$&'()*+,;=%2F%3F%23%5B%5D%41%25"

    @pytest.mark.parametrize("value", ["..", "%2e.", ".%2E", "%2E"])
    def test_dots_can_not_be_smuggled_in(self, calls: Any, wire: Wire, value: str) -> None:
        with pytest.raises(ValueError, match="color must not be"):
            calls.reserved(value)
        assert wire.requests == []

    def test_in_every_style_of_a_query(self, calls: Any, wire: Wire) -> None:
        calls.reserved_query(pipe=["a/b", "c&d"], deep={"k": "a:b"})
        assert wire.target == "/query?pipe=a/b%7Cc%26d&deep%5Bk%5D=a:b"


class TestCookiesAndHeaders:
    def test_form_is_encoded_and_cookie_is_not(self, calls: Any, wire: Wire) -> None:
        calls.cookies(
            form="Hello, world!", plain="Hello%2C%20world!", many=["blue", "black"], object={"R": 100, "G": 200}
        )
        assert wire.headers["cookie"] == (
            "form=Hello%2C%20world%21; plain=Hello%2C%20world!; many=blue; many=black; R=100; G=200"
        )

    @pytest.mark.parametrize("value", ["a; admin=1", "a;b", "a\r\nb"])
    def test_a_cookie_can_not_break_out(self, calls: Any, wire: Wire, value: str) -> None:
        with pytest.raises(ValueError, match=r"(?i)cookie"):
            calls.cookies(plain=value)
        assert wire.requests == []

    def test_a_constant_that_is_required_goes_without_saying(self, calls: Any, wire: Wire) -> None:
        calls.constant()
        assert (wire.target, wire.headers["x-version"]) == ("/constant?mode=1", "2024-01-01")
        assert wire.body == b"grant=code&kind=web"
        calls.constant(kind=None)
        assert wire.body == b"grant=code"

    def test_members_that_are_constants_go_without_saying(self, calls: Any, wire: Wire) -> None:
        calls.link(title="Two")
        assert json.loads(wire.body) == {"rel": "next", "gone": None, "title": "Two"}

    def test_dates_are_written_as_models_write_them(self, calls: Any, wire: Wire) -> None:
        noon = datetime(2024, 2, 29, 12, tzinfo=UTC)
        calls.days(
            noon, until=noon, others=(noon, date(2024, 3, 1)), at=noon, price=Decimal("1E+2"), birthday=noon, made=noon
        )
        days = "until=2024-02-29&others=2024-02-29&others=2024-03-01"
        assert wire.target == f"/days/2024-02-29?{days}&at=2024-02-29T12%3A00%3A00Z&price=100"
        assert json.loads(wire.body) == {"birthday": "2024-02-29", "made": "2024-02-29T12:00:00Z"}
        calls.days("today", body={"made": noon, "else": [noon.replace(tzinfo=None)]})
        assert wire.target == "/days/today"
        assert json.loads(wire.body) == {"made": "2024-02-29T12:00:00Z", "else": ["2024-02-29T12:00:00"]}

    def test_days_in_plain_data_are_days(self, calls: Any, wire: Wire, package: Any) -> None:
        noon = datetime(2024, 2, 29, 12, tzinfo=UTC)
        day, moment = "2024-02-29", "2024-02-29T12:00:00Z"
        given: dict[str, Any] = {
            "start": noon,
            "stops": [{"on": noon}, {"at": noon}],
            "by": {"a": noon},
            "else": noon,
            "either": noon,
            "span": (noon, 1, noon),
        }
        written: dict[str, Any] = {
            "start": day,
            "stops": [{"on": day}, {"at": moment}],
            "by": {"a": day},
            "else": moment,
            "either": moment,
            "span": [day, 1, day],
        }
        stops, pauses = given["stops"], written["stops"]
        trip = package.models.Trip(
            start=noon, stops=stops, by={"a": noon}, span=(noon, 1, noon), either=noon, next=given
        )
        calls.plan([given, trip], deep={"next": {"start": noon}})
        assert wire.target == "/plan?deep%5Bnext%5D%5Bstart%5D=2024-02-29"
        first, second = json.loads(wire.body)
        assert first == written
        rest = {"by": {"a": day}, "span": [day, 1, day], "either": moment, "next": written}
        assert second == {"start": day, "stops": pauses, **rest}

    def test_constants_of_a_form_that_may_be_left_out(self, calls: Any, wire: Wire) -> None:
        calls.login()
        assert (wire.body, wire.headers.get("content-type")) == (b"", None)
        calls.login(user="me")
        assert wire.body == b"user=me&grant=password&kind=web"
        calls.upload(user="me")
        assert [(name, text) for name, _, _, text in wire.parts()] == [
            ("user", b"me"),
            ("grant", b"password"),
            ("kind", b"web"),
        ]

    def test_a_method_goes_out_as_the_document_spells_it(self, calls: Any, wire: Wire) -> None:
        calls.link(title="Two")
        assert wire.requests[-1].method == "Link"

    def test_json_in_a_header_is_ascii(self, calls: Any, wire: Wire) -> None:
        calls.header(x_json={"snow": "☃"})
        assert wire.headers["x-json"] == '{"snow":"\\u2603"}'


class TestQueryAsAWhole:
    def test_a_form_with_encodings(self, calls: Any, package: Any, wire: Wire) -> None:
        expected = "/string/form?fixed=1&foo=a%20%2B%20b&bar=true&tags=x%7Cy&o=%7B%22k%22%3A1%7D"
        value = {"foo": "a + b", "bar": True, "tags": ["x", "y"], "o": {"k": 1}}
        for metadata in (value, package.models.QueryFormMetadata.from_dict(value)):
            calls.query_form(metadata=metadata)
            assert wire.target == expected
        calls.query_form()
        assert wire.target == "/string/form?fixed=1"

    def test_json(self, calls: Any, package: Any, wire: Wire) -> None:
        calls.query_json(json=package.models.Numbers(numbers=[1, 2], flag=None))
        assert wire.target == "/string/json?%7B%22numbers%22%3A%5B1%2C2%5D%2C%22flag%22%3Anull%7D"

    def test_text(self, calls: Any, wire: Wire) -> None:
        calls.query_text(selector="$.a.b[1:1]", request_options={"extra_query": {"x": 1}})
        assert wire.target == "/string/text?%24.a.b%5B1%3A1%5D&x=1"


class TestForms:
    EXPECTED = (
        "id=f81d4fae"
        "&address=%7B%22street%22%3A%22123%20Example%20Dr.%22%2C%22zip%22%3A%2299999%2B1234%22%7D"
        "&many=a%2Cb&many=c"
        "&objects=%7B%22a%22%3A1%7D&objects=%7B%7D"
        "&nested=%5B1%2C2%5D&nested=%5B%5D"
        "&R=100&G=200"
        "&joined=x%20y,z"
        "&deep%5BR%5D=100"
        "&json=%22id%22"
        "&xml=%3Ca%2F%3E"
    )

    def test_by_style_or_else_by_content_type(self, calls: Any, package: Any, wire: Wire) -> None:
        calls.form(**FIELDS)
        assert wire.body.decode() == self.EXPECTED

        async def again() -> None:
            async with (
                httpx2.AsyncClient(transport=httpx2.MockTransport(wire)) as http,
                package.AsyncClient(http_client=http) as client,
            ):
                await client.t.form(**FIELDS)

        asyncio.run(again())
        assert wire.body.decode() == self.EXPECTED

    def test_an_optional_body_of_nothing_is_none(self, calls: Any, wire: Wire) -> None:
        for call in (calls.form, calls.multipart):
            call()
            assert (wire.body, "content-type" in wire.headers) == (b"", False)

    def test_a_map_is_written_as_an_object_is(self, calls: Any, wire: Wire) -> None:
        calls.form_map({"a": ["x", "y"], "o": {"k": None}, "json": "q", "joined": [1, 2]})
        assert wire.body == b"a=x&a=y&o=%7B%22k%22%3Anull%7D&json=%22q%22&joined=1,2"


class TestMultipart:
    def test_by_style_or_else_by_content_type(self, calls: Any, wire: Wire) -> None:
        calls.multipart(**FIELDS)
        assert wire.headers["content-type"].startswith("multipart/form-data; boundary=")
        assert wire.parts() == [
            ("id", None, None, b"f81d4fae"),
            ("address", None, "application/json", b'{"street":"123 Example Dr.","zip":"99999+1234"}'),
            ("many", None, None, b"a,b"),
            ("many", None, None, b"c"),
            ("objects", None, "application/json", b'{"a":1}'),
            ("objects", None, "application/json", b"{}"),
            ("nested", None, "application/json", b"[1,2]"),
            ("nested", None, "application/json", b"[]"),
            ("R", None, None, b"100"),
            ("G", None, None, b"200"),
            ("joined", None, None, b"x y,z"),
            ("deep[R]", None, None, b"100"),
            ("json", None, "application/json", b'"id"'),
            ("xml", None, "application/xml", b"<a/>"),
        ]

    def test_each_file_says_which_of_several_types_it_is(self, calls: Any, wire: Wire, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(b"png")
        calls.images(any=tmp_path / "a.png", either=("b.jpg", io.BytesIO(b"jpg")), one=("c.png", b"gif"))
        assert wire.headers["content-type"].startswith("multipart/mixed; boundary=")
        assert wire.parts() == [
            ("any", "a.png", "image/png", b"png"),
            ("either", "b.jpg", "image/jpeg", b"jpg"),
            ("one", "c.png", "image/gif", b"gif"),
        ]
        calls.images(any=b"?", either=b"?", one=("c", b"?", "image/x"))
        assert [part[2] for part in wire.parts()] == ["application/octet-stream", "image/png", "image/x"]


class TestFiles:
    def test_a_range_is_no_content_type(self, calls: Any, wire: Wire, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(b"png")
        for body, kind in (
            (tmp_path / "a.png", "image/png"),
            (("x.jpg", b"jpg"), "image/jpeg"),
            (("x.txt", b"?"), "application/octet-stream"),
            (("x", b"?", "image/webp"), "image/webp"),
            (b"?", "application/octet-stream"),
        ):
            calls.image(body)
            assert wire.headers["content-type"] == kind
        with pytest.raises(ValueError, match="Content-Type"):
            calls.image(("x", b"?", "image/webp\r\nX-Evil: 1"))

    def test_parts_without_names_are_bytes_with_a_boundary(self, calls: Any, wire: Wire) -> None:
        calls.positions(("", b"--b\r\n\r\nx\r\n--b--\r\n", "multipart/mixed; boundary=b"))
        assert wire.headers["content-type"] == "multipart/mixed; boundary=b"
        assert wire.parts() == [(None, None, None, b"x")]

    def test_one_of_several(self, calls: Any, wire: Wire) -> None:
        for body, kind in ((("x.jpg", b""), "image/jpeg"), (("x.txt", b""), "image/png"), (b"", "image/png")):
            calls.either(body)
            assert wire.headers["content-type"] == kind


def test_numbers_and_booleans_as_text(calls: Any, wire: Wire) -> None:
    wire.kind, wire.answer = "text/plain; charset=utf-8", 42
    assert calls.count(True) == 42
    assert (wire.body, wire.headers["content-type"], wire.headers["accept"]) == (b"true", "text/plain", "text/plain")


class TestItems:
    def test_records_over_several_lines(self, calls: Any, wire: Wire) -> None:
        wire.kind = "application/json-seq"
        wire.answer = b'\x1e{\n  "numbers": [1]\n}\n\x1e{"flag": true}\n\x1e{\n"numbers":\n[2, 3]}'
        with calls.records() as stream:
            assert [item.to_dict() for item in stream] == [{"numbers": [1]}, {"flag": True}, {"numbers": [2, 3]}]

    def test_json_lines(self, calls: Any, package: Any, wire: Wire) -> None:
        calls.lines([package.models.Numbers(numbers=[1]), {"flag": None}])
        assert wire.body == b'{"numbers":[1]}\n{"flag":null}\n'
        assert wire.headers["content-type"] == "application/x-ndjson"

    def test_a_json_text_sequence(self, calls: Any, wire: Wire) -> None:
        calls.sequence(body=["a", None])
        assert (wire.body, wire.headers["content-type"]) == (b'\x1e"a"\n\x1enull\n', "application/json-seq")
        calls.sequence()
        assert wire.body == b""


def test_text_in_the_charset_that_its_type_names(calls: Any, wire: Wire) -> None:
    calls.text("ä")
    assert (wire.body, wire.headers["content-type"]) == (b"\xe4", "text/plain; charset=iso-8859-1")
    with pytest.raises(ValueError, match="encode"):
        calls.text("☃")


class TestAnswers:
    def test_accept_says_which_version_and_no_charset(self, calls: Any, wire: Wire) -> None:
        wire.answer = "x"
        assert calls.answers() == "x"
        assert wire.headers["accept"] == 'application/json;v="2;x"'

    def test_a_scheme_by_reference_and_a_server_at_the_root(self, calls: Any, wire: Wire) -> None:
        wire.answer = "x"
        calls.answers()
        assert str(wire.requests[-1].url) == "http://wire.test/answers"
        assert wire.headers["cookie"] == "sid=secret"

    def test_a_string_of_any_media_type(self, calls: Any, package: Any, wire: Wire) -> None:
        for kind, content in (
            ("text/plain", b"a"),
            ("application/json", b'"a"'),
            ("application/x+json", b'"a"'),
            ("", b"a"),
        ):
            wire.kind, wire.answer = kind, content
            assert calls.string() == "a"
        wire.kind, wire.answer = "application/json", 1
        with pytest.raises(package.APIDecodeError, match="expected a string"):
            calls.string()

    def test_default_stands_for_errors_too(self, calls: Any, package: Any, wire: Wire) -> None:
        wire.answer = {"numbers": [1]}
        assert calls.default() == package.models.Numbers(numbers=[1])
        wire.status, wire.answer = 404, {"numbers": [2]}
        with pytest.raises(package.NotFoundError) as caught:
            calls.default()
        assert caught.value.body == package.models.Numbers(numbers=[2])


class TestDocumentation:
    def test_headers_of_answers(self, package: Any) -> None:
        doc = inspect.getdoc(package.client.T.answers)
        assert doc is not None
        assert "Headers, for `with_raw_response`:\n\n    - `X-Rate`: Calls left, this hour.\n    - `ETag`" in doc

    def test_a_path_speaks_for_operations_that_say_nothing(self, package: Any) -> None:
        assert (inspect.getdoc(package.client.T.answers) or "").startswith("All about answers.\n")
        assert (inspect.getdoc(package.client.T.default) or "").startswith("Its own.\n")

    def test_credentials_say_where_they_go(self, package: Any) -> None:
        doc = " ".join((inspect.getdoc(package.Client.__init__) or "").split())
        assert "api_key: The API key, sent in the cookie `sid`. A function" in doc
        assert "username: The user name." in doc
        assert "password: The password." in doc
        assert "digest: What follows `Digest` in the Authorization header; an `http_client` that answers" in doc


class TestSeveralMediaTypes:
    def test_json_or_files_each_at_once_or_as_a_stream(self, calls: Any, wire: Wire) -> None:
        wire.answer = {}
        calls.send("1", url="u")
        assert (wire.headers["content-type"], wire.body) == ("application/json", b'{"url":"u","stream":false}')
        calls.send_multipart("1", file=b"f", note="n")
        assert wire.target == "/messages/1"
        assert [(part[0], part[3]) for part in wire.parts()] == [("file", b"f"), ("note", b"n"), ("stream", b"false")]
        wire.kind = "text/event-stream"
        calls.send_stream("1", url="u").close()
        assert (wire.headers["accept"], wire.body) == ("text/event-stream", b'{"url":"u","stream":true}')
        calls.send_multipart_stream("1", file=b"f").close()
        assert wire.headers["accept"] == "text/event-stream"
        assert [(part[0], part[3]) for part in wire.parts()] == [("file", b"f"), ("stream", b"true")]

    def test_the_document_says_what_else_is_taken(self, package: Any) -> None:
        doc = " ".join((inspect.getdoc(package.client.T.send) or "").split())
        assert (
            "The body is sent as `application/json`; files go by a method of their own, as `multipart/form-data`."
            " Other media types: `send_xml` for `application/xml`."
        ) in doc
        assert "also takes" not in (inspect.getdoc(package.client.T.send_multipart) or "")

    def test_files_come_before_json_that_is_a_mere_string(self, calls: Any, wire: Wire, tmp_path: Path) -> None:
        wire.kind, wire.answer = "video/mp4", "film"
        assert calls.video() == b'"film"'
        assert wire.headers["accept"] == "video/mp4, image/webp"
        assert calls.video_to_file(target=tmp_path / "film") == 6
