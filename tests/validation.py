"""An independent judge of JSON values: the schemas of an OpenAPI document as jsonschema-rs takes them."""

from __future__ import annotations

from typing import Any, cast

import jsonschema_rs

from codegen.source import read_document


class Judge:
    """Says whether values are what a component schema of the document asks for."""

    def __init__(self, document: bytes) -> None:
        plain = cast("dict[str, Any]", read_document("document", document).plain())
        self._components = as_2020_12(plain.get("components", {}))

    def complaints(self, pointer: str, value: object) -> list[str]:
        """What is wrong with a value, formats included."""
        schema = {"$ref": pointer, "components": self._components}
        validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
        return [f"{error.message} at {list(error.instance_path)}" for error in validator.iter_errors(value)]


def as_2020_12(node: object) -> Any:
    """OpenAPI 3.0's `nullable` and boolean exclusive bounds, spelled as JSON Schema 2020-12."""
    if isinstance(node, list):
        return [as_2020_12(item) for item in cast("list[object]", node)]
    if not isinstance(node, dict):
        return node
    schema: dict[str, Any] = {key: as_2020_12(value) for key, value in cast("dict[str, Any]", node).items()}
    for word, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(schema.get(word), bool) and schema.pop(word) and bound in schema:
            schema[word] = schema.pop(bound)
    if schema.get("nullable") is True:
        del schema["nullable"]
        return {"anyOf": [schema, {"type": "null"}]}
    return schema
