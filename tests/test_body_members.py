"""JSON bodies that are objects: given whole, as a model or a dict, or member by member; sync and async, against a server on loopback."""

from __future__ import annotations

import asyncio
import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from codegen.cli import main as codegen
from tests.checkers import mypy, pyright
from tests.loopback import Server, serve

DOCUMENT = """
openapi: 3.1.0
info: {title: Members, version: "1"}
servers: [{url: "http://127.0.0.1:9"}]
paths:
  /pets/{id}:
    post:
      operationId: create
      tags: [Pets]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: kind, in: query, schema: {type: string}}
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses: &ok {"200": {description: It., content: {application/json: {}}}}
  /free:
    post:
      operationId: free
      tags: [Pets]
      requestBody: {required: true, content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}}
      responses: *ok
  /chat:
    post:
      operationId: chat
      tags: [Pets]
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [text], properties: {text: {type: string}, stream: {type: boolean}}}
      responses:
        "200":
          description: It.
          content: {application/json: {}, text/event-stream: {}}
  /speech:
    post:
      operationId: speech
      tags: [Pets]
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {target: {type: string}}}}}
      responses: {"200": {description: It., content: {audio/mpeg: {}}}}
  /event:
    post:
      operationId: event
      tags: [Pets]
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [type, a], properties: {type: {const: x}, a: {type: string}}}
      responses: *ok
  /optional:
    post:
      operationId: optional
      tags: [Pets]
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [a]
              properties: {a: {type: string}, b: {type: string}, c: {type: [string, "null"]}}
      responses: *ok
  /answer:
    post:
      operationId: answer
      tags: [Pets]
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {text: {type: string}, stream: {type: boolean}}}
      responses:
        "200":
          description: It.
          content: {application/json: {}, text/event-stream: {}}
  /large:
    post:
      operationId: large
      tags: [Pets]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties:
                a: {type: string, maxLength: 5, description: "The first\nof all. Nobody knows\nmore.\n\nReally."}
                b: {type: string, deprecated: true, description: No full stop}
                c: {}
                d: {type: string, deprecated: true, description: Deprecated. Use c instead.}
                e: {}
                f: {}
                g: {}
                h: {}
                i: {type: string, description: "- a list"}
      responses: *ok
  /huge:
    post:
      operationId: huge
      tags: [Pets]
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              properties: {PROPERTIES}
      responses: *ok
components:
  schemas:
    Pet:
      type: object
      required: [petName]
      properties:
        id: {type: string, readOnly: true}
        petName: {type: string, description: What it is called.}
        kind: {type: string}
        owner: {type: [string, "null"]}
        body: {type: integer}
        born: {type: string, format: date}
""".replace("PROPERTIES", ", ".join(f"m{number}: {{}}" for number in range(41)))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("members")
    (folder / "api.yaml").write_text(DOCUMENT)
    assert codegen(["generate", str(folder / "api.yaml"), "--package", "members", "--output", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def package(folder: Path) -> Iterator[Any]:
    sys.path.insert(0, str(folder))
    yield importlib.import_module("members")
    sys.path.remove(str(folder))


def answer(request: Request) -> Response:
    if request.url.path == "/speech":
        return Response(b"sound", media_type="audio/mpeg")
    if request.headers["accept"] == "text/event-stream":
        return Response("data: 1\n\n", media_type="text/event-stream")
    return JSONResponse({})


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with serve(answer) as server:
        yield server


@pytest.fixture(params=["sync", "async"])
def sent(request: pytest.FixtureRequest, package: Any, running: Server) -> Callable[..., Any]:
    """The body that a method sends."""

    def send(name: str, *args: Any, **kwargs: Any) -> Any:
        if request.param == "sync":
            with package.Client(base_url=running.url) as client:
                getattr(client.pets, name)(*args, **kwargs)
        else:

            async def run() -> None:
                async with package.AsyncClient(base_url=running.url) as client:
                    await getattr(client.pets, name)(*args, **kwargs)

            asyncio.run(run())
        return json.loads(running.last.body)

    return send


def test_whole_or_by_members(sent: Callable[..., Any], package: Any, running: Server) -> None:
    whole = {"petName": "Rex", "born": "2020-01-02"}
    assert sent("create", "1", whole) == whole
    assert sent("create", "1", body=package.models.Pet(pet_name="Rex")) == {"petName": "Rex"}
    born = package.models.Pet.from_dict(whole).born
    assert sent("create", "1", pet_name="Rex", born=born, body_body=1) == {**whole, "body": 1}
    assert running.last.target == "/pets/1"


def test_names_that_parameters_have(sent: Callable[..., Any], running: Server) -> None:
    assert sent("create", "1", pet_name="Rex", kind="query", body_kind="dog") == {"petName": "Rex", "kind": "dog"}
    assert running.last.target == "/pets/1?kind=query"


def test_presence(sent: Callable[..., Any], package: Any) -> None:
    assert sent("create", "1", pet_name="Rex") == {"petName": "Rex"}
    assert sent("create", "1", pet_name="Rex", owner=None, born=None) == {"petName": "Rex", "owner": None}
    assert sent("create", "1", pet_name="Rex", owner=package.OMIT) == {"petName": "Rex"}
    assert sent("free") == {}
    assert sent("free", a=0) == {"a": 0}


def test_mistakes(sent: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="petName"):
        sent("create", "1", born=None)
    with pytest.raises(TypeError, match="petName"):
        sent("create", "1", {"petName": "Rex"}, pet_name="Rex")
    with pytest.raises(TypeError, match="unknown"):
        sent("create", "1", pet_name="Rex", unknown=1)


def test_the_method_sets_the_switch(sent: Callable[..., Any]) -> None:
    assert sent("chat", text="?") == {"text": "?", "stream": False}
    assert sent("chat_stream", text="?") == {"text": "?", "stream": True}
    assert sent("chat_stream", {"text": "?"}) == {"text": "?", "stream": True}


def test_a_body_that_may_be_left_out(sent: Callable[..., Any], running: Server) -> None:
    assert sent("optional", a="x") == {"a": "x"}
    assert sent("optional", a="x", b=None, c=None) == {"a": "x", "c": None}
    assert sent("optional", body={"a": "x"}) == {"a": "x"}
    with pytest.raises(TypeError, match="'a'"):
        sent("optional", b="x")
    with pytest.raises(TypeError, match="so were members of it"):
        sent("optional", body={"a": "x"}, b="x")
    for nothing in ({}, {"body": None}, {"b": None}):
        with pytest.raises(json.JSONDecodeError):
            sent("optional", **nothing)
        assert running.last.body == b""
        assert "content-type" not in running.last.headers


def test_a_switch_in_a_body_that_may_be_left_out(sent: Callable[..., Any], running: Server) -> None:
    assert sent("answer", text="?") == {"text": "?", "stream": False}
    assert sent("answer_stream", text="?") == {"text": "?", "stream": True}
    assert sent("answer_stream") == {"stream": True}
    with pytest.raises(json.JSONDecodeError):
        sent("answer")
    assert running.last.body == b""


def test_of_many_members_little_is_said(sent: Callable[..., Any], package: Any) -> None:
    assert sent("large", a="x", i="y") == {"a": "x", "i": "y"}
    doc = inspect.getdoc(importlib.import_module("members.client").Pets.large) or ""
    assert "    a: The first of all.\n    b: No full stop. Deprecated.\n    c: Field of the body.\n" in doc
    assert "    d: Deprecated.\n" in doc
    assert "    i: Field of the body.\n" in doc


def test_downloads(sent: Callable[..., Any], tmp_path: Path) -> None:
    assert sent("speech_to_file", target="member", target_file=tmp_path / "a") == {"target": "member"}
    assert (tmp_path / "a").read_bytes() == b"sound"


def test_a_constant_goes_without_saying(sent: Callable[..., Any]) -> None:
    assert sent("event", a="1") == {"type": "x", "a": "1"}
    assert sent("event", a="1", type="x") == {"type": "x", "a": "1"}
    assert sent("event", {"a": "1"}) == {"a": "1"}
    with pytest.raises(TypeError, match="'a'"):
        sent("event")
    with pytest.raises(TypeError, match="so were members of it: type"):
        sent("event", {"a": "1"}, type="x")


def test_bodies_that_are_given_whole(package: Any) -> None:
    pets = importlib.import_module("members.client").Pets
    assert list(inspect.signature(pets.huge).parameters)[1:-1] == ["body"]
    assert "readOnly" not in str(inspect.signature(pets.create))
    assert "pet_name: What it is called." in (pets.create.__doc__ or "")


USER_CODE = """
from datetime import date
from typing import Any, assert_type

from . import OMIT, AsyncClient, Client, RawResponse, models


def use(client: Client) -> None:
    assert_type(client.pets.create("1", pet_name="Rex", owner=None, born=date.today()), Any)
    client.pets.create("1", {"petName": "Rex"}, kind="x")
    client.pets.create("1", models.Pet(pet_name="Rex"))
    client.pets.create("1", pet_name="Rex", owner=OMIT)
    client.pets.free()
    client.pets.optional()
    client.pets.optional(a="x", c=None)
    client.pets.optional(body={"a": "x"})
    client.pets.optional(b="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    client.pets.optional(body={}, a="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    assert_type(client.pets.speech(target="x"), bytes)
    assert_type(client.pets.with_raw_response.speech(target="x"), RawResponse[bytes])
    assert_type(client.pets.with_raw_response.speech({"target": "x"}), RawResponse[bytes])
    client.pets.create("1", kind="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    client.pets.create("1", {}, pet_name="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    client.pets.with_raw_response.speech(targets=1)  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]


async def use_async(client: AsyncClient) -> None:
    assert_type(await client.pets.speech(target="x"), bytes)
    assert_type(await client.pets.with_raw_response.speech(target="x"), RawResponse[bytes])
    async with client.pets.with_streaming_response.speech(target="x") as response:
        assert_type(await response.parse(), bytes)
"""


@pytest.mark.parametrize("check", [mypy, pyright])
def test_types(folder: Path, package: Any, check: Callable[[Path], str]) -> None:
    user = folder / "members" / "user.py"
    user.write_text(dedent(USER_CODE))
    try:
        assert check(folder / "members") == ""
    finally:
        user.unlink()
