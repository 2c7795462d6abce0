"""The README of a package: every block of code runs as it is printed, one after the other, against a server in memory."""

from __future__ import annotations

import importlib
import inspect
import logging
import re
import types
import typing
from collections.abc import Mapping
from functools import partialmethod
from pathlib import Path
from typing import Any

import httpx2
import pytest

from codegen.cli import main as codegen
from tests import golden

CASES = {case.name: case for case in golden.cases() if case.generates}
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the file that a README sends."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path


def run(readme: str, package: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Runs the blocks; returns what they leave behind, and the server as `_server`."""
    server = stand_in(package)
    client = importlib.import_module(f"{package}.client")

    def connect(**_: object) -> Any:
        return server

    for name in ("Client", "AsyncClient"):
        # For clients that are given no HTTP client, and in place of those that a block makes.
        made = getattr(client, name)
        monkeypatch.setattr(made, "__init__", partialmethod(made.__init__, http_client=server))
        monkeypatch.setattr(httpx2, name, connect)
    names: dict[str, Any] = {"__name__": "readme"}
    logger = logging.getLogger(package)
    level = logger.level
    try:
        for number, block in enumerate(BLOCK.findall(readme), 1):
            exec(compile(block, f"block {number}", "exec", dont_inherit=True), names)
    finally:
        logger.setLevel(level)
    return names | {"_server": server}


def stand_in(package: str) -> Any:
    """A server that answers every operation with what its method says it returns."""
    testing = importlib.import_module(f"{package}.testing")
    client = importlib.import_module(f"{package}.client")
    module = importlib.import_module(f"{package}._operations")
    operations = [each.name for each in vars(module).values() if type(each).__name__ == "Operation"]
    server = testing.FakeServer()
    server.on("POST /beta/things").answer({})
    api = client.Client(
        **({"base_url": "https://api.example.com"} if "base_url" in inspect.signature(client.Client).parameters else {})
    )
    for name in operations:
        resource, _, method = name.partition(".")
        group = getattr(api, resource)
        answer = server.on(name)
        streamed = getattr(group, f"{method}_stream", None)
        plain = made(testing, typing.get_type_hints(getattr(group, method))["return"])

        def handle(request: Any, plain: Any = plain, streamed: Any = streamed) -> Any:
            if streamed is not None and b'"stream":true' in request.content:
                return events(testing, typing.get_type_hints(streamed)["return"])
            return plain

        answer.handle(handle)
    return server


def made(testing: Any, hint: Any) -> Any:
    """An answer of a type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if getattr(origin, "__name__", "") == "Page":
        return made(testing, arguments[1])
    if getattr(origin, "__name__", "") == "Stream":
        return events(testing, hint)
    if origin in (types.UnionType, typing.Union):
        return made(testing, arguments[0])
    if origin is list:
        return [made(testing, arguments[0])]
    if origin is dict:
        return {"key": made(testing, arguments[1])}
    if hint is bytes:
        return b"\x89PNG"
    if hint in (str, int, float, bool):
        return {str: "text", int: b"1", float: b"1.5", bool: b"true"}[hint]
    if hint is type(None):
        return None
    return testing.example(hint) if isinstance(hint, type) and hasattr(hint, "from_json") else {}


def events(testing: Any, hint: Any) -> Any:
    """A stream of one item and the end."""
    item = made(testing, typing.get_args(hint)[0])
    text = item.to_json() if hasattr(item, "to_json") else "{}"
    return testing.FakeAnswer(f"data: {text}\n\ndata: [DONE]\n\n", headers={"content-type": "text/event-stream"})


def test_responses_api(place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    readme = (golden.ROOT / "generated" / "responses_api" / "README.md").read_text("utf-8")
    left = run(readme, "responses_api", monkeypatch)
    operations = [request.operation for request in left["_server"].requests]
    assert set(operations) == {"responses.get", "POST /beta/things"}
    assert operations.count("responses.get") >= 4
    printed = capsys.readouterr().out
    assert "unknown field at $" in printed
    assert "expected an object, got array" in printed
    assert len(left["server"].requests) == 2, "the test of the README itself shows a retry"


@pytest.mark.parametrize("name", CASES)
def test_golden_cases(name: str, packages: Mapping[str, Path], place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    golden.load(CASES[name], packages[name])
    readme = (packages[name] / "README.md").read_text("utf-8")
    blocks = "".join(BLOCK.findall(readme))
    assert f"from {name} import" in blocks
    # Beside each other in one folder, some packages would hide modules of the standard library.
    renamed = re.sub(rf"(?m)^from {name}\b", f"from {golden.PACKAGES}.{name}", readme)
    run(renamed, f"{golden.PACKAGES}.{name}", monkeypatch)


def test_every_pattern_is_shown(
    packages: Mapping[str, Path], place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "client_patterns"
    golden.load(CASES[name], packages[name])
    readme = (packages[name] / "README.md").read_text("utf-8")
    left = run(
        readme.replace(f"from {name}", f"from {golden.PACKAGES}.{name}"), f"{golden.PACKAGES}.{name}", monkeypatch
    )
    called = {request.operation for request in left["_server"].requests}
    assert called == {
        "pictures.get",
        "pictures.create",
        "painter.chat_stream",
        "pictures.list",
        "pictures.upload",
        "pictures.content",
        "POST /beta/things",
    }
    assert (place / "picture.png").read_bytes() == b"\x89PNG"
    printed = capsys.readouterr().out
    assert "Delta(" in printed
    assert "Picture(" in printed
    assert "4 bytes" in printed
    assert "models.NewPicture(" in readme
    assert 'client.pictures.create(title="…")' in readme


UPLOADS = """
openapi: 3.1.0
info: {title: Uploads, version: "1"}
paths:
  /check:
    post:
      operationId: check
      tags: [Files]
      requestBody:
        content:
          MEDIA:
            schema: {type: object, properties: {note: {type: string}, file: {type: string, format: binary}}}
      responses: {"204": {description: Fine.}}
"""


@pytest.mark.parametrize(
    ("media", "call"),
    [
        ("multipart/form-data", 'client.files.check(file=Path("picture.png"))'),
        ("image/png", 'client.files.check(Path("picture.png"))'),
    ],
)
def test_a_file_that_may_be_left_out_is_not(media: str, call: str, tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(UPLOADS.replace("MEDIA", media))
    arguments = ["generate", str(tmp_path / "api.yaml"), "--package", "uploads", "--output", str(tmp_path)]
    assert codegen([*arguments, "--formatter", "none", "--quiet", "--lenient"]) == 0
    assert call in (tmp_path / "uploads" / "README.md").read_text("utf-8")


def test_what_does_not_apply_is_not_shown() -> None:
    readme = (golden.ROOT / "generated" / "responses_api" / "README.md").read_text("utf-8")
    headings = re.findall(r"^## (.*)$", readme, re.MULTILINE)
    assert not {"Streams", "Pages", "Files"} & set(headings)
    assert {"Calling", "Errors and retries", "Models", "Testing your code"} <= set(headings)
