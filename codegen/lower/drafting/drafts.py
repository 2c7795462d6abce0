"""Drafts: declarations as one schema after the other makes them, before all schemas are known.

Draft = EnumDraft | RecordDraft | UnionDraft | AliasDraft

A draft holds types (`ir.Type`), but what its names stand for is still open: a name may turn out to admit null, or to
be another name for something else, and a union may turn out to have one variant only. `lower.declarations` settles
that and makes `ir` declarations of drafts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import field
from typing import TypeAlias

from codegen import ir
from codegen.diagnostics import Span
from codegen.ir import queries
from codegen.lower.schemas import TagMapping
from codegen.values import dataclass


@dataclass(frozen=True, slots=True)
class EnumDraft:
    id: str
    hint: ir.Hint
    doc: ir.Doc
    span: Span
    kind: ir.Scalar
    members: tuple[ir.EnumMember, ...]


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """`default` is the scalar that the document gives, whether the type admits it or not."""

    wire: str
    type: ir.Type
    presence: ir.Presence
    default: ir.JSONScalar
    access: ir.Access
    doc: ir.Doc
    span: Span
    pinned: str | None = None


@dataclass(frozen=True, slots=True)
class RecordDraft:
    id: str
    hint: ir.Hint
    doc: ir.Doc
    span: Span
    fields: tuple[FieldDraft, ...]
    extra: ir.Type = ir.AnyValue()
    closed: bool = False


@dataclass(frozen=True, slots=True)
class VariantDraft:
    """A variant of oneOf, anyOf or a `type` array. `targets`: the ids of the references that lead to it, the
    outermost first. `tags`: the discriminators that hold for it."""

    type: ir.Type
    span: Span
    doc: ir.Doc = ir.Doc()
    targets: tuple[str, ...] = ()
    tags: tuple[TagMapping, ...] = ()


@dataclass(frozen=True, slots=True)
class UnionDraft:
    id: str
    hint: ir.Hint
    doc: ir.Doc
    span: Span
    variants: tuple[VariantDraft, ...]


@dataclass(frozen=True, slots=True)
class AliasDraft:
    id: str
    hint: ir.Hint
    doc: ir.Doc
    span: Span
    type: ir.Type


Draft: TypeAlias = EnumDraft | RecordDraft | UnionDraft | AliasDraft
DraftsById: TypeAlias = Mapping[str, Draft]


def underlying(drafts: DraftsById, type_: ir.Type) -> ir.Type:
    """The type behind the names of aliases, without null."""

    def aliased(id: str) -> ir.Type | None:
        draft = drafts.get(id)
        return draft.type if isinstance(draft, AliasDraft) else None

    return queries.resolve(type_, aliased)


@dataclasses.dataclass(slots=True)
class Drafts:
    """All drafts, with what else is known about them; grows while schemas are lowered."""

    by_id: dict[str, Draft] = field(default_factory=dict[str, Draft])
    nullable: set[str] = field(default_factory=set[str])
    """Ids whose every use admits null."""
    components: dict[str, None] = field(default_factory=dict[str, None])
    """Ids of components, in the order of the document."""
    roots: list[ir.Type] = field(default_factory=list[ir.Type])
    """The types that operations asked for, in order."""
    adopted: dict[str, str] = field(default_factory=dict[str, str])
    """Ids of schemas in other files → ids of the components that they are."""

    def declare(self, draft: Draft) -> ir.Type:
        """Adds a draft; gives the type that names it."""
        self.by_id[draft.id] = draft
        return ir.Named(draft.id)

    def underlying(self, type_: ir.Type) -> ir.Type:
        """The type behind the names of aliases, without null."""
        return underlying(self.by_id, type_)
