"""What the templates of `client.py` and `_operations.py` print is what black would print, at every width around the limit;
and each method passes what its operation sends."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import black
import pytest
from black.mode import TargetVersion

from codegen.cli import main as codegen
from codegen.formatting import declarations

MODULES = ("client.py", "_operations.py")
LENGTHS = (*range(2, 46, 2), 60, 80)


def operation(length: int) -> dict[str, Any]:
    """An operation whose names have that length, with a body that may be given by members, errors and security."""
    schema = {"type": "string", "nullable": True}
    members = {f"{'m' * length}{number}": schema for number in range(3)} | {"b": {"type": "string"}, "class": schema}
    body = {"type": "object", "required": ["b"], "properties": members}
    answer = {
        "description": "It.",
        "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{'S' * length}"}}},
    }
    return {
        "operationId": "o" * length,
        "tags": ["t" * length],
        "security": [{"k" * length: []}, {"other": [], "k" * length: []}],
        "parameters": [
            {"name": "p" * length, "in": "path", "required": True, "schema": {"type": "string"}},
            {
                "name": "q" * length,
                "in": "query",
                "schema": {"type": "array", "items": {"type": "string"}},
                "style": "pipeDelimited",
            },
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": answer, "404": answer, "default": answer},
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("widths")
    record = {"type": "object", "properties": {"a": {"type": "string"}}}
    photo: dict[str, Any] = {"200": {"description": "It.", "content": {"image/png": {}}}}
    paths: dict[str, Any] = {f"/{length}/{{{'p' * length}}}": {"post": operation(length)} for length in LENGTHS}
    for length in LENGTHS:
        paths[f"/photo/{length}"] = {"get": {"operationId": "f" * length, "tags": ["t" * length], "responses": photo}}
    document = {
        "openapi": "3.0.3",
        "info": {"title": "Widths", "version": "1"},
        "servers": [{"url": "https://example.com"}],
        "paths": paths,
        "components": {
            "schemas": {"S" * length: record for length in LENGTHS},
            "securitySchemes": {
                key: {"type": "http", "scheme": "bearer"} for key in ("other", *("k" * length for length in LENGTHS))
            },
        },
    }
    (folder / "api.json").write_text(json.dumps(document))
    arguments = [
        "generate",
        str(folder / "api.json"),
        "--package",
        "widths",
        "--output",
        str(folder),
        "--formatter",
        "none",
    ]
    assert codegen(arguments) == 0
    return folder / "widths"


@pytest.mark.parametrize("module", MODULES)
def test_black_would_change_nothing_that_fits(module: str, folder: Path) -> None:
    mode = black.Mode(target_versions={TargetVersion.PY311})
    printed = declarations.split((folder / module).read_text())
    fitting = [piece for piece in printed if not declarations.needs_formatting(piece)]
    assert len(fitting) > len(printed) / 2
    for piece in fitting:
        assert black.format_str(piece, mode=mode).strip("\n") == piece


def test_a_method_passes_what_its_operation_sends(folder: Path) -> None:
    taken = dict(sent(ast.parse((folder / "_operations.py").read_text())))
    passed = dict(requests(ast.parse((folder / "client.py").read_text())))
    assert passed == taken
    assert taken["tt_oo"] == {"pp", "qq", "body", "mm0", "mm1", "mm2", "b", "class_"}


def sent(module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Each operation, and the names of the arguments that it sends."""
    for statement in module.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Call):
            settings = {keyword.arg: keyword.value for keyword in statement.value.keywords}
            if "path" in settings:
                yield ast.unparse(statement.targets[0]), set(arguments(settings))


def arguments(settings: dict[str | None, ast.expr]) -> Iterator[str]:
    parameters = settings.get("parameters")
    for parameter in parameters.elts if isinstance(parameters, ast.Tuple) else ():
        assert isinstance(parameter, ast.Call)
        yield ast.literal_eval(parameter.args[-1])
    body = settings.get("body")
    if isinstance(body, ast.Call):
        yield ast.literal_eval(body.args[0]) if body.args else "body"
        members = {keyword.arg: ast.literal_eval(keyword.value) for keyword in body.keywords}
        for group in ("members", "optional_members", "nullable_members"):
            yield from (members.get("names", {}).get(key, key) for key in members.get(group, ()))


def requests(module: ast.Module) -> Iterator[tuple[str, set[str]]]:
    """Each operation that a method calls, and the names of the arguments that it passes."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "request":
            assert isinstance(node.func.value, ast.Attribute)
            yield node.func.value.attr, {keyword.arg or "" for keyword in node.keywords}
