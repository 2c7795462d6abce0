"""The words of JSON Schema's `type`."""

from __future__ import annotations

from enum import Enum


class JSONType(Enum):
    """A JSON type as the keyword `type` names it; INTEGER is a number without a fraction."""

    NULL = "null"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    NUMBER = "number"
    STRING = "string"
    ARRAY = "array"
    OBJECT = "object"
