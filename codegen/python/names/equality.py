"""Whether two inline declarations say the same: `Equality` gives each what it means, and equal meanings are equal in everything but the
names of types, positions, prose and examples. `in_common` is what several equal declarations say, prose included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from codegen import ir
from codegen.ir.queries import names_in, types_in


class Equality:
    """Compares the inline declarations of one API."""

    def __init__(self, declarations: Mapping[str, ir.Declaration]) -> None:
        self.declarations = declarations

    def inside(self, id: str) -> list[str]:
        """The ids of an inline declaration and of those inside of it, in the order of what names them."""
        found = [id]
        for known in found:  # grows on the way
            for type_ in types_in(self.declarations[known]):
                found += [
                    name
                    for name in dict.fromkeys(names_in(type_))
                    if self.declarations[name].hint.component is None and name not in found
                ]
        return found

    def meaning(self, id: str) -> object:
        """Equal for declarations whose values and field names are equal."""
        places = {name: position for position, name in enumerate(self.inside(id))}
        return tuple(self._declaration(self.declarations[name], places) for name in places)

    def _declaration(self, declaration: ir.Declaration, places: Mapping[str, int]) -> object:
        kind, hint, doc = type(declaration), declaration.hint, declaration.doc
        about = (kind, hint.pinned, hint.words if places[declaration.id] else (), doc.deprecated, doc.constraints)
        match declaration:
            case ir.Enum(members=members):
                return (about, tuple((member.value, member.hint, member.doc.deprecated) for member in members))
            case ir.Record(fields=fields, extra=extra, closed=closed):
                return (about, tuple(self._field(each, places) for each in fields), self._type(extra, places), closed)
            case ir.Union(variants=variants, plan=plan, open=is_open):
                each = tuple((self._type(variant.type, places), _value(variant.tag)) for variant in variants)
                return (about, each, plan, is_open)
            case ir.Alias(type=type_):
                return (about, self._type(type_, places))

    def _field(self, field: ir.Field, places: Mapping[str, int]) -> object:
        type_ = self._type(field.type, places)
        about = (field.access, field.pinned, field.doc.deprecated, field.doc.constraints)
        return (field.wire, type_, field.presence, _value(field.default), about)

    def _type(self, type_: ir.Type, places: Mapping[str, int]) -> object:
        match type_:
            case ir.Named(id):
                return places.get(id, id)
            case ir.Nullable(inner) | ir.ListOf(inner) | ir.MapOf(inner):
                return (type(type_), self._type(inner, places))
            case ir.TupleOf(items, rest, least):
                first = tuple(self._type(item, places) for item in items)
                return (ir.TupleOf, first, None if rest is None else self._type(rest, places), least)
            case _:
                return type_


def _value(value: ir.JSONScalar) -> object:
    """A scalar, true and 1 apart."""
    return (type(value), value)


def in_common(equal: Sequence[ir.Declaration]) -> ir.Declaration:
    """The first of several equal declarations, without the prose in which the others differ."""
    first, doc = equal[0], _common([each.doc for each in equal])
    match first:
        case ir.Record():
            docs = zip(
                *([field.doc for field in each.fields] for each in equal if isinstance(each, ir.Record)), strict=True
            )
            pairs = zip(first.fields, docs, strict=True)
            return replace(first, doc=doc, fields=tuple(replace(field, doc=_common(each)) for field, each in pairs))
        case _:
            return replace(first, doc=doc)


def _common(docs: Sequence[ir.Doc]) -> ir.Doc:
    first = docs[0]
    if all((each.summary, each.description) == (first.summary, first.description) for each in docs):
        return first
    return replace(first, summary="", description="")
