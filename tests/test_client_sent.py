"""What arguments become in a request: null, which only JSON can say; secrets in cookies; parts that may be anything; bodies that may
be left out."""

from __future__ import annotations

import asyncio
import importlib
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from codegen.cli import main as codegen
from tests.checkers import mypy, pyright
from tests.test_client_wire import Wire

DOCUMENT = """
openapi: 3.1.0
info: {title: Sent, version: "1"}
servers: [{url: https://api.test/v1}]
paths:
  /search/{path}:
    get:
      operationId: search
      tags: [T]
      parameters:
        - {name: path, in: path, required: true, schema: {type: array, items: {type: [string, "null"]}}}
        - {name: text, in: query, schema: {type: [string, "null"]}}
        - {name: since, in: query, schema: {anyOf: [{type: string, format: date-time}, {type: "null"}]}}
        - {name: must, in: query, required: true, schema: {type: [integer, "null"]}}
        - {name: sure, in: query, required: true, schema: {type: integer}}
        - {name: list, in: query, schema: {type: array, items: {type: [string, "null"]}}}
        - {name: piped, in: query, style: pipeDelimited, explode: false, schema: {type: [array, "null"], items: {type: [string, "null"]}}}
        - {name: deep, in: query, style: deepObject, schema: {$ref: "#/components/schemas/Deep"}}
        - {name: any, in: query, schema: {}}
        - {name: json, in: query, content: {application/json: {schema: {$ref: "#/components/schemas/Deep"}}}}
        - {name: X-List, in: header, schema: {type: array, items: {type: [string, "null"]}}}
        - {name: X-Text, in: header, schema: {type: [string, "null"]}}
        - {name: X-Pairs, in: header, explode: true, schema: {type: object, additionalProperties: {type: [string, "null"]}}}
        - {name: crumb, in: cookie, schema: {type: [string, "null"]}}
      responses: {"204": {description: ok}}
  /form:
    post:
      operationId: form
      tags: [T]
      requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Form"}}}}
      responses: {"204": {description: ok}}
  /map:
    post:
      operationId: map_form
      tags: [T]
      requestBody: {required: true, content: {application/x-www-form-urlencoded: {schema: {type: object, additionalProperties: {}}}}}
      responses: {"204": {description: ok}}
  /parts:
    post:
      operationId: parts
      tags: [T]
      requestBody: {required: true, content: {multipart/form-data: {schema: {$ref: "#/components/schemas/Form"}}}}
      responses: {"204": {description: ok}}
  /open:
    post:
      operationId: open
      tags: [T]
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                any: {}
                anything: true
                list: {type: array, items: {}}
                json: {}
                either: {anyOf: [{type: string, format: binary}, {type: string}, {type: "null"}]}
                files: {anyOf: [{$ref: "#/components/schemas/File"}, {type: array, items: {$ref: "#/components/schemas/File"}}]}
              required: [either]
            encoding: {json: {contentType: application/json}}
      responses: {"204": {description: ok}}
  /secret:
    get:
      operationId: secret
      tags: [T]
      security: [{session: []}]
      responses: {"204": {description: ok}}
  /whole:
    get:
      operationId: whole
      tags: [T]
      parameters:
        - {name: q, in: query, schema: {type: string}}
      responses: {"204": {description: ok}}
    post:
      operationId: json
      tags: [T]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Deep"}}}}
      responses: {"204": {description: ok}}
components:
  securitySchemes:
    session: {type: apiKey, in: cookie, name: sid}
  schemas:
    File: {type: string, format: binary}
    Deep: {type: object, properties: {a: {type: [string, "null"]}, b: {type: [integer, "null"]}}}
    Form:
      type: object
      required: [must]
      properties:
        must: {type: [string, "null"]}
        age: {type: [integer, "null"]}
        list: {type: array, items: {type: [integer, "null"]}}
        deep: {$ref: "#/components/schemas/Deep"}
"""

OCTETS = "application/octet-stream"
ORDER = ("first", "second", "first", "first")
JSON_B = "%7B%22a%22%3Anull%2C%22b%22%3A2%7D"


@pytest.fixture(scope="module")
def package(importable: Path) -> Any:
    (importable / "api.yaml").write_text(DOCUMENT)
    arguments = ["generate", str(importable / "api.yaml"), "--package", "sent_api", "--output", str(importable)]
    assert codegen([*arguments, "--formatter", "none", "--quiet"]) == 0
    return importlib.import_module("sent_api")


@pytest.fixture
def wire() -> Wire:
    wire = Wire()
    wire.status = 204
    return wire


@pytest.fixture
def client(package: Any, wire: Wire) -> Iterator[Any]:
    with httpx2.Client(transport=httpx2.MockTransport(wire)) as http:
        yield package.Client(http_client=http)


class TestNull:
    """None has no text, so it is not sent where there is nothing but text (RFC 6570, section 2.3)."""

    def test_parameters_are_left_out(self, client: Any, wire: Wire) -> None:
        names = ("text", "since", "list", "piped", "deep", "any", "json", "x_list", "x_text", "x_pairs", "crumb")
        client.t.search(["a"], must=None, sure=1, **dict.fromkeys(names))
        assert wire.target == "/search/a?sure=1"
        assert not {"cookie", "x-list", "x-text", "x-pairs"} & wire.headers.keys()

    def test_items_and_members_are_left_out(self, client: Any, wire: Wire, package: Any) -> None:
        client.t.search(
            [None, "a", "b"],
            must=2,
            sure=1,
            list=["x", None],
            piped=[None, "y", "z"],
            deep={"a": None, "b": 1},
            json=package.models.Deep(a=None, b=2),
            x_list=["h", None, "i"],
            x_pairs={"k": "v", "l": None},
        )
        path, _, query = wire.target.partition("?")
        assert path == "/search/a,b"
        assert query.split("&") == ["must=2", "sure=1", "list=x", "piped=y%7Cz", "deep%5Bb%5D=1", "json=" + JSON_B]
        assert (wire.headers["x-list"], wire.headers["x-pairs"]) == ("h,i", "k=v")

    def test_what_holds_nothing_but_null_is_not_sent(self, client: Any, wire: Wire) -> None:
        client.t.search(
            ["a"], must=None, sure=1, list=[None], piped=[None], deep={"a": None}, x_list=[None], x_pairs={}
        )
        assert wire.target == "/search/a?sure=1"
        assert not {"x-list", "x-pairs"} & wire.headers.keys()

    def test_what_can_not_be_null_is_refused(self, client: Any) -> None:
        with pytest.raises(ValueError, match="sure must not be None"):
            client.t.search(["a"], must=None, sure=None)
        with pytest.raises(ValueError, match="path must not be"):
            client.t.search([None], must=None, sure=1)

    def test_fields_of_forms(self, client: Any, wire: Wire) -> None:
        client.t.form(must=None, age=None, list=[1, None], deep={"a": None})
        assert wire.body == b"list=1&deep=%7B%22a%22%3Anull%7D"
        client.t.map_form({"a": None, "b": [None, 1]})
        assert wire.body == b"b=1"
        client.t.form(must="x", request_options={"extra_body": {"y": None, "z": 1}})
        assert wire.body == b"must=x&z=1"

    def test_parts(self, client: Any, wire: Wire) -> None:
        client.t.parts(must=None, age=None, list=[None, 2], deep={"b": None})
        assert wire.parts() == [("list", None, None, b"2"), ("deep", None, "application/json", b'{"b":null}')]

    def test_queries_that_no_document_describes(self, client: Any, wire: Wire) -> None:
        client.t.whole(request_options={"extra_query": {"a": None, "b": [None, 1]}})
        assert wire.target == "/whole?b=1"
        client.request("GET", "/x", query={"a": None})
        assert wire.target == "/x"

    def test_json_keeps_it(self, client: Any, wire: Wire) -> None:
        client.t.json(a=None, b=None)
        assert wire.body == b'{"a":null,"b":null}'

    def test_async(self, package: Any, wire: Wire) -> None:
        async def call() -> None:
            async with httpx2.AsyncClient(transport=httpx2.MockTransport(wire)) as http:
                await package.AsyncClient(http_client=http).t.search(["a"], must=None, sure=1, text=None)

        asyncio.run(call())
        assert wire.target == "/search/a?sure=1"


class TestParts:
    """A part of which the document does not say what it is: its value says so."""

    @pytest.mark.parametrize(
        ("value", "parts"),
        [
            ({"a": None}, [(None, "application/json", b'{"a":null}')]),
            ("text", [(None, None, b"text")]),
            (1, [(None, None, b"1")]),
            (b"bytes", [("{name}", "application/octet-stream", b"bytes")]),
            (("a.png", b"bytes"), [("a.png", "image/png", b"bytes")]),
            (("a", "b"), [(None, None, b"a"), (None, None, b"b")]),
            ([1, b"2", [3], None], [(None, None, b"1"), ("{name}", OCTETS, b"2"), (None, "application/json", b"[3]")]),
        ],
    )
    @pytest.mark.parametrize("name", ["any", "anything", "list"])
    def test_of_any_type(self, client: Any, wire: Wire, name: str, value: object, parts: list[tuple[Any, ...]]) -> None:
        client.t.open(either=None, **{name: value})
        assert wire.parts() == [(name, file and file.format(name=name), *rest) for file, *rest in parts]

    def test_what_is_json_is_one_part(self, client: Any, wire: Wire) -> None:
        client.t.open(either=None, json=[1, None])
        assert wire.parts() == [("json", None, "application/json", b"[1,null]")]

    def test_a_file_or_a_text(self, client: Any, wire: Wire) -> None:
        client.t.open(either=io.BytesIO(b"1"))
        assert wire.parts() == [("either", "either", OCTETS, b"1")]
        client.t.open(either="1")
        assert wire.parts() == [("either", None, None, b"1")]

    def test_one_file_or_several(self, client: Any, wire: Wire) -> None:
        client.t.open(either=None, files=b"1")
        assert wire.parts() == [("files", "files", OCTETS, b"1")]
        client.t.open(either=None, files=[b"1", ("b.txt", b"2")])
        assert wire.parts() == [("files", "files", OCTETS, b"1"), ("files", "b.txt", "text/plain", b"2")]

    def test_signatures(self, package: Any) -> None:
        annotations = importlib.import_module(f"{package.__name__}.client").T.open.__annotations__
        assert annotations["any"] == "Any | None"
        assert annotations["either"] == "FileContent | Sequence[FileContent] | str | None"
        assert annotations["files"] == "FileContent | Sequence[FileContent] | None"


@pytest.mark.parametrize("check", [mypy, pyright])
def test_types(package: Any, check: Callable[[Path], str]) -> None:
    assert check(Path(package.__file__).parent) == ""


class TestBodies:
    def test_a_body_that_may_be_left_out_is_given_by_position(self, client: Any, wire: Wire, package: Any) -> None:
        client.t.json(package.models.Deep(a="x"))
        assert wire.body == b'{"a":"x"}'
        client.t.json({"b": 1})
        assert wire.body == b'{"b":1}'
        client.t.json()
        assert (wire.body, "content-type" in wire.headers) == (b"", False)


class TestCookies:
    @pytest.mark.parametrize("secret", ["ab+/c==", "a%20b", '"quoted"', "!#$%&'()*+-./:<=>?@[]^_`{|}~"])
    def test_a_key_goes_out_as_it_is(self, package: Any, wire: Wire, secret: str) -> None:
        with httpx2.Client(transport=httpx2.MockTransport(wire)) as http:
            package.Client(http_client=http, api_key=secret).t.secret()
        assert wire.headers["cookie"] == f"sid={secret}"

    def test_a_copy_may_have_another_key(self, package: Any, wire: Wire) -> None:
        with httpx2.Client(transport=httpx2.MockTransport(wire)) as http:
            client = package.Client(http_client=http, api_key="first")
            for one in (client, client.with_options(api_key=lambda: "second"), client.with_options(timeout=1), client):
                one.t.secret()
        assert [request.headers["cookie"] for request in wire.requests] == [f"sid={key}" for key in ORDER]

    @pytest.mark.parametrize("secret", ["k3y;", "k3y,", "k3y k3y", '"k3y', 'k3"y', "k3y\\", "k3yé", "k3y\n"])
    def test_what_no_cookie_can_carry_is_refused_silently(self, package: Any, wire: Wire, secret: str) -> None:
        http = httpx2.Client(transport=httpx2.MockTransport(wire))
        with http, pytest.raises(ValueError, match="credential holds") as caught:
            package.Client(http_client=http, api_key=lambda: secret).t.secret()
        assert "k3" not in str(caught.value)
        assert wire.requests == []


SPELLED = """
openapi: 3.1.0
info: {title: Spelled, version: "1"}
paths:
  /:
    post:
      operationId: send
      parameters: [{name: since, in: query, schema: {anyOf: [{type: string, format: date-time}, {type: integer}]}}]
      requestBody: {content: {multipart/form-data: {schema: {type: object, properties: {any: {}}}}}}
      responses: {"204": {description: ok}}
"""


def test_nothing_is_imported_that_no_signature_spells(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(SPELLED)
    arguments = ["generate", str(tmp_path / "api.yaml"), "--package", "spelled", "--output", str(tmp_path)]
    assert codegen([*arguments, "--formatter", "none", "--quiet"]) == 0
    text = (tmp_path / "spelled" / "client.py").read_text()
    assert "since: datetime | str | int | None = None" in text
    assert "any: Any | None = None" in text
    assert [name for name in ("FileContent", "PlainText") if name in text] == []
