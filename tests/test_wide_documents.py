"""Documents with thousands of variants, values and properties in one place: their packages import and decode."""

from __future__ import annotations

import importlib
import json
import typing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from codegen.configuration import Settings
from codegen.pipeline import generate
from tests.golden import ROOT

WIDTH = 3000
"""More than the compiler takes of one `|` after the other."""


def document() -> bytes:
    numbers = range(WIDTH)
    variants = [{"$ref": f"#/components/schemas/V{number}"} for number in numbers]
    schemas: dict[str, Any] = {
        "Choice": {"oneOf": variants},
        "Holder": {
            "properties": {
                "choice": {"oneOf": [*variants, {"type": "null"}]},
                "constant": {"enum": [f"c{number}" for number in numbers] + [0.5]},
                "nested": {"type": "array", "items": {"$ref": "#/components/schemas/Choice"}},
            }
        },
        "Words": {"type": "string", "enum": [f"w{number}" for number in numbers]},
        "Numbers": {"type": "integer", "enum": list(numbers)},
        "Mixed": {"enum": [*(f"m{number}" for number in numbers), *numbers]},
        "Record": {"properties": {f"p{number}": {"type": "string"} for number in numbers}},
    }
    for number in numbers:
        tag = {"kind": {"const": f"k{number}"}}
        schemas[f"V{number}"] = {"type": "object", "required": ["kind"], "properties": tag}
    head = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}
    return json.dumps({**head, "components": {"schemas": schemas}}).encode()


@pytest.fixture(scope="module")
def wide(importable: Path) -> ModuleType:
    settings = Settings("wide_package", "document.json", formatter="none")
    text = document()
    for file in generate(settings, lambda _: text, str(ROOT / "templates")).package.files:
        path = importable / "wide_package" / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")
    return importlib.import_module("wide_package.models")


def test_a_wide_package_is_imported_and_decodes(wide: ModuleType) -> None:
    last = WIDTH - 1
    data = {"choice": {"kind": f"k{last}"}, "constant": f"c{last}", "nested": [{"kind": "k0"}, {"kind": "new"}]}
    holder = wide.Holder.from_dict(data)
    assert type(holder.choice).__name__ == f"V{last}"
    assert type(holder.nested[1]).__name__ == "UnknownVariant"
    assert holder.to_dict() == data
    assert wide.Record.from_dict({f"p{last}": "x"}).to_dict() == {f"p{last}": "x"}
    assert (wide.Words(f"w{last}").is_known, wide.Numbers(last).is_known) == (True, True)
    assert typing.get_type_hints(wide.Holder).keys() == {"choice", "constant", "nested"}
    assert len(typing.get_args(wide.Choice)) == WIDTH + 1
