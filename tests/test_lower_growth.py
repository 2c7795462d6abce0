"""What lowering costs as documents grow: function calls are counted, because a clock would tell how busy the machine is.

Each kind of document is small for what it once cost. Twice its size may take twice the calls, or four times as many
where each part has to be compared with each other part, and some more for dictionaries that are filled once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from codegen.diagnostics import Problems
from codegen.lower import Options, lower
from codegen.resolve import Workspace
from codegen.source import Node, read_document
from tests.steps import counted
from tests.test_lower_schemas import schemas

Schemas: TypeAlias = dict[str, Any]
LINEAR, SQUARE = 2.5, 4.6

LEAF: Schemas = {"type": "object", "properties": {"a": {"type": "string"}}}


def ref(name: str) -> Schemas:
    return {"$ref": f"#/components/schemas/{name}"}


def chain(size: int, link: Callable[[Schemas], Schemas]) -> Schemas:
    """C0 leads to C1, which leads to C2, and so on to a leaf."""
    return {f"C{i}": link(ref(f"C{i + 1}")) for i in range(size)} | {f"C{size}": LEAF}


def choice(size: int, variant: Callable[[int], Schemas], **more: object) -> Schemas:
    return {"U": {"oneOf": [ref(f"V{i}") for i in range(size)], **more}} | {f"V{i}": variant(i) for i in range(size)}


def record(required: dict[str, Schemas], **optional: Schemas) -> Schemas:
    return {"type": "object", "required": list(required), "properties": {**required, **optional}}


def circle(size: int, own: Callable[[int], Schemas]) -> Schemas:
    """Every union has all others among its variants, and one of its own: the document is a square of their number."""
    return {f"C{i}": {"anyOf": [ref(f"C{j}") for j in range(size) if j != i] + [own(i)]} for i in range(size)}


TEXT: Schemas = {"type": "string"}
KINDS: dict[str, tuple[Callable[[int], Schemas], int, float]] = {
    "references": (lambda n: chain(n, lambda next_: next_), 100, LINEAR),
    "nullable references": (lambda n: chain(n, lambda next_: {"oneOf": [next_, {"type": "null"}]}), 50, 3.2),
    "arrays of arrays": (lambda n: chain(n, lambda next_: {"type": "array", "items": next_}), 50, LINEAR),
    "one or several": (lambda n: chain(n, lambda next_: {"oneOf": [next_, {"type": "array", "items": next_}]}), 8, 5.0),
    "allOf twice": (lambda n: chain(n, lambda next_: {"allOf": [next_, {"allOf": [next_]}]}), 20, SQUARE),
    "variants alike": (lambda n: choice(n, lambda i: record({"a": TEXT}, b=TEXT)), 20, SQUARE),
    "variants with keys of their own": (lambda n: choice(n, lambda i: record({f"k{i}": {"const": "x"}})), 25, LINEAR),
    "optional keys": (lambda n: choice(n, lambda i: record({}, a=TEXT, **{f"k{i}": TEXT})), 25, SQUARE),
    "tags": (lambda n: choice(n, lambda i: record({"t": {"const": f"v{i}"}})), 50, LINEAR),
    "constants": (lambda n: {"U": {"oneOf": [{"const": f"v{i}"} for i in range(n)]}}, 100, LINEAR),
    "formats": (lambda n: {"U": {"oneOf": [{"type": "string", "format": f"f{i}"} for i in range(n)]}}, 50, LINEAR),
    "arrays alike": (
        lambda n: {"U": {"oneOf": [{"type": "array", "items": record({}, **{f"k{i}": TEXT})} for i in range(n)]}},
        15,
        SQUARE,
    ),
    "optional constants": (
        lambda n: choice(20, lambda i: record({}, **{f"t{j}": {"const": i % 3} for j in range(n)})),
        10,
        LINEAR,
    ),
    "mapping": (
        lambda n: choice(
            n,
            lambda i: record({"t": TEXT}),
            discriminator={"propertyName": "t", "mapping": {f"v{i}": ref(f"V{i}")["$ref"] for i in range(n)}},
        ),
        50,
        LINEAR,
    ),
    "unions of each other": (lambda n: circle(n, lambda i: record({f"k{i}": TEXT})), 10, 5.0),
    "unions of each other with properties": (
        lambda n: {name: {**union, "properties": {"x": TEXT}} for name, union in circle(n, lambda i: LEAF).items()},
        8,
        4.0,
    ),
    "the same choice twice": (
        lambda n: choice(n, lambda i: LEAF)
        | {"T": {"allOf": [{"anyOf": [ref(f"V{i}") for i in range(n)]}, {"anyOf": [ref(f"V{i}") for i in range(n)]}]}},
        20,
        SQUARE,
    ),
}


def calls_for(components: Schemas) -> int:
    """How many functions of Python are called to lower a document with these components."""
    text = json.dumps(
        {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": components}}
    )
    problems = Problems()

    def read(name: str) -> Node:
        return read_document(name, text.encode())

    workspace = Workspace("api.json", read("api.json"), read, problems)
    return counted(lambda: lower(workspace, problems, Options()))[1]


@pytest.mark.parametrize("kind", KINDS)
def test_twice_the_document_takes_few_times_the_calls(kind: str) -> None:
    build, size, factor = KINDS[kind]
    calls_for(build(2))  # what is made once for all documents
    once, twice = calls_for(build(size)), calls_for(build(2 * size))
    assert twice <= factor * once, (once, twice)


def test_comparisons_are_bounded() -> None:
    few, many = (calls_for(choice(size, lambda i: record({"a": TEXT}, b=TEXT))) for size in (200, 400))
    assert many < 2 * few
    found = schemas(json.dumps(choice(300, lambda i: record({"a": TEXT}, b=TEXT))))
    assert found.codes == ["overlapping-union"]
