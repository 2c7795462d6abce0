"""`x-pagination`, a documented extension of Operation Objects → `ir.Pagination`.

x-pagination: style: cursor          # or offset, page, link items: data            # where the items are in the
answer, steps joined by dots; left out: the answer is the array itself parameter: after       # the query parameter
that asks for another page (not for link) next: meta.cursor      # cursor: where the answer has the next value of the
parameter more: has_more         # a boolean that is false on the last page total: meta.count      # offset: the
number of all items; page: of all pages

`link` follows the header `Link` with relation `next` (RFC 8288)."""

from __future__ import annotations

from codegen import ir
from codegen.document.access import Place
from codegen.lower.operations.context import Context

_KEYS = ("style", "items", "parameter", "next", "more", "total")


def lower_pagination(context: Context, operation: Place) -> ir.Pagination | None:
    """What an operation says about its pages; None where it says nothing, or nothing that can be used (reported)."""
    access = context.access
    place = access.object(operation, "x-pagination")
    if place is None or not access.required(place, "style", "`x-pagination`"):
        return None
    for key in access.mapping(place, "`x-pagination`"):
        if key not in _KEYS:
            context.problems.warning("unknown-key", f"`x-pagination` has no `{key}`", place.key_span(key))
    word = access.choice(place, "style", tuple(style.value for style in ir.PageStyle))
    if word is None:
        return None
    style = ir.PageStyle(word)
    needed = {ir.PageStyle.CURSOR: ("parameter", "next"), ir.PageStyle.LINK: ()}.get(style, ("parameter",))
    if not all(access.required(place, key, f"`x-pagination` of style `{word}`") for key in needed):
        return None
    items, following, more, total = (_path(access.string(place, key)) for key in ("items", "next", "more", "total"))
    return ir.Pagination(style, items, access.string(place, "parameter") or "", following, more, total, place.span)


def _path(text: str | None) -> tuple[str, ...]:
    return tuple(step for step in (text or "").split(".") if step)
