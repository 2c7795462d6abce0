"""The types that `type` may name in JSON Schema, and words of other languages that are found there by mistake."""

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


TYPE_NAMES = tuple(kind.value for kind in JSONType)

FILES = ("file", "binary")
"""OpenAPI 2.0 had a type for files, and so do other languages."""

ANYTHING = ("any", "mixed")
"""Words for values of every type, which JSON Schema says by no `type`."""

_MEANT = {kind.value: kind for kind in JSONType} | {
    word: kind
    for kind, words in {
        JSONType.STRING: "str text date datetime date-time time uuid uri url email byte char password",
        JSONType.INTEGER: "int int32 int64 long short",
        JSONType.NUMBER: "float double decimal",
        JSONType.BOOLEAN: "bool",
        JSONType.ARRAY: "list",
        JSONType.OBJECT: "dict map hash json",
    }.items()
    for word in words.split()
}


def named(word: str) -> JSONType | None:
    """The type that a word stands for, in whatever case; None where it says none."""
    return JSONType.STRING if word in FILES else _MEANT.get(word.lower())
