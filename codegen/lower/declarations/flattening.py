"""Nested unions spliced into the unions around them, and variants left out that another variant covers.

A union with one remaining variant is no union: it becomes the type of that variant.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from codegen import ir
from codegen.diagnostics import Problems
from codegen.ir.queries import without_null
from codegen.lower.declarations.aliases import Aliases
from codegen.lower.drafting import AliasDraft, Drafts, EnumDraft, UnionDraft, VariantDraft
from codegen.lower.schemas import TagMapping
from codegen.values import dataclass

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Edge:
    """A variant, the type behind its names, and the union that this is."""

    variant: VariantDraft
    target: ir.Type
    union: UnionDraft | None


class UnionFlattener:
    """Flattens every union of the drafts when it is made."""

    def __init__(self, drafts: Drafts, aliases: Aliases, problems: Problems) -> None:
        self._drafts = drafts
        self._by_id = drafts.by_id
        self._problems = problems
        self._aliases = aliases
        self._simplifier = _Simplifier(drafts)
        self.variants: dict[str, tuple[VariantDraft, ...]] = {}
        """Ids of unions → their variants."""
        self.collapsed: dict[str, ir.Type] = {}
        """Ids of unions with one remaining variant, or none → the types that replace them."""
        self.loose: set[str] = set()
        """Unions that admit any value beside their variants."""
        self._flat: dict[str, tuple[VariantDraft, ...]] = {}
        self._known_edges: dict[str, list[_Edge]] = {}
        self.promoted: dict[str, str] = {}
        """Ids of inline declarations that replace a component with one variant → ids of these components."""

        self._run()

    def _run(self) -> None:
        for id, declaration in self._by_id.items():
            if isinstance(declaration, UnionDraft) and id not in self._aliases.anything:
                self._flatten(id, declaration)
        for id in self._aliases.anything:
            if isinstance(self._by_id[id], UnionDraft):
                self.collapsed[id] = ir.AnyValue()
        for id in self._drafts.components:
            only = self.collapsed.get(id)
            inner = self._by_id.get(only.id) if isinstance(only, ir.Named) else None
            if inner is not None and inner.hint.parent == id and not isinstance(inner, UnionDraft | AliasDraft):
                self.promoted[inner.id] = id
        self._report_mappings()

    def _flatten(self, id: str, union: UnionDraft) -> None:
        found = self._flat[id] = self._collect(union)
        variants = self._simplifier.simplified(
            [variant for variant in found if not self._aliases.is_anything(variant.type)]
        )
        if len(variants) < len(found) and any(self._aliases.is_anything(variant.type) for variant in found):
            self.loose.add(id)
        if len(variants) > 1 or (variants and id in self.loose):
            self.variants[id] = tuple(variants)
        elif variants:
            self.collapsed[id] = variants[0].type
        elif any(isinstance(variant.type, ir.Named) for variant in union.variants):
            self._aliases.report_loop([union])
            self.collapsed[id] = ir.AnyValue()
        else:
            self.collapsed[id] = ir.Never()

    def _collect(self, union: UnionDraft) -> tuple[VariantDraft, ...]:
        """The variants of a union and of the unions among its variants, each once. A union inside itself adds none."""
        found: dict[ir.Type, VariantDraft] = {}
        seen = {union.id}
        path: list[tuple[VariantDraft | None, Iterator[_Edge]]] = [(None, iter(self._edges(union)))]
        while path:
            outer, edges = path[-1]
            edge = next(edges, None)
            if edge is None:
                path.pop()
            elif edge.union is None:
                _add(found, edge.target, edge.variant if outer is None else _spliced(outer, edge.variant))
            elif edge.union.id not in seen:
                seen.add(edge.union.id)
                inner = edge.variant if outer is None else _spliced(outer, edge.variant)
                path.append((inner, iter(self._edges(edge.union))))
        return tuple(found.values())

    def _edges(self, union: UnionDraft) -> list[_Edge]:
        """The variants of one union but null and those that can't be, each with the union that it is, if any."""
        known = self._known_edges.get(union.id)
        if known is None:
            known = self._known_edges[union.id] = []
            for variant in union.variants:
                type_ = without_null(variant.type)
                target = self._aliases.target(type_)
                if isinstance(target, ir.Never) or self._aliases.is_null(target):
                    continue
                targets = _unique((*variant.targets, *self._aliases.names(type_)))
                inner = self._by_id.get(target.id) if isinstance(target, ir.Named) else None
                nested = inner if isinstance(inner, UnionDraft) else None
                known.append(_Edge(replace(variant, type=type_, targets=targets), target, nested))
        return known

    def _report_mappings(self) -> None:
        """Warns of values that a discriminator maps to schemas which are no variant of any union that it holds for."""
        reached: dict[TagMapping, set[str]] = {}
        for variants in self._flat.values():
            for variant in variants:
                for tag in variant.tags:
                    reached.setdefault(tag, set()).update(variant.targets)
        for tag, targets in reached.items():
            for (value, target), span in zip(tag.mapping, tag.spans, strict=True):
                if targets.isdisjoint(self._aliases.names(ir.Named(target))):
                    self._problems.warning(
                        "discriminator-mapping",
                        f"`{value}` is mapped to a schema that is no variant here",
                        span,
                        "add the schema to the variants, or take the value out of the mapping",
                    )


def _add(found: dict[ir.Type, VariantDraft], target: ir.Type, variant: VariantDraft) -> None:
    """Adds a variant. If there is one of the same underlying type (`target`), that one gets its targets and
    discriminators."""
    known = found.get(target)
    if known is None:
        found[target] = variant
    else:
        targets, tags = _unique((*known.targets, *variant.targets)), _unique((*known.tags, *variant.tags))
        found[target] = replace(known, targets=targets, tags=tags)


def _spliced(outer: VariantDraft, inner: VariantDraft) -> VariantDraft:
    """A variant of a nested union as one of the outer union, where problems about it are shown."""
    targets, tags = _unique((*outer.targets, *inner.targets)), _unique((*outer.tags, *inner.tags))
    return replace(inner, span=outer.span, targets=targets, tags=tags)


def _unique(items: tuple[_Item, ...]) -> tuple[_Item, ...]:
    return tuple(dict.fromkeys(items))


class _Simplifier:
    """Leaves out variants of which another takes every value: `string | enum` is the enum, which is open; `number |
    integer` is number; `boolean | true` is boolean."""

    def __init__(self, drafts: Drafts) -> None:
        self._by_id = drafts.by_id
        self._target = drafts.underlying

    def simplified(self, variants: list[VariantDraft]) -> list[VariantDraft]:
        """The variants that are left, in their order."""
        types = [self._target(variant.type) for variant in variants]
        if any(_is_plain(type_, ir.Scalar.NUMBER) for type_ in types):
            kept = [variant for variant in variants if not _is_primitive(self._target(variant.type), ir.Scalar.INTEGER)]
            variants, types = kept, [self._target(variant.type) for variant in kept]
        for scalar in (ir.Scalar.STRING, ir.Scalar.INTEGER):
            plain = [index for index, type_ in enumerate(types) if _is_plain(type_, scalar)]
            alike = [index for index, type_ in enumerate(types) if self._is_of(type_, scalar) and index not in plain]
            if not plain or len(alike) != 1:
                continue
            open_ = self._opened(types[alike[0]])
            if open_ is not None:
                if isinstance(open_, ir.Constant):
                    variants[alike[0]] = replace(variants[alike[0]], type=open_)
                variants = [variant for index, variant in enumerate(variants) if index not in plain]
                types = [self._target(variant.type) for variant in variants]
        if any(_is_primitive(type_, ir.Scalar.BOOLEAN) for type_ in types):
            variants = [variant for variant in variants if not _is_boolean_constant(self._target(variant.type))]
        return variants

    def _is_of(self, type_: ir.Type, scalar: ir.Scalar) -> bool:
        """Whether some values of a type are of this scalar kind."""
        match type_:
            case ir.Primitive(kind=kind):
                return kind is scalar
            case ir.Constant(values=values):
                wanted = str if scalar is ir.Scalar.STRING else int
                return any(isinstance(value, wanted) and not isinstance(value, bool) for value in values)
            case ir.Named(id=id):
                declaration = self._by_id.get(id)
                return isinstance(declaration, EnumDraft) and declaration.kind is scalar
            case _:
                return False

    def _opened(self, type_: ir.Type) -> ir.Type | None:
        """The type with every other value of its scalar kind added, if there is one; enums are open already."""
        match type_:
            case ir.Named():
                return type_
            case ir.Constant(values=values) if all(isinstance(value, str) for value in values):
                return ir.Constant(values, open=True)
            case _:
                return None


def _is_plain(type_: ir.Type, scalar: ir.Scalar) -> bool:
    return isinstance(type_, ir.Primitive) and type_.kind is scalar and type_.format is None


def _is_primitive(type_: ir.Type, scalar: ir.Scalar) -> bool:
    return isinstance(type_, ir.Primitive) and type_.kind is scalar


def _is_boolean_constant(type_: ir.Type) -> bool:
    return isinstance(type_, ir.Constant) and all(isinstance(value, bool) for value in type_.values)
