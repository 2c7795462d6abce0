"""Schemas → drafts: the types and declarations of a document, made one by one while it is read.

`SchemaLowerer` lowers all components (`components`) and then the schemas that operations ask for (`type_of`); its
`drafts` hold what was made. The types that it hands out name drafts: only `lower.declarations` knows what becomes of
these."""

from __future__ import annotations

from codegen.lower.drafting.drafts import (
    AliasDraft,
    Draft,
    Drafts,
    DraftsById,
    EnumDraft,
    FieldDraft,
    RecordDraft,
    UnionDraft,
    VariantDraft,
    underlying,
)
from codegen.lower.drafting.lowerer import SchemaLowerer

__all__ = [
    "AliasDraft",
    "Draft",
    "Drafts",
    "DraftsById",
    "EnumDraft",
    "FieldDraft",
    "RecordDraft",
    "SchemaLowerer",
    "UnionDraft",
    "VariantDraft",
    "underlying",
]
