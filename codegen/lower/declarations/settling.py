"""Drafts → final declarations: null where it belongs, unions flat and planned, defaults that fit, in the order of the document.

A component that admits null is declared without it and every use of its name is nullable instead (`ir.Api.nullable` remembers it);
where it is a class, or another name for one, the name stands for the class or null. A union that is none is replaced by what it is.
`Finisher.type` settles a type that was handed out as a draft.
"""

from __future__ import annotations

import operator
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems
from codegen.lower.schemas.docs import scalar_text
from codegen.lower.drafting.drafts import Drafts, nullable
from codegen.lower.declarations.fits import fits
from codegen.lower.schemas.hints import component_id
from codegen.lower.unions.plans import Planner
from codegen.lower.unions.flattening import UnionFlattener


class Finisher:
    """Settles everything that could not be known before all schemas were lowered."""

    def __init__(self, drafts: Drafts, problems: Problems) -> None:
        self._drafts = drafts
        self._problems = problems
        self._unions = UnionFlattener(drafts, problems)
        self._unions.run()
        self._types: dict[ir.Type, ir.Type | None] = {}
        """Draft → final type, None where they are the same."""
        admit_null = frozenset(id for id in drafts.components if id in self._unions.aliases.nullable)
        self._objects = {id for id in admit_null if self._is_record(id)}
        """Components that are a class or null, whose names say so."""
        self.nullable = admit_null - self._objects
        """Components that admit null, which every use of their names says."""
        self.declarations: dict[str, ir.Declaration] = {}
        for id, declaration in drafts.declarations.items():
            final = self._declaration(id, declaration)
            if final is not None and id not in self._unions.promoted:
                self.declarations[id] = final
        for id in sorted(self._objects):
            self._split_object(id)
        self._plan()
        self._fit_defaults()

    def type(self, draft: ir.Type) -> ir.Type:
        """The final form of a type."""
        if draft not in self._types:
            final = self._type(draft)
            self._types[draft] = None if final == draft else final
        return self._types[draft] or draft

    def received(self, draft: ir.Type) -> ir.Type:
        """The final form of a type that the other side sends. What comes although no value is allowed is taken as it comes."""
        final = behind = self.type(draft)
        while isinstance(behind, ir.Named) and isinstance(alias := self.declarations.get(behind.id), ir.Alias):
            behind = alias.type
        return ir.AnyValue() if isinstance(behind, ir.Never) else final

    def ordered(self) -> tuple[ir.Declaration, ...]:
        """Components in the order of the document, each followed by the inline declarations inside it, then those of operations."""
        done: set[str] = set()
        found: list[ir.Declaration] = []

        strangers: deque[str] = deque()

        def emit(start: str) -> None:
            waiting = [start]
            while waiting:
                id = waiting.pop()
                declaration = self.declarations.get(id)
                if id in done or declaration is None or (id != start and id in self._drafts.components):
                    continue
                owner = component_id(id)
                if id != start and owner != start and owner in self._drafts.components and owner not in done:
                    strangers.append(id)
                    continue
                done.add(id)
                found.append(declaration)
                waiting += reversed([name for type_ in types_in(declaration) for name in names_in(type_)])

        for id in self._drafts.components:
            emit(id)
        while strangers:
            emit(strangers.popleft())
        for root in self._drafts.roots:
            for id in names_in(self.type(root)):
                emit(id)
        return tuple(found)

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
                return nullable(settled, id in self._unions.aliases.nullable)
            case ir.Nullable(inner=inner):
                final = self.type(inner)
                return final if self._unions.aliases.is_anything(final) else nullable(final)
            case ir.ListOf(item=item):
                return ir.ListOf(self.type(item))
            case ir.MapOf(value=value):
                return ir.MapOf(self.type(value))
            case ir.TupleOf(items=items, rest=rest, least=least):
                return ir.TupleOf(tuple(map(self.type, items)), None if rest is None else self.type(rest), least)
            case ir.Primitive() | ir.AnyValue() | ir.Never() | ir.Constant():
                return draft

    def _declaration(self, id: str, draft: ir.Declaration) -> ir.Declaration | None:
        hint = self._hint(draft.hint)
        match draft:
            case ir.Enum():
                return draft if hint is draft.hint else replace(draft, hint=hint)
            case ir.Record(fields=fields, extra=extra):
                settled = tuple(map(self._field, fields))
                final = self.type(extra)
                if hint is draft.hint and final is extra and all(map(operator.is_, settled, fields)):
                    return draft
                return replace(draft, hint=hint, fields=settled, extra=final)
            case ir.Alias(type=type_):
                return replace(draft, hint=hint, type=self._stands_for(id, type_))
            case ir.Union():
                variants = self._unions.variants.get(id)
                if variants is not None:
                    kept = tuple(ir.Variant(without_null(self.type(each.type)), doc=each.doc) for each in variants)
                    return replace(draft, hint=hint, variants=kept)
                if id not in self._drafts.components:
                    return None
                only = self._unions.collapsed[id]
                if isinstance(only, ir.Named) and self._unions.promoted.get(only.id) == id:
                    return self._promoted(draft, self._drafts.declarations[only.id])
                return ir.Alias(id, hint, draft.doc, draft.span, self._stands_for(id, only))

    def _promoted(self, union: ir.Union, inner: ir.Declaration) -> ir.Declaration | None:
        """The one declaration inside a component that is no union after all, as the component itself."""
        doc = union.doc if union.doc.description or union.doc.summary else inner.doc
        hint = replace(union.hint, kind=inner.hint.kind)
        return self._declaration(union.id, replace(inner, id=union.id, hint=hint, doc=doc))

    # Components that are an object or null

    def _is_record(self, id: str) -> bool:
        type_: ir.Type | None = ir.Named(id)
        while isinstance(type_, ir.Named):
            id = type_.id
            type_ = self._other_type(id)
        return type_ is None and isinstance(self._drafts.declarations.get(id), ir.Record)

    def _other_type(self, id: str) -> ir.Type | None:
        """The type that a declaration is only a name for, null aside."""
        draft = self._drafts.declarations.get(id)
        other = draft.type if isinstance(draft, ir.Alias) else self._unions.collapsed.get(id)
        return None if other is None else without_null(other)

    def _class_of(self, id: str) -> ir.Type:
        """What the name of a nullable component stands for beside null: its own class, or whatever the component is a name for."""
        other = self._other_type(id)
        is_own = other is None or (isinstance(other, ir.Named) and self._unions.promoted.get(other.id) == id)
        return ir.Named(_object_id(id)) if other is None or is_own else self.type(other)

    def _stands_for(self, id: str, draft: ir.Type) -> ir.Type:
        final = self.type(draft)
        return nullable(without_null(final), id in self._objects)

    def _split_object(self, id: str) -> None:
        """Null has no place in a class, so the component's name stands for the class or null, and the class gets a name of its own."""
        record = self.declarations[id]
        if not isinstance(record, ir.Record):
            return
        inner = _object_id(id)
        hint = ir.Hint(parent=id, kind="object")
        self.declarations[inner] = replace(record, id=inner, hint=hint)
        self.declarations[id] = ir.Alias(id, record.hint, record.doc, record.span, ir.Nullable(ir.Named(inner)))

    def _field(self, draft: ir.Field) -> ir.Field:
        type_ = self.type(draft.type)
        return draft if type_ is draft.type else replace(draft, type=type_)

    def _hint(self, hint: ir.Hint) -> ir.Hint:
        """What stands in a union that is none belongs to what is around that, and what stands in a schema of another file to the
        component that it is."""
        if hint.parent in self._drafts.adopted:
            hint = replace(hint, parent=self._drafts.adopted[hint.parent])
        if hint.parent in self._unions.promoted:
            hint = replace(hint, parent=self._unions.promoted[hint.parent])
        while hint.parent in self._unions.collapsed and hint.parent not in self._drafts.components:
            outer = self._drafts.declarations[hint.parent].hint
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

    # Plans

    def _plan(self) -> None:
        planner = Planner(self.declarations, self._problems)
        for id, declaration in list(self.declarations.items()):
            if isinstance(declaration, ir.Union):
                self.declarations[id] = planner.plan(declaration, self._unions.variants[id], id in self._unions.loose)
        for id, tag in planner.tags.items():
            declaration = self.declarations[id]
            if declaration.hint.tag is None and declaration.hint.component is None and not declaration.hint.words:
                self.declarations[id] = replace(declaration, hint=replace(declaration.hint, tag=tag))
        for id, keys in planner.tag_keys.items():
            self._close_tags(id, keys)

    def _close_tags(self, id: str, keys: set[str]) -> None:
        """A one-valued enum that tags a union is exactly that value."""
        record = self.declarations[id]
        if not isinstance(record, ir.Record):
            return
        fields: list[ir.Field] = []
        for field in record.fields:
            type_ = field.type
            if field.wire in keys:
                alias = self._constant_alias(type_)
                if alias is not None:
                    self.declarations[alias.id] = replace(alias, type=_closed(alias.type))
                type_ = _closed(type_)
            fields.append(field if type_ is field.type else replace(field, type=type_))
        if not all(map(operator.is_, fields, record.fields)):
            self.declarations[id] = replace(record, fields=tuple(fields))

    def _constant_alias(self, type_: ir.Type) -> ir.Alias | None:
        inner = type_.inner if isinstance(type_, ir.Nullable) else type_
        alias = self.declarations.get(inner.id) if isinstance(inner, ir.Named) else None
        return alias if isinstance(alias, ir.Alias) and isinstance(alias.type, ir.Constant) else None

    # Defaults

    def _fit_defaults(self) -> None:
        for id, declaration in self.declarations.items():
            if not isinstance(declaration, ir.Record) or all(field.default is None for field in declaration.fields):
                continue
            fields = tuple(self._fitting(field) for field in declaration.fields)
            self.declarations[id] = replace(declaration, fields=fields)

    def _fitting(self, field: ir.Field) -> ir.Field:
        if field.default is None or fits(field.default, field.type, self.declarations):
            return field
        phrase = f"default {scalar_text(field.default)}"
        return replace(field, default=None, doc=replace(field.doc, constraints=(*field.doc.constraints, phrase)))


def _object_id(id: str) -> str:
    return f"{id}#object"


def without_null(type_: ir.Type) -> ir.Type:
    return type_.inner if isinstance(type_, ir.Nullable) else type_


def _closed(type_: ir.Type) -> ir.Type:
    match type_:
        case ir.Constant(values=values, open=True):
            return ir.Constant(values)
        case ir.Nullable(inner=ir.Constant(values=values, open=True)):
            return ir.Nullable(ir.Constant(values))
        case _:
            return type_


def types_in(declaration: ir.Declaration) -> Iterator[ir.Type]:
    """The types that stand in a declaration, in order."""
    match declaration:
        case ir.Enum():
            return
        case ir.Record(fields=fields, extra=extra):
            yield from (field.type for field in fields)
            yield extra
        case ir.Union(variants=variants):
            yield from (variant.type for variant in variants)
        case ir.Alias(type=type_):
            yield type_


def names_in(type_: ir.Type) -> Iterator[str]:
    """The ids that a type names, in order."""
    match type_:
        case ir.Named(id=id):
            yield id
        case ir.Nullable(inner=inner) | ir.ListOf(item=inner) | ir.MapOf(value=inner):
            yield from names_in(inner)
        case ir.TupleOf(items=items, rest=rest):
            for item in items:
                yield from names_in(item)
            if rest is not None:
                yield from names_in(rest)
        case ir.Primitive() | ir.AnyValue() | ir.Never() | ir.Constant():
            return
