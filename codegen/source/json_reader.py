"""Reads JSON (RFC 8259) into a tree of `Node`s.

A reader of its own, since the standard library's keeps no positions and takes duplicate keys and NaN. One regular expression reads
a whole member, so that the usual case costs one match; what it can't read is handed to `json_errors`, which says why.
"""

from __future__ import annotations

import gc
import json
import re
from sys import intern
from typing import NoReturn

from codegen.diagnostics import Source, SpecError
from codegen.source.findings import Findings
from codegen.source.json_errors import Expected, explain, explain_escape
from codegen.source.node import MAX_DEPTH, Node
from codegen.source.scalars import integer, real

_SPACE = r"[ \t\n\r]*+"
_STRING = r'"([^"\\\x00-\x1f]*+(?:\\.[^"\\\x00-\x1f]*+)*+)"'
_NUMBER = r"(-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][-+]?[0-9]++)?+)(?![0-9a-zA-Z.+-])"
_VALUE = rf"(?:{_STRING}|([{{\[])|{_NUMBER}|(true|false|null)\b)"
_MEMBER = re.compile(rf"{_SPACE}{_STRING}{_SPACE}:{_SPACE}{_VALUE}")
_ITEM = re.compile(rf"{_SPACE}(){_VALUE}")
_AFTER = re.compile(rf"{_SPACE}([,}}\]])")
_CLOSE = re.compile(rf"{_SPACE}[}}\]]")
_REST = re.compile(_SPACE)

# Groups of the expressions above: 1 is the key, one of the others the value.
_TEXT, _OPEN, _DIGITS = 2, 3, 4
_CONSTANTS = {"true": True, "false": False, "null": None}


def read_json(source: Source) -> Node:
    """Read one JSON value. Raises SpecError with every problem found."""
    collecting = gc.isenabled()
    gc.disable()  # nothing here is garbage yet, and looking for it would double the time
    try:
        return _Reader(source).read()
    finally:
        if collecting:
            gc.enable()


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings = Findings(source)

    def read(self) -> Node:
        # One long loop with everything in local variables: this is where the time of reading a document goes.
        source, text = self.source, self.source.text
        roots: list[Node] = []
        mapping: dict[str, Node] | None = None
        sequence = roots
        open_nodes = [Node(roots, source, 0, 0)]
        position = 0
        while True:
            key, key_start = "", -1
            found = _ITEM.match(text, position) if mapping is None else _MEMBER.match(text, position)
            if found is None:
                self._fail(position, Expected.ITEM if mapping is None else Expected.MEMBER, open_nodes)
            if mapping is not None:
                key, key_start = intern(found[1]), found.start(1) - 1
                if "\\" in key:
                    key = self._unescape(key, key_start)
                if key in mapping:
                    self._duplicate(mapping, key, found.end(1) + 1, key_start)
            group = found.lastindex or 0
            start, position = found.span(group)
            raw = found[group]
            if group == _TEXT:
                start, position = start - 1, position + 1
                node = Node(self._unescape(raw, start) if "\\" in raw else raw, source, start, position, key_start)
            elif group == _OPEN:
                node = Node(None, source, start, position, key_start)
            elif group == _DIGITS:
                node = Node(self._number(raw, start), source, start, position, key_start)
            else:
                node = Node(_CONSTANTS[raw], source, start, position, key_start)
            if mapping is None:
                sequence.append(node)
            else:
                mapping[key] = node
            if group == _OPEN:
                if len(open_nodes) > MAX_DEPTH:
                    self.findings.stop(
                        "too-deep", f"the document nests more than {MAX_DEPTH} levels deep", start, start + 1
                    )
                open_nodes.append(node)
                if raw == "{":
                    node.value = mapping = {}
                else:
                    node.value = sequence = []
                    mapping = None
                if _CLOSE.match(text, position) is None:
                    continue
            while True:
                if len(open_nodes) == 1:
                    return self._finish(roots[0], position)
                after = _AFTER.match(text, position)
                if after is None or (after[1] != "," and (after[1] == "}") != (mapping is not None)):
                    self._fail(position, Expected.COMMA, open_nodes)
                position = after.end()
                if after[1] == ",":
                    break
                open_nodes.pop().end = position
                around = open_nodes[-1].value
                if isinstance(around, dict):
                    mapping = around
                elif isinstance(around, list):
                    mapping, sequence = None, around

    def _finish(self, root: Node, position: int) -> Node:
        rest = _REST.match(self.source.text, position)
        end = rest.end() if rest else position
        if end < len(self.source.text):
            self.findings.stop("json-syntax", "something follows the end of the JSON value", end, end + 1)
        self.findings.raise_found()
        return root

    def _unescape(self, raw: str, quote: int) -> str:
        """The string whose text between quotes is `raw`; surrogate pairs are joined, a lone surrogate is kept."""
        try:
            return str(json.loads(f'"{raw}"'))
        except ValueError:
            self.findings.problems.append(explain_escape(self.source, raw, quote + 1))
            return raw

    def _number(self, raw: str, start: int) -> int | float:
        try:
            return integer(raw) if raw.lstrip("-").isdigit() else real(raw)
        except ValueError as error:
            self.findings.add("not-json", str(error), start, start + len(raw))
            return 0

    def _duplicate(self, mapping: dict[str, Node], key: str, end: int, start: int) -> None:
        first = Node(mapping, self.source, 0, 0).key_span(key)
        message = f"the key '{key}' is used twice in one object"
        self.findings.add("duplicate-key", message, start, end, None, ((first, "first used here"),))

    def _fail(self, position: int, expected: Expected, open_nodes: list[Node]) -> NoReturn:
        inside = open_nodes[-1] if len(open_nodes) > 1 else None
        self.findings.problems.append(explain(self.source, position, expected, inside))
        raise SpecError(tuple(self.findings.problems))
