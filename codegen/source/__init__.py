"""Reads the bytes of a YAML or JSON document into a tree of `Node`s, each of which knows its position.

    read_document → decode (UTF-8, size, control characters) → JSON reader or YAML reader → Node

Whatever is wrong with the bytes is a `SpecError` with a position; nothing here recurses with the document's depth.
"""

from __future__ import annotations

from codegen.diagnostics import SpecError
from codegen.source.json_reader import read_json
from codegen.source.node import MAX_DEPTH, JSONValue, Node
from codegen.source.scalars import resolve_plain
from codegen.source.text import NOT_YAML, decode, refuse
from codegen.source.yaml_reader import read_yaml

__all__ = ["MAX_DEPTH", "JSONValue", "Node", "read_document", "resolve_plain"]


def read_document(name: str, data: bytes) -> Node:
    """Read one document. `name` is the path to show to the user, and says whether the text may be JSON.

    Raises SpecError with every problem found when the bytes are no document.
    """
    source = decode(name, data)
    first = source.text.lstrip(" \t\r\n")[:1]
    if first in ("{", "[") or (first == "/" and name.endswith(".json")):  # a comment before the JSON
        if not name.endswith((".yaml", ".yml")):
            return read_json(source)
        # Any JSON is YAML 1.2 too, but libyaml doesn't join the surrogate pairs that JSON escapes are made of.
        try:
            return read_json(source)
        except SpecError:
            pass
    refuse(source, NOT_YAML)
    return read_yaml(source)
