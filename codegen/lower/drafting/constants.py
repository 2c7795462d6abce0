"""A `const` that is an object or an array → a type that has it as its only value: a record or tuple of constants."""

from __future__ import annotations

from codegen import ir
from codegen.document.access import escape_pointer
from codegen.lower.drafting.drafts import Drafts, FieldDraft, RecordDraft
from codegen.lower.drafting.requests import Site


def constant_type(drafts: Drafts, value: ir.JSONValue, site: Site) -> ir.Type:
    """The type of one JSON value. Objects inside it get declarations under the id of the site."""
    match value:
        case None | bool() | int() | float() | str():
            return ir.Constant((value,))
        case list():
            values: list[ir.JSONValue] = value
            hint = ir.Hint(parent=site.hint.parent or site.id, words=site.hint.words, item=True)
            inner = [
                constant_type(drafts, each, site.inside(f"const/{index}", hint)) for index, each in enumerate(values)
            ]
            return ir.TupleOf(tuple(inner), None, len(inner)) if inner else ir.ListOf(ir.Never())
        case dict() if value:
            fields = tuple(_field(drafts, key, each, site) for key, each in value.items())
            return drafts.declare(RecordDraft(site.id, site.hint, site.doc(), site.span, fields, closed=True))
        case _:
            return ir.MapOf(ir.Never())


def _field(drafts: Drafts, key: str, value: ir.JSONValue, site: Site) -> FieldDraft:
    inner = site.inside(f"const/{escape_pointer(key)}", ir.Hint(parent=site.id, words=(key,)))
    type_ = constant_type(drafts, value, inner)
    return FieldDraft(key, type_, ir.Presence.REQUIRED, None, ir.Access.BOTH, ir.Doc(), site.span)
