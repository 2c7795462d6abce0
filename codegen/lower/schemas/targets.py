"""What a `$ref`, `$dynamicRef` or `$recursiveRef` of a schema leads to."""

from __future__ import annotations

from codegen.document.access import Place, unescape_pointer
from codegen.document.keywords import CHECKS
from codegen.document.schema import Schema
from codegen.resolve import Workspace

REFERENCES = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})
COMPOSING = REFERENCES | {"allOf", "oneOf", "anyOf"}
"""Keywords that bring in other schemas."""
HARMLESS = frozenset(CHECKS) | {"type", "format"}
"""Keywords that may stand beside a reference without making it another type."""


class ReferenceTargets:
    """Finds the targets of references; each dynamic reference and each ignored keyword is reported once."""

    def __init__(self, workspace: Workspace, version: tuple[int, int]) -> None:
        self._workspace = workspace
        self._problems = workspace.problems
        self._siblings_ignored = version < (3, 1)
        self._reported: set[str] = set()

    def target(self, schema: Schema) -> Place | None:
        """The place that a schema refers to; None: it refers to nothing, or the reference was reported as dangling."""
        place = schema.place
        if schema.ref is not None:
            return self._workspace.target(place)
        if schema.dynamic_ref is None:
            return None
        if schema.id not in self._reported:
            self._reported.add(schema.id)
            self._problems.warning(
                "dynamic-ref",
                "a dynamic reference is read as an ordinary one: what extends this schema is not followed",
                place.span,
            )
        if schema.dynamic_ref == "#":
            return self._enclosing(place)
        return self._workspace.locate(schema.dynamic_ref, place, place.node)

    def ignores_siblings(self, schema: Schema) -> bool:
        """Whether keywords beside `$ref` are ignored, as OpenAPI 3.0 (4.7.24.1) has it. They are reported."""
        if not self._siblings_ignored or schema.ref is None:
            return False
        beside = sorted(schema.keywords - {"$ref"} - HARMLESS)
        if beside and schema.id not in self._reported:
            self._reported.add(schema.id)
            words = ", ".join(f"`{word}`" for word in beside)
            self._problems.warning(
                "ref-siblings",
                f"{words} beside `$ref` says nothing in OpenAPI 3.0",
                schema.place.key_span(beside[0]),
                "put the reference and its siblings under `allOf`",
            )
        return bool(beside)

    def _enclosing(self, place: Place) -> Place:
        """The component around a place, or the whole file: what authors mean by `$recursiveRef: "#"`."""
        tokens = place.pointer.split("/")
        whole = self._workspace.file(place.file) or self._workspace.root
        if tokens[1:3] != ["components", "schemas"] or len(tokens) < 4:
            return whole
        found = whole
        for token in map(unescape_pointer, tokens[1:4]):
            value = found.node.value
            node = value.get(token) if isinstance(value, dict) else None
            if node is None:
                return whole
            found = found.child(token, node)
        return found
