"""Hints for naming schemas, from where they stand.

A component is named by its key, an inline schema by the id of the declaration around it and the property that it
belongs to. So a hint does not depend on which reference is followed first."""

from __future__ import annotations

import posixpath
from dataclasses import replace

from codegen import ir
from codegen.document.access import Place, unescape_pointer
from codegen.document.schema import Schema
from codegen.lower.schemas.owners import owner_of

_HOLDERS = frozenset({"schemas", "definitions", "$defs"})
_APPLICATORS = frozenset({"allOf", "oneOf", "anyOf"})
_ITEMS = frozenset(
    {"items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "prefixItems", "patternProperties"}
)


def component_key(place: Place) -> str | None:
    """The key of a place that is a declaration in its own right: a component, a member of `$defs` or `definitions`, a
    whole other file or its top level. None for inline schemas."""
    tokens = place.pointer.split("/")[1:]
    if not tokens:
        return posixpath.basename(place.file).partition(".")[0] if place.file else None
    name = unescape_pointer(tokens[-1])
    if len(tokens) == 1:
        return name if place.file else None
    if tokens[-2] not in _HOLDERS or (len(tokens) > 2 and tokens[-3] in ("properties", "patternProperties")):
        return None
    return name


def component_id(id: str) -> str:
    """The id of the component that an id stands in; the id itself when it stands in none."""
    file, _, pointer = id.partition("#")
    tokens = pointer.partition("#")[0].split("/")
    if tokens[1:3] == ["components", "schemas"] and len(tokens) > 3:
        return f"{file}#{'/'.join(tokens[:4])}"
    if file and len(tokens) > 1:
        return f"{file}#{'/'.join(tokens[:2])}"
    return id


def hint_of(place: Place, schema: Schema) -> ir.Hint:
    """The hint of a schema that a reference leads to, from its pointer alone."""
    key = component_key(place)
    if key is not None:
        return ir.Hint(component=key, pinned=schema.pinned)
    tokens = place.pointer.split("/")[1:]
    words: list[str] = []
    item = False
    end = len(tokens)
    while end > 0:
        holder = Place(place.file, "".join(f"/{token}" for token in tokens[:end]), place.node)
        if end < len(tokens) and component_key(holder) is not None:
            return ir.Hint(
                parent=holder.id, words=tuple(words), item=item, title=schema.title or None, pinned=schema.pinned
            )
        token, before = tokens[end - 1], tokens[end - 2] if end > 1 else ""
        if before == "properties":
            if words:
                # The object that holds this property is a declaration too, and the nearest one.
                return ir.Hint(
                    parent=holder.id, words=tuple(words), item=item, title=schema.title or None, pinned=schema.pinned
                )
            words.append(unescape_pointer(token))
            end -= 2
        elif before in _APPLICATORS or before in ("prefixItems", "patternProperties"):
            item = item or before in _ITEMS
            end -= 2
        elif token in _ITEMS:
            item = item or not words
            end -= 1
        else:
            break
    owner = owner_of(place)
    return replace(owner.hint(*words), item=item, title=schema.title or None, pinned=schema.pinned)
