"""Inline schemas that are said once though the document says them several times: `ir.Api` → `Shared`, an API without the repetitions.

    the same union of a, b and c at several places       → one alias, `AOrB` or `AnyEnding`
    the same body of an error answer of two operations   → one class, `BadRequestResponse`

Nothing else is shared: two classes that only look alike mean different things. What is pinned keeps its own name. Names say what is
shared, so that another place of it renames none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from codegen import ir
from codegen.ir.renaming import with_ids
from codegen.python.index import Index
from codegen.python.names import identifiers, words
from codegen.python.names.equality import Equality, in_common
from codegen.python.names.lengths import LONGEST
from codegen.values import dataclass

_JOINED = 3
"""How many variants a name lists at most."""
_GENERIC = frozenset({"data", "event", "item", "model", "object", "params", "request", "response", "schema", "type"})
"""Words that say too little after `any`, where they are all."""
_SCALARS = {
    ir.Scalar.STRING: "string",
    ir.Scalar.INTEGER: "integer",
    ir.Scalar.NUMBER: "number",
    ir.Scalar.BOOLEAN: "boolean",
}


@dataclass(frozen=True, slots=True)
class Shared:
    api: ir.Api
    ids: Mapping[str, str]
    """Id of a declaration that is gone → id of the one that stands for it."""


def share(api: ir.Api, pins: Mapping[str, str]) -> Shared:
    """Shares what is equal; `pins` maps JSON pointers to names."""
    errors = _shared_errors(api, pins)
    unions = _shared_unions(errors.api, pins)
    return Shared(unions.api, {**{id: unions.ids.get(kept, kept) for id, kept in errors.ids.items()}, **unions.ids})


# Error answers


def _shared_errors(api: ir.Api, pins: Mapping[str, str]) -> Shared:
    equality = Equality({declaration.id: declaration for declaration in api.declarations})
    taken = set(_other_names(api))
    groups: dict[tuple[str, ...], dict[object, list[str]]] = {}
    for id, hint in _error_bodies(api, equality):
        if identifiers.class_name(_words(hint.words)) not in taken and not _is_pinned(id, pins):
            groups.setdefault(hint.words, {}).setdefault(equality.meaning(id), []).append(id)
    merge = _Merge(api)
    for spelled, by_meaning in groups.items():
        seen: list[str] = []
        for places in by_meaning.values():
            told = _own_key(places[0], seen, equality) if seen else ()
            if len(places) > 1 and told is not None:
                seen.append(places[0])
                merge.add([equality.inside(place) for place in places], ir.Hint(words=(*spelled, *told)))
    return merge.shared()


def _error_bodies(api: ir.Api, equality: Equality) -> Iterator[tuple[str, ir.Hint]]:
    """The inline declarations that are whole bodies of error answers, each once."""
    found: set[str] = set()
    for operation in api.operations:
        for response in operation.responses:
            if response.status[0] not in "45d":
                continue
            for content in response.contents:
                if not isinstance(content.type, ir.Named) or content.type.id in found:
                    continue
                hint = equality.declarations[content.type.id].hint
                if hint.parent == operation.id and len(hint.words) > 1 and hint.pinned is None and not hint.item:
                    found.add(content.type.id)
                    yield content.type.id, hint


def _own_key(id: str, others: list[str], equality: Equality) -> tuple[str, ...] | None:
    """Words for a key that tells a body from those of the same status; None where there is none."""
    declaration = equality.declarations[id]
    if not isinstance(declaration, ir.Record):
        return None
    known = {
        field.wire
        for other in others
        if isinstance(found := equality.declarations[other], ir.Record)
        for field in found.fields
    }
    return next((("with", field.wire) for field in declaration.fields if field.wire not in known), None)


# Unions


def _shared_unions(api: ir.Api, pins: Mapping[str, str]) -> Shared:
    index = Index(api)
    groups: dict[object, list[ir.Union]] = {}
    for declaration in api.declarations:
        if (
            isinstance(declaration, ir.Union)
            and declaration.hint.component is None
            and declaration.hint.pinned is None
            and not index.is_expanded(declaration.id)
            and not _is_pinned(declaration.id, pins)
        ):
            variants = tuple((variant.type, variant.tag) for variant in declaration.variants)
            about = (declaration.plan, declaration.open, declaration.doc.deprecated, declaration.doc.constraints)
            groups.setdefault((variants, about), []).append(declaration)
    repeated = [unions for unions in groups.values() if len(unions) > 1]
    wanted = [_union_words(unions[0], index) for unions in repeated]
    uses = Counter([*map(identifiers.class_name, wanted), *_other_names(api)])
    merge = _Merge(api)
    for unions, name in zip(repeated, wanted, strict=True):
        is_free = name and uses[identifiers.class_name(name)] == 1
        merge.add([[union.id] for union in unions], ir.Hint(words=name) if is_free else unions[0].hint)
    return merge.shared()


def _union_words(union: ir.Union, index: Index) -> tuple[str, ...]:
    """Words for a union that stands at several places: its variants, or the words in which all of them end."""
    spelled = [_type_words(variant.type, index) for variant in union.variants]
    if not all(spelled):
        return ()
    joined = tuple(word for each in spelled for word in ("or", *each))[1:]
    if len(spelled) <= _JOINED and len(identifiers.class_name(joined)) <= LONGEST:
        return joined
    ending: list[str] = []
    for column in zip(*(reversed(each) for each in spelled), strict=False):
        if len({word.lower() for word in column}) > 1:
            break
        ending.insert(0, column[0])
    return ("any", *ending) if len(ending) > 1 or (ending and ending[0].lower() not in _GENERIC) else ()


def _type_words(type_: ir.Type, index: Index) -> tuple[str, ...]:
    """What a variant is called; nothing where it has no name of its own."""
    match type_:
        case ir.Named(id):
            return words.split(index[id].hint.component or "")
        case ir.Primitive(kind):
            return (_SCALARS[kind],)
        case ir.ListOf(item):
            inner = _type_words(item, index)
            return (*inner, "list") if inner else ()
        case _:
            return ()


# Both


class _Merge:
    """Collects what is shared."""

    def __init__(self, api: ir.Api) -> None:
        self._api = api
        self._declarations = {declaration.id: declaration for declaration in api.declarations}
        self._ids: dict[str, str] = {}
        self._kept: dict[str, ir.Declaration] = {}

    def add(self, places: list[list[str]], hint: ir.Hint) -> None:
        """Shares the declarations of several places, each the ids of one declaration and of those inside of it in the same order."""
        first = places[0]
        if any(id in self._ids for id in first):
            return
        merged = [place for place in places[1:] if not any(id in self._kept or id in self._ids for id in place)]
        if not merged:
            return
        for kept, *others in zip(first, *merged, strict=True):
            self._ids |= {id: kept for id in others if id != kept}
            # What the document says of one place alone does not hold for the others.
            self._kept[kept] = in_common([self._declarations[id] for id in (kept, *others)])
        self._kept[first[0]] = replace(self._kept[first[0]], hint=hint)

    def shared(self) -> Shared:
        declarations = tuple(self._kept.get(each.id, each) for each in self._api.declarations)
        return Shared(with_ids(replace(self._api, declarations=declarations), self._ids), self._ids)


def _other_names(api: ir.Api) -> list[str]:
    """The names of components, and those of the bodies of responses in `components` (and their like), which stand in no operation."""
    return [
        (
            identifiers.class_name(_words(each.hint.words))
            if each.hint.component is None
            else identifiers.type_name(each.hint.component)
        )
        for each in api.declarations
        if each.hint.parent is None
    ]


def _is_pinned(id: str, pins: Mapping[str, str]) -> bool:
    return any(pointer == id or pointer.startswith(f"{id}/") for pointer in pins)


def _words(parts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for part in parts for word in words.split(part))
