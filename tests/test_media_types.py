"""What a document says of media types without an Encoding Object or a codec, on the wire of a generated package."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Iterator
from typing import Any, cast, get_type_hints

import pytest

from codegen.cli import main as codegen

DOCUMENT = """
openapi: 3.1.0
info: {title: Media types, version: "1"}
servers: [{url: "https://media.test"}]
paths:
  /report:
    get:
      operationId: report
      tags: [Reports]
      responses: {"200": {description: ok, content: {text/html: {}, application/pdf: {}}}}
    put:
      operationId: page
      tags: [Reports]
      responses: {"200": {description: ok, content: {text/html: {}, text/plain: {}}}}
    post:
      operationId: upload
      tags: [Reports]
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [image]
              properties:
                image: {$ref: "#/components/schemas/Image"}
                more: {type: array, items: {type: string, contentMediaType: "image/*"}}
                said: {type: string, contentMediaType: image/png}
                table: {type: string, contentMediaType: text/csv}
                encoded: {type: string, contentMediaType: image/png, contentEncoding: base64}
            encoding: {said: {contentType: image/webp}}
      responses: {"204": {description: ok}}
  /optional:
    post:
      operationId: files
      tags: [Optional]
      requestBody: {content: {multipart/form-data: {schema: {$ref: "#/components/schemas/Form"}}}}
      responses: {"204": {description: ok}}
    put:
      operationId: form
      tags: [Optional]
      requestBody: {content: {application/x-www-form-urlencoded: {schema: {$ref: "#/components/schemas/Form"}}}}
      responses: {"204": {description: ok}}
components:
  schemas:
    Form: {type: object, required: [a, b, c], properties: {a: {type: string}, b: {type: integer}, c: {type: [string, "null"]}, d: {type: string}}}
    Image: {type: string, contentMediaType: image/png}
"""


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("media")
    (folder / "api.yaml").write_text(DOCUMENT)
    assert codegen(["generate", str(folder / "api.yaml"), "--package", "media_types", "--output", str(folder)]) == 0
    sys.path.insert(0, str(folder))
    yield importlib.import_module("media_types")
    sys.path.remove(str(folder))


@pytest.fixture
def server(package: Any) -> Any:
    return importlib.import_module(f"{package.__name__}.testing").FakeServer()


def test_text_or_bytes_are_bytes(package: Any, server: Any) -> None:
    server.on("reports.report").answer(b"%PDF\xff\x00", headers={"content-type": "application/pdf"})
    client = package.Client(http_client=server)
    assert client.reports.report() == b"%PDF\xff\x00"
    assert server.requests[-1].headers["accept"] == "text/html, application/pdf"
    resource = cast("Any", type(client.reports))
    assert get_type_hints(resource.report)["return"] is bytes
    server.on("reports.page").answer("ä")
    assert client.reports.page() == "ä"


@pytest.mark.parametrize("method", ["files", "form"])
def test_a_form_that_may_be_left_out_is_whole_or_not_there(package: Any, server: Any, method: str) -> None:
    route = server.on(f"optional.{method}").answer()
    call = getattr(package.Client(http_client=server).optional, method)
    call()
    assert route.requests.pop().content == b""
    call(a="1", b=2)
    assert b"1" in route.requests.pop().content
    for given, missing in (({"d": "x"}, "a, b"), ({"a": "x", "c": None}, "b"), ({"b": 0}, "a")):
        with pytest.raises(TypeError, match=f"a body needs {missing}, too"):
            call(**given)
    assert route.requests == []


def test_a_part_has_the_content_type_that_its_schema_says(package: Any, server: Any) -> None:
    server.on("reports.upload").answer()
    client = package.Client(http_client=server)
    client.reports.upload(image=b"1", more=[("x.gif", b"2")], said=b"3", table="a,b", encoded="NA==")
    sent = server.requests[-1].content.decode()
    parts = re.findall(r'name="(\w+)"[^\r]*\r\n(?:Content-Type: ([^\r]*)\r\n)?\r\n', sent)
    assert parts == [
        ("image", "image/png"),
        ("more", "image/gif"),
        ("said", "image/webp"),
        ("table", ""),
        ("encoded", ""),
    ]
