"""The tree that both readers build: values, each with its offsets in the text, from which its `Span` is computed.

A `Node` keeps offsets only; lines and columns are worked out when somebody asks for a span, which is when there is a problem to
show. That keeps reading a document of several megabytes a matter of half a second.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from codegen.diagnostics import Source, Span

JSONValue: TypeAlias = "None | bool | int | float | str | list[JSONValue] | dict[str, JSONValue]"
NodeValue: TypeAlias = "None | bool | int | float | str | list[Node] | dict[str, Node]"

MAX_DEPTH = 200
"""How deep mappings and sequences may nest, aliases followed. Later stages may recurse over a document because of this."""

_QUOTES = ("'", '"')
_KEY = re.compile(r""" "(?:[^"\\\n]|\\.)*+" | '(?:[^'\n]|'')*+' """, re.VERBOSE)


class Node:
    """A value of a document and its place in the text. Treated as immutable once its reader is done.

    `value` holds nodes for a mapping (keys are the text of their scalars, so a YAML key `200` is `"200"`) and a sequence, and the
    plain value for everything else.
    """

    __slots__ = ("end", "key_start", "source", "start", "value")

    def __init__(self, value: NodeValue, source: Source, start: int, end: int, key_start: int = -1) -> None:
        self.value = value
        self.source = source
        self.start = start
        self.end = end
        self.key_start = key_start

    @property
    def span(self) -> Span:
        """Where the value stands. A value of several lines is shown by its first; a block mapping by its first key."""
        value = self.value
        if self.start == self.end and isinstance(value, dict):  # a block mapping
            for key, child in value.items():
                if child.key_start == self.start:
                    return self.key_span(key)
        return self.source.span(self.start, self.end)

    def key_span(self, key: str) -> Span:
        """Where `key` of this mapping stands; the span of the whole node when it has no such key."""
        value = self.value
        child = value.get(key) if isinstance(value, dict) else None
        if child is None or child.key_start < 0:
            return self.span
        start, source = child.key_start, child.source
        quoted = _KEY.match(source.text, start) if source.text[start : start + 1] in _QUOTES else None
        return source.span(start, quoted.end() if quoted else start + len(key))

    @property
    def written(self) -> str:
        """The text of a scalar: of a string itself, of another scalar as the document writes it, such as `1.0` or
        `0x10`; what stands before it on the line (an anchor, a tag) is left out."""
        if isinstance(self.value, str):
            return self.value
        words = self.source.text[self.start : self.end].split()
        return words[-1].strip("\"'") if words else ""

    def plain(self) -> JSONValue:
        """The value and everything in it as ordinary Python values, sharing nothing with the tree."""
        value = self.value
        if isinstance(value, dict):
            return {key: child.plain() for key, child in value.items()}
        if isinstance(value, list):
            return [child.plain() for child in value]
        return value

    def has_equal_value(self, other: Node) -> bool:
        """Whether both hold the same JSON, written alike (`1` is not `1.0`)."""
        mine, theirs = self.value, other.value
        if self is other:
            return True
        if isinstance(mine, dict) and isinstance(theirs, dict):
            return mine.keys() == theirs.keys() and all(node.has_equal_value(theirs[key]) for key, node in mine.items())
        if isinstance(mine, list) and isinstance(theirs, list):
            return len(mine) == len(theirs) and all(map(Node.has_equal_value, mine, theirs))
        return mine.__class__ is theirs.__class__ and mine == theirs

    def __repr__(self) -> str:
        span = self.span
        return f"<Node {type(self.value).__name__} at {span.source.name}:{span.line}:{span.column}>"
