"""Declarations → `testing.py`: what made-up values need to know beyond the shapes of types.

Values that make instances valid and readable: the examples and defaults of the document where they fit, else values made up from
formats, bounds and patterns. A type or field for which the runtime's own idea does is left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from codegen import ir
from codegen.python.code.imports import Imports
from codegen.python.code.layout import Expression, call, items, lay_out, mapping
from codegen.python.code.text import Code, scalar_literal, string_literal
from codegen.python.formats import Formats
from codegen.python.index import Index
from codegen.python.models.made_up import MadeUp
from codegen.python.models.views import SamplesView
from codegen.python.names.minting import Names

_LONGEST = 200
"""Characters of the literal of a document's example; longer ones make tests unreadable."""
_MANY = 20
"""Items that are made up at most where the document asks for more of them."""


class Samples:
    """Builds the view of `testing.py`."""

    def __init__(self, api: ir.Api, index: Index, names: Names, formats: Formats) -> None:
        self._api, self._index, self._names = api, index, names
        self._made_up = MadeUp(index, formats)
        self._imports = Imports()

    def view(self, has_client: bool, has_streams: bool) -> SamplesView:
        entries: list[Code] = []
        for declaration in self._api.declarations:
            made = self._declaration(declaration)
            if made is not None:
                name = string_literal(self._names.types[declaration.id])
                entries.append(Code(lay_out(f"{name}: ", made, ",", depth=1)))
        return SamplesView(self._imports.views(), tuple(entries), has_client, has_streams)

    def _declaration(self, declaration: ir.Declaration) -> Expression | None:
        match declaration:
            case ir.Record():
                return self._record(declaration)
            case ir.Alias(type=kind, doc=doc):
                return self._value(kind, doc.limits, doc.examples, str(self._names.types[declaration.id]))
            case ir.Enum():
                return self._given(ir.Named(declaration.id), declaration.doc.examples)
            case ir.Union():
                return self._given(ir.Named(declaration.id), declaration.doc.examples) or _union(declaration)

    def _record(self, record: ir.Record) -> Expression | None:
        whole = [example for example in record.doc.examples if isinstance(example, dict)]
        needed = _needed(record)
        fields: list[tuple[str, Expression]] = []
        for field in record.fields:
            examples = [*field.doc.examples, *(example[field.wire] for example in whole if field.wire in example)]
            made = self._value(field.type, field.doc.limits, examples, field.wire)
            if field.wire in needed:
                made = call(self._imports.name("._runtime.building", "Sent"), *(() if made is None else (made,)))
            if made is not None:
                fields.append((string_literal(field.wire), made))
        return mapping(fields) if fields else None

    def _value(
        self, kind: ir.Type, limits: ir.Limits | None, examples: Iterable[ir.JSONValue], key: str
    ) -> Expression | None:
        given = self._given(kind, [*examples, *(limits.known if limits is not None else ())], limits)
        if given is not None:
            return given
        inner = kind.inner if isinstance(kind, ir.Nullable) else kind
        if isinstance(inner, ir.ListOf | ir.MapOf):
            return self._several(inner, limits or ir.Limits(), key)
        if isinstance(inner, ir.TupleOf) and limits is not None and limits.min_items > len(inner.items):
            return call(self._imports.name("._runtime.building", "Several"), str(min(limits.min_items, _MANY)))
        made = self._made_up.value(inner, limits or ir.Limits(), key)
        return None if made is None else scalar_literal(made)

    def _given(
        self, kind: ir.Type, values: Iterable[ir.JSONValue], limits: ir.Limits | None = None
    ) -> Expression | None:
        """The first value that the document gives, is of the type, and is short."""
        for value in values:
            if isinstance(value, dict) or not self._made_up.fits(kind, value, limits or ir.Limits()):
                continue
            literal = _literal(value)
            if literal is not None and len(str(literal)) <= _LONGEST:
                return literal
        return None

    def _several(self, kind: ir.ListOf | ir.MapOf, limits: ir.Limits, key: str) -> Expression | None:
        """Items of an inline type as a list; of others, how many there have to be."""
        count = limits.min_items if isinstance(kind, ir.ListOf) else limits.min_properties
        item = kind.item if isinstance(kind, ir.ListOf) else kind.value
        made = self._value(item, limits.items, (), key)
        if made is None and not count:
            return None
        several = self._imports.name("._runtime.building", "Several")
        return call(several, str(min(count, _MANY)), *(() if made is None else (made,)))


def _needed(record: ir.Record) -> frozenset[str]:
    """Fields that even the smallest instance needs, though they may be absent: required write-only ones, those that one of several
    alternatives asks for, and as many others as the least number of properties asks for."""
    limits = record.doc.limits or ir.Limits()
    required = {field.wire for field in record.fields if field.presence is ir.Presence.REQUIRED}
    sent = [field.wire for field in record.fields if field.access is ir.Access.WRITE and field.wire in required]
    others = [field.wire for field in record.fields if field.wire not in required]
    chosen = [wire for wire in limits.needed if wire in others]
    more = [wire for wire in others if wire not in chosen]
    return frozenset([*sent, *chosen, *more[: max(0, limits.min_properties - len(required) - len(chosen))]])


def _union(union: ir.Union) -> Expression | None:
    """By JSON type: the first variant's, where others come first in the plan, and the value of a variant that is one string, for
    which its shape does not tell."""
    known: dict[str, ir.JSONScalar] = {}
    first = next((kind for kind, choice in union.plan if 0 in _indexes(choice)), union.plan[0][0])
    if first is not union.plan[0][0]:
        known[first.value] = None
    for variant in union.variants:
        if isinstance(variant.type, ir.Constant) and variant.type.open:
            known["string"] = variant.type.values[0]
            break
    return mapping([(string_literal(kind), scalar_literal(value)) for kind, value in known.items()]) if known else None


def _indexes(choice: ir.Choice) -> frozenset[int]:
    """The variants that a plan may lead to."""
    match choice:
        case ir.Take(index):
            return frozenset((index,))
        case ir.TryInOrder(indexes):
            return frozenset(indexes)
        case ir.Unclaimed():
            return frozenset()
        case ir.ByTag(_, cases, otherwise) | ir.ByValue(cases, otherwise) | ir.ByKeys(cases, otherwise):
            return _indexes(otherwise).union(*(_indexes(branch) for _, branch in cases))


def _literal(value: ir.JSONValue) -> Expression | None:
    """A scalar, or a list of such."""
    if isinstance(value, list):
        literals = [_literal(item) for item in value]
        return items("[", [literal for literal in literals if literal is not None], "]") if all(literals) else None
    return None if isinstance(value, dict) else scalar_literal(value)
