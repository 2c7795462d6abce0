"""Types compared: which JSON types they admit, which values, and whether decoding as one type fails for values of
another."""

from __future__ import annotations

from collections.abc import Mapping

from codegen import ir
from codegen.ir import JSONKind
from codegen.ir.queries import json_key
from codegen.lower.drafting import Draft, DraftsById, EnumDraft, FieldDraft, RecordDraft, UnionDraft, underlying
from codegen.lower.schemas import type_of_value
from codegen.values import dataclass

_DEPTH = 3
"""How deep two types are compared before they count as alike."""


@dataclass(frozen=True, slots=True, eq=False)
class ObjectView:
    """An object variant: its fields (none for a map) and the id of its record. `is_map`: the document says what
    further keys are like, so that any key may be there. There is one view for each type."""

    fields: Mapping[str, FieldDraft]
    id: str | None
    extra: ir.Type
    is_map: bool
    required: tuple[str, ...]


class Comparison:
    """Compares types as decoders will treat them; names are looked up, and every answer is remembered."""

    def __init__(self, drafts: DraftsById) -> None:
        self._drafts = drafts
        self._underlying: dict[ir.Type, ir.Type] = {}
        self._kinds: dict[ir.Type, tuple[JSONKind, ...]] = {}
        self._objects: dict[ir.Type, ObjectView] = {}
        self._rejected: dict[tuple[ir.Type, ir.Type, int], bool] = {}
        self._rejected_objects: dict[tuple[ObjectView, ObjectView, int], bool] = {}

    def underlying(self, type_: ir.Type) -> ir.Type:
        """The type behind the names of aliases, without null."""
        known = self._underlying.get(type_)
        if known is None:
            known = self._underlying[type_] = underlying(self._drafts, type_)
        return known

    def declaration(self, type_: ir.Type) -> Draft | None:
        """The enum, record or union that a type is."""
        found = self.underlying(type_)
        return self._drafts.get(found.id) if isinstance(found, ir.Named) else None

    def kinds(self, type_: ir.Type) -> tuple[JSONKind, ...]:
        """The JSON types that a type admits, without null; NUMBER covers integers."""
        known = self._kinds.get(type_)
        if known is None:
            known = self._kinds[type_] = self._find_kinds(type_)
        return known

    def _find_kinds(self, type_: ir.Type) -> tuple[JSONKind, ...]:
        match self.underlying(type_):
            case ir.Primitive(kind=kind):
                return (JSONKind(kind.value),)
            case ir.AnyValue():
                return (JSONKind.BOOLEAN, JSONKind.NUMBER, JSONKind.STRING, JSONKind.ARRAY, JSONKind.OBJECT)
            case ir.Constant(values=values, open=open_):
                kinds = [JSONKind(type_of_value(value).value) for value in values if value is not None]
                return tuple(dict.fromkeys([*kinds, JSONKind.STRING] if open_ else kinds))
            case ir.ListOf() | ir.TupleOf():
                return (JSONKind.ARRAY,)
            case ir.MapOf():
                return (JSONKind.OBJECT,)
            case ir.Named() as named:
                match self._drafts.get(named.id):
                    case EnumDraft(kind=kind):
                        return (JSONKind(kind.value),)
                    case RecordDraft():
                        return (JSONKind.OBJECT,)
                    case UnionDraft(variants=variants):
                        return tuple(dict.fromkeys(kind for variant in variants for kind in self.kinds(variant.type)))
                    case _:
                        return ()
            case _:
                return ()

    def values(self, type_: ir.Type) -> tuple[ir.JSONScalar, ...] | None:
        """The values that the document limits a type to, without null (an enum's known members); None when there is
        no such list."""
        match self.underlying(type_):
            case ir.Constant(values=values):
                return tuple(value for value in values if value is not None)
            case ir.Named(id=id) if isinstance(enum := self._drafts.get(id), EnumDraft):
                return tuple(member.value for member in enum.members)
            case _:
                return None

    def is_open(self, type_: ir.Type) -> bool:
        """Whether a decoder takes more values than those the document lists."""
        match self.underlying(type_):
            case ir.Constant(open=open_):
                return open_
            case _:
                return True

    def object(self, type_: ir.Type) -> ObjectView:
        known = self._objects.get(type_)
        if known is None:
            declaration = self.declaration(type_)
            behind = self.underlying(type_)
            if isinstance(declaration, RecordDraft):
                fields = {field.wire: field for field in declaration.fields}
                required = tuple(key for key, field in fields.items() if field.presence is ir.Presence.REQUIRED)
                is_map = not isinstance(declaration.extra, ir.AnyValue | ir.Never)
                known = ObjectView(fields, declaration.id, declaration.extra, is_map, required)
            else:
                value = behind.value if isinstance(behind, ir.MapOf) else ir.AnyValue()
                known = ObjectView({}, None, value, True, ())
            self._objects[type_] = known
        return known

    def rejects(self, first: ir.Type, other: ir.Type, depth: int = _DEPTH) -> bool:
        """Whether decoding as `first` fails for the values of `other` (an empty array apart), so that trying `first`
        does no harm."""
        if first is other:
            return False
        key = (first, other, depth)
        known = self._rejected.get(key)
        if known is None:
            known = self._rejected[key] = self._rejects(first, other, depth)
        return known

    def _rejects(self, first: ir.Type, other: ir.Type, depth: int) -> bool:
        if isinstance(first, ir.Nullable) and isinstance(other, ir.Nullable):
            return False
        mine, theirs = self.kinds(first), self.kinds(other)
        if not mine or not theirs:
            return False
        if not any(_meet(one, two) for one in mine for two in theirs):
            return True
        if depth == 0 or len(mine) > 1 or len(theirs) > 1:
            return False
        one, two = self.underlying(first), self.underlying(other)
        values = self.values(first)
        if values is not None and not self.is_open(first):
            known = self.values(other)
            return known is None or not {json_key(value) for value in values} & {json_key(value) for value in known}
        if isinstance(one, ir.Primitive) and isinstance(two, ir.Primitive):
            return one.format is not None and one.format != two.format
        if isinstance(one, ir.ListOf | ir.TupleOf) and isinstance(two, ir.ListOf | ir.TupleOf):
            return self._rejects_array(_as_row(one), _as_row(two), depth - 1)
        if mine == (JSONKind.OBJECT,):
            return self.rejects_object(self.object(first), self.object(other), depth - 1)
        return False

    def _rejects_array(self, first: ir.TupleOf, other: ir.TupleOf, depth: int) -> bool:
        """The same for two kinds of arrays: the first needs more items than the other can have, or allows fewer, or
        an item that the other has, if it has any, is of another type."""
        if (other.rest is None and first.least > len(other.items)) or (
            first.rest is None and max(other.least, 1) > len(first.items)
        ):
            return True
        pairs = ((_item(first, index), _item(other, index)) for index in range(max(other.least, 1)))
        return any(one is not None and two is not None and self.rejects(one, two, depth) for one, two in pairs)

    def rejects_object(self, first: ObjectView, other: ObjectView, depth: int = _DEPTH) -> bool:
        """The same for two object variants: a key that the first needs is missing or of another type in the other, or
        a key that both know has another type and the other always has it."""
        known = self._rejected_objects.get((first, other, depth))
        if known is None:
            known = self._rejected_objects[first, other, depth] = self._rejects_object(first, other, depth)
        return known

    def _rejects_object(self, first: ObjectView, other: ObjectView, depth: int) -> bool:
        for key in first.required:
            if key not in other.fields and (
                not other.is_map or self.rejects(first.fields[key].type, other.extra, depth)
            ):
                return True
        for key, counterpart in other.fields.items():
            field = first.fields.get(key)
            needed = counterpart.presence is ir.Presence.REQUIRED
            if field is None:
                if needed and first.is_map and self.rejects(first.extra, counterpart.type, depth):
                    return True
            elif (needed or field.presence is ir.Presence.REQUIRED) and self.rejects(
                field.type, counterpart.type, depth
            ):
                return True
        return False


def _as_row(type_: ir.ListOf | ir.TupleOf) -> ir.TupleOf:
    return ir.TupleOf((), type_.item, 0) if isinstance(type_, ir.ListOf) else type_


def _item(row: ir.TupleOf, index: int) -> ir.Type | None:
    return row.items[index] if index < len(row.items) else row.rest


def _meet(one: JSONKind, two: JSONKind) -> bool:
    numbers = (JSONKind.INTEGER, JSONKind.NUMBER)
    return one is two or (one in numbers and two in numbers)
