"""Reads JSON data straight from the shapes of a package's `_schema.py`: an independent judge of what its compiled codecs refuse, and where.

It interprets where the package compiles, shares no code with it, and is meant to be read beside the docstrings of `_runtime/schema.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

NOT_JSON = "no JSON value"


def kind_of(value: Any) -> str:
    """The JSON type of a value; a number without a fraction is an integer."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return NOT_JSON if value - value != 0 else "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
        case dict():
            return "object"
        case _:
            return NOT_JSON


def among(value: Any, constants: tuple[Any, ...]) -> bool:
    return any(value == one and isinstance(value, bool) is isinstance(one, bool) for one in constants)


class Oracle:
    """`schema` and `values` are modules of the runtime of the package; its shapes are known by the names of their classes."""

    def __init__(self, schema: ModuleType, values: ModuleType) -> None:
        self.schema, self.refusal = schema, values.Mismatch

    def refused(self, shape: Any, data: Any) -> list[str]:
        """The paths of everything in the data that does not fit the shape."""
        return [*self._check(shape, data, "$")]

    def _check(self, shape: Any, data: Any, path: str) -> Iterator[str]:
        kind = kind_of(data)
        match type(shape).__name__:
            case "Is":
                if kind not in shape.kinds:
                    yield path
                elif shape is self.schema.ANY:
                    yield from self._inside(shape, data, path)
            case "Text":
                if kind != "string" or not self._takes(shape.parse, data):
                    yield path
            case "OneOf":
                if not among(data, shape.constants):
                    yield path
            case "Maybe":
                if data is not None:
                    yield from self._check(shape.inner, data, path)
            case "Items":
                yield from self._inside(shape.item, data, path) if kind == "array" else [path]
            case "Values":
                yield from self._inside(shape.value, data, path) if kind == "object" else [path]
            case "Row":
                yield from self._row(shape, data, path) if kind == "array" else [path]
            case "Fields":
                yield from self._fields(shape, data, path) if kind == "object" else [path]
            case "Union":
                kinds = shape.kinds
                # A number without a fraction is read as the variant for numbers where there is one for it.
                if (kind == "integer" and isinstance(data, float) and "number" in kinds) or (
                    kind == "integer" and "integer" not in kinds
                ):
                    kind = "number"
                if kind in kinds:
                    yield from self._choice(kinds[kind], shape.open, data, path)
                else:
                    is_kept = shape.open and data is not None
                    yield from self._check(self.schema.ANY, data, path) if is_kept else [path]
            case _:
                yield from self._check(self.schema.meaning(shape), data, path)

    def _takes(self, parse: Any, data: str) -> bool:
        try:
            parse(data)
        except self.refusal:
            return False
        return True

    def _inside(self, inner: Any, data: Any, path: str) -> Iterator[str]:
        if kind_of(data) in ("array", "object"):
            for key in data if kind_of(data) == "object" else range(len(data)):
                yield from self._check(inner, data[key], below(path, key))

    def _row(self, row: Any, data: list[Any], path: str) -> Iterator[str]:
        if len(data) < row.least or (row.rest is None and len(data) > len(row.items)):
            yield path
        for index, value in enumerate(data):
            shape = row.items[index] if index < len(row.items) else row.rest
            if shape is not None:
                yield from self._check(shape, value, below(path, index))

    def _fields(self, shape: Any, data: dict[str, Any], path: str) -> Iterator[str]:
        for key, field in shape.fields.items():
            if key not in data and field.is_required:
                yield below(path, key)
            elif key in data and (field.is_required or data[key] is not None):
                yield from self._check(field.shape, data[key], below(path, key))
        for key in data.keys() - shape.fields.keys():
            yield from self._check(shape.extra, data[key], below(path, key))

    def _choice(self, choice: Any, is_open: bool, data: Any, path: str) -> Iterator[str]:
        match type(choice).__name__:
            case "ByTag" | "ByValue" as how:
                value = data.get(choice.key) if how == "ByTag" else data
                cases = choice.cases.items() if hasattr(choice.cases, "items") else choice.cases
                found = [branch for constant, branch in cases if among(value, (constant,))]
            case "ByKeys":
                found = [branch for keys, branch in choice.cases if data.keys() >= {*keys}]
            case "AnyOf":
                tried = [[*self._check(shape, data, path)] for shape in choice.shapes]
                yield from [] if is_open else min(tried, key=len, default=[path])
                return
            case _:
                yield from self._check(choice, data, path)
                return
        yield from self._choice((*found, choice.otherwise)[0], is_open, data, path)


def below(path: str, key: str | int) -> str:
    if isinstance(key, str):
        return f"{path}.{key}" if key.isidentifier() else f"{path}[{key!r}]"
    return f"{path}[{key}]"
