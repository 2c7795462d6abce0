"""One merged schema → its type: enums, records and maps, arrays and tuples, and a union where `type` lists several
JSON types."""

from __future__ import annotations

from dataclasses import replace

from codegen import ir
from codegen.document.access import Place, escape_pointer
from codegen.document.schema import Schema
from codegen.document.spelling import nearest
from codegen.document.types import JSONType
from codegen.ir.queries import opened
from codegen.lower.drafting.constants import constant_type
from codegen.lower.drafting.contradictions import contradicts, either_side, report_impossible
from codegen.lower.drafting.drafts import Drafts, EnumDraft, FieldDraft, RecordDraft, UnionDraft, VariantDraft
from codegen.lower.drafting.requests import Building, Site, TypeRequest
from codegen.lower.drafting.scalars import SCALARS, scalar_type
from codegen.lower.schemas import (
    Items,
    MergedSchema,
    Part,
    Property,
    SchemaLookup,
    Value,
    default_of,
    doc_of,
    hint_of,
    scalar_text,
)

_EVERYTHING = {JSONType.BOOLEAN, JSONType.NUMBER, JSONType.STRING, JSONType.ARRAY, JSONType.OBJECT}
_MOST_COMPARED = 10_000
"""Pairs of names up to which a required key is looked for among the properties that it may misspell."""


class TypeBuilder:
    """Builds the types of merged schemas, and the drafts of the declarations that they take."""

    def __init__(self, schemas: SchemaLookup, drafts: Drafts) -> None:
        self._schemas = schemas
        self._drafts = drafts
        self._problems = schemas.problems

    def build(self, merged: MergedSchema, site: Site) -> Building[ir.Type]:
        """The type of a merged schema, without null."""
        if contradicts(self._schemas, merged, site):
            return (yield from either_side(self._schemas, self._drafts, site))
        if not merged.loose:
            return (yield from self._consistent(merged, site))
        inner = site.inside("enum", ir.Hint(parent=site.id, kind="enum"))
        type_ = yield from self._consistent(merged, inner)
        variants = [VariantDraft(type_, site.span), *(yield from self._variants(merged.loose, merged, site))]
        return self._drafts.declare(UnionDraft(site.id, site.hint, site.doc(), site.span, tuple(variants)))

    def _consistent(self, merged: MergedSchema, site: Site) -> Building[ir.Type]:
        """The type of a merged schema whose parts some value fits."""
        kinds = merged.kinds
        if merged.values is not None:
            found = self._values(merged, site)
            if found is not None:
                return found
        if kinds is None:
            return ir.AnyValue()
        if JSONType.INTEGER in kinds and JSONType.NUMBER in kinds:
            kinds = tuple(kind for kind in kinds if kind is not JSONType.INTEGER)
        if not kinds:
            return ir.Constant((None,))
        if len(kinds) == 1:
            return (yield from self._of_kind(kinds[0], merged, site))
        if set(kinds) >= _EVERYTHING and not (merged.properties or merged.items != Items() or merged.extra):
            return ir.AnyValue()
        return (yield from self._of_kinds(kinds, merged, site))

    # Values

    def _values(self, merged: MergedSchema, site: Site) -> ir.Type | None:
        """The type of an enum or const without null. None where a value of several is no scalar: then the type is made
        from the JSON types. Where no value stands in all lists, those of all lists are taken."""
        values, closed = merged.values, merged.closed_values
        if merged.contradicting:
            report_impossible(self._problems, site.conjunction, site.id)
            values, closed = merged.contradicting, False
        if not values:
            return ir.Constant((None,))
        scalars = [value.value for value in values if isinstance(value.value, str | int | float)]
        if closed and len(values) == 1 and not scalars:
            return constant_type(self._drafts, values[0].node.plain(), site)
        if len(scalars) < len(values):
            message = "objects and arrays among the values of `enum` are not compared: any is accepted"
            self._problems.warning("uncompared-values", message, site.span)
            return None
        if set(scalars) == {True, False} and all(isinstance(value, bool) for value in scalars):
            return ir.Primitive(ir.Scalar.BOOLEAN)
        if all(isinstance(value, str) for value in scalars) and not (closed and len(values) == 1):
            if len(values) == 1:
                return ir.Constant(tuple(scalars), open=True)
            return self.enum(values, ir.Scalar.STRING, site)
        if all(isinstance(value, int) and not isinstance(value, bool) for value in scalars) and len(values) > 1:
            return self.enum(values, ir.Scalar.INTEGER, site)
        return ir.Constant(tuple(scalars))

    def enum(self, values: tuple[Value, ...], kind: ir.Scalar, site: Site) -> ir.Type:
        """Declares an enum of strings or of integers."""
        members = tuple(
            ir.EnumMember(
                value.value, value.name, ir.Doc(description=value.description), value.pointer, value.node.span
            )
            for value in values
            if isinstance(value.value, str | int)
        )
        hint = replace(site.hint, kind="enum")
        return self._drafts.declare(EnumDraft(site.id, hint, site.doc(), site.span, kind, members))

    # JSON types

    def _of_kinds(self, kinds: tuple[JSONType, ...], merged: MergedSchema, site: Site) -> Building[ir.Type]:
        variants = yield from self._variants(kinds, merged, site)
        return self._drafts.declare(UnionDraft(site.id, site.hint, site.doc(), site.span, tuple(variants)))

    def _variants(self, kinds: tuple[JSONType, ...], merged: MergedSchema, site: Site) -> Building[list[VariantDraft]]:
        """A variant for each JSON type."""
        variants: list[VariantDraft] = []
        for kind in kinds:
            hint = ir.Hint(parent=site.id, kind=kind.value)
            type_ = yield from self._of_kind(kind, merged, site.inside(kind.value, hint))
            variants.append(VariantDraft(type_, site.span))
        return variants

    def _of_kind(self, kind: JSONType, merged: MergedSchema, site: Site) -> Building[ir.Type]:
        if kind is JSONType.OBJECT:
            return (yield from self._object(merged, site))
        if kind is JSONType.ARRAY:
            return (yield from self._array(merged, site))
        if kind is JSONType.NULL:
            return ir.Constant((None,))
        return ir.Primitive(SCALARS[kind], merged.format)

    def _array(self, merged: MergedSchema, site: Site) -> Building[ir.Type]:
        found = merged.items
        if found.contradicts:
            report_impossible(self._problems, site.conjunction, site.id)
        rest: ir.Type | None = None
        if not found.closed:
            rest = yield from self._inner(found.rest, site, "items")
        if not found.first:
            return ir.ListOf(ir.Never() if rest is None else rest)
        items: list[ir.Type] = []
        for index, places in enumerate(found.first):
            items.append((yield from self._inner(places, site, f"prefixItems/{index}")))
        if ir.Never() in items:  # an array that has no such item ends before it
            rest, items = None, items[: items.index(ir.Never())]
        while rest is not None and len(items) > found.least and items[-1] == rest:
            items.pop()
        return ir.TupleOf(tuple(items), rest, min(found.least, len(items)))

    def _object(self, merged: MergedSchema, site: Site) -> Building[ir.Type]:
        names = [name for name in merged.required if name not in merged.properties]
        if not merged.properties and not names:
            return ir.MapOf((yield from self._extra(merged, site)))
        inside = Site(site.id, ir.Hint(parent=site.id, words=("extra",)), site.conjunction, site.span)
        fields: list[FieldDraft] = []
        for name, found in merged.properties.items():
            fields.append((yield from self._field(name, found, merged, site)))
        for name in names:
            presence = self._undeclared(name, merged, compared=len(names) * len(merged.properties) < _MOST_COMPARED)
            type_: ir.Type = ir.AnyValue()
            if merged.extra:
                type_ = yield from self._extra(merged, inside)
            span = merged.required[name].span
            fields.append(FieldDraft(name, type_, presence, None, ir.Access.BOTH, ir.Doc(), span))
        extra = yield from self._extra(merged, inside)
        return self._drafts.declare(
            RecordDraft(site.id, site.hint, site.doc(), site.span, tuple(fields), extra, merged.closed)
        )

    def _undeclared(self, name: str, merged: MergedSchema, *, compared: bool) -> ir.Presence:
        """Reports a required key that is no property. Real data can't have it where the object allows no other keys, and
        won't where it misspells one."""
        near = nearest(name, merged.properties) if compared else None
        can_be = near is None and (not merged.closed or bool(merged.patterns))
        self._problems.warning(
            "required-without-property",
            f"`required` names `{name}`, which is no property of this object{'' if can_be else ': it may be absent'}",
            merged.required[name].span,
            None if near is None else f"did you mean `{near}`?",
        )
        return ir.Presence.REQUIRED if can_be else ir.Presence.OPTIONAL

    def _extra(self, merged: MergedSchema, site: Site) -> Building[ir.Type]:
        """The type of the values of keys that are no properties."""
        places = [*merged.patterns, *merged.extra]
        if not places or (merged.patterns and not merged.closed and not merged.extra):
            return ir.AnyValue()
        word = "additionalProperties" if not merged.patterns else "patternProperties"
        if not merged.patterns:
            return (yield from self._inner(merged.extra, site, word))
        types: list[ir.Type] = []
        for index, place in enumerate(places):
            types.append((yield from self._inner((place,), site, f"{word}/{index}")))
        if len(set(types)) == 1:
            return types[0]
        id = f"{site.id}/{word}"
        hint = ir.Hint(parent=site.id, words=("value",))
        variants = tuple(VariantDraft(type_, place.span) for type_, place in zip(types, places, strict=True))
        return self._drafts.declare(UnionDraft(id, hint, ir.Doc(), site.span, variants))

    def _inner(self, places: tuple[Place, ...], site: Site, word: str) -> Building[ir.Type]:
        """The type of items or of map values. Its hint names the nearest declaration around it: this one if it is a
        component."""
        if not places:
            return ir.AnyValue()
        id = places[0].id if len(places) == 1 else f"{site.id}/{word}"
        schema = self._schemas.reader.read(places[0])
        outer = site.hint
        if outer.component is not None:
            hint = ir.Hint(parent=site.id, item=True, title=schema.title or None, pinned=schema.pinned)
        else:
            hint = ir.Hint(
                parent=outer.parent,
                words=outer.words,
                item=True,
                title=schema.title or None,
                tag=outer.tag,
                pinned=schema.pinned,
            )
        return (yield TypeRequest(tuple(Part(place) for place in places), hint, id))

    def _field(self, name: str, found: Property, merged: MergedSchema, site: Site) -> Building[FieldDraft]:
        places = found.places
        parts = tuple([Part(place) for place in places])
        schemas = [self._schemas.reader.read(place) for place in places]
        first = schemas[0]
        pinned = next((schema.pinned for schema in schemas if schema.pinned), None)
        type_ = scalar_type(first) if len(places) == 1 else None
        if type_ is None and self._overrides_values(found, site):
            request = self._field_request(name, found, tuple(map(Part, found.nearest)), first, site)
            type_ = opened((yield request))
        elif type_ is None:
            type_ = yield self._field_request(name, found, parts, first, site)
        own: tuple[Schema, ...] = (first,)
        behind: tuple[Schema, ...] = ()
        if len(parts) > 1 or first.is_composed:
            own, behind = self._own(parts), self._target(parts)
        default, phrases = default_of((*own, *behind))
        phrases += self._item_phrases(own)
        required = name in merged.required
        if required and default is not None:
            default, phrases = None, (*phrases, f"default {scalar_text(default)}")
        access = ir.Access.BOTH
        if any(schema.read_only for schema in own):
            access = ir.Access.READ
        elif any(schema.write_only for schema in own):
            access = ir.Access.WRITE
        presence = ir.Presence.REQUIRED if required else ir.Presence.OPTIONAL
        return FieldDraft(name, type_, presence, default, access, doc_of(own, phrases), places[0].span, pinned)

    def _overrides_values(self, found: Property, site: Site) -> bool:
        """Whether a property lists strings of which none is among those that it has in the schema that is extended: a
        tag that the base does not know. It is reported, and what stands nearest counts."""
        if len(found.nearest) == len(found.places):
            return False
        conjunction = self._schemas.expander.expand(tuple(map(Part, found.places)))
        merged = self._schemas.merger.merge(conjunction)
        if not merged.contradicting or not all(isinstance(value.value, str) for value in merged.contradicting):
            return False
        report_impossible(self._problems, conjunction, site.id)
        return True

    def _field_request(
        self, name: str, found: Property, parts: tuple[Part, ...], first: Schema, site: Site
    ) -> TypeRequest:
        """The request for the type of a property that may take a declaration of its own."""
        places = found.places
        if found.bare and len(places) == 1 and places[0].id.startswith(f"{site.hint.parent}/"):
            id, hint = places[0].id, ir.Hint(parent=site.hint.parent, words=(name,), title=first.title or None)
        elif (not found.inside or found.bare) and len(places) == 1:
            id, hint = places[0].id, hint_of(places[0], first)
        else:
            id = places[0].id if len(places) == 1 else f"{site.id}/properties/{escape_pointer(name)}"
            # What stands in the record of a base (`#self`) is named after the base.
            hint = ir.Hint(parent=site.id.removesuffix("#self"), words=(name,), title=first.title or None)
        return TypeRequest(parts, hint, id)

    def _own(self, parts: tuple[Part, ...]) -> tuple[Schema, ...]:
        """The schemas that stand at a property itself, whose docs are the field's."""
        if len(parts) == 1:
            reference = self._schemas.references.reference(parts[0].place)
            if reference is not None:
                return reference.wrappers
        return self._schemas.expander.expand(parts).own

    def _target(self, parts: tuple[Part, ...]) -> tuple[Schema, ...]:
        """The schema that a property refers to, whose default is the default of the property too."""
        reference = self._schemas.references.reference(parts[0].place) if len(parts) == 1 else None
        return () if reference is None or reference.target is None else (self._schemas.reader.read(reference.target),)

    def _item_phrases(self, own: tuple[Schema, ...]) -> tuple[str, ...]:
        """Constraints on the items of an array as phrases for the docs of the array."""
        phrases: list[str] = []
        for schema in own:
            if schema.items is not None:
                item = self._schemas.reader.read(schema.items)
                phrases += [f"items: {phrase}" for phrase in item.constraints]
        return tuple(phrases)
