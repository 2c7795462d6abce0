"""What every part of lowering operations needs at hand."""

from __future__ import annotations

from codegen import ir
from codegen.diagnostics import Problems, Span
from codegen.document.access import Access, Place, unescape_pointer
from codegen.lower.drafting import EnumDraft, SchemaLowerer
from codegen.resolve import Workspace
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    workspace: Workspace
    schemas: SchemaLowerer
    access: Access
    problems: Problems
    version: tuple[int, int]
    """Of OpenAPI, as the entry document has it."""

    def resolved(self, place: Place) -> Place | None:
        """The target of a schema that was lowered already, references followed; nothing is reported again."""
        count = len(self.problems.found)
        found = self.workspace.follow(place)
        del self.problems.found[count:]
        return found

    def key_span(self, place: Place) -> Span:
        """Where the key of a place stands. It walks the document from its top, so it is for problems only."""
        whole = self.workspace.file(place.file)
        *outer, last = place.pointer.split("/")[1:] or [""]
        node = place.node if whole is None else whole.node
        for token in outer:
            value = node.value
            if isinstance(value, dict):
                node = value[unescape_pointer(token)]
            elif isinstance(value, list):
                node = value[int(token)]
        return node.key_span(unescape_pointer(last))

    def underlying(self, type_: ir.Type) -> ir.Type:
        """The type behind the names of aliases, without null."""
        return self.schemas.drafts.underlying(type_)

    def is_enum(self, type_: ir.Type) -> bool:
        """Whether a type without null and aliases names an enum."""
        return isinstance(type_, ir.Named) and isinstance(self.schemas.draft(type_.id), EnumDraft)
