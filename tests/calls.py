"""Calls described once and made twice: by the client and by the async client of one small package, over a single connection each.

A connection that a call does not give back makes the next one fail: `play` ends with the pool idle, the server left alone and no task
running, or raises AssertionError.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final, Literal, TypeAlias

import httpx2

from codegen.cli import main as codegen
from tests.faults import FaultServer

KEY: Final = "sk-secret-0123456789"
DOCUMENT: Final = """
openapi: 3.1.0
info: {title: Things, version: "1"}
servers: [{url: "http://127.0.0.1:9"}]
security: [{bearer: []}, {query: []}, {cookie: []}]
paths:
  /read/{name}:
    parameters: &name [{name: name, in: path, required: true, schema: {type: string}}]
    get:
      operationId: read
      tags: [Things]
      responses: &thing
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
  /write/{name}:
    parameters: *name
    post:
      operationId: write
      tags: [Things]
      requestBody: {required: true, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: *thing
  /stream/{name}:
    parameters: *name
    get:
      operationId: stream
      tags: [Things]
      responses:
        "200": {description: Some., content: {text/event-stream: {schema: {$ref: "#/components/schemas/Thing"}}}}
  /lines/{name}:
    parameters: *name
    get:
      operationId: lines
      tags: [Things]
      responses:
        "200": {description: Some., content: {application/x-ndjson: {schema: {$ref: "#/components/schemas/Thing"}}}}
  /file/{name}:
    parameters: *name
    get:
      operationId: file
      tags: [Things]
      responses: {"200": {description: It., content: {application/octet-stream: {}}}}
    put:
      operationId: put
      tags: [Things]
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: *thing
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
    query: {type: apiKey, in: query, name: q_key}
    cookie: {type: apiKey, in: cookie, name: c_key}
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: integer}, text: {type: string}}}
"""

IMPATIENT: Final[dict[str, Any]] = {"timeout": (5.0, 0.3, 5.0, 5.0)}
"""Options of a call that is to wait in vain."""

Kind: TypeAlias = Literal["read", "raw", "opened", "write", "stream", "lines", "file", "put"]
"""A method of the document; or `read` by way of `with_raw_response` or `with_streaming_response`."""
Mode: TypeAlias = Literal["sync", "async"]


@dataclass(frozen=True)
class Call:
    """One method and the name of the script that it meets. A stream is left after `leave_after` items."""

    kind: Kind
    name: str
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    leave_after: int | None = None
    body: Any = None
    target: str = "file"

    def arguments(self, folder: Path) -> dict[str, Any]:
        given: dict[str, Any] = {"name": self.name, "request_options": self.options}
        if self.kind == "file":
            given["target"] = folder / self.target
        elif self.kind in ("write", "put"):
            given["body"] = {"id": 1} if self.body is None else self.body
        return given

    @property
    def method(self) -> str:
        return {"file": "file_to_file", "raw": "read", "opened": "read"}.get(self.kind, self.kind)

    def method_of(self, client: Any) -> Any:
        views = {"raw": "with_raw_response", "opened": "with_streaming_response"}
        resource = client.things
        return getattr(getattr(resource, views[self.kind]) if self.kind in views else resource, self.method)


@dataclass
class Outcome:
    """What came of a call: a value, the items of a stream, or the error, with the items before it."""

    value: Any = None
    items: list[Any] = field(default_factory=list[Any])
    error: Exception | None = None


@contextmanager
def things(folder: Path) -> Generator[ModuleType]:
    """The package, generated into the folder."""
    (folder / "things.yaml").write_text(DOCUMENT)
    arguments = ["generate", str(folder / "things.yaml"), "--package", "things", "--output", str(folder)]
    assert codegen([*arguments, "--formatter", "none", "--quiet"]) == 0
    sys.path.insert(0, str(folder))
    try:
        things = importlib.import_module("things")
        gc.freeze()  # what tests before these left is not looked through after each call
        yield things
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == "things"]:
            del sys.modules[name]


def play(
    mode: Mode,
    package: ModuleType,
    server: FaultServer,
    calls: Sequence[Call],
    folder: Path,
    http: Mapping[str, Any] | None = None,
    *,
    collect: bool = True,
    **settings: Any,
) -> list[Outcome]:
    """Makes the calls one after the other and returns what came of each. `http` are settings of the HTTP client."""
    defaults: dict[str, Any] = {
        "base_url": server.url,
        "api_key": KEY,
        "max_retries": 0,
        "timeout": 5.0,
    }
    settings = defaults | settings
    http = {"limits": httpx2.Limits(max_connections=1), "trust_env": False, "verify": False, **(http or {})}
    make = _play if mode == "sync" else _aplay
    outcomes = make(package, calls, folder, http, settings)
    if collect:
        gc.collect()  # what was forgotten says so by ResourceWarning, which is an error here
    server.wait_until_left()
    return outcomes


def _play(
    package: ModuleType, calls: Sequence[Call], folder: Path, options: dict[str, Any], settings: dict[str, Any]
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    with (
        httpx2.Client(**options) as http,
        package.Client(http_client=http, **settings) as client,
    ):
        for call in calls:
            outcome = Outcome()
            try:
                outcome.value = call.method_of(client)(**call.arguments(folder))
                if call.kind == "raw":
                    outcome.value = outcome.value.parse()
                elif call.kind == "opened":
                    with outcome.value as opened:
                        outcome.value = opened.parse()
                elif call.kind in ("stream", "lines"):
                    with outcome.value as stream:
                        for item in stream:
                            outcome.items.append(item)
                            if len(outcome.items) == call.leave_after:
                                break
            except Exception as error:
                outcome.error = error
            outcomes.append(outcome)
        assert idle(http)
    return outcomes


async def make_async(client: Any, call: Call, folder: Path, outcome: Outcome | None = None) -> None:
    """Makes one call of an async client."""
    outcome = outcome or Outcome()
    answered = call.method_of(client)(**call.arguments(folder))
    outcome.value = answered if call.kind == "opened" else await answered
    if call.kind == "raw":
        outcome.value = outcome.value.parse()
    elif call.kind == "opened":
        async with outcome.value as opened:
            outcome.value = await opened.parse()
    elif call.kind in ("stream", "lines"):
        async with outcome.value as stream:
            async for item in stream:
                outcome.items.append(item)
                if len(outcome.items) == call.leave_after:
                    break


def _aplay(
    package: ModuleType, calls: Sequence[Call], folder: Path, options: dict[str, Any], settings: dict[str, Any]
) -> list[Outcome]:
    outcomes: list[Outcome] = []

    async def run() -> None:
        async with (
            httpx2.AsyncClient(**options) as http,
            package.AsyncClient(http_client=http, **settings) as client,
        ):
            for call in calls:
                outcome = Outcome()
                try:
                    await make_async(client, call, folder, outcome)
                except Exception as error:
                    outcome.error = error
                outcomes.append(outcome)
            assert idle(http)
        assert asyncio.all_tasks() == {asyncio.current_task()}, asyncio.all_tasks()

    asyncio.run(run())
    return outcomes


def idle(http: Any) -> bool:
    """No connection of the HTTP client's pool serves a request."""
    return all(one.is_idle() or one.is_closed() for one in http._transport._pool.connections)
