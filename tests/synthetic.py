"""Documents of any size, made up: objects that refer to each other, enums, unions with and without a tag, lists and maps, and an
operation for every tenth schema. Long words make lines
that have to be split."""

from __future__ import annotations

from typing import Any

_PROSE = (
    "What the caller has to know about it, at such length that it has to be wrapped when it becomes a docstring "
    "of a class or of a field, and then some more."
)


def document(schemas: int, word: str = "Item", key: str = "value", text: str = "state") -> dict[str, Any]:
    """An OpenAPI document of `schemas` component schemas. `word` begins their names, `key` those of properties, and `text` the values
    of enums."""
    names = [f"{word}{number}" for number in range(schemas)]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Made up", "version": "1"},
        "paths": {
            f"/things/{number}/{{id}}": _path(name, f"{key}_{number}")
            for number, name in enumerate(names)
            if number % 10 == 0
        },
        "components": {
            "schemas": {name: _schema(number, names, key, text) for number, name in enumerate(names)},
        },
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schema(number: int, names: list[str], key: str, text: str) -> dict[str, Any]:
    """The schema of that number, by turns of ten: seven objects, an enum, a union by tag and a union by shape."""
    start = number - number % 10
    near = [names[(start + step) % len(names)] for step in range(7)]
    match number % 10:
        case 7:
            return {"type": "string", "enum": [f"{text}-{step}" for step in range(8)], "description": _PROSE}
        case 8:
            return {"oneOf": [_ref(name) for name in near[:3]]}
        case 9:
            return {"type": ["string", "integer", "array"], "items": _ref(near[4])}
        case step:
            return _object(number, step, names, near, key, text)


def _object(number: int, step: int, names: list[str], near: list[str], key: str, text: str) -> dict[str, Any]:
    enum = names[min(number - step + 7, len(names) - 1)]
    return {
        "type": "object",
        "description": _PROSE,
        "required": ["type", f"{key}_id", f"{key}_created"],
        "properties": {
            "type": {"const": f"{text}.{number}"},
            f"{key}_id": {"type": "string", "description": _PROSE},
            f"{key}_created": {"type": "integer"},
            f"{key}_state": _ref(enum),
            f"{key}_next": {"anyOf": [_ref(near[(step + 1) % 7]), {"type": "null"}]},
            f"{key}_parts": {"type": "array", "items": _ref(near[(step + 2) % 7])},
            f"{key}_by_name": {"type": "object", "additionalProperties": _ref(near[(step + 3) % 7])},
            f"{key}_either": {"oneOf": [_ref(near[(step + 4) % 7]), _ref(near[(step + 5) % 7]), {"type": "string"}]},
            f"{key}_kind": {"type": "string", "enum": [f"{text}-a", f"{text}-b", f"{text}-c"], "default": f"{text}-a"},
            f"{key}_ratio": {"type": ["number", "null"], "minimum": 0},
            f"{key}_rows": {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
            f"{key}-renamed": {"type": "boolean"},
        },
    }


def _path(name: str, key: str) -> dict[str, Any]:
    body = {"application/json": {"schema": _ref(name)}}
    return {
        "post": {
            "operationId": f"send {name}",
            "tags": ["Things"],
            "summary": _PROSE,
            "parameters": [
                {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                {"name": key, "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
            ],
            "requestBody": {"required": True, "content": body},
            "responses": {"200": {"description": "Done", "content": body}},
        }
    }
