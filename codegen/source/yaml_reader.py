"""Reads YAML 1.2 (core schema) into a tree of `Node`s.

The tree is built from parser events, one at a time and without recursion: libyaml's own composer recurses in C and takes the
process down on deep nesting. Plain scalars are resolved here by the rules of YAML 1.2.2, section 10.3.2, so `no`, `on` and
`2020-01-01` stay text. Beyond the core schema, merge keys (`<<`) are understood, since people write them.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from sys import intern
from typing import Any, cast

import yaml
from yaml import MarkedYAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from codegen.diagnostics import Source, SpecError
from codegen.source.findings import Findings
from codegen.source.node import MAX_DEPTH, Node
from codegen.source.scalars import PLAIN_STARTS, TAGS, resolve_plain, resolve_tagged
from codegen.source.yaml_anchors import Anchors, merge
from codegen.source.yaml_errors import syntax_problem

# libyaml knows YAML 1.1, where these characters end a line or are forbidden; YAML 1.2 takes them as ordinary text. They are
# replaced by stand-ins of the same length, so that offsets hold, and put back into every scalar.
_FOREIGN = ("\x85", "\u2028", "\u2029", "\ufeff")


def read_yaml(source: Source) -> Node:
    """Read a stream that holds exactly one document. Raises SpecError with every problem found."""
    text, restore = _with_stand_ins(source.text)
    collecting = gc.isenabled()
    gc.disable()  # nothing here is garbage yet, and looking for it would double the time
    try:
        return _Builder(source, restore).build(text)
    finally:
        if collecting:
            gc.enable()


def _with_stand_ins(text: str) -> tuple[str, dict[int, str]]:
    """The text as libyaml can read it, and the table that turns its scalars back (empty when nothing had to change)."""
    restore: dict[int, str] = {}
    candidate = 0x10FFFD
    for character in _FOREIGN:
        if character in text:
            while chr(candidate) in text:
                candidate -= 1
            text = text.replace(character, chr(candidate))
            restore[candidate] = character
            candidate -= 1
    return text, restore


def _events(text: str) -> Callable[[], Any]:
    """What returns the parser's next event, and raises YAMLError."""
    if hasattr(yaml, "CSafeLoader"):
        fast: Any = yaml.CSafeLoader(text)
        return cast(Callable[[], Any], fast.get_event)
    # PyYAML was built without libyaml. Its own parser is many times slower and, other than libyaml, takes any number as the code of
    # an escaped character.
    slow: Any = yaml.SafeLoader(text)

    def get_event() -> Any:
        try:
            event = slow.get_event()
            if isinstance(event, ScalarEvent):
                event.value.encode()
        except (ValueError, OverflowError):
            raise MarkedYAMLError(None, None, "found invalid Unicode character escape code", slow.get_mark()) from None
        return event

    return get_event


class _Builder:
    """One reading: the events of a document → its tree."""

    def __init__(self, source: Source, restore: dict[int, str]) -> None:
        self.source = source
        self.restore = restore
        self.findings = Findings(source)
        self.anchors = Anchors(self.findings)

    def build(self, text: str) -> Node:
        try:
            root = self._tree(_events(text))
        except yaml.YAMLError as error:
            self.findings.problems.append(syntax_problem(self.source, error))
            raise SpecError(tuple(self.findings.problems)) from None
        self.findings.raise_found()
        return root

    def _tree(self, get_event: Callable[[], Any]) -> Node:
        # One long loop with everything in local variables: this is where the time of reading a document goes.
        source, restore, stop = self.source, self.restore, self.findings.stop
        roots: list[Node] = []
        mapping: dict[str, Node] | None = None
        sequence: list[Node] = roots
        key: str | None = None
        key_start = -1
        open_nodes: list[tuple[Node, str | None]] = [(Node(roots, source, 0, 0), None)]
        plain: dict[str, None | bool | int | float | str] = {}
        merging: set[int] = set()
        while True:
            event = get_event()
            kind = event.__class__
            if kind is ScalarEvent:
                text = event.value
                start = event.start_mark.index
                if restore:
                    text = text.translate(restore)
                if key is None and mapping is not None:
                    key, key_start = intern(text), start
                    if event.tag is not None or event.anchor is not None:
                        self._scalar(event, text, start, event.end_mark.index)
                    if key in mapping:
                        self._duplicate(mapping, key, start, event.end_mark.index)
                    if key == "<<" and event.implicit[0]:
                        merging.add(id(mapping))
                    continue
                if event.tag is not None or event.anchor is not None:
                    node = self._scalar(event, text, start, event.end_mark.index)
                    node.key_start = key_start
                else:
                    value = text
                    if event.implicit[0] and text[:1] in PLAIN_STARTS:
                        if text not in plain:
                            plain[text] = self._plain(text, start)
                        value = plain[text]
                    node = Node(value, source, start, event.end_mark.index, key_start)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                node, anchor = open_nodes.pop()
                if node.end != node.start:  # set at the opening bracket
                    node.end = event.end_mark.index
                if merging and id(mapping) in merging:
                    merging.discard(id(mapping))
                    merge(node, self.findings)
                if anchor is not None:
                    self.anchors.define(anchor, node)
                around = open_nodes[-1][0].value
                if isinstance(around, dict):
                    mapping, key = around, None
                elif isinstance(around, list):
                    mapping, sequence = None, around
                continue
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                start = event.start_mark.index
                if key is None and mapping is not None:
                    stop("complex-key", "a key must be a scalar", start, start, "quote a text that begins with { or [")
                if len(open_nodes) > MAX_DEPTH:
                    stop("too-deep", f"the document nests more than {MAX_DEPTH} levels deep", start, start)
                if event.tag is not None:
                    self._collection_tag(event.tag, kind is MappingStartEvent, start)
                node = Node(None, source, start, start + 1 if event.flow_style else start, key_start)
                if event.anchor is not None:
                    self.anchors.open(event.anchor)
                open_nodes.append((node, event.anchor))
                if mapping is not None and key is not None:
                    mapping[key] = node
                else:
                    sequence.append(node)
                if kind is MappingStartEvent:
                    node.value = mapping = {}
                    key = None
                else:
                    node.value = sequence = []
                    mapping, key_start = None, -1
                continue
            elif kind is AliasEvent:
                start, end = event.start_mark.index, event.end_mark.index
                node = self.anchors.resolve(event.anchor, start, len(open_nodes) - 1)
                node.key_start = key_start
                if key is None and mapping is not None:
                    if not isinstance(node.value, str):
                        stop("complex-key", "a key must be text, and this alias stands for something else", start, end)
                    key, key_start = intern(node.value), start
                    if key in mapping:
                        self._duplicate(mapping, key, start, end)
                    continue
            elif kind is StreamEndEvent:
                if not roots:
                    stop("empty-document", "there is no document in this file", 0, 0)
                return roots[0]
            elif kind is DocumentStartEvent and roots:
                start, hint = event.start_mark.index, "keep one document in a file"
                stop("multiple-documents", "a second document begins here", start, start + 3, hint)
            else:  # the beginning of the stream, the beginning and the end of the document
                continue
            if mapping is not None and key is not None:
                mapping[key] = node
                key = None
            else:
                sequence.append(node)

    def _plain(self, text: str, start: int) -> None | bool | int | float | str:
        try:
            return resolve_plain(text)
        except ValueError as error:
            self.findings.add("not-json", str(error), start, start + len(text))
            return text

    def _scalar(self, event: ScalarEvent, text: str, start: int, end: int) -> Node:
        """A scalar with a tag or an anchor."""
        node = Node(text, self.source, start, end)
        if event.tag is None or event.tag == "!":
            if event.tag is None and event.implicit[0]:
                node.value = self._plain(text, start)
        elif event.tag not in TAGS:
            self._unknown_tag(event.tag, start)
        else:
            try:
                node.value = resolve_tagged(TAGS[event.tag], text)
            except ValueError as error:
                self.findings.add("bad-tag", str(error), start, end)
        if event.anchor is not None:
            self.anchors.define(event.anchor, node)
        return node

    def _collection_tag(self, tag: str, mapping: bool, start: int) -> None:
        if tag not in TAGS:
            self._unknown_tag(tag, start)
        elif TAGS[tag] != ("map" if mapping else "seq"):
            message = f"the value is tagged !!{TAGS[tag]} but is a {'mapping' if mapping else 'sequence'}"
            self.findings.add("bad-tag", message, start, start)

    def _unknown_tag(self, tag: str, start: int) -> None:
        shown = tag.replace("tag:yaml.org,2002:", "!!")
        begin = self.source.text.find("!", start)  # an anchor may stand before the tag
        written = self.source.text[begin : begin + len(tag) + len("!<>")].split(maxsplit=1)[0]
        hint = "an API document is plain data; remove the tag, or quote a text that begins with !"
        self.findings.add("unknown-tag", f"the tag {shown} is not allowed", begin, begin + len(written), hint)

    def _duplicate(self, mapping: dict[str, Node], key: str, start: int, end: int) -> None:
        first = Node(mapping, self.source, 0, 0).key_span(key)
        message = f"the key '{key}' is used twice in one mapping"
        self.findings.add("duplicate-key", message, start, end, None, ((first, "first used here"),))
