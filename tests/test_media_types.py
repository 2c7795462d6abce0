"""What a document says of media types without an Encoding Object or a codec, on the wire of a generated package."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
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
  /export:
    get:
      operationId: export
      tags: [Export]
      parameters: [{name: as, in: query, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content:
            application/json: {schema: {$ref: "#/components/schemas/Table"}}
            application/xml: {schema: {$ref: "#/components/schemas/Table"}}
            text/csv; charset=utf-8: {schema: {type: string}}
            application/vnd.openxmlformats-officedocument.spreadsheetml.sheet: {}
            image/*: {}
        "202": {description: later, content: {application/json: {schema: {$ref: "#/components/schemas/Row"}}}}
    put:
      operationId: replace
      tags: [Export]
      requestBody:
        required: true
        content: &both
          application/vnd.table+json: {schema: {$ref: "#/components/schemas/Table"}}
          application/vnd.row+json: {schema: {$ref: "#/components/schemas/Row"}}
      responses: {"200": {description: ok, content: *both}}
    post:
      operationId: add
      tags: [Export]
      requestBody:
        required: true
        content:
          application/xml: {schema: {$ref: "#/components/schemas/Table"}}
          application/json: {schema: {$ref: "#/components/schemas/Table"}}
          application/json; version=2: {schema: {$ref: "#/components/schemas/Row"}}
          text/csv: {schema: {type: string}}
          application/octet-stream: {}
      responses: {"204": {description: ok}}
    patch:
      operationId: same
      tags: [Export]
      responses:
        "200":
          description: ok
          content:
            text/plain: {schema: {type: string}}
            application/json: {schema: {type: string}}
            text/json: {schema: {type: string}}
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
    Table: {type: object, required: [rows], properties: {rows: {type: array, items: {$ref: "#/components/schemas/Row"}}}}
    Row: {type: object, required: [name], properties: {name: {type: string}}}
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


def methods(resource: object) -> set[str]:
    return {name for name in vars(type(resource)) if not name.startswith("_")}


def test_each_media_type_that_another_method_does_not_speak_has_a_method(package: Any, server: Any) -> None:
    export = package.Client(http_client=server).export
    exports = {"export", "export_csv", "export_xlsx", "export_xlsx_to_file", "export_image", "export_image_to_file"}
    bodies = {"replace", "replace_row_json", "add", "add_json_version_2", "add_csv", "add_bytes"}
    assert methods(export) == {*exports, *bodies, "same"}


def test_answers_in_other_media_types(package: Any, server: Any) -> None:
    export, models = package.Client(http_client=server).export, package.models
    table = {"rows": [{"name": "a"}]}
    server.on("export.export").answer(table)
    server.on("export.export_csv").answer("name\na\n", headers={"content-type": "text/csv"})
    server.on("export.export_xlsx").answer(b"PK\xff")
    found = (export.export(as_="x"), export.export_csv(as_="x"), export.export_xlsx(as_="x"))
    assert found == (models.Table.from_dict(table), "name\na\n", b"PK\xff")
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert [one.headers["accept"] for one in server.requests] == ["application/json", "text/csv", sheet]
    hints = {
        name: get_type_hints(getattr(cast("type[object]", type(export)), name))["return"] for name in methods(export)
    }
    assert hints["export"] == models.Table | models.Row
    assert (hints["export_csv"], hints["export_image"], hints["export_image_to_file"]) == (str, bytes, int)
    assert hints["same"] is str


def test_bodies_in_other_media_types(package: Any, server: Any) -> None:
    export, models = package.Client(http_client=server).export, package.models
    server.on("export.replace").answer({"rows": []})
    server.on("export.replace_row_json").answer({"name": "b"})
    assert export.replace(rows=[]) == models.Table(rows=[])
    assert export.replace_row_json(models.Row(name="a")) == models.Row(name="b")
    sent = [(one.content, one.headers["content-type"], one.headers["accept"]) for one in server.requests]
    assert sent == [
        (b'{"rows":[]}', "application/vnd.table+json", "application/vnd.table+json"),
        (b'{"name":"a"}', "application/vnd.row+json", "application/vnd.row+json"),
    ]
    server.on("export.add").answer()
    calls: dict[str, Callable[[], object]] = {
        "application/json": lambda: export.add({"rows": []}),
        "application/json; version=2": lambda: export.add_json_version_2(name="a"),
        "text/csv; charset=utf-8": lambda: export.add_csv("a,b"),
        "application/octet-stream": lambda: export.add_bytes(b"\xff"),
    }
    for kind, call in calls.items():
        call()
        assert server.requests[-1].headers["content-type"] == kind


def test_the_method_says_which_media_types_the_others_speak(package: Any) -> None:
    resource = package.client.Export
    said = " ".join(resource.export.__doc__.split())
    assert "The API also answers in `application/xml`, by `Accept` in `extra_headers`." in said
    assert "Other media types: `export_csv` for `text/csv; charset=utf-8`, `export_xlsx` for " in said
    said = " ".join(resource.add.__doc__.split())
    assert "The body is sent as `application/json`; the API also takes `application/xml`." in said
    assert "media type" not in resource.export_csv.__doc__
    assert "also" not in resource.add_csv.__doc__


def test_what_can_not_be_named_is_reported(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    content = "{application/json: {schema: {type: integer}}, '*/*': {}, application/*: {schema: {type: integer}}}"
    (tmp_path / "api.yaml").write_text(f"""
openapi: 3.1.0
info: {{title: Ranges, version: "1"}}
servers: [{{url: "https://media.test"}}]
paths: {{/x: {{get: {{operationId: x, responses: {{"200": {{description: ok, content: {content}}}}}}}}}}}
""")
    arguments = ["generate", str(tmp_path / "api.yaml"), "--package", "ranges", "--output", str(tmp_path)]
    assert codegen([*arguments, "--formatter", "none"]) == 0
    found = capsys.readouterr().err
    assert found.count("warning[unused-media-type]") == 1
    assert "`*/*` is neither sent nor asked for" in found
