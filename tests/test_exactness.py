"""Numbers go back as they came, whatever a float can hold; data that was read can be written; ambiguous unions are decided once a place."""

from __future__ import annotations

import copy
import importlib
import json
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from codegen.cli import main as codegen

DOCUMENT = """
openapi: 3.1.0
info: {title: Measures, version: "1"}
paths: {}
components:
  schemas:
    Level: {type: integer, enum: [1, 2]}
    Measure:
      type: object
      required: [count]
      properties:
        count: {type: integer}
        ratio: {type: number}
        level: {$ref: "#/components/schemas/Level"}
        many: {type: array, items: {type: integer}}
        either: {oneOf: [{type: integer}, {type: string}]}
        inner-one: {$ref: "#/components/schemas/Measure"}
    Version: {type: object, properties: {version: {const: 2, default: 2.0}}}
    Nest:
      anyOf:
        - {type: array, items: {$ref: "#/components/schemas/Nest"}}
        - {type: array, items: {anyOf: [{$ref: "#/components/schemas/Nest"}, {type: boolean}]}}
        - {type: string}
    Tree:
      anyOf:
        - {type: object, required: [a], properties: {a: {$ref: "#/components/schemas/Tree"}, x: {type: integer}}}
        - {type: object, required: [a], properties: {a: {$ref: "#/components/schemas/Tree"}, x: {type: string}}}
"""


@pytest.fixture(scope="module")
def measures(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    folder: Path = tmp_path_factory.mktemp("measures")
    (folder / "measures.yaml").write_text(DOCUMENT)
    arguments = ["generate", str(folder / "measures.yaml"), "--package", "measures", "--output", str(folder), "-q"]
    assert codegen(arguments) == 0
    sys.path.insert(0, str(folder))
    yield importlib.import_module("measures")
    sys.path.remove(str(folder))
    for name in [name for name in sys.modules if name.partition(".")[0] == "measures"]:
        del sys.modules[name]


BEYOND = ["1e400", "-1E+400", "0.1234567890123456789", "1e-400", "12345678901234567.5", "1.00000000000000000001"]


def test_a_constant_is_spelled_as_its_type_whatever_its_default_is(measures: ModuleType) -> None:
    version = measures.models.Version()
    assert (version.to_json(), type(version.version)) == ('{"version": 2}', int)


@pytest.mark.parametrize("text", BEYOND)
def test_an_unknown_field_keeps_a_number_that_no_float_can_hold(measures: ModuleType, text: str) -> None:
    data = f'{{"count": 1, "new": {{"deep": [{text}, "{text}", {text}]}}}}'
    value = measures.models.Measure.from_json(data)
    assert value.to_json() == data
    for copied in (copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert copied.to_json() == data
    assert measures.models.Measure.from_dict(value.to_dict()).to_json() == data
    assert str(value.extra_fields["new"]["deep"][0]) == str(value.to_dict()["new"]["deep"][0])


@pytest.mark.parametrize("text", ["0.1", "-0.0", "1e22", "1.5e300", "0.30000000000000004", "5e-324", "1.10", "1e5"])
def test_a_number_that_a_float_holds_is_one(measures: ModuleType, text: str) -> None:
    value = measures.models.Measure.from_json(f'{{"count": 1, "new": {text}}}')
    assert type(value.extra_fields["new"]) is float
    assert json.loads(value.to_json())["new"] == float(text)


def test_a_field_of_type_number_is_a_float_and_goes_back_with_all_digits(measures: ModuleType) -> None:
    data = '{"count": 1, "ratio": 0.1234567890123456789}'
    value = measures.models.Measure.from_json(data)
    assert type(value.ratio) is float
    assert value.to_json() == data
    value.ratio = 2.5
    assert json.loads(value.to_json()) == {"count": 1, "ratio": 2.5}
    with pytest.raises(measures.DecodeError, match=r"^Measure: \$\.ratio: expected a number, got number 1e400$"):
        measures.models.Measure.from_json('{"count": 1, "ratio": 1e400}')
    kept = measures.models.Measure.from_json('{"count": 1, "ratio": 1e400}', on_mismatch="keep")
    assert kept.to_json() == '{"count": 1, "ratio": 1e400}'


@pytest.mark.parametrize("key", ["count", "level", "many", "either", "inner-one"])
def test_an_integer_with_a_point_is_an_integer_and_goes_back_as_it_came(measures: ModuleType, key: str) -> None:
    wrapped = {"many": [1, 2.0], "inner-one": {"count": 2.0}}
    data: dict[str, Any] = {"count": 3, "new": 1.0, key: wrapped.get(key, 2.0)}
    value = measures.models.Measure.from_dict(data)
    read = {
        "count": value.count,
        "level": value.level,
        "many": value.many and value.many[1],
        "either": value.either,
        "inner-one": value.inner_one and value.inner_one.count,
    }[key]
    assert isinstance(read, int)
    assert read == 2
    assert repr(measures.models.Measure.from_json(value.to_json()).to_dict()[key]) == repr(data[key])
    assert repr(value.to_dict()[key]) == repr(data[key])
    assert f"{json.dumps(key)}: {json.dumps(data[key])}" in value.to_json()
    if key == "count":
        value.count = 5
        assert value.to_dict() == {"count": 5, "new": 1.0}
    if key == "many":
        value.many.append(4)
        assert repr(value.to_dict()["many"]) == "[1, 2, 4]"


def test_a_fraction_is_no_integer(measures: ModuleType) -> None:
    with pytest.raises(measures.DecodeError, match=r"expected an integer, got number 1\.5"):
        measures.models.Measure.from_dict({"count": 1.5})


@pytest.mark.parametrize("nested", ['{"x": %s}', '{"inner-one": {"count": 1, "x": %s}}'])
def test_whatever_depth_is_read_can_be_written(measures: ModuleType, nested: str) -> None:
    said: set[str] = set()
    read = 0
    for depth in range(50, 1100, 7):
        text = nested.replace("{", '{"count": 1, ', 1) % ("[" * depth + "]" * depth)
        try:
            value = measures.models.Measure.from_json(text)
        except measures.DecodeError as error:
            said.add(error.problems[0].message)
        else:
            read += 1
            assert value.to_json() == text
    assert read
    assert said == {"nested deeper than the interpreter's recursion limit"} or sys.version_info >= (3, 12)


def test_what_is_too_deep_to_be_written_is_a_value_error(measures: ModuleType) -> None:
    value = measures.models.Measure(count=1)
    for _ in range(5000):
        value = measures.models.Measure(count=1, inner_one=value)
    with pytest.raises(ValueError, match=r"^Measure: nested deeper than the interpreter's recursion limit$"):
        value.to_json()


def steps(package: ModuleType, name: str, data: Any) -> int:
    """How many values are looked at while a named type is decoded."""
    findings = importlib.import_module(f"{package.__name__}._runtime.examine").Findings
    counted = 0

    def count(method: Any) -> Any:
        def counting(*given: Any) -> Any:
            nonlocal counted
            counted += 1
            return method(*given)

        return counting

    with pytest.MonkeyPatch.context() as patch:
        for method in ("row", "members", "keep"):
            patch.setattr(findings, method, count(getattr(findings, method)))
        getattr(importlib.import_module(f"{package.__name__}.codec"), f"decode_{name}")(data)
    return counted


def nest(depth: int) -> Any:
    value: Any = "5"
    for _ in range(depth):
        value = [value]
    return value


def tree(depth: int) -> Any:
    value: Any = {"a": 1}
    for _ in range(depth):
        value = {"a": value, "x": "text"}
    return value


@pytest.mark.parametrize(("name", "build"), [("nest", nest), ("tree", tree)])
def test_an_ambiguous_union_is_decided_once_a_place(measures: ModuleType, name: str, build: Any) -> None:
    few, many = (steps(measures, name, build(depth)) for depth in (12, 48))
    assert few > 0
    assert many <= 5 * few
