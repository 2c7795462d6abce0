"""Forms and multipart bodies: how their parts are written and which of them are files, by the schema and the Encoding
Objects.

Whether a property is a file, or may be one, is read off the schemas as they stand, through references and composition, because the
document says it in keywords (`format: binary`, `contentMediaType`, a schema that says nothing) and in encodings, not
in a type."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from codegen import ir
from codegen.document.access import Place
from codegen.document.parameters import Encoding, MediaType
from codegen.lower.operations.context import Context
from codegen.lower.operations.media_types import essence, media_of

_STYLES = (ir.Style.FORM, ir.Style.SPACE, ir.Style.PIPE, ir.Style.DEEP_OBJECT)
_COMPOSITION = ("allOf", "oneOf", "anyOf")
_Holds: TypeAlias = Literal["file", "other"]
_NOTHING: Final[frozenset[_Holds]] = frozenset()
_FILE: Final[frozenset[_Holds]] = frozenset(("file",))
_OTHER: Final[frozenset[_Holds]] = frozenset(("other",))
_Known: TypeAlias = dict[str, frozenset[_Holds]]
_EITHER: Final = _FILE | _OTHER
_DESCRIBING = {"$ref", "type", "properties", "items", "enum", "const", "contentEncoding", *_COMPOSITION}


def lower_parts(context: Context, media_type: MediaType, media: ir.Media) -> tuple[ir.Part, ...]:
    """A part for each encoding, in the order of the document; one for a property that isn't there is left out, with a
    warning. Then one for each file that says its own content type."""
    declared = dict(properties(context, media_type.schema)) if media_type.schema is not None else {}
    known = declared.keys()
    parts: list[ir.Part] = []
    for name, encoding in media_type.encodings:
        if name in known or not known:
            # In OpenAPI 3.0 parts of multipart bodies have no style (3.0.4, 4.7.15.1.2).
            has_style = media is ir.Media.FORM or context.version > (3, 0)
            parts.append(_part(context, name, encoding, has_style=has_style))
            if media is ir.Media.MULTIPART:
                _report_headers(context, name, encoding)
        else:
            context.problems.warning(
                "unused-encoding",
                f"the schema has no property `{name}` that this encoding could be of",
                context.key_span(encoding.place),
            )
    if media is ir.Media.MULTIPART:
        encoded = {name for name, _ in media_type.encodings}
        others = ((name, _file_type(context, place)) for name, place in declared.items() if name not in encoded)
        parts += [ir.Part(name, content_type) for name, content_type in others if content_type is not None]
    return tuple(parts)


def _file_type(context: Context, place: Place) -> str | None:
    """The `contentMediaType` of a file or of the files in a list, which is that of its part too (3.1, 4.8.15.1.1)."""
    target = _target(context, place)
    value = target.node.value if target is not None else None
    if target is None or not isinstance(value, dict):
        return None
    if "items" in value and "contentMediaType" not in value:
        return _file_type(context, target.child("items", value["items"]))
    found = value["contentMediaType"].value if "contentMediaType" in value and "contentEncoding" not in value else None
    kind = essence(found) if isinstance(found, str) else None
    # `application/octet-stream` is how 3.1 says `format: binary`: it tells nothing that the file's name would not tell better.
    if kind in (None, "application/octet-stream") or media_of(kind or "") is not ir.Media.BINARY:
        return None
    return str(found)


def _part(context: Context, name: str, encoding: Encoding, *, has_style: bool) -> ir.Part:
    # A style, explode or allowReserved that is given makes contentType void (4.8.15.1.2).
    given = (encoding.style, encoding.explode, encoding.allow_reserved)
    if not has_style or all(one is None for one in given):
        return ir.Part(name, encoding.content_type)
    style = ir.Style.FORM
    if encoding.style is not None:
        styles = {style.value: style for style in _STYLES}
        known = styles.get(encoding.style)
        node = None if known is not None else context.access.get(encoding.place, "style")
        if node is not None:
            known = styles.get(context.access.meant(node.node, "an encoding has no style", styles) or "")
        if known is None:
            context.problems.warning(
                "bad-style", f"`{encoding.style}` is no style of an encoding; `form` is used", encoding.place.span
            )
        else:
            style = known
    explode = encoding.explode if encoding.explode is not None else style in (ir.Style.FORM, ir.Style.DEEP_OBJECT)
    return ir.Part(name, None, style, explode, bool(encoding.allow_reserved))


def _report_headers(context: Context, name: str, encoding: Encoding) -> None:
    """Headers of parts can't be sent: no argument is there for them. Those that a part has anyway are no loss."""
    for header, place in encoding.headers:
        if header.lower() not in ("content-type", "content-disposition"):
            context.problems.warning(
                "unsupported-header",
                f"the part `{name}` is sent without the header `{header}`",
                context.key_span(place),
            )


def text_fields(context: Context, media_type: MediaType, parts: tuple[ir.Part, ...]) -> tuple[str, ...]:
    """The properties that are objects, or arrays of such, in a content type that has no codec (XML, say); each is a
    warning."""
    content_types = {part.wire: part.content_type for part in parts if part.content_type is not None}
    if media_type.schema is None or not content_types:
        return ()
    found: dict[str, None] = {}
    for name, place in properties(context, media_type.schema):
        content_type = content_types.get(name)
        if content_type is None or name in found:
            continue
        is_json = any(media_of(essence(one) or "") is ir.Media.JSON for one in content_type.split(","))
        if not is_json and _is_structured(context, place):
            found[name] = None
            context.problems.warning(
                "unsupported-media-type",
                f"`{name}` is handed over as text: there is no codec for `{content_type}`, so its schema is not used",
                next(encoding.place.span for key, encoding in media_type.encodings if key == name),
            )
    return tuple(found)


def _is_structured(context: Context, place: Place) -> bool:
    """The schema is one of objects, or of arrays of them."""
    target = _target(context, place)
    if target is None or not isinstance(target.node.value, dict):
        return False
    keywords = target.node.value
    if "properties" in keywords or (keywords.get("type") is not None and keywords["type"].value == "object"):
        return True
    items = keywords.get("items")
    return items is not None and _is_structured(context, target.child("items", items))


def file_fields(context: Context, media_type: MediaType) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The properties of a multipart body that are files, or lists of files, and those that may be something else as well; in the
    order of the document."""
    if media_type.schema is None:
        return (), ()
    content_types = {name: encoding.content_type for name, encoding in media_type.encodings}
    found: dict[str, frozenset[_Holds]] = {}
    for name, place in properties(context, media_type.schema):
        found[name] = found.get(name, _NOTHING) | _held(context, place, content_types.get(name), {})
    return tuple(name for name in found if found[name] == _FILE), tuple(
        name for name in found if found[name] == _EITHER
    )


def properties(context: Context, schema: Place) -> Iterator[tuple[str, Place]]:
    """Every property that a schema names itself, through references, or in a part of allOf, oneOf or anyOf."""
    pending, seen = [schema], set[str]()
    while pending:
        place = _target(context, pending.pop())
        if place is None or place.id in seen:
            continue
        seen.add(place.id)
        yield from context.access.members(place, "properties")
        inner = [part for keyword in _COMPOSITION for part in _elements(place, keyword)]
        pending.extend(reversed(inner))


def _held(context: Context, place: Place, content_type: str | None, known: _Known) -> frozenset[_Holds]:
    """What values of a schema are in a multipart body; `known` is what was found out before."""
    target = _target(context, place)
    if target is None or not isinstance(target.node.value, dict):
        return _EITHER if target is not None and target.node.value is True else _NOTHING
    if target.id not in known:
        known[target.id] = _NOTHING  # while it is being found out: a schema may hold itself
        known[target.id] = _found(context, target, content_type, known)
    return known[target.id]


def _found(context: Context, place: Place, content_type: str | None, known: _Known) -> frozenset[_Holds]:
    keywords = {key: node.value for key, node in place.node.value.items()} if isinstance(place.node.value, dict) else {}
    # An encoding `binary` is none (RFC 2045, 2.9): the bytes as they are.
    if keywords.get("format") == "binary" or keywords.get("contentEncoding") == "binary":
        return _FILE
    if "contentMediaType" in keywords and "contentEncoding" not in keywords:
        return _FILE if media_of(essence(str(keywords["contentMediaType"])) or "") is ir.Media.BINARY else _OTHER
    if content_type is not None:
        is_bytes = all(media_of(essence(one) or "") is ir.Media.BINARY for one in content_type.split(","))
        if is_bytes and _is_text(place) and not {"contentEncoding", "format"} & keywords.keys():
            return _FILE
    # Nothing is said: application/octet-stream in 3.1 (4.8.15.1.1), but authors mean any value, as 3.0 does.
    elif not _DESCRIBING & keywords.keys():
        return _EITHER
    return _held_inside(context, place, content_type, known) or (_NOTHING if keywords.get("type") == "null" else _OTHER)


def _held_inside(context: Context, place: Place, content_type: str | None, known: _Known) -> frozenset[_Holds]:
    """The same of its parts, variants and items. A part of `allOf` without keywords says nothing."""
    parts = [part for part in _elements(place, "allOf") if not _is_empty(part)]
    whole = [_held(context, part, content_type, known) for part in parts]
    if _FILE in whole:
        return _FILE
    inner = [part for keyword in ("oneOf", "anyOf") for part in _elements(place, keyword)]
    value = place.node.value
    items = value.get("items") if isinstance(value, dict) else None
    if items is not None:
        inner.append(place.child("items", items))
    return _NOTHING.union(*whole, *(_held(context, part, content_type, known) for part in inner))


def _is_text(place: Place) -> bool:
    """Whether the schema admits a string: its `type` does, or it has none."""
    value = place.node.value
    node = value.get("type") if isinstance(value, dict) else None
    if node is not None and isinstance(node.value, list):
        return any(kind.value == "string" for kind in node.value)
    return node is None or node.value == "string"


def _is_empty(place: Place) -> bool:
    """Whether a schema has no keywords, so that the other parts decide."""
    value = place.node.value
    return not isinstance(value, dict) or not value


def _target(context: Context, place: Place) -> Place | None:
    """What a schema stands for; a reference that leads nowhere was reported when the schema was lowered."""
    value = place.node.value
    if isinstance(value, dict) and "$ref" in value:
        return context.resolved(place)
    return place


def _elements(place: Place, key: str) -> Iterator[Place]:
    value = place.node.value
    node = value.get(key) if isinstance(value, dict) else None
    if node is not None and isinstance(node.value, list):
        here = place.child(key, node)
        for index, element in enumerate(node.value):
            yield here.child(str(index), element)
