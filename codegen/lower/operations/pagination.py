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

_KEYS = frozenset({"style", "items", "parameter", "next", "more", "total"})
_STYLES = tuple(style.value for style in ir.PageStyle)


def lower_pagination(context: Context, operation: Place) -> ir.Pagination | None:
    """What an operation says about its pages; None where it says nothing, or nothing that can be used (reported)."""
    access = context.access
    place = access.get(operation, "x-pagination")
    if place is None:
        return None
    value = place.node.value
    said = {key: node.value for key, node in value.items()} if isinstance(value, dict) else {}
    word = said.get("style")
    if word not in _STYLES or not all(isinstance(said[key], str) for key in said.keys() & _KEYS):
        styles = ", ".join(_STYLES)
        access.foreign(operation, "x-pagination", f"a mapping whose values are texts, `style` ({styles}) among them")
        return None
    style = ir.PageStyle(word)
    for key in said.keys() - _KEYS:
        context.problems.warning("unknown-key", f"`x-pagination` has no `{key}`", place.key_span(key))
    needed = {ir.PageStyle.CURSOR: ("parameter", "next"), ir.PageStyle.LINK: ()}.get(style, ("parameter",))
    missing = [f"`{key}`" for key in needed if key not in said]
    if missing:
        message = f"`x-pagination` of style `{word}` needs {' and '.join(missing)}: it is ignored"
        context.problems.warning("bad-pagination", message, place.span)
        return None
    items, following, more, total = (_path(access.string(place, key)) for key in ("items", "next", "more", "total"))
    return ir.Pagination(style, items, access.string(place, "parameter") or "", following, more, total, place.span)


def _path(text: str | None) -> tuple[str, ...]:
    return tuple(step for step in (text or "").split(".") if step)
