"""Settled drafts → `ir` declarations, each made once: unions with their plans, fields with defaults that fit.

Plans reach into other declarations: the tag value that leads to an inline variant names it, and a one-valued enum
that tags a union is exactly that value, not an open one. So is a string to which only the mapping of a discriminator
gives a value, unless another union knows the record by another value."""

from __future__ import annotations

from dataclasses import replace

from codegen import ir
from codegen.diagnostics import Problems
from codegen.ir.queries import admits_null, admits_scalar, opened, with_null, without_null
from codegen.lower.drafting import (
    AliasDraft,
    Draft,
    DraftsById,
    EnumDraft,
    FieldDraft,
    RecordDraft,
    UnionDraft,
    underlying,
)
from codegen.lower.schemas import scalar_text
from codegen.lower.unions import Planner, UnionPlan

_STRING = ir.Primitive(ir.Scalar.STRING)


def declarations_of(
    drafts: DraftsById, admit_anything: frozenset[str], problems: Problems
) -> dict[str, ir.Declaration]:
    """The declarations by id. `admit_anything`: unions that admit any value beside their variants."""
    planner = Planner(drafts, problems)
    plans = {
        id: planner.plan(draft, admits_anything=id in admit_anything)
        for id, draft in drafts.items()
        if isinstance(draft, UnionDraft)
    }
    planner.report_contradictions()
    return _Finisher(drafts, plans, planner).run()


class _Finisher:
    def __init__(self, drafts: DraftsById, plans: dict[str, UnionPlan], planner: Planner) -> None:
        self._drafts = drafts
        self._plans = plans
        self._tags = planner.tags
        self._tag_values = planner.tag_values
        self._contradicted = planner.contradicted_tags
        self._mapped = _mapped_values(drafts)
        self._tag_aliases = frozenset(self._find_tag_aliases())
        self._found: dict[str, ir.Declaration] = {}

    def run(self) -> dict[str, ir.Declaration]:
        """Records last: their defaults are compared with the types that they name."""
        for draft in self._drafts.values():
            if not isinstance(draft, RecordDraft):
                self._found[draft.id] = self._named(draft)
        for draft in self._drafts.values():
            if isinstance(draft, RecordDraft):
                self._found[draft.id] = self._record(draft)
        return {id: self._found[id] for id in self._drafts}

    def _named(self, draft: EnumDraft | UnionDraft | AliasDraft) -> ir.Declaration:
        hint = self._hint(draft)
        match draft:
            case EnumDraft(id, _, doc, span, kind, members):
                return ir.Enum(id, hint, doc, span, kind, members)
            case AliasDraft(id, _, doc, span, type_):
                return ir.Alias(id, hint, doc, span, _closed(type_) if id in self._tag_aliases else type_)
            case UnionDraft(id, _, doc, span, variants):
                plan = self._plans[id]
                tagged = zip(variants, plan.tags, strict=True)
                final = tuple(ir.Variant(variant.type, tag, variant.doc) for variant, tag in tagged)
                return ir.Union(id, hint, doc, span, final, plan.choices, plan.open)

    def _hint(self, draft: Draft) -> ir.Hint:
        """The hint, with the tag value that leads to the declaration where nothing else names it."""
        hint, tag = draft.hint, self._tags.get(draft.id)
        is_nameless = hint.tag is None and hint.component is None and not hint.words
        return replace(hint, tag=tag) if tag is not None and is_nameless else hint

    def _record(self, draft: RecordDraft) -> ir.Record:
        keys = self._tag_values.get(draft.id, {})
        fields = tuple(self._field(draft.id, field, field.wire in keys) for field in draft.fields)
        return ir.Record(draft.id, self._hint(draft), draft.doc, draft.span, fields, draft.extra, draft.closed)

    def _tag_type(self, id: str, draft: FieldDraft, mapped: tuple[str, ...]) -> ir.Type:
        """The type of a tag: its constant is exact, and takes other strings where a mapping has another. A string is
        what a mapping alone says."""
        bare = underlying(self._drafts, draft.type)
        if (id, draft.wire) in self._contradicted:
            null = isinstance(draft.type, ir.Nullable)
            return with_null(opened(bare), null) if isinstance(bare, ir.Constant) else draft.type
        if len(mapped) == 1 and bare == _STRING:
            return with_null(ir.Constant(mapped, mapped=True), admits_null(self._found, draft.type))
        return _closed(draft.type)

    def _mapped_to(self, id: str, draft: FieldDraft) -> tuple[str, ...]:
        """The values that mappings have for a property; none for a plain string by which unions know other values."""
        mapped = self._mapped.get((id, draft.wire), ())
        known = self._tag_values.get(id, {}).get(draft.wire, set())
        is_plain = underlying(self._drafts, draft.type) == _STRING
        return () if is_plain and not known.issubset(mapped) else mapped

    def _field(self, id: str, draft: FieldDraft, is_tag: bool) -> ir.Field:
        """A field of the record `id`; `is_tag`: it tags the record in some union."""
        mapped = self._mapped_to(id, draft)
        type_ = self._tag_type(id, draft, mapped) if is_tag or mapped else draft.type
        bare = underlying(self._drafts, type_)
        tags: tuple[ir.JSONScalar, ...] = mapped or (
            bare.values if is_tag and isinstance(bare, ir.Constant) and not bare.open else ()
        )
        tag: ir.JSONScalar = None
        for only in tags if len(tags) == 1 and (id, draft.wire) not in self._contradicted else ():
            tag = only if admits_scalar(self._found, type_, only) else None
        default, doc = draft.default, draft.doc
        if default is not None and not admits_scalar(self._found, type_, default):
            phrase = f"default {scalar_text(default)}"
            default, doc = None, replace(doc, constraints=(*doc.constraints, phrase))
        if default is None and draft.presence is ir.Presence.OPTIONAL:
            default = tag
        return ir.Field(draft.wire, type_, draft.presence, default, draft.access, doc, draft.span, draft.pinned, tag)

    def _find_tag_aliases(self) -> set[str]:
        """The aliases of constants that are the types of tags."""
        found: set[str] = set()
        for id, keys in self._tag_values.items():
            record = self._drafts[id]
            fields = record.fields if isinstance(record, RecordDraft) else ()
            for type_ in (without_null(field.type) for field in fields if field.wire in keys):
                alias = self._drafts.get(type_.id) if isinstance(type_, ir.Named) else None
                if isinstance(alias, AliasDraft) and isinstance(alias.type, ir.Constant):
                    found.add(alias.id)
        return found


def _mapped_values(drafts: DraftsById) -> dict[tuple[str, str], tuple[str, ...]]:
    """By the id of a record and a property of it: the values that the mappings of discriminators have for the record."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    values: dict[int, dict[str, list[str]]] = {}
    for union in (draft for draft in drafts.values() if isinstance(draft, UnionDraft)):
        for variant in union.variants:
            record = underlying(drafts, variant.type)
            if isinstance(record, ir.Named):
                for tag in variant.tags:
                    if id(tag) not in values:
                        by_target = values[id(tag)] = {}
                        for value, target in tag.mapping:
                            by_target.setdefault(target, []).append(value)
                    mapped = (value for target in variant.targets for value in values[id(tag)].get(target, ()))
                    found.setdefault((record.id, tag.key), {}).update(dict.fromkeys(mapped))
    return {place: tuple(values) for place, values in found.items()}


def _closed(type_: ir.Type) -> ir.Type:
    """The type; an open constant takes only its values."""
    match type_:
        case ir.Constant(values=values, open=True):
            return ir.Constant(values)
        case ir.Nullable(inner=ir.Constant(values=values, open=True)):
            return ir.Nullable(ir.Constant(values))
        case _:
            return type_
