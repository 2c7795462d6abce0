"""Drafts with settled types: names say whether they admit null, and no type names a union with one variant.

A component that admits null is declared without it, and every use of its name is Nullable (`Settling.nullable`
remembers these). Null has no place in a class: where such a component is a class, or an alias of one, its name is an
alias of the class or null."""

from __future__ import annotations

import operator
from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems
from codegen.ir.queries import with_null, without_null
from codegen.lower.declarations.aliases import Aliases
from codegen.lower.declarations.flattening import UnionFlattener
from codegen.lower.drafting import AliasDraft, Draft, Drafts, EnumDraft, FieldDraft, RecordDraft, UnionDraft


class Settling:
    """Settles all drafts when it is made."""

    def __init__(self, drafts: Drafts, problems: Problems) -> None:
        self._drafts = drafts
        self._problems = problems
        self._aliases = Aliases(drafts, problems)
        self._unions = UnionFlattener(drafts, self._aliases, problems)
        self._types: dict[ir.Type, ir.Type | None] = {}
        """The type of a draft → the settled type, None where they are the same."""
        admit_null = frozenset(id for id in drafts.components if id in self._aliases.nullable)
        self._objects = {id for id in admit_null if self._is_record(id)}
        """Components that are a class or null, whose names say so."""
        self.nullable = admit_null - self._objects
        """Components that admit null, which every use of their names says."""
        self.admit_anything = frozenset(self._unions.loose)
        """Unions that admit any value beside their variants."""
        self.drafts: dict[str, Draft] = {}
        """The settled drafts by id."""
        for id, draft in drafts.by_id.items():
            settled = self._draft(id, draft)
            if settled is not None and id not in self._unions.promoted:
                self.drafts[id] = settled
        for id in sorted(self._objects):
            self._split_object(id)

    def type(self, draft: ir.Type) -> ir.Type:
        """The settled form of a type that names drafts."""
        if draft not in self._types:
            settled = self._type(draft)
            self._types[draft] = None if settled == draft else settled
        return self._types[draft] or draft

    # Types

    def _type(self, draft: ir.Type) -> ir.Type:
        match draft:
            case ir.Named(id=id) if id in self._unions.promoted:
                return self.type(ir.Named(self._unions.promoted[id]))
            case ir.Named(id=id):
                inline = id in self._unions.collapsed and id not in self._drafts.components
                settled = self.type(self._unions.collapsed[id]) if inline else draft
                if id in self._objects:
                    settled = self._class_of(id)
                return with_null(settled, id in self._aliases.nullable)
            case ir.Nullable(inner=inner):
                final = self.type(inner)
                return final if self._aliases.is_anything(final) else with_null(final)
            case ir.ListOf(item=item):
                return ir.ListOf(self.type(item))
            case ir.MapOf(value=value):
                return ir.MapOf(self.type(value))
            case ir.TupleOf(items=items, rest=rest, least=least):
                return ir.TupleOf(tuple(map(self.type, items)), None if rest is None else self.type(rest), least)
            case ir.Primitive() | ir.AnyValue() | ir.Never() | ir.Constant():
                return draft

    def _draft(self, id: str, draft: Draft) -> Draft | None:
        hint = self._hint(draft.hint)
        match draft:
            case EnumDraft():
                return draft if hint is draft.hint else replace(draft, hint=hint)
            case RecordDraft(fields=fields, extra=extra):
                settled = tuple(map(self._field, fields))
                final = self.type(extra)
                if hint is draft.hint and final is extra and all(map(operator.is_, settled, fields)):
                    return draft
                return replace(draft, hint=hint, fields=settled, extra=final)
            case AliasDraft(type=type_):
                return replace(draft, hint=hint, type=self._stands_for(id, type_))
            case UnionDraft():
                variants = self._unions.variants.get(id)
                if variants is not None:
                    kept = tuple(replace(each, type=without_null(self.type(each.type))) for each in variants)
                    return replace(draft, hint=hint, variants=kept)
                if id not in self._drafts.components:
                    return None
                only = self._unions.collapsed[id]
                if isinstance(only, ir.Named) and self._unions.promoted.get(only.id) == id:
                    return self._promoted(draft, self._drafts.by_id[only.id])
                return AliasDraft(id, hint, draft.doc, draft.span, self._stands_for(id, only))

    def _promoted(self, union: UnionDraft, inner: Draft) -> Draft | None:
        """The only variant of a component, which becomes the component itself."""
        doc = union.doc if union.doc.description or union.doc.summary else inner.doc
        hint = replace(union.hint, kind=inner.hint.kind)
        return self._draft(union.id, replace(inner, id=union.id, hint=hint, doc=doc))

    # Components that are an object or null

    def _is_record(self, id: str) -> bool:
        type_: ir.Type | None = ir.Named(id)
        while isinstance(type_, ir.Named):
            id = type_.id
            type_ = self._other_type(id)
        return type_ is None and isinstance(self._drafts.by_id.get(id), RecordDraft)

    def _other_type(self, id: str) -> ir.Type | None:
        """The type that a declaration is an alias of, or that replaces it, without null."""
        draft = self._drafts.by_id.get(id)
        other = draft.type if isinstance(draft, AliasDraft) else self._unions.collapsed.get(id)
        return None if other is None else without_null(other)

    def _class_of(self, id: str) -> ir.Type:
        """The type of a component that admits null, without null: its own class, or the type that it is an alias of."""
        other = self._other_type(id)
        is_own = other is None or (isinstance(other, ir.Named) and self._unions.promoted.get(other.id) == id)
        return ir.Named(_object_id(id)) if other is None or is_own else self.type(other)

    def _stands_for(self, id: str, draft: ir.Type) -> ir.Type:
        final = self.type(draft)
        return with_null(without_null(final), id in self._objects)

    def _split_object(self, id: str) -> None:
        """Makes the component an alias of the class or null, and the class a declaration of its own."""
        record = self.drafts[id]
        if not isinstance(record, RecordDraft):
            return
        inner = _object_id(id)
        hint = ir.Hint(parent=id, kind="object")
        self.drafts[inner] = replace(record, id=inner, hint=hint)
        self.drafts[id] = AliasDraft(id, record.hint, record.doc, record.span, ir.Nullable(ir.Named(inner)))

    def _field(self, draft: FieldDraft) -> FieldDraft:
        """The field with its settled type. A required one that can't be is any value, so that nothing is refused."""
        type_ = self.type(draft.type)
        if draft.presence is ir.Presence.REQUIRED and self._aliases.target(type_) == ir.Never():
            message = f"`{draft.wire}` is required, and its schema admits no value: any value is accepted"
            self._problems.warning("impossible", message, draft.span)
            return replace(draft, type=ir.AnyValue())
        return draft if type_ is draft.type else replace(draft, type=type_)

    def _hint(self, hint: ir.Hint) -> ir.Hint:
        """The hint with the declaration as parent that is left: a union that was replaced is not, and a schema of
        another file may be a component."""
        if hint.parent in self._drafts.adopted:
            hint = replace(hint, parent=self._drafts.adopted[hint.parent])
        if hint.parent in self._unions.promoted:
            hint = replace(hint, parent=self._unions.promoted[hint.parent])
        while hint.parent in self._unions.collapsed and hint.parent not in self._drafts.components:
            outer = self._drafts.by_id[hint.parent].hint
            hint = replace(
                hint,
                component=outer.component,
                parent=outer.parent,
                words=(*outer.words, *hint.words),
                item=hint.item or outer.item,
                title=outer.title or hint.title,
                pinned=outer.pinned or hint.pinned,
            )
        return hint


def _object_id(id: str) -> str:
    return f"{id}#object"
