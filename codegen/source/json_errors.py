"""Explains why a text is not JSON at a given place."""

from __future__ import annotations

import re
from enum import Enum

from codegen.diagnostics import Problem, Severity, Source, Span
from codegen.source.node import Node


class Expected(Enum):
    """What the reader was looking for."""

    MEMBER = "a key in double quotes"
    ITEM = "a value"
    COMMA = "a comma"


_SPACE = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+"')
_UNFINISHED = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*+')
_NUMBER_LIKE = re.compile(r"[-+.]?[0-9][0-9a-zA-Z.+-]*|[-+.][0-9a-zA-Z.+-]*")
_WORD = re.compile(r"[^\s\"'{}\[\],:/]+")
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|[\"\\/bfnrt])|(\\(?:u[0-9a-fA-F]{0,3}|.?))", re.DOTALL)

_NAMED_CONSTANTS = {
    "True": "true",
    "False": "false",
    "None": "null",
    "undefined": "null",
    "nil": "null",
    "NULL": "null",
    "TRUE": "true",
    "FALSE": "false",
}


def explain(source: Source, position: int, expected: Expected, inside: Node | None) -> Problem:
    """Why nothing of the kind `expected` stands at `position`. `inside` is the object or array that is open there."""
    text = source.text
    begin = _skip(text, position)
    if expected is Expected.MEMBER and (key := _STRING.match(text, begin)):
        colon = _skip(text, key.end())
        if text[colon : colon + 1] != ":":
            return _problem(source, colon, colon + 1, "a colon and a value must follow the key")
        begin, expected = _skip(text, colon + 1), Expected.ITEM
    character = text[begin : begin + 1]
    kind = "object" if inside is not None and isinstance(inside.value, dict) else "array"
    opened: tuple[tuple[Span, str], ...] = ()
    if inside is not None:
        opened = ((source.span(inside.start, inside.start + 1), f"the {kind} begins here"),)
    if not character:
        return _problem(source, begin, begin, f"the text ends inside this {kind}", None, opened)
    if expected is Expected.COMMA and character in "}]":
        return _problem(source, begin, begin + 1, f"{character} does not close this {kind}", None, opened)
    if text.startswith(("//", "/*"), begin) or character == "#":
        return _problem(source, begin, begin + 1, "JSON has no comments", "remove it, or write the document in YAML")
    if expected is Expected.COMMA:
        return _problem(source, begin, begin + 1, f"a comma or the end of the {kind} must stand here", None, opened)
    if character in "}]" and text[:position].endswith(","):
        return _problem(source, position - 1, position, "a comma after the last entry is not JSON", "remove the comma")
    return _bad_value(source, begin, expected)


def explain_escape(source: Source, raw: str, start: int) -> Problem:
    """Which escape in the string text `raw`, which stands at `start`, is none of JSON's."""
    for found in _ESCAPE.finditer(raw):
        if found[1] is not None:
            hint = 'JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hexadecimal digits'
            return _problem(
                source, start + found.start(), start + found.end(), f"{found[1]} is no escape of JSON", hint
            )
    return _problem(source, start, start + len(raw), "the string can't be read")


def _bad_value(source: Source, begin: int, expected: Expected) -> Problem:
    text, character = source.text, source.text[begin]
    if character == '"':
        stop = _UNFINISHED.match(text, begin)
        end = stop.end() if stop else begin + 1
        if text[end : end + 1] == "\t":
            return _problem(source, end, end + 1, "a tab stands in a string", "write it as \\t")
        return _problem(
            source, begin, end, "the string does not end on its line", 'add the ", or write a line end as \\n'
        )
    if character == "'":
        return _problem(source, begin, begin + 1, "JSON strings stand in double quotes")
    if word := _WORD.match(text, begin):
        name, end = word[0], word.end()
        if expected is Expected.MEMBER:
            return _problem(source, begin, end, "a key must stand in double quotes")
        if name.lstrip("+-") in ("NaN", "Infinity"):
            return _problem(source, begin, end, f"{name} is not a JSON value", code="not-json")
        if _NUMBER_LIKE.fullmatch(name):
            hint = "no leading zeros or plus sign; digits on both sides of the point"
            return _problem(source, begin, end, f"{_short(name)} is not a JSON number", hint)
        if name in _NAMED_CONSTANTS:
            return _problem(source, begin, end, f"{name} is not a JSON value", f"write {_NAMED_CONSTANTS[name]}")
        return _problem(source, begin, end, f"{_short(name)} is not a JSON value", "text stands in double quotes")
    return _problem(source, begin, begin + 1, f"{expected.value} must stand here, not {character}")


def _problem(
    source: Source,
    start: int,
    end: int,
    message: str,
    hint: str | None = None,
    related: tuple[tuple[Span, str], ...] = (),
    code: str = "json-syntax",
) -> Problem:
    return Problem(Severity.ERROR, code, message, source.span(start, end), hint, related)


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
