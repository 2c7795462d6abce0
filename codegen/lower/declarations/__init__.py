"""Drafts → the declarations of `ir.Api`, when all schemas have been lowered.

    Drafts ─ Settling ─┬ Aliases: loops, null and any value followed through names
                       ├ UnionFlattener: nested unions spliced, unions with one variant replaced
                       └ settled drafts ─ `declarations_of` (plans, tags, defaults) ─→ ir.Declaration

`Declarations` does all of it when it is made; after that it settles the types that operations got while everything was a draft.
"""

from __future__ import annotations

from collections.abc import Iterable

from codegen import ir
from codegen.diagnostics import Problems
from codegen.ir.queries import admits_scalar, behind_aliases, underlying
from codegen.lower.declarations.final import declarations_of
from codegen.lower.declarations.order import in_order, reachable
from codegen.lower.declarations.settling import Settling
from codegen.lower.drafting import Drafts

__all__ = ["Declarations"]


class Declarations:
    """The final declarations of a document."""

    def __init__(self, drafts: Drafts, problems: Problems) -> None:
        self._drafts = drafts
        self._settling = Settling(drafts, problems)
        self.by_id = declarations_of(self._settling.drafts, self._settling.admit_anything, problems)

    @property
    def nullable(self) -> frozenset[str]:
        """Ids of components that admit null, which every use of their names says."""
        return self._settling.nullable

    def type(self, draft: ir.Type) -> ir.Type:
        """The final form of a type that was handed out while everything was a draft."""
        return self._settling.type(draft)

    def received(self, draft: ir.Type) -> ir.Type:
        """The final form of a type that the other side sends. Where the schema admits no value, any value is taken as
        it comes."""
        final = self.type(draft)
        return ir.AnyValue() if isinstance(behind_aliases(self.by_id, final), ir.Never) else final

    def admits(self, final: ir.Type, value: ir.JSONScalar) -> bool:
        """Whether a scalar is a value of a final type."""
        bare = underlying(self.by_id, final)
        is_any = isinstance(bare, ir.Named) and bare.id in self._settling.admit_anything
        return is_any or admits_scalar(self.by_id, final, value)

    def all(self) -> tuple[ir.Declaration, ...]:
        """Components in the order of the document, each followed by the inline declarations inside it, then those of
        operations."""
        return in_order(self.by_id, self._drafts.components, map(self.type, self._drafts.roots))

    def used(self, roots: Iterable[ir.Type]) -> tuple[ir.Declaration, ...]:
        """Those of all that the types `roots` (final ones) lead to."""
        return reachable(self.all(), roots)
