"""Replaces aliases by nodes that share the anchored content, and merge keys by the keys that they stand for.

Aliases can make a small text stand for an endless tree, so what they add is counted as if each were written out, and the depth that
they lead to is limited like any other.
"""

from __future__ import annotations

from codegen.source.findings import Findings
from codegen.source.node import MAX_DEPTH, Node

MAX_ALIASED = 1_000_000
"""How many values aliases may add to a document."""


class Anchors:
    """The anchors of one document, as far as it was read."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.nodes: dict[str, Node | None] = {}
        """None while the anchored collection is still being read."""
        self.measures: dict[str, tuple[Node, int, int]] = {}
        """Anchor → the node it stood for when it was measured, how many values that holds and how deep it goes."""
        self.added = 0

    def open(self, anchor: str) -> None:
        """A collection with this anchor begins."""
        self.nodes[anchor] = None

    def define(self, anchor: str, node: Node) -> None:
        self.nodes[anchor] = node

    def resolve(self, anchor: str, start: int, depth: int) -> Node:
        """A node of its own for the alias at `start`, which `depth` levels are open around. Raises SpecError."""
        stop, end = self.findings.stop, start + 1 + len(anchor)
        if anchor not in self.nodes:
            message = f"no anchor &{anchor} stands before this alias"
            stop("unknown-alias", message, start, end, "quote a text that begins with *")
        target = self.nodes[anchor]
        if target is None:
            stop("recursive-alias", f"the alias *{anchor} stands inside what it refers to", start, end)
        measured, count, height = self.measures.get(anchor, (None, 0, 0))
        if measured is not target:
            count, height = _measure(target)
            self.measures[anchor] = (target, count, height)
        self.added += count
        if self.added > MAX_ALIASED:
            stop("alias-limit", f"aliases make the document grow by more than {MAX_ALIASED:,} values", start, end)
        if depth + height > MAX_DEPTH:
            stop("too-deep", f"with this alias the document nests more than {MAX_DEPTH} levels deep", start, end)
        return Node(target.value, target.source, target.start, target.end)


def merge(node: Node, findings: Findings) -> None:
    """Replace the merge key of a finished mapping by what it stands for: own keys win, then earlier ones (yaml.org/type/merge)."""
    own = node.value if isinstance(node.value, dict) else {}
    merged = own.pop("<<")
    whole: dict[str, Node] = {}
    for part in merged.value if isinstance(merged.value, list) else [merged]:
        if isinstance(part.value, dict):
            for key, child in part.value.items():
                whole.setdefault(key, child)
        else:
            message = "a merge key (<<) takes a mapping or a sequence of mappings"
            findings.add("bad-merge", message, merged.start, merged.end)
    node.value = {**whole, **own}


def _measure(target: Node) -> tuple[int, int]:
    """How many values `target` holds, itself included and aliases followed, and how many levels of collections."""
    count = height = 0
    waiting = [(target, 1)]
    while waiting and count <= MAX_ALIASED:
        node, depth = waiting.pop()
        count += 1
        if isinstance(node.value, dict | list):
            height = max(height, depth)
            children = node.value.values() if isinstance(node.value, dict) else node.value
            waiting.extend((child, depth + 1) for child in children)
    return count, height
