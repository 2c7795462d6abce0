"""Short phrases for the docs, from the keywords of a schema that restrict its values but have no part in their type.

`minimum: 0` → `minimum 0`, `not: {type: string}` → `not {"type": "string"}`. A value of the wrong type is a warning and gives no
phrase.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TypeAlias

from codegen.document.access import Access
from codegen.source import Node

Check: TypeAlias = Callable[[Node, Access], str | None]

_LONGEST = 80


def number_text(node: Node) -> str | None:
    """A JSON number as text; None when the node is none."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return str(value) if isinstance(value, int) else repr(value)


def whole_number(node: Node) -> int | None:
    """A whole number of at least 0, such as a length; None when the node is none."""
    value = node.value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != int(value) or value < 0:
        return None
    return int(value)


def compact(node: Node) -> str:
    """A value as JSON on one line, cut where it gets long."""
    text = json.dumps(node.plain(), ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _number(keyword: str, words: str) -> Check:
    def check(node: Node, access: Access) -> str | None:
        text = number_text(node)
        if text is None:
            access.ignored(node, f"`{keyword}`", "a number")
            return None
        return f"{words} {text}"

    return check


def _bound(keyword: str, words: str) -> Check:
    number = _number(keyword, words)

    def check(node: Node, access: Access) -> str | None:
        # A boolean is OpenAPI 3.0's spelling, which changes the phrase of the other bound.
        return None if isinstance(node.value, bool) else number(node, access)

    return check


def _count(keyword: str, words: str) -> Check:
    def check(node: Node, access: Access) -> str | None:
        number = whole_number(node)
        if number is None:
            access.ignored(node, f"`{keyword}`", "a whole number of at least 0")
            return None
        return f"{words} {number}"

    return check


def _string(keyword: str, words: str) -> Check:
    def check(node: Node, access: Access) -> str | None:
        if not isinstance(node.value, str):
            access.ignored(node, f"`{keyword}`", "a string")
            return None
        return f"{words} {node.value}"

    return check


def _unique(node: Node, access: Access) -> str | None:
    if not isinstance(node.value, bool):
        access.ignored(node, "`uniqueItems`", "a boolean")
        return None
    return "unique items" if node.value else None


def _schema(keyword: str, words: str) -> Check:
    def check(node: Node, access: Access) -> str | None:
        if not isinstance(node.value, (dict, bool)):
            access.ignored(node, f"`{keyword}`", "a schema")
            return None
        return f"{words} {compact(node)}"

    return check


def _mapping(keyword: str, words: str) -> Check:
    def check(node: Node, access: Access) -> str | None:
        if not isinstance(node.value, dict):
            access.ignored(node, f"`{keyword}`", "a mapping")
            return None
        return f"{words} {compact(node)}"

    return check


CHECKS: Mapping[str, Check] = {
    "minimum": _number("minimum", "minimum"),
    "maximum": _number("maximum", "maximum"),
    "exclusiveMinimum": _bound("exclusiveMinimum", "exclusive minimum"),
    "exclusiveMaximum": _bound("exclusiveMaximum", "exclusive maximum"),
    "multipleOf": _number("multipleOf", "multiple of"),
    "minLength": _count("minLength", "minimum length"),
    "maxLength": _count("maxLength", "maximum length"),
    "pattern": _string("pattern", "pattern"),
    "minItems": _count("minItems", "minimum items"),
    "maxItems": _count("maxItems", "maximum items"),
    "uniqueItems": _unique,
    "minProperties": _count("minProperties", "minimum properties"),
    "maxProperties": _count("maxProperties", "maximum properties"),
    "contains": _schema("contains", "contains"),
    "minContains": _count("minContains", "minimum contained items"),
    "maxContains": _count("maxContains", "maximum contained items"),
    "propertyNames": _schema("propertyNames", "keys are"),
    "not": _schema("not", "not"),
    "if": _schema("if", "if"),
    "then": _schema("then", "then"),
    "else": _schema("else", "else"),
    "dependentRequired": _mapping("dependentRequired", "required together"),
    "dependentSchemas": _mapping("dependentSchemas", "depends"),
    "contentEncoding": _string("contentEncoding", "content encoding"),
    "contentMediaType": _string("contentMediaType", "content media type"),
    "contentSchema": _schema("contentSchema", "content"),
}
