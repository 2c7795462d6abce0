"""What a generated client puts on the wire: every place and style of a parameter, every kind of body, credentials and servers.

A package is generated from the document below through the command line and called against a server on loopback that echoes.
"""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import subprocess
import sys
import traceback
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import dedent
from typing import Any

import httpx2
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from codegen.cli import main as codegen
from tests.loopback import Server, serve

DOCUMENT = """
openapi: 3.1.0
info: {title: Echo, version: "1"}
servers: [{url: "http://127.0.0.1:9"}]
security: [{token: []}]
paths:
  /things/{id}/{when}:
    get:
      operationId: get
      tags: [Things]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: when, in: path, required: true, schema: {type: string, format: date}}
        - {name: limit, in: query, schema: {type: integer, default: 20}}
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
        - {name: csv, in: query, explode: false, schema: {type: array, items: {$ref: "#/components/schemas/Kind"}}}
        - {name: pipes, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: filter, in: query, style: deepObject, explode: true, schema: {$ref: "#/components/schemas/Filter"}}
        - {name: query, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: after, in: query, schema: {type: [string, "null"]}}
        - {name: since, in: query, schema: {type: string, format: date-time}}
        - {name: q, in: query, allowReserved: true, schema: {type: string}}
        - {name: X-Trace, in: header, schema: {type: string}}
        - {name: X-Flags, in: header, schema: {type: array, items: {type: boolean}}}
        - {name: session, in: cookie, schema: {type: string}}
        - {name: timeout, in: query, schema: {type: integer}}
      responses: &echo
        "200": {description: The request., content: {application/json: {}}}
  /labels/{label}/{matrix}/{json}.txt:
    get:
      operationId: styles
      tags: [Things]
      parameters:
        - {name: label, in: path, required: true, style: label, explode: true, schema: {type: array, items: {type: string}}}
        - {name: matrix, in: path, required: true, style: matrix, schema: {type: object, additionalProperties: {type: integer}}}
        - {name: json, in: path, required: true, content: {application/json: {schema: {type: object}}}}
      responses: *echo
  /fixed?beta=true#part:
    get: {operationId: fixed, tags: [Things], responses: *echo}
  /json:
    post:
      operationId: postJson
      tags: [Bodies]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Filter"}}}}
      responses: *echo
    put:
      operationId: putJson
      tags: [Bodies]
      requestBody: {content: {application/vnd.x+json: {schema: {type: [array, "null"], items: {$ref: "#/components/schemas/Filter"}}}}}
      responses: *echo
  /form:
    post:
      operationId: form
      tags: [Bodies]
      requestBody:
        required: true
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [name]
              properties:
                name: {type: string}
                tags: {type: array, items: {type: string}}
                filter: {$ref: "#/components/schemas/Filter"}
            encoding: {tags: {explode: false}, filter: {contentType: application/json}}
      responses: *echo
  /upload:
    post:
      operationId: upload
      tags: [Bodies]
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [file, purpose]
              properties:
                file: {type: string, format: binary}
                purpose: {type: string}
                more: {type: array, items: {type: string, format: binary}}
      responses: *echo
  /text:
    post:
      operationId: text
      tags: [Bodies]
      requestBody: {required: true, content: {text/csv: {schema: {type: string}}}}
      responses: {"200": {description: Text., content: {text/plain: {schema: {type: string}}}}}
  /bytes:
    post:
      operationId: bytes
      tags: [Bodies]
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: {"200": {description: Bytes., content: {application/octet-stream: {}}}}
  /several:
    get:
      operationId: several
      tags: [Answers]
      responses:
        "200": {description: A list., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Filter"}}}}}
        "202": {description: Later., content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}}
        "204": {description: Nothing.}
        4XX: {description: Wrong., content: {application/problem+json: {schema: {$ref: "#/components/schemas/Job"}}}}
        default: {description: Else., content: {application/json: {schema: {$ref: "#/components/schemas/Filter"}}}}
  /open:
    get: {operationId: open, tags: [Security], security: [], responses: *echo}
  /maybe:
    get: {operationId: maybe, tags: [Security], security: [{}, {token: []}], responses: *echo}
  /both:
    get: {operationId: both, tags: [Security], security: [{header: [], query: [], cookie: []}], responses: *echo}
  /either:
    get: {operationId: either, tags: [Security], security: [{login: []}, {token: []}], responses: *echo}
  /elsewhere:
    servers: [{url: "{other}", variables: {other: {default: "OTHER"}}}]
    get:
      operationId: elsewhere
      tags: [Security]
      parameters: [{name: X-Trace, in: header, schema: {type: string}}]
      responses: *echo
  /relative:
    servers: [{url: /v2}]
    get: {operationId: relative, tags: [Security], responses: *echo}
components:
  securitySchemes:
    token: {type: http, scheme: bearer}
    header: {type: apiKey, in: header, name: X-Key}
    query: {type: apiKey, in: query, name: key}
    cookie: {type: apiKey, in: cookie, name: sid}
    login: {type: http, scheme: basic}
  schemas:
    Kind: {type: string, enum: [cat, dog]}
    Filter:
      type: object
      properties: {name: {type: string}, class: {type: integer}, kind: {$ref: "#/components/schemas/Kind"}}
    Job: {type: object, required: [id], properties: {id: {type: string}}}
"""


async def echo(request: Request) -> Response:
    return JSONResponse({"path": request.url.path})


@pytest.fixture(scope="module")
def other() -> Iterator[Server]:
    with serve(echo) as running:
        yield running


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory, other: Server) -> Iterator[Any]:
    folder = tmp_path_factory.mktemp("echo")
    spec = folder / "api.yaml"
    spec.write_text(dedent(DOCUMENT).replace("OTHER", f"{other.url}/base"), encoding="utf-8")
    arguments = ["generate", str(spec), "--package", "echo_api", "--output", str(folder), "--formatter", "none"]
    assert codegen(arguments) == 0
    sys.path.insert(0, str(folder))
    try:
        importlib.invalidate_caches()
        yield importlib.import_module("echo_api")
    finally:
        sys.path.remove(str(folder))


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serve(echo) as server:
        yield server


@pytest.fixture
def server(running: Server, other: Server) -> Server:
    running.received.clear()
    running.answer = echo
    other.received.clear()
    return running


@pytest.fixture
def client(package: Any, server: Server) -> Iterator[Any]:
    with package.Client(base_url=server.url, api_key="t0ken") as client:
        yield client


class TestParameters:
    def test_nothing_is_sent_for_what_is_left_out(self, client: Any, server: Server) -> None:
        client.things.get("a", date(2024, 1, 2))
        assert server.last.target == "/things/a/2024-01-02"
        assert not {"cookie", "x-trace", "x-flags"} & server.last.headers.keys()

    def test_all_of_them(self, client: Any, package: Any, server: Server) -> None:
        client.things.get(
            "a/b",
            date(2024, 1, 2),
            limit=5,
            tags=("x y", "z"),
            csv=[package.models.Kind.CAT, "b,c"],
            pipes=[1, 2],
            filter=package.models.Filter(class_=3),
            query={"a": [1]},
            after=None,
            since=datetime(2024, 1, 2, tzinfo=UTC),
            q="a/b?c&d",
            x_trace="t",
            x_flags=[True, False],
            session="s t",
            timeout=9,
        )
        path, _, query = server.last.target.partition("?")
        assert path == "/things/a%2Fb/2024-01-02"
        assert query.split("&") == [
            "limit=5",
            "tags=x%20y",
            "tags=z",
            "csv=cat,b%2Cc",
            "pipes=1%7C2",
            "filter%5Bclass%5D=3",
            "query=%7B%22a%22%3A%5B1%5D%7D",
            "since=2024-01-02T00%3A00%3A00Z",
            "q=a/b?c%26d",
            "timeout=9",
        ]
        headers = server.last.headers
        assert (headers["x-trace"], headers["x-flags"], headers["cookie"]) == ("t", "true,false", "session=s%20t")

    def test_label_matrix_and_json(self, client: Any, server: Server) -> None:
        client.things.styles(["a", "b/c"], {"R": 1}, {"k": "v"})
        assert server.last.target == "/labels/.a.b%2Fc/;matrix=R,1/%7B%22k%22%3A%22v%22%7D.txt"

    def test_a_query_in_the_path_key_is_sent(self, client: Any, server: Server) -> None:
        client.things.fixed(request_options={"extra_query": {"x": 1}})
        assert server.last.target == "/fixed?beta=true&x=1"

    @pytest.mark.parametrize("bad", ["a\nb", "a\r\nX-Evil: 1", "☃"])
    def test_a_header_argument_can_not_break_out(self, client: Any, server: Server, bad: str) -> None:
        with pytest.raises(ValueError, match="X-Trace"):
            client.things.get("a", date(2024, 1, 2), x_trace=bad)
        assert server.received == []


class TestBodies:
    @pytest.mark.parametrize("plain", [True, False])
    def test_json_of_a_model_or_a_dict(self, client: Any, package: Any, server: Server, plain: bool) -> None:
        body = {"class": 3, "kind": "cat"} if plain else package.models.Filter(class_=3, kind="cat")
        client.bodies.post_json(body)
        assert json.loads(server.last.body) == {"class": 3, "kind": "cat"}
        assert server.last.headers["content-type"] == "application/json"

    def test_null_is_not_nothing(self, client: Any, package: Any, server: Server) -> None:
        client.bodies.put_json()
        assert (server.last.body, "content-type" in server.last.headers) == (b"", False)
        client.bodies.put_json(body=None)
        assert (server.last.body, server.last.headers["content-type"]) == (b"null", "application/vnd.x+json")
        client.bodies.put_json(body=[package.models.Filter(name="a"), {"x": 1}])
        assert json.loads(server.last.body) == [{"name": "a"}, {"x": 1}]

    def test_a_form(self, client: Any, package: Any, server: Server) -> None:
        client.bodies.form(name="a&b c", tags=["x", "y"], filter=package.models.Filter(class_=1))
        assert server.last.body == b"name=a%26b%20c&tags=x,y&filter=%7B%22class%22%3A1%7D"
        assert server.last.headers["content-type"] == "application/x-www-form-urlencoded"

    def test_multipart(self, client: Any, server: Server, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes(b"path")
        client.bodies.upload(file=path, purpose="p", more=[b"1", ("n.png", io.BytesIO(b"2"), "image/png")])
        body = server.last.body
        boundary = server.last.headers["content-type"].removeprefix("multipart/form-data; boundary=").encode()
        parts = body.split(b"--" + boundary)[1:-1]
        assert [part.partition(b"\r\n\r\n")[2].removesuffix(b"\r\n") for part in parts] == [b"path", b"p", b"1", b"2"]
        assert b'name="file"; filename="a.txt"\r\nContent-Type: text/plain' in parts[0]
        assert b'name="more"; filename="n.png"\r\nContent-Type: image/png' in parts[3]

    def test_text_and_bytes_both_ways(self, client: Any, server: Server) -> None:
        server.answer = lambda request: Response("ä".encode(), media_type="text/plain; charset=utf-8")
        assert client.bodies.text("x;ü") == "ä"
        assert (server.last.body, server.last.headers["content-type"]) == ("x;ü".encode(), "text/csv; charset=utf-8")
        assert server.last.headers["accept"] == "text/plain"
        server.answer = lambda request: Response(b"\0\xff")
        assert client.bodies.bytes(b"\xff\0") == b"\0\xff"
        assert (server.last.body, server.last.headers["content-type"]) == (b"\xff\0", "application/octet-stream")


class TestAnswers:
    @pytest.mark.parametrize(
        ("status", "content", "kind"), [(200, b'[{"name": "a"}]', list), (202, b'{"id": "j"}', "Job"), (204, b"", None)]
    )
    def test_each_success_has_its_type(
        self, client: Any, package: Any, server: Server, status: int, content: bytes, kind: Any
    ) -> None:
        server.answer = lambda request: Response(content, status)
        found = client.answers.several()
        assert found is None if kind is None else type(found) is (package.models.Job if kind == "Job" else kind)
        if kind is list:
            assert type(found[0]) is package.models.Filter

    def test_errors_by_range_and_default(self, client: Any, package: Any, server: Server) -> None:
        for status, kind in ((404, package.models.Job), (500, package.models.Filter)):
            server.answer = lambda request, status=status: Response(b'{"id": "x"}', status)
            with pytest.raises(package.APIStatusError) as caught:
                client.answers.several()
            assert type(caught.value.body) is kind

    def test_wrong_items_of_a_list(self, client: Any, package: Any, server: Server) -> None:
        server.answer = lambda request: Response(b'[{}, {"class": "x"}]')
        with pytest.raises(package.APIDecodeError) as caught:
            client.answers.several()
        assert [problem.path for problem in caught.value.problems] == ["$[1].class"]


class TestCredentials:
    def all_of_them(self, package: Any, server: Server) -> Any:
        return package.Client(
            base_url=server.url, api_key="t", header="h", query="q&", cookie="c=+/", username="u", password="p"
        )

    def test_each_operation_gets_its_own(self, package: Any, server: Server) -> None:
        with self.all_of_them(package, server) as client:
            client.security.open()
            assert "authorization" not in server.last.headers
            client.security.maybe()
            assert server.last.headers["authorization"] == "Bearer t"
            client.security.both()
            assert server.last.target == "/both?key=q%26"
            headers = server.last.headers
            assert (headers["x-key"], headers["cookie"], "authorization" in headers) == ("h", "sid=c=+/", False)
            client.security.either()
            assert server.last.headers["authorization"] == "Basic dTpw"

    def test_the_alternative_that_is_there(self, client: Any, package: Any, server: Server) -> None:
        client.security.either()
        assert server.last.headers["authorization"] == "Bearer t0ken"
        with package.Client(base_url=server.url) as anonymous:
            anonymous.security.maybe()
        assert "authorization" not in server.last.headers

    def test_keys_in_query_and_cookie_are_in_no_error(self, package: Any, server: Server) -> None:
        server.answer = lambda request: Response(b"{}", 500)
        with package.Client(base_url=server.url, header="h", query="s3cret", cookie="s3cret") as client:
            with pytest.raises(package.InternalServerError) as caught:
                client.security.both()
            assert "s3cret" in server.last.target
            error = caught.value
            assert "s3cret" not in f"{error} {error!r} {vars(error)} {error.response.url}"

    @pytest.mark.parametrize("where", ["on_request", "on_response", "redirects"])
    def test_what_a_traceback_shows_holds_no_key(self, package: Any, server: Server, where: str) -> None:
        def fail(_: object) -> None:
            raise RuntimeError("mine")

        server.answer = lambda request: RedirectResponse("/again")
        hooks = {} if where == "redirects" else {where: fail}
        secrets = {"base_url": server.url, "header": "s3cret", "query": "s3cret", "cookie": "s3cret"}

        async def call() -> None:
            async with package.AsyncClient(**secrets, **hooks) as client:
                await client.security.both()

        with package.Client(**secrets, **hooks) as client:
            for failing in (client.security.both, lambda: asyncio.run(call())):
                with pytest.raises((RuntimeError, package.APIConnectionError)) as caught:
                    failing()
                for frame, _ in traceback.walk_tb(caught.value.__traceback__):
                    if frame.f_globals["__name__"].startswith(f"{package.__name__}."):
                        assert not [name for name, value in frame.f_locals.items() if "s3cret" in repr(value)]


class TestServers:
    @pytest.mark.usefixtures("server")
    def test_an_operation_server_gets_no_credentials(self, package: Any, other: Server) -> None:
        with package.Client(api_key="t0ken", headers={"X-Secret": "t0ken"}) as client:
            client.security.elsewhere(x_trace="mine", request_options={"extra_headers": {"X-Extra": "e"}})
        assert other.last.target == "/base/elsewhere"
        assert "t0ken" not in str(other.last)
        assert (other.last.headers["x-trace"], other.last.headers["x-extra"]) == ("mine", "e")

    @pytest.mark.usefixtures("server")
    def test_unless_the_caller_trusts_it(self, package: Any, other: Server) -> None:
        with package.Client(api_key="t0ken", trusted_origins=[other.url]) as client:
            client.security.elsewhere()
        assert other.last.headers["authorization"] == "Bearer t0ken"

    def test_the_callers_base_url_overrides_it(self, client: Any, server: Server, other: Server) -> None:
        client.security.elsewhere()
        assert server.last.target == "/elsewhere"
        assert server.last.headers["authorization"] == "Bearer t0ken"
        assert other.received == []

    def test_a_relative_server_is_overridden_too(self, client: Any, server: Server) -> None:
        client.security.relative()
        assert server.last.target == "/relative"

    def test_otherwise_it_stands_on_the_origin_of_the_api(self, package: Any) -> None:
        targets: list[str] = []

        def handle(request: httpx2.Request) -> httpx2.Response:
            targets.append(str(request.url))
            return httpx2.Response(200, json={})

        with httpx2.Client(transport=httpx2.MockTransport(handle)) as own, package.Client(http_client=own) as client:
            client.security.relative()
            client.things.fixed()
        assert targets == ["http://127.0.0.1:9/v2/relative", "http://127.0.0.1:9/fixed?beta=true"]


def test_the_http_library_is_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    (tmp_path / "api.yaml").write_text(dedent(DOCUMENT), encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text(
        '[tool.codegen.packages.echo_httpx]\nspec = "api.yaml"\noutput = "."\nhttp = "httpx"\nformatter = "none"\n'
        'api_key_env = "ECHO_KEY"\n'
    )
    monkeypatch.chdir(tmp_path)
    assert codegen(["generate"]) == 0
    program = (
        "import sys; from echo_httpx import Client, models; client = Client(base_url=sys.argv[1]);"
        "client.things.fixed(); client.close(); assert 'httpx' in sys.modules and 'httpx2' not in sys.modules"
    )
    environment = {"PYTHONPATH": str(tmp_path), "ECHO_KEY": "from-env"}
    subprocess.run([sys.executable, "-c", program, server.url], check=True, env=environment)
    assert server.last.headers["authorization"] == "Bearer from-env"
